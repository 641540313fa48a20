// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/loop/timer.hpp"

#include <atomic>
#include <memory>

namespace burrow {

/// What the acceptors of one listener share. Immutable after start, apart from the atomics.
struct Listener::Shared {
    ListenOptions options;
    std::shared_ptr<const ConnectionOptions> connectionOptions;
    SessionFactory factory;
    Endpoint endpoint;
    std::atomic<std::uint64_t> accepted{0}; ///< summed once per turn, not per connection
    std::vector<std::shared_ptr<LoopMailbox>> mailboxes;
    std::vector<std::unique_ptr<class Acceptor>> acceptors; ///< one per loop; each is touched on its loop only
    std::vector<EventLoop*> loops;
    std::atomic<bool> closed{false};

    ~Shared();
    /// Runs a function on the loop of every acceptor; waits for all unless called on one of these loops.
    void onEachLoop(const std::function<void(std::size_t)>& function);
};

/// One listening socket on one loop. Thread: loop.
class Acceptor final : public PollSource {
public:
    Acceptor(Fd fd, ConnectionRegistry& registry, std::weak_ptr<Listener::Shared> shared, const Listener::Shared& listener);
    ~Acceptor();
    Result<void> start();
    void pause();
    void resume();
    Fd handOver();
    /// Serves what already waits in the accept queue, then gives the address back. Both before it returns, or, called
    /// from a session that this acceptor is just opening, before the turn ends.
    void close();

private:
    void onReady(Ready ready) override;
    bool acceptOne();
    bool openOne();
    void rest();

    Fd m_fd;
    ConnectionRegistry& m_registry;
    const Listener::Shared& m_listener;
    std::weak_ptr<Listener::Shared> m_shared;
    Timer m_restTimer;
    bool m_polling = false, m_paused = false, m_isAccepting = false, m_isClosing = false;
};

} // namespace burrow
