// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/socket_options.hpp"

#include "netcore/net/endpoint.hpp"

#include <cerrno>
#include <cstring>
#include <limits>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace burrow {

namespace socket_option {
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
template <class T>
using O = SocketOption<T>;

constinit const O<bool> reuseAddress{"reuse-address", {SOL_SOCKET, SO_REUSEADDR}};
constinit const O<bool> reusePort{"reuse-port", {SOL_SOCKET, SO_REUSEPORT}};
constinit const O<bool> broadcast{"broadcast", {SOL_SOCKET, SO_BROADCAST}};
constinit const O<bool> dontRoute{"dont-route", {SOL_SOCKET, SO_DONTROUTE}};
constinit const O<bool> outOfBandInline{"out-of-band-inline", {SOL_SOCKET, SO_OOBINLINE}};
constinit const O<bool> timestamps{"timestamps", {SOL_SOCKET, SO_TIMESTAMPNS}};
constinit const O<unsigned> timestamping{"timestamping", {SOL_SOCKET, SO_TIMESTAMPING}};
constinit const O<int> receiveBuffer{"receive-buffer", {SOL_SOCKET, SO_RCVBUF}};
constinit const O<int> sendBuffer{"send-buffer", {SOL_SOCKET, SO_SNDBUF}};
constinit const O<int> receiveLowWater{"receive-low-water", {SOL_SOCKET, SO_RCVLOWAT}};
constinit const O<int> priority{"priority", {SOL_SOCKET, SO_PRIORITY}};
constinit const O<unsigned> mark{"mark", {SOL_SOCKET, SO_MARK}};
constinit const O<microseconds> busyPoll{"busy-poll", {SOL_SOCKET, SO_BUSY_POLL}};
const O<std::string> bindToDevice{"bind-to-device", {SOL_SOCKET, SO_BINDTODEVICE}};
constinit const O<Linger> linger{"linger", {SOL_SOCKET, SO_LINGER}};

constinit const O<bool> keepAlive{"keep-alive", {SOL_SOCKET, SO_KEEPALIVE}};
constinit const O<seconds> keepAliveIdle{"keep-alive-idle", {IPPROTO_TCP, TCP_KEEPIDLE}};
constinit const O<seconds> keepAliveInterval{"keep-alive-interval", {IPPROTO_TCP, TCP_KEEPINTVL}};
constinit const O<int> keepAliveCount{"keep-alive-count", {IPPROTO_TCP, TCP_KEEPCNT}};
constinit const O<bool> noDelay{"no-delay", {IPPROTO_TCP, TCP_NODELAY}};
constinit const O<bool> cork{"cork", {IPPROTO_TCP, TCP_CORK}};
constinit const O<bool> quickAck{"quick-ack", {IPPROTO_TCP, TCP_QUICKACK}};
constinit const O<milliseconds> userTimeout{"user-timeout", {IPPROTO_TCP, TCP_USER_TIMEOUT}};
constinit const O<seconds> deferAccept{"defer-accept", {IPPROTO_TCP, TCP_DEFER_ACCEPT}};
constinit const O<int> fastOpenQueue{"fast-open-queue", {IPPROTO_TCP, TCP_FASTOPEN}};
constinit const O<bool> fastOpenConnect{"fast-open-connect", {IPPROTO_TCP, TCP_FASTOPEN_CONNECT}};
const O<std::string> congestion{"congestion", {IPPROTO_TCP, TCP_CONGESTION}};

constinit const O<bool> v6Only{"v6-only", {}, {IPPROTO_IPV6, IPV6_V6ONLY}};
constinit const O<bool> freeBind{"free-bind", {IPPROTO_IP, IP_FREEBIND}, {IPPROTO_IPV6, IPV6_FREEBIND}};
constinit const O<bool> transparent{"transparent", {IPPROTO_IP, IP_TRANSPARENT}, {IPPROTO_IPV6, IPV6_TRANSPARENT}};
constinit const O<bool> bindAddressNoPort{"bind-address-no-port", {IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT}};
constinit const O<bool> packetInfo{"packet-info", {IPPROTO_IP, IP_PKTINFO}, {IPPROTO_IPV6, IPV6_RECVPKTINFO}};
constinit const O<int> trafficClass{"traffic-class", {IPPROTO_IP, IP_TOS}, {IPPROTO_IPV6, IPV6_TCLASS}};
constinit const O<int> hopLimit{"hop-limit", {IPPROTO_IP, IP_TTL}, {IPPROTO_IPV6, IPV6_UNICAST_HOPS}};
constinit const O<MtuDiscovery> mtuDiscovery{
    "mtu-discovery", {IPPROTO_IP, IP_MTU_DISCOVER}, {IPPROTO_IPV6, IPV6_MTU_DISCOVER}};
constinit const O<bool> multicastLoop{
    "multicast-loop", {IPPROTO_IP, IP_MULTICAST_LOOP}, {IPPROTO_IPV6, IPV6_MULTICAST_LOOP}};
constinit const O<int> multicastHops{
    "multicast-hops", {IPPROTO_IP, IP_MULTICAST_TTL}, {IPPROTO_IPV6, IPV6_MULTICAST_HOPS}};
} // namespace socket_option

