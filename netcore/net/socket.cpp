// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/socket.hpp"

#include "netcore/net/address_class.hpp"
#include "netcore/net/socket_options.hpp"
#include "netcore/net/unix_socket.hpp"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace burrow {
namespace {

std::unexpected<Error> failed(int number, const char* verb, const Endpoint& endpoint) {
    return fail(Error::fromErrno(number, std::string(verb) + ' ' + endpoint.toString()));
}

int domainOf(const Endpoint& endpoint) noexcept {
    if (endpoint.isUnix())
        return AF_UNIX;
    return endpoint.address().isV6() ? AF_INET6 : AF_INET;
}

Result<void> bindSocket(int fd, const Endpoint& endpoint, unsigned unixMode) {
    if (endpoint.family() == Endpoint::Family::UnixPath)
        return bindUnixPath(fd, endpoint, unixMode);
    ::sockaddr_storage storage;
    const ::socklen_t size = endpoint.toSockaddr(&storage);
    if (::bind(fd, reinterpret_cast<::sockaddr*>(&storage), size) != 0)
        return fail(Error::fromErrno(errno));
    return {};
}

/// What both kinds set before bind.
Result<void> prepare(int fd, const Endpoint& endpoint, bool v6Only, bool reusePort) {
    if (!endpoint.isIp())
        return {};
    if (endpoint.address().isV6()) {
        if (auto set = setOption(fd, socket_option::v6Only, v6Only); !set)
            return set;
    }
    return reusePort ? setOption(fd, socket_option::reusePort, true) : Result<void>{};
}

Result<Fd> bindStream(const Endpoint& endpoint, const ListenSocketOptions& options, bool reusePort) {
    BURROW_TRY(Fd fd, openSocket(endpoint, SocketType::Stream));
    if (auto prepared = prepare(fd.get(), endpoint, options.v6Only, reusePort); !prepared)
        return fail(std::move(prepared.error()));
    if (endpoint.isIp()) {
        // Without it a restart would wait for the old connections in TIME_WAIT.
        if (auto set = setOption(fd.get(), socket_option::reuseAddress, true); !set)
            return fail(std::move(set.error()));
    }
    if (auto bound = bindSocket(fd.get(), endpoint, options.unixMode); !bound)
        return fail(std::move(bound.error()).about("listen " + endpoint.toString()));
    return fd;
}

Result<void> startListening(int fd, const Endpoint& endpoint, const ListenSocketOptions& options) {
    if (endpoint.isIp() && options.noDelay) {
        if (auto set = setOption(fd, socket_option::noDelay, true); !set)
            return set;
    }
    if (endpoint.isIp() && options.deferAcceptSeconds > 0) {
        const auto wait = std::chrono::seconds(options.deferAcceptSeconds);
        if (auto set = setOption(fd, socket_option::deferAccept, wait); !set)
            return set;
    }
    if (::listen(fd, options.backlog) != 0)
        return failed(errno, "listen", endpoint);
    return {};
}

Result<Fd> bindDatagram(const Endpoint& endpoint, const DatagramSocketOptions& options, bool reusePort) {
    BURROW_TRY(Fd fd, openSocket(endpoint, SocketType::Datagram));
    if (auto prepared = prepare(fd.get(), endpoint, options.v6Only, reusePort); !prepared)
        return fail(std::move(prepared.error()));
    if (endpoint.isIp()) {
        if (auto set = setOption(fd.get(), socket_option::packetInfo, true); !set)
            return fail(std::move(set.error()));
    }
    if (auto bound = bindSocket(fd.get(), endpoint, options.unixMode); !bound)
        return fail(std::move(bound.error()).about("bind " + endpoint.toString()));
    return fd;
}

/// The kernel compares the option of both sockets at the time of the second bind, so that it may be set after the first:
/// nobody else can step in between, as with a probe that is closed again.
template <class Bind>
Result<std::vector<Fd>> bindGroup(const Endpoint& endpoint, std::size_t count, Bind bind) {
    std::vector<Fd> sockets;
    BURROW_TRY(Fd first, bind(endpoint, false));
    if (count > 1) {
        if (auto set = setOption(first.get(), socket_option::reusePort, true); !set)
            return fail(std::move(set.error()));
    }
    const Endpoint bound = count > 1 ? Endpoint::localOf(first.get()) : endpoint;
    sockets.push_back(std::move(first));
    while (sockets.size() < count) {
        BURROW_TRY(Fd next, bind(bound, true));
        sockets.push_back(std::move(next));
    }
    return sockets;
}

} // namespace

