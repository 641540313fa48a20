// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/websocket/websocket_binding.hpp"
#include "netprotocols/websocket/websocket_handshake.hpp"

namespace burrow::ws {

/// The client's end on any transport (TCP, TLS, Unix): sends the upgrade request, checks the answer, goes on as a
/// Session. A failed handshake ends with onClose, whose error tells why (handshakeErrors). Thread: loop.
///
///     auto options = std::make_shared<ws::SocketOptions>();
///     options->onOpen = [](ws::Socket& socket) { socket.sendText("hello"); };
///     registry.open(std::move(transport), std::make_unique<ws::ClientSession>(options, {.path = "/chat"}), settings, {});
class ClientSession final : public Session {
public:
    ClientSession(std::shared_ptr<const SocketOptions> options, ClientRequest request);

    void onOpen(Connection& connection) override;
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override;
    Result<void> onEof(Connection& connection) override;
    void onTimeout(Connection& connection) override;
    void onDrain(Connection& connection) override;

private:
    std::unique_ptr<ClientHandshake> m_handshake; ///< null once it is done
};

} // namespace burrow::ws
