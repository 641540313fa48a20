// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/connection.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netcore/connection/session.hpp"
#include "netprotocols/plugin_host/plugin_instance.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The ABI's connection: a StreamSession.
struct burrow_conn {};

namespace burrow::plugin_host {

/// What a session looks like from other threads: outlives it.
struct SessionRef;
/// Text that conn_info() gave out.
struct ConnectionFacts;

/// A stream plugin as the session of a connection. Thread: loop.
class StreamSession final : public ProtocolSession, public burrow_conn {
public:
    explicit StreamSession(std::shared_ptr<PluginInstance> instance);
    /// For an outbound connection: another handler of the same plugin, and what its session_open gets.
    StreamSession(std::shared_ptr<PluginInstance> instance, const burrow_stream_handler& handler, void* argument);
    ~StreamSession() override;

    static StreamSession& of(burrow_conn* conn) noexcept { return static_cast<StreamSession&>(*conn); }

    // ProtocolSession
    void onOpen(Connection& connection) override;
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override;
    Result<void> onEof(Connection& connection) override;
    void onTimeout(Connection& connection) override;
    void onWritable(Connection& connection) override;
    void onDrain(Connection& connection) override;
    void onClosed(const Error& why) noexcept override;
    std::string_view protocol() const noexcept override { return m_instance->table().id; }
    std::string_view state() const noexcept override { return m_refused ? "refused" : "active"; }
    void describe(SnapshotWriter& writer) const override;

    // burrow_host, on behalf of the plugin
    burrow_status write(burrow_bytes bytes);
    burrow_status finish();
    burrow_status endOutput();
    burrow_status close(std::int32_t why);
    burrow_status pauseRead();
    burrow_status resumeRead();
    burrow_status setTimeout(std::uint32_t milliseconds);
    burrow_status fillInfo(burrow_conn_info& info);
    burrow_status connect(const burrow_connect_options& options);
    burrow_conn_ref* takeRef();
    ConnectionId id() const noexcept { return m_connection ? m_connection->id() : ConnectionId{}; }
    const PluginInstance& instance() const noexcept { return *m_instance; }

    /// session_close, once; CallScope calls it when no callback runs.
    void sayClosed() noexcept;
    /// A posted function, on the loop.
    void runPosted(burrow_posted function, void* argument);

private:
    class Call;
    const burrow_stream_handler& handler() const noexcept {
        return m_handler ? *m_handler : *m_instance->table().stream;
    }
    bool isOpen() const noexcept { return m_connection && m_connection->isOpen(); }
    Result<std::size_t> offer(MutableBytes in, Connection& connection);
    void touch();

    std::shared_ptr<PluginInstance> m_instance;
    std::unique_ptr<burrow_stream_handler> m_handler; ///< outbound only
    Connection* m_connection = nullptr;               ///< null before onOpen() and after onClosed()
    void* m_session = nullptr;
    void* m_argument = nullptr;
    SessionRef* m_ref = nullptr; ///< made on first use
    std::unique_ptr<ConnectionFacts> m_facts;
    Connection::ReadPause m_readPause;
    /// Attempts to connect; they end with the session. Settled ones stay until the next begins.
    struct Attempt {
        std::shared_ptr<void> handle;
        std::shared_ptr<bool> isSettled;
    };
    std::vector<Attempt> m_attempts;
    LoopIndex m_loop{};
    std::uint32_t m_readPauses = 0;
    std::int32_t m_why = BURROW_E_CLOSED;
    unsigned m_depth = 0; ///< callbacks of this session on the stack
    bool m_outbound = false, m_opened = false, m_refused = false;
    bool m_outputEnded = false, m_ownTimeout = false, m_owesWritable = false;
};

/// Calls connect_failed, if the handler has it.
void sayConnectFailed(const PluginInstance& instance, const burrow_stream_handler& handler, void* argument,
                      const Error& why, LoopIndex loop);

/// Sessions for LoopGroup::listen(). Error: KindNotOffered.
Result<SessionFactory> makeStreamFactory(std::shared_ptr<PluginInstance> instance);

} // namespace burrow::plugin_host