namespace {

std::unexpected<Error> failed(int number, std::string_view option) {
    return fail(Error::fromErrno(number, "socket option " + std::string(option)));
}

int domainOf(int fd) noexcept {
    int domain = AF_UNSPEC;
    ::socklen_t size = sizeof domain;
    ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size);
    return domain;
}

bool isDualStack(int fd) noexcept {
    int only = 1;
    ::socklen_t size = sizeof only;
    return ::getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size) == 0 && only == 0;
}

struct Place {
    int level, name;
};

/// Level -1 if the option does not exist for the socket's family.
Place placeFor(const detail::RawOption& raw, int domain) noexcept {
    if (raw.level6 >= 0 && domain == AF_INET6)
        return {raw.level6, raw.option6};
    return {raw.level, raw.option};
}

/// The sockaddr form of an address, for the group_req family.
void store(const IpAddress& address, ::sockaddr_storage& into) noexcept {
    Endpoint(address, 0).toSockaddr(&into);
}

Result<void> changeMembership(int fd, const MulticastMembership& membership, bool join) {
    const IpAddress& group = membership.group;
    const int level = group.isV6() ? IPPROTO_IPV6 : IPPROTO_IP;
    int done = 0;
    if (membership.source.family() == IpAddress::Family::None) {
        ::group_req request{};
        request.gr_interface = membership.interfaceIndex;
        store(group, request.gr_group);
        done = ::setsockopt(fd, level, join ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP, &request, sizeof request);
    } else {
        if (membership.source.family() != group.family())
            return fail(Error::misuse("multicast group and source are of different families"));
        ::group_source_req request{};
        request.gsr_interface = membership.interfaceIndex;
        store(group, request.gsr_group);
        store(membership.source, request.gsr_source);
        done = ::setsockopt(fd, level, join ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP, &request,
                            sizeof request);
    }
    if (done != 0)
        return fail(Error::fromErrno(errno, (join ? "join multicast group " : "leave multicast group ") +
                                                group.toString()));
    return {};
}

} // namespace

