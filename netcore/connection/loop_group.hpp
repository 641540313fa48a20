// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/connection/connection.hpp"
#include "netcore/connection/registry.hpp"
#include "netcore/connection/session.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netcore/net/endpoint.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace burrow {

class Log;

struct GroupOptions {
    unsigned loops = 1; ///< 1..64 threads, one loop each; 0 = one per core
    PollerKind poller = PollerKind::Best;
    Log* log = nullptr;
    std::string threadName = "burrow";
};

/// What an accepted connection brings. Views are valid during the factory's call.
struct AcceptInfo {
    ConnectionRegistry& registry;
    const Endpoint& peer;
    const ConnectionOptions& options;
    Transport& transport; ///< wrapped already; its handshake has not begun
};
/// Makes the session of one accepted connection; null refuses it. Called on every loop at once.
using SessionFactory = std::move_only_function<std::unique_ptr<ProtocolSession>(const AcceptInfo&) const>;
/// Wraps an accepted transport (TLS). Called on every loop at once.
using TransportFactory =
    std::move_only_function<Result<std::unique_ptr<Transport>>(std::unique_ptr<Transport>, EventLoop&) const>;

struct ListenOptions {
    std::string name;      ///< for the monitor; empty: the address
    int backlog = 4096;    ///< clamped by net.core.somaxconn
    /// Who speaks first. FromClient defers accept until data is there and reads before the poller is asked.
    enum class FirstByte : std::uint8_t { FromClient, FromServer } firstByte = FirstByte::FromClient;
    unsigned acceptsPerTurn = 64;
    std::uint32_t connectionLimit = 0; ///< of this listener and loop; 0 = by descriptors only
    /// Of one address (IPv6: one /64) on all loops of this listener; more are reset. 0 = no bound. Loopback is exempt.
    /// A browser opens 6, a household or office behind one address some dozens.
    std::uint32_t connectionsPerPeer = 256;
    unsigned unixMode = 0660;          ///< of a Unix path
    bool noDelay = true;
    bool v6Only = true;                ///< IPV6_V6ONLY is always set explicitly
    ConnectionOptions connection;
    TransportFactory wrap;             ///< empty: plain
};

/// A listening endpoint of a group: one socket per loop. Destroying the handle closes it. Thread: any.
class Listener {
public:
    Listener() noexcept;
    Listener(Listener&&) noexcept;
    Listener& operator=(Listener&&) noexcept;
    ~Listener();

    const Endpoint& endpoint() const noexcept; ///< with the port that the kernel chose
    const std::string& name() const noexcept;
    /// All descriptors go to a successor, or its accept queues are lost. Accepting here has stopped on return.
    std::vector<Fd> handOver();
    void pause();
    void resume();
    void close(); ///< what waits in the accept queues is still served; on return the address is free
    std::uint64_t accepted() const noexcept;
    explicit operator bool() const noexcept { return m_shared != nullptr; }
    struct Shared;

private:
    friend class LoopGroup;
    std::shared_ptr<Shared> m_shared;
};

/// One thread of a group, for code that runs on it.
struct LoopSlot {
    EventLoop& loop;
    ConnectionRegistry& registry;
};

/// Threads with loops, registries, counters. Listeners are added and removed while it runs. Thread: any;
/// stop() and destruction from one of its own loops are Misuse.
///
///     auto group = *LoopGroup::start({.loops = 2});
///     auto listener = *group->listen(*Endpoint::parse("127.0.0.1:7"), {.name = "echo"}, makeEchoSession);
class LoopGroup {
public:
    static Result<std::unique_ptr<LoopGroup>> start(GroupOptions options);
    ~LoopGroup();

    Result<Listener> listen(const Endpoint& endpoint, ListenOptions options, SessionFactory factory);
    /// Takes over descriptors that another process or socket activation handed in.
    Result<Listener> adopt(std::vector<Fd> descriptors, ListenOptions options, SessionFactory factory);

    std::size_t size() const noexcept;
    LoopSlot at(std::size_t index) const noexcept; ///< post to its loop; touch the registry there only
    const LoopStats& stats(std::size_t index) const noexcept;
    Log* log() const noexcept;

    /// Closes the listeners, asks connections to end, aborts what is left after `atMost`; `done` runs on loop 0.
    void drain(Duration atMost, Function done);
    void stop();

    /// Runs a function on the loop that owns the connection, with the row if it is still there. False after stop().
    bool withConnection(ConnectionId id, std::move_only_function<void(RegistryEntry*)> function);

private:
    struct Private;
    explicit LoopGroup(std::unique_ptr<Private> impl);
    std::unique_ptr<Private> m_private;
};

/// Weak name of a connection. Thread: any. Copies are cheap; a dead peer gives Closed or is ignored.
class ConnectionHandle {
public:
    ConnectionHandle() noexcept = default;
    explicit ConnectionHandle(Connection& connection); ///< Thread: loop
    ConnectionId id() const noexcept { return m_id; }
    /// Posts; Closed if the loop is stopped. A connection that has gone meanwhile drops the bytes.
    Result<void> send(SharedBlock block) const;
    void close(Error why) const;
    /// Runs on the connection's loop; not run if the connection is gone.
    Result<void> with(std::move_only_function<void(Connection&)> function) const;

private:
    std::shared_ptr<class LoopMailbox> m_mailbox;
    ConnectionRegistry* m_registry = nullptr;
    ConnectionId m_id{};
    std::uint32_t m_slot = 0;
};

} // namespace burrow
