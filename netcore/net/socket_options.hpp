// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/net/ip_address.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace burrow {

/// One option of a socket and the type of its value. Where IPv4 and IPv6 have an option each, the socket's family
/// chooses; on a dual-stack socket both are set and IPv6's is read.
template <class T>
struct SocketOption {
    using Value = T;
    struct Place {
        int level = -1, name = -1;
    };
    std::string_view name; ///< kebab-case, for configuration and errors
    Place place;           ///< or that of IPv4
    Place v6 = {};         ///< empty unless it has its own
};

/// How close(2) ends a TCP connection: empty = in the background (default), zero = reset, else block so long.
struct Linger {
    std::optional<std::chrono::seconds> wait;
    friend bool operator==(const Linger&, const Linger&) = default;
};

/// IP_MTU_DISCOVER, ip(7). The values are the kernel's.
enum class MtuDiscovery : int { Never = 0, PerRoute = 1, Always = 2, Probe = 3, Interface = 4, Omit = 5 };

// All of them can be set and read back; what the kernel changes on the way is said here.
namespace socket_option {

extern const SocketOption<bool> reuseAddress, reusePort, broadcast, dontRoute, outOfBandInline;
extern const SocketOption<bool> timestamps;        ///< SO_TIMESTAMPNS: a receive time per datagram
extern const SocketOption<unsigned> timestamping;  ///< SO_TIMESTAMPING flags, linux/net_tstamp.h
extern const SocketOption<int> receiveBuffer, sendBuffer; ///< bytes; the kernel doubles the value and clamps it
extern const SocketOption<int> receiveLowWater;
extern const SocketOption<int> priority;           ///< 0..6 without CAP_NET_ADMIN
extern const SocketOption<unsigned> mark;          ///< needs CAP_NET_ADMIN
extern const SocketOption<std::chrono::microseconds> busyPoll;
extern const SocketOption<std::string> bindToDevice; ///< interface name, empty: none
extern const SocketOption<Linger> linger;

extern const SocketOption<bool> keepAlive;
extern const SocketOption<std::chrono::seconds> keepAliveIdle, keepAliveInterval; ///< 1..32 767 s
extern const SocketOption<int> keepAliveCount;     ///< 1..127
extern const SocketOption<bool> noDelay, cork;
extern const SocketOption<bool> quickAck;          ///< not permanent: the kernel clears it by itself
extern const SocketOption<std::chrono::milliseconds> userTimeout; ///< RFC 5482; 0: the system's
extern const SocketOption<std::chrono::seconds> deferAccept; ///< rounded up to a number of SYN-ACK retransmissions
extern const SocketOption<int> fastOpenQueue;      ///< RFC 7413, of a listener
extern const SocketOption<bool> fastOpenConnect;
extern const SocketOption<std::string> congestion; ///< "cubic", "bbr"

extern const SocketOption<bool> v6Only, freeBind, transparent, bindAddressNoPort;
extern const SocketOption<bool> packetInfo;        ///< each datagram tells the address it came to
extern const SocketOption<int> trafficClass;       ///< DSCP and ECN; TCP keeps its own ECN bits
extern const SocketOption<int> hopLimit;           ///< 1..255
extern const SocketOption<MtuDiscovery> mtuDiscovery;
extern const SocketOption<bool> multicastLoop;
extern const SocketOption<int> multicastHops;      ///< 0..255, 1 by default

} // namespace socket_option

namespace detail {
struct RawOption {
    std::string_view name;
    int level, option, level6, option6;
};
Result<void> setInt(int fd, const RawOption& raw, int value);
Result<int> readInt(int fd, const RawOption& raw);
Result<void> setText(int fd, const RawOption& raw, const std::string& value);
Result<std::string> readText(int fd, const RawOption& raw);
Result<void> setLinger(int fd, const RawOption& raw, const Linger& value);
Result<Linger> readLinger(int fd, const RawOption& raw);
/// Misuse if the value does not fit an int or is negative.
Result<int> fitted(std::string_view name, std::int64_t value);

template <class T>
RawOption rawOf(const SocketOption<T>& option) noexcept {
    return {option.name, option.place.level, option.place.name, option.v6.level, option.v6.name};
}
template <class T>
concept IsDuration = requires(T value) { value.count(); };
} // namespace detail

/// Error: the errno with the option's name. A value that does not fit is Misuse, never truncated. Thread: any.
template <class T>
Result<void> setOption(int fd, const SocketOption<T>& option, const std::type_identity_t<T>& value) {
    const detail::RawOption raw = detail::rawOf(option);
    if constexpr (std::same_as<T, std::string>) {
        return detail::setText(fd, raw, value);
    } else if constexpr (std::same_as<T, Linger>) {
        return detail::setLinger(fd, raw, value);
    } else if constexpr (detail::IsDuration<T>) {
        BURROW_TRY(const int number, detail::fitted(option.name, value.count()));
        return detail::setInt(fd, raw, number);
    } else {
        return detail::setInt(fd, raw, static_cast<int>(value));
    }
}

template <class T>
Result<T> readOption(int fd, const SocketOption<T>& option) {
    const detail::RawOption raw = detail::rawOf(option);
    if constexpr (std::same_as<T, std::string>) {
        return detail::readText(fd, raw);
    } else if constexpr (std::same_as<T, Linger>) {
        return detail::readLinger(fd, raw);
    } else {
        BURROW_TRY(const int number, detail::readInt(fd, raw));
        if constexpr (std::same_as<T, bool>)
            return number != 0;
        else
            return static_cast<T>(number);
    }
}

/// Membership of a multicast group; by source if one is given (RFC 3678). Interface 0: the kernel chooses by route.
struct MulticastMembership {
    IpAddress group;
    std::uint32_t interfaceIndex = 0;
    IpAddress source;
};
Result<void> joinMulticast(int fd, const MulticastMembership& membership);
Result<void> leaveMulticast(int fd, const MulticastMembership& membership);

/// Where multicast leaves. IPv4 sockets give back the address only, IPv6 sockets the index only: the kernel keeps no more.
struct MulticastInterface {
    std::uint32_t index = 0;
    IpAddress address; ///< IPv4 only
};
Result<void> setMulticastInterface(int fd, const MulticastInterface& interface);
Result<MulticastInterface> multicastInterface(int fd);

/// What keeps a silent peer from being kept for ever (RFC 1122 §4.2.3.6): 60 s idle, 6 probes 10 s apart.
struct KeepAlive {
    std::chrono::seconds idle{60}, interval{10};
    int count = 6;
};
Result<void> enableKeepAlive(int fd, const KeepAlive& settings = {});

} // namespace burrow
