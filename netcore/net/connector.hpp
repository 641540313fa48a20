// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/base/time.hpp"
#include "netcore/loop/poller.hpp"
#include "netcore/loop/timer.hpp"
#include "netcore/net/endpoint.hpp"
#include "netcore/net/host_name.hpp"
#include "netcore/net/resolver.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace burrow {

class EventLoop;

struct ConnectOptions {
    /// For all of it: name, attempts. A wall that no slow step moves.
    Duration timeout = std::chrono::seconds(30);
    /// Until the next address is tried beside those still waiting (RFC 8305 §5); 10 ms to 2 s.
    Duration attemptDelay = std::chrono::milliseconds(250);
    /// Needed for names; outlives the connector.
    Resolver* resolver = nullptr;
    AddressFamilies families = AddressFamilies::Both;
    /// False refuses an address (Security) before any packet: isGloballyReachable() guards against requests forged
    /// into the inner network. The address that was judged is the one connected to.
    std::function<bool(const IpAddress&)> allows;
    bool noDelay = true;
};

/// A connected, non-blocking socket.
struct ConnectedSocket {
    Fd fd;
    Endpoint peer;
};

/// First of each family in turn, beginning with the family of the first; else the order stays (RFC 8305 §4).
std::vector<Endpoint> interleaveFamilies(std::vector<Endpoint> sorted);

/// Connects to a target: looks its name up, tries each address, starts the next one when one fails or is slow, and
/// keeps the first that answers. Name and attempts share one deadline. Thread: loop.
///
///     m_connector.emplace(loop, *Target::parse("example.org:25"), options,
///                         [this](Result<ConnectedSocket> socket) { ... });
///
/// `done` runs once, never inside the constructor, and may destroy the connector. Destroying it cancels. The error
/// tells of all attempts in its detail.
class Connector {
public:
    using Done = std::move_only_function<void(Result<ConnectedSocket>)>;

    Connector(EventLoop& loop, Target target, ConnectOptions options, Done done);
    ~Connector();
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    bool isPending() const noexcept { return m_done != nullptr; }

private:
    class Attempt;

    void begin();
    void takeAddresses(Result<Addresses> found);
    void tryNext();
    Result<Fd> start(const Endpoint& endpoint);
    void settle(Attempt& attempt);
    void note(const Endpoint& endpoint, const Error& why);
    void giveUp(Error why);
    void finish(Result<ConnectedSocket> outcome);
    void stopAll();

    EventLoop& m_loop;
    Target m_target;
    ConnectOptions m_options;
    Done m_done;
    Resolver::Query m_query;
    Timer m_deadline, m_nextAttempt;
    std::vector<Endpoint> m_waiting; ///< last is next
    std::vector<std::unique_ptr<Attempt>> m_attempts;
    std::vector<std::string> m_failures;
    std::optional<Error> m_lastFailure;
};

} // namespace burrow