Result<Fd> openSocket(const Endpoint& endpoint, SocketType type) {
    if (!endpoint.isIp() && !endpoint.isUnix())
        return fail(Error::misuse("socket without an address"));
    const int kind = type == SocketType::Stream ? SOCK_STREAM : SOCK_DGRAM;
    Fd fd(::socket(domainOf(endpoint), kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return failed(errno, "socket for", endpoint);
    return fd;
}

Result<Fd> listenSocket(const Endpoint& endpoint, const ListenSocketOptions& options) {
    BURROW_TRY(Fd fd, bindStream(endpoint, options, options.reusePort));
    if (auto listening = startListening(fd.get(), endpoint, options); !listening)
        return fail(std::move(listening.error()));
    return fd;
}

Result<std::vector<Fd>> listenSockets(const Endpoint& endpoint, std::size_t count, const ListenSocketOptions& options) {
    std::vector<Fd> sockets;
    if (endpoint.isIp()) {
        const auto bind = [&](const Endpoint& at, bool reusePort) { return bindStream(at, options, reusePort); };
        BURROW_TRY(sockets, bindGroup(endpoint, count, bind));
        for (const Fd& fd : sockets) {
            if (auto listening = startListening(fd.get(), endpoint, options); !listening)
                return fail(std::move(listening.error()));
        }
        return sockets;
    }
    BURROW_TRY(Fd first, listenSocket(endpoint, options));
    sockets.push_back(std::move(first));
    while (sockets.size() < count) {
        Fd copy(::fcntl(sockets.front().get(), F_DUPFD_CLOEXEC, 0));
        if (!copy)
            return failed(errno, "listen", endpoint);
        sockets.push_back(std::move(copy));
    }
    return sockets;
}

Result<Fd> listenSocketAnywhere(std::uint16_t port, ListenSocketOptions options) {
    options.v6Only = false;
    constexpr std::array<std::uint8_t, 16> unspecified{};
    auto both = listenSocket({IpAddress::v6(unspecified), port}, options);
    if (both || (both.error().code() != EAFNOSUPPORT && both.error().code() != EADDRNOTAVAIL))
        return both;
    return listenSocket({IpAddress::v4(0), port}, options);
}

Result<Fd> bindDatagramSocket(const Endpoint& endpoint, const DatagramSocketOptions& options) {
    return bindDatagram(endpoint, options, options.reusePort);
}

Result<std::vector<Fd>> bindDatagramSockets(const Endpoint& endpoint, std::size_t count,
                                            const DatagramSocketOptions& options) {
    if (count > 1 && !endpoint.isIp())
        return fail(Error::misuse("a Unix datagram socket can't be shared"));
    return bindGroup(endpoint, count,
                     [&](const Endpoint& at, bool reusePort) { return bindDatagram(at, options, reusePort); });
}

Result<void> checkConnectable(const Endpoint& endpoint) {
    const auto refuse = [&](ErrorKind kind, AddressError code) {
        return fail(Error(kind, addressErrors, static_cast<int>(code)).about("connect " + endpoint.toString()));
    };
    if (!endpoint.isIp()) {
        if (endpoint.family() == Endpoint::Family::UnixPath || endpoint.family() == Endpoint::Family::UnixAbstract)
            return {};
        return refuse(ErrorKind::Misuse, AddressError::Empty);
    }
    if (isUnspecified(endpoint.address()))
        return refuse(ErrorKind::Security, AddressError::Unspecified);
    if (needsScope(endpoint.address()))
        return refuse(ErrorKind::Misuse, AddressError::ScopeRequired);
    if (endpoint.port() == 0)
        return refuse(ErrorKind::Misuse, AddressError::PortZero);
    return {};
}

Result<Fd> connectSocket(const Endpoint& endpoint, bool& inProgress, SocketType type) {
    inProgress = false;
    if (auto fine = checkConnectable(endpoint); !fine)
        return fail(std::move(fine.error()));
    BURROW_TRY(Fd fd, openSocket(endpoint, type));
    ::sockaddr_storage storage;
    const ::socklen_t size = endpoint.toSockaddr(&storage);
    if (::connect(fd.get(), reinterpret_cast<::sockaddr*>(&storage), size) == 0)
        return fd;
    if (errno != EINPROGRESS && errno != EINTR) // after EINTR the attempt goes on in the background
        return failed(errno, "connect", endpoint);
    inProgress = true;
    return fd;
}

int pendingErrno(int fd) noexcept {
    int number = 0;
    ::socklen_t size = sizeof number;
    return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) == 0 ? number : errno;
}

Error takeSocketError(int fd) {
    const int number = pendingErrno(fd);
    return number != 0 ? Error::fromErrno(number) : Error(ErrorKind::Closed, CoreError::Closed);
}

bool isSelfConnected(int fd) noexcept {
    const Endpoint local = Endpoint::localOf(fd);
    return local.isIp() && local == Endpoint::peerOf(fd);
}

AcceptReaction reactionToAccept(int number) noexcept {
    switch (number) {
    case EAGAIN: return AcceptReaction::Wait;
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case EPERM: // a firewall rule forbids this one
    // accept(2): errors of the new connection's network arrive here.
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case ETIMEDOUT: return AcceptReaction::Retry;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return AcceptReaction::Pause;
    default: return AcceptReaction::Fail;
    }
}

Result<Fd> acceptSocket(int listener, Endpoint* peer) {
    ::sockaddr_storage storage;
    ::socklen_t size = sizeof storage;
    auto* address = reinterpret_cast<::sockaddr*>(&storage);
    Fd fd(::accept4(listener, address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd)
        return fail(Error::fromErrno(errno));
    if (peer)
        *peer = Endpoint::fromSockaddr(address, size);
    return fd;
}

} // namespace burrow
