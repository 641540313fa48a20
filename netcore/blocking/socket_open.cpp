// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// How sockets come to be, datagrams, and what needs no stream.
#include "netcore/blocking/socket.hpp"
#include "netcore/blocking/socket_state.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netcore/net/connector.hpp"
#include "netcore/net/socket.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

namespace burrow::blocking {
namespace {

/// Without descriptors accept would fail at once, again and again (sheet 1: pause at least so long).
constexpr Duration acceptPause = std::chrono::milliseconds(100);

const std::optional<Error> noError;

/// The loop's connector, on a loop of its own that lives as long as this call.
Result<ConnectedSocket> dial(const Target& target, const ConnectOptions& options) {
    BURROW_TRY(const std::unique_ptr<EventLoop> loop, EventLoop::create({.receiveScratch = 64}));
    std::optional<Resolver> own;
    Resolver* resolver = options.resolver;
    if (!target.endpoint() && !resolver)
        resolver = &own.emplace(ResolverOptions{.workers = {.threads = 1, .name = "burrow-names"}});
    std::optional<Result<ConnectedSocket>> outcome;
    Connector connector(*loop, target,
                        {.timeout = std::min<Duration>(options.timeout, std::chrono::hours(24 * 365)),
                         .resolver = resolver,
                         .families = options.families,
                         .allows = options.allows},
                        [&](Result<ConnectedSocket> socket) {
                            outcome = std::move(socket);
                            loop->stop();
                        });
    loop->run();
    if (!outcome)
        return fail(ErrorKind::Bug, CoreError::LoopStopped);
    return std::move(*outcome);
}

} // namespace

Socket::Socket() noexcept = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;
Socket::~Socket() = default;

Socket Socket::make(Fd fd, Kind kind, const SocketOptions& options) {
    Socket socket;
    socket.m_state = std::make_unique<State>(std::move(fd), kind, options);
    return socket;
}

Result<Socket> Socket::connect(std::string_view host, std::uint16_t port, const ConnectOptions& options) {
    BURROW_TRY(const Target target, Target::make(host, port));
    return connect(target, options);
}

Result<Socket> Socket::connect(const Target& target, const ConnectOptions& options) {
    const Deadline deadline(options.timeout);
    BURROW_TRY(ConnectedSocket connected, dial(target, options));
    Socket socket = make(std::move(connected.fd), Kind::Stream, options.socket);
    if (options.tls) {
        const std::string name = options.serverName.empty() ? target.host() : options.serverName;
        if (auto done = socket.startTls(options.tls, name, deadline.left()); !done)
            return fail(std::move(done.error()).about("connect " + target.toString()));
    }
    return socket;
}

Result<Socket> Socket::listen(const Endpoint& endpoint, const ListenOptions& options) {
    BURROW_TRY(Fd fd, listenSocket(endpoint, {.backlog = options.backlog,
                                              .v6Only = options.v6Only,
                                              .unixMode = options.unixMode}));
    Socket socket = make(std::move(fd), Kind::Listener, {});
    socket.m_state->ofAccepted = options.socket;
    return socket;
}

Result<Socket> Socket::bindDatagram(const Endpoint& endpoint) {
    BURROW_TRY(Fd fd, bindDatagramSocket(endpoint));
    return make(std::move(fd), Kind::Datagram, {});
}

Result<Socket> Socket::connectDatagram(const Endpoint& peer) {
    bool inProgress = false;
    BURROW_TRY(Fd fd, connectSocket(peer, inProgress, SocketType::Datagram));
    return make(std::move(fd), Kind::Datagram, {});
}

Socket Socket::adopt(Fd fd, SocketOptions options) {
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
    return make(std::move(fd), Kind::Stream, options);
}

Result<Socket> Socket::accept(Duration timeout) {
    if (auto fits = expect(Kind::Listener); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    for (;;) {
        auto accepted = acceptSocket(fd());
        if (accepted)
            return make(std::move(*accepted), Kind::Stream, m_state->ofAccepted);
        switch (reactionToAccept(accepted.error().code())) {
        case AcceptReaction::Retry: continue;
        case AcceptReaction::Fail: return failed(accepted.error());
        case AcceptReaction::Wait:
            if (auto ready = waitFor(fd(), POLLIN, deadline); !ready)
                return failed(ready.error());
            break;
        case AcceptReaction::Pause: {
            if (deadline.left() == Duration::zero())
                return failed(accepted.error());
            // Nothing tells when a descriptor becomes free.
            (void)waitFor(-1, 0, Deadline(std::min(deadline.left(), acceptPause)));
            break;
        }
        }
    }
}

Result<Datagram> Socket::recvFrom(MutableBytes into, Duration timeout) {
    if (auto fits = expect(Kind::Datagram); !fits)
        return failed(fits.error());
    if (!m_state->receiver)
        m_state->receiver = std::make_unique<DatagramReceiver>(1);
    const Deadline deadline(timeout);
    for (;;) {
        const auto count = m_state->receiver->receive(fd());
        if (!count)
            return failed(count.error());
        if (*count != 0)
            break;
        if (auto ready = waitFor(fd(), POLLIN, deadline); !ready)
            return failed(ready.error());
    }
    const ReceivedDatagram& got = m_state->receiver->at(0);
    const std::size_t size = std::min(got.data.size(), into.size());
    std::copy_n(got.data.begin(), size, into.begin());
    return Datagram{size, got.peer, got.local, got.truncated || got.data.size() > into.size()};
}

Result<void> Socket::sendTo(const Endpoint& peer, ByteView data, Duration timeout) {
    if (auto fits = expect(Kind::Datagram); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    ::sockaddr_storage storage;
    const ::socklen_t size = peer.toSockaddr(&storage);
    const auto* to = size != 0 ? reinterpret_cast<const ::sockaddr*>(&storage) : nullptr;
    for (;;) {
        if (::sendto(fd(), data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT, to, size) >= 0)
            return {};
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return failed(Error::fromErrno(errno, "send to " + (to ? peer : this->peer()).toString()));
        if (auto ready = waitFor(fd(), POLLOUT, deadline); !ready)
            return failed(ready.error());
    }
}

bool Socket::isTls() const noexcept { return m_state && m_state->channel.isTls(); }
const TlsReport* Socket::tlsReport() const noexcept { return m_state ? m_state->channel.tlsReport() : nullptr; }
void Socket::close() noexcept { m_state.reset(); }
const std::optional<Error>& Socket::lastError() const noexcept { return m_state ? m_state->lastError : noError; }
int Socket::fd() const noexcept { return m_state ? m_state->channel.fd() : -1; }
Endpoint Socket::local() const { return Endpoint::localOf(fd()); }
Endpoint Socket::peer() const { return Endpoint::peerOf(fd()); }

} // namespace burrow::blocking