namespace detail {

Result<int> fitted(std::string_view name, std::int64_t value) {
    if (value < 0 || value > std::numeric_limits<int>::max())
        return fail(Error::misuse("socket option " + std::string(name) + " out of range"));
    return static_cast<int>(value);
}

Result<void> setInt(int fd, const RawOption& raw, int value) {
    const int domain = domainOf(fd);
    const Place place = placeFor(raw, domain);
    if (place.level < 0)
        return failed(ENOPROTOOPT, raw.name);
    if (::setsockopt(fd, place.level, place.name, &value, sizeof value) != 0)
        return failed(errno, raw.name);
    if (domain == AF_INET6 && raw.level6 >= 0 && raw.level >= 0 && isDualStack(fd) &&
        ::setsockopt(fd, raw.level, raw.option, &value, sizeof value) != 0)
        return failed(errno, raw.name);
    return {};
}

Result<int> readInt(int fd, const RawOption& raw) {
    const Place place = placeFor(raw, domainOf(fd));
    if (place.level < 0)
        return failed(ENOPROTOOPT, raw.name);
    int value = 0;
    ::socklen_t size = sizeof value;
    if (::getsockopt(fd, place.level, place.name, &value, &size) != 0)
        return failed(errno, raw.name);
    return value;
}

Result<void> setText(int fd, const RawOption& raw, const std::string& value) {
    if (value.find('\0') != value.npos)
        return fail(Error::misuse("socket option " + std::string(raw.name) + " contains a NUL byte"));
    if (::setsockopt(fd, raw.level, raw.option, value.c_str(), static_cast<::socklen_t>(value.size() + 1)) != 0)
        return failed(errno, raw.name);
    return {};
}

Result<std::string> readText(int fd, const RawOption& raw) {
    char text[64] = {};
    ::socklen_t size = sizeof text - 1;
    if (::getsockopt(fd, raw.level, raw.option, text, &size) != 0)
        return failed(errno, raw.name);
    return std::string(text);
}

Result<void> setLinger(int fd, const RawOption& raw, const Linger& value) {
    BURROW_TRY(const int seconds, fitted(raw.name, value.wait ? value.wait->count() : 0));
    const ::linger native{.l_onoff = value.wait ? 1 : 0, .l_linger = seconds};
    if (::setsockopt(fd, raw.level, raw.option, &native, sizeof native) != 0)
        return failed(errno, raw.name);
    return {};
}

Result<Linger> readLinger(int fd, const RawOption& raw) {
    ::linger native{};
    ::socklen_t size = sizeof native;
    if (::getsockopt(fd, raw.level, raw.option, &native, &size) != 0)
        return failed(errno, raw.name);
    if (native.l_onoff == 0)
        return Linger{};
    return Linger{std::chrono::seconds(native.l_linger)};
}

} // namespace detail

Result<void> joinMulticast(int fd, const MulticastMembership& membership) {
    return changeMembership(fd, membership, true);
}

Result<void> leaveMulticast(int fd, const MulticastMembership& membership) {
    return changeMembership(fd, membership, false);
}

Result<void> setMulticastInterface(int fd, const MulticastInterface& interface) {
    int done = 0;
    if (domainOf(fd) == AF_INET6) {
        const int index = static_cast<int>(interface.index);
        done = ::setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
    } else {
        ::ip_mreqn request{};
        request.imr_address.s_addr = htonl(interface.address.toV4());
        request.imr_ifindex = static_cast<int>(interface.index);
        done = ::setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
    }
    return done == 0 ? Result<void>{} : failed(errno, "multicast-interface");
}

Result<MulticastInterface> multicastInterface(int fd) {
    MulticastInterface interface;
    if (domainOf(fd) == AF_INET6) {
        ::socklen_t size = sizeof interface.index;
        if (::getsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &interface.index, &size) != 0)
            return failed(errno, "multicast-interface");
        return interface;
    }
    ::in_addr address{};
    ::socklen_t size = sizeof address;
    if (::getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &address, &size) != 0)
        return failed(errno, "multicast-interface");
    if (address.s_addr != 0)
        interface.address = IpAddress::v4(ntohl(address.s_addr));
    return interface;
}

Result<void> enableKeepAlive(int fd, const KeepAlive& settings) {
    for (auto step : {setOption(fd, socket_option::keepAliveIdle, settings.idle),
                      setOption(fd, socket_option::keepAliveInterval, settings.interval),
                      setOption(fd, socket_option::keepAliveCount, settings.count),
                      setOption(fd, socket_option::keepAlive, true)}) {
        if (!step)
            return step;
    }
    return {};
}

} // namespace burrow
