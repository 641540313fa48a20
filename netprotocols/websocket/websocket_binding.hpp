// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/session.hpp"
#include "netprotocols/websocket/socket.hpp"

#include <string>

namespace burrow::ws {

/// A WebSocket on a Connection after the opening handshake: drives the engine, calls the functions of SocketOptions.
/// For a server it takes over from the HTTP session of the upgrade. Thread: loop.
class Session : public ProtocolSession, public Socket {
public:
    /// `beforeOpen`, if given, runs once in place of SocketOptions::onOpen.
    explicit Session(std::shared_ptr<const SocketOptions> options, std::string subprotocol = {},
                     std::move_only_function<void(Socket&)> beforeOpen = {});
    ~Session() override;

    void onOpen(Connection& connection) override;
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override;
    Result<void> onEof(Connection& connection) override;
    void onTimeout(Connection& connection) override;
    void onWritable(Connection& connection) override;
    void onDrain(Connection& connection) override;
    bool isIdle() const override { return m_engine && m_engine->isClosed(); }
    void onClosed(const Error& why) noexcept override;
    std::string_view protocol() const noexcept override { return "websocket"; }
    std::string_view state() const noexcept override;
    void describe(SnapshotWriter& writer) const override;

protected:
    void start(Role role, Connection& connection);
    Result<std::size_t> pump(MutableBytes in, Connection& connection);
    std::string_view roleName() const noexcept;

private:
    void dispatch(const Event& event, Connection& connection);
    void settle(Connection& connection);

    std::move_only_function<void(Socket&)> m_atOpen;
    std::string m_peerReason;
    std::uint16_t m_peerCode = 0;
};

} // namespace burrow::ws
