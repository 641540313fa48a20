// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/event_loop.hpp"
#include "netcore/tls/tls_context.hpp"
#include "netcore/tls/tls_engine.hpp"
#include "netcore/transport/transport.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace burrow {

/// How many handshakes may begin in one turn of a loop (TlsLimits::handshakesPerTurn). One per loop; who is refused
/// stays readable and is asked again in the next turn, after the others had theirs. Without effect on a transport that
/// has no descriptor. Thread: loop.
class TlsHandshakeBudget {
public:
    explicit TlsHandshakeBudget(std::uint32_t perTurn) noexcept : m_perTurn(perTurn) {}
    bool take(std::uint64_t turn) noexcept {
        if (turn != m_turn) {
            m_turn = turn;
            m_used = 0;
        }
        return m_used < m_perTurn && ++m_used != 0;
    }

private:
    std::uint64_t m_turn = 0;
    std::uint32_t m_perTurn, m_used = 0;
};

/// The context for new connections, to be replaced by a reload; those that are open finish on theirs. Thread: any.
class TlsContextSlot {
public:
    explicit TlsContextSlot(std::shared_ptr<const TlsContext> first) noexcept : m_current(std::move(first)) {}
    std::shared_ptr<const TlsContext> current() const {
        std::lock_guard guard(m_guardsCurrent);
        return m_current;
    }
    void replace(std::shared_ptr<const TlsContext> next) {
        std::lock_guard guard(m_guardsCurrent);
        m_current.swap(next); // the old one dies after the lock
    }

private:
    mutable std::mutex m_guardsCurrent; ///< taken once per accepted connection
    std::shared_ptr<const TlsContext> m_current;
};

struct TlsTransportOptions {
    std::string serverName; ///< client: see TlsEngineOptions
    std::shared_ptr<const TlsSession> resume;
    std::shared_ptr<TlsHandshakeBudget> budget; ///< null: no limit
};

/// TLS over any byte stream. The handshake begins with the first read or write and is bounded by
/// TlsLimits::handshakeTime; the end without close_notify is an error (Truncated); shutdownWrite() sends close_notify.
/// write() consumes plain text only when its cipher text has left, so that the queue shows what is really waiting.
/// Thread: loop.
Result<std::unique_ptr<Transport>> makeTlsTransport(std::unique_ptr<Transport> inner,
                                                    std::shared_ptr<const TlsContext> context, EventLoop& loop,
                                                    TlsTransportOptions options = {});

/// What ListenOptions::wrap takes.
using TlsWrap =
    std::move_only_function<Result<std::unique_ptr<Transport>>(std::unique_ptr<Transport>, EventLoop&) const>;

/// TLS on every accepted connection, with one handshake budget per loop of a group. Called on every loop at once.
///
///     listen.wrap = tlsServerWrap(context);
TlsWrap tlsServerWrap(std::shared_ptr<const TlsContext> context);
/// The same with the context that stands in the slot when a connection is accepted: certificates can be renewed while
/// the listener runs.
TlsWrap tlsServerWrap(std::shared_ptr<const TlsContextSlot> slot);

/// For Connection::wrapTransport (STARTTLS, or TLS inside a tunnel). The loop is the connection's.
TransportWrapper tlsWrapper(std::shared_ptr<const TlsContext> context, EventLoop& loop,
                            TlsTransportOptions options = {});

} // namespace burrow
