// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/acceptor.hpp"

#include "netcore/connection/peer_counts.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace burrow {
namespace {
// Without descriptors accept() fails at once and the poller reports again at once: a rest instead of a spin.
constexpr Duration acceptRest = std::chrono::milliseconds(100);
}

Acceptor::Acceptor(Fd fd, ConnectionRegistry& registry, std::weak_ptr<Listener::Shared> shared,
                   const Listener::Shared& listener)
    : m_fd(std::move(fd)), m_registry(registry), m_listener(listener), m_shared(std::move(shared)),
      m_restTimer(registry.loop(), [this] {
          if (!m_paused)
              resume();
      }) {}

Acceptor::~Acceptor() {
    if (m_polling)
        m_registry.loop().poller().remove(m_fd.get(), *this);
}

Result<void> Acceptor::start() {
    if (m_polling || !m_fd)
        return {};
    if (auto added = m_registry.loop().poller().add(m_fd.get(), {.read = true}, *this); !added)
        return added;
    m_polling = true;
    return {};
}

void Acceptor::pause() {
    m_paused = true;
    m_restTimer.disarm();
    if (std::exchange(m_polling, false))
        m_registry.loop().poller().remove(m_fd.get(), *this);
}

void Acceptor::resume() {
    m_paused = false;
    if (auto started = start(); !started)
        rest();
}

Fd Acceptor::handOver() {
    pause();
    return std::move(m_fd);
}

void Acceptor::close() {
    if (m_isAccepting) {
        m_isClosing = true;
        return;
    }
    // The kernel resets what is left in the queue of a closed socket, though for its peers these are connected already.
    for (int left = m_listener.options.backlog; left > 0 && m_polling && acceptOne(); --left) {
    }
    pause();
    m_fd.reset();
}

void Acceptor::rest() {
    if (std::exchange(m_polling, false))
        m_registry.loop().poller().remove(m_fd.get(), *this);
    m_registry.loop().stats().acceptPaused.add();
    m_restTimer.armAfter(acceptRest);
}

void Acceptor::onReady(Ready) {
    const std::shared_ptr<Listener::Shared> keep = m_shared.lock(); // a session may close its listener
    std::uint64_t before = m_registry.loop().stats().accepted.read();
    for (unsigned budget = m_listener.options.acceptsPerTurn; budget != 0 && m_polling; --budget) {
        if (m_listener.options.connectionLimit != 0 && m_registry.size() >= m_listener.options.connectionLimit) {
            m_registry.loop().stats().limitHits.add();
            rest();
            break;
        }
        if (!acceptOne())
            break;
    }
    if (m_isClosing)
        close();
    if (keep)
        keep->accepted.fetch_add(m_registry.loop().stats().accepted.read() - before, std::memory_order_relaxed);
}

/// False when there is nothing more to accept in this turn.
bool Acceptor::acceptOne() {
    m_isAccepting = true;
    const bool isMoreLikely = openOne();
    m_isAccepting = false;
    return isMoreLikely;
}

bool Acceptor::openOne() {
    ::sockaddr_storage address;
    ::socklen_t size = sizeof address;
    EventLoop& loop = m_registry.loop();
    Fd fd(::accept4(m_fd.get(), reinterpret_cast<::sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) {
        switch (errno) {
        case EAGAIN: return false;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            loop.stats().acceptErrors.add();
            rest();
            return false;
        default: // the peer gave up, or one of the network errors that accept(2) tells to retry
            loop.stats().acceptErrors.add();
            return true;
        }
    }
    loop.stats().accepted.add();
    const Endpoint peer = Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&address), size);
    PeerCounts* const peers = m_listener.connectionOptions->peers.get();
    if (peers && !peers->enter(peer.address())) {
        const ::linger reset{1, 0}; // nothing is kept for a peer that has more than its share, not even a last state
        ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        loop.stats().limitHits.add();
        return true;
    }
    const bool isUnix = m_listener.endpoint.isUnix();
    auto transport = makeSocketTransport(std::move(fd), isUnix ? TransportKind::Unix : TransportKind::Tcp);
    if (m_listener.options.wrap) {
        auto wrapped = m_listener.options.wrap(std::move(transport), loop);
        if (!wrapped) {
            loop.stats().acceptErrors.add();
            if (peers)
                peers->leave(peer.address());
            return true;
        }
        transport = std::move(*wrapped);
    }
    const AcceptInfo info{m_registry, peer, *m_listener.connectionOptions, *transport};
    auto session = m_listener.factory(info);
    if (!session && peers)
        peers->leave(peer.address());
    if (session)
        m_registry.open(std::move(transport), std::move(session), m_listener.connectionOptions,
                        {CompactEndpoint(peer), m_listener.options.firstByte == ListenOptions::FirstByte::FromClient &&
                                                    !isUnix});
    return true;
}

} // namespace burrow
