// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/connector.hpp"

#include "netcore/loop/event_loop.hpp"
#include "netcore/net/socket.hpp"
#include "netcore/net/socket_options.hpp"

#include <algorithm>
#include <cerrno>

namespace burrow {
namespace {

// RFC 8305 §5: never under 10 ms, at most 2 s.
constexpr Duration shortestDelay = std::chrono::milliseconds(10);
constexpr Duration longestDelay = std::chrono::seconds(2);

} // namespace

/// One socket that waits for its outcome.
class Connector::Attempt final : public PollSource {
public:
    Attempt(Connector& owner, Fd socket, const Endpoint& peer)
        : fd(std::move(socket)), endpoint(peer), m_owner(owner) {}
    void onReady(Ready) override { m_owner.settle(*this); }

    Fd fd;
    const Endpoint endpoint;

private:
    Connector& m_owner;
};

std::vector<Endpoint> interleaveFamilies(std::vector<Endpoint> sorted) {
    if (sorted.empty())
        return sorted;
    const auto family = sorted.front().address().family();
    std::vector<Endpoint> other;
    for (const Endpoint& endpoint : sorted) {
        if (endpoint.address().family() != family)
            other.push_back(endpoint);
    }
    std::erase_if(sorted, [&](const Endpoint& one) { return one.address().family() != family; });
    std::vector<Endpoint> mixed;
    for (std::size_t i = 0; i < std::max(sorted.size(), other.size()); ++i) {
        if (i < sorted.size())
            mixed.push_back(sorted[i]);
        if (i < other.size())
            mixed.push_back(other[i]);
    }
    return mixed;
}

Connector::Connector(EventLoop& loop, Target target, ConnectOptions options, Done done)
    : m_loop(loop), m_target(std::move(target)), m_options(std::move(options)), m_done(std::move(done)),
      m_deadline(loop,
                 [this] {
                     if (m_query.isPending())
                         m_failures.push_back(m_target.name() + ": the name server did not answer");
                     for (const auto& attempt : m_attempts)
                         m_failures.push_back(attempt->endpoint.toString() + ": no answer");
                     giveUp(Error(ErrorKind::Timeout, CoreError::TimedOut));
                 }),
      m_nextAttempt(loop, [this] { tryNext(); }) {
    m_options.attemptDelay = std::clamp(m_options.attemptDelay, shortestDelay, longestDelay);
    m_deadline.armAfter(m_options.timeout);
    begin();
}

Connector::~Connector() { stopAll(); }

void Connector::begin() {
    if (m_target.endpoint()) {
        m_waiting.push_back(*m_target.endpoint());
        m_nextAttempt.armAfter(Duration::zero()); // in the next turn: nothing is reported inside the constructor
        return;
    }
    if (!m_options.resolver) {
        m_lastFailure = Error(ErrorKind::Misuse, nameErrors, static_cast<int>(NameError::NoResolver));
        m_nextAttempt.armAfter(Duration::zero());
        return;
    }
    m_query = m_options.resolver->lookup(m_loop, m_target.name(), m_options.families,
                                         [this](Result<Addresses> found) { takeAddresses(std::move(found)); });
}

void Connector::takeAddresses(Result<Addresses> found) {
    if (!found) {
        m_lastFailure = std::move(found.error());
        tryNext();
        return;
    }
    for (const IpAddress& address : *found)
        m_waiting.emplace_back(address, m_target.port());
    m_waiting = interleaveFamilies(std::move(m_waiting));
    std::reverse(m_waiting.begin(), m_waiting.end());
    tryNext();
}

void Connector::tryNext() {
    while (!m_waiting.empty()) {
        const Endpoint endpoint = std::move(m_waiting.back());
        m_waiting.pop_back();
        auto started = start(endpoint);
        if (!started) {
            note(endpoint, started.error());
            continue; // an address that fails at once costs no delay
        }
        if (*started) {
            finish(ConnectedSocket{std::move(*started), endpoint});
            return;
        }
        if (!m_waiting.empty())
            m_nextAttempt.armAfter(m_options.attemptDelay);
        return;
    }
    if (m_attempts.empty())
        giveUp(m_lastFailure ? *m_lastFailure
                             : Error(ErrorKind::Unresolved, nameErrors, static_cast<int>(NameError::NoAddress)));
}

/// The socket if it is connected already (Unix); none if the poller will tell.
Result<Fd> Connector::start(const Endpoint& endpoint) {
    if (m_options.allows && endpoint.isIp() && !m_options.allows(endpoint.address()))
        return fail(Error(ErrorKind::Security, nameErrors, static_cast<int>(NameError::AddressRefused)));
    bool inProgress = false;
    BURROW_TRY(Fd fd, connectSocket(endpoint, inProgress));
    if (!inProgress && !isSelfConnected(fd.get()))
        return fd;
    if (!inProgress)
        return fail(Error::fromErrno(ECONNREFUSED));
    auto attempt = std::make_unique<Attempt>(*this, std::move(fd), endpoint);
    if (auto added = m_loop.poller().add(attempt->fd.get(), {.write = true}, *attempt); !added)
        return fail(std::move(added.error()));
    m_attempts.push_back(std::move(attempt));
    return Fd();
}

void Connector::settle(Attempt& attempt) {
    const auto place = std::find_if(m_attempts.begin(), m_attempts.end(),
                                    [&](const auto& one) { return one.get() == &attempt; });
    std::unique_ptr<Attempt> owned = std::move(*place);
    m_attempts.erase(place);
    m_loop.poller().remove(owned->fd.get(), *owned);
    int number = pendingErrno(owned->fd.get());
    // Nobody listens there: the port was our own (sheet 1, self-connect).
    if (number == 0 && isSelfConnected(owned->fd.get()))
        number = ECONNREFUSED;
    Fd fd = std::move(owned->fd);
    const Endpoint endpoint = owned->endpoint;
    m_loop.buryLater(std::move(owned)); // we are inside its onReady()
    if (number == 0) {
        finish(ConnectedSocket{std::move(fd), endpoint});
        return;
    }
    note(endpoint, Error::fromErrno(number));
    m_nextAttempt.disarm();
    tryNext();
}

void Connector::note(const Endpoint& endpoint, const Error& why) {
    m_failures.push_back(endpoint.toString() + ": " + std::string(why.text()));
    m_lastFailure = why;
}

void Connector::giveUp(Error why) {
    ErrorDetail detail;
    detail.what = "connect " + m_target.toString();
    if (m_failures.size() > 1 || !m_target.endpoint())
        detail.attempts = std::move(m_failures);
    finish(fail(std::move(why).with(std::move(detail))));
}

void Connector::finish(Result<ConnectedSocket> outcome) {
    stopAll();
    if (outcome && m_options.noDelay && outcome->peer.isIp())
        (void)setOption(outcome->fd.get(), socket_option::noDelay, true); // only slower without it
    // The last use of this object: the function may destroy it.
    Done done = std::exchange(m_done, nullptr);
    done(std::move(outcome));
}

void Connector::stopAll() {
    m_deadline.disarm();
    m_nextAttempt.disarm();
    m_query = {};
    for (auto& attempt : m_attempts) {
        m_loop.poller().remove(attempt->fd.get(), *attempt);
        attempt->fd.reset();
        m_loop.buryLater(std::move(attempt));
    }
    m_attempts.clear();
}

} // namespace burrow
