// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/net/ip_address.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace burrow {

/// Link-layer address: 6 bytes for Ethernet and Wi-Fi, up to 20 (InfiniBand), none for a tunnel. Thread: immutable.
class MacAddress {
public:
    static constexpr std::size_t maxSize = 20;

    MacAddress() noexcept = default;
    /// Empty if there are more than maxSize bytes.
    explicit MacAddress(std::span<const std::uint8_t> bytes) noexcept;
    /// "00:16:3e:5a:01:ff" or with dashes, 6 or 20 bytes, two digits each. Error: PeerFault with the offset.
    static Result<MacAddress> parse(std::string_view text);

    std::span<const std::uint8_t> bytes() const noexcept { return {m_bytes.data(), m_size}; }
    bool empty() const noexcept { return m_size == 0; }
    bool isMulticast() const noexcept { return m_size == 6 && (m_bytes[0] & 1) != 0; }
    /// Not given out by a manufacturer: virtual machines, randomised Wi-Fi.
    bool isLocallyAdministered() const noexcept { return m_size == 6 && (m_bytes[0] & 2) != 0; }
    std::string toString(char separator = ':') const;

    friend bool operator==(const MacAddress&, const MacAddress&) = default;
    friend std::strong_ordering operator<=>(const MacAddress&, const MacAddress&) = default;

private:
    std::array<std::uint8_t, maxSize> m_bytes{};
    std::uint8_t m_size = 0;
};

enum class InterfaceKind : std::uint8_t { Loopback, Ethernet, Wifi, Bridge, Tunnel, Virtual, Other };
std::string_view nameOf(InterfaceKind kind) noexcept;

struct InterfaceAddress {
    IpAddress address; ///< with the scope id if it is link-local
    IpPrefix network;
    IpAddress broadcast; ///< IPv4 with broadcast only
    IpAddress peer;      ///< the other end of a point-to-point link
    bool tentative = false;  ///< duplicate detection still runs: can't be bound yet
    bool deprecated = false; ///< not for new connections
    bool temporary = false;  ///< RFC 8981 privacy address
    bool permanent = false;  ///< without a lifetime
};

struct NetworkInterface {
    std::uint32_t index = 0;
    std::string name;
    InterfaceKind kind = InterfaceKind::Other;
    std::string driver; ///< the kernel's word for a virtual kind: "veth", "wireguard", "vlan"; else empty
    MacAddress mac;
    std::uint32_t mtu = 0;      ///< bytes
    std::uint32_t speed = 0;    ///< Mbit/s, 0 if the driver does not say
    bool up = false, running = false, loopback = false, pointToPoint = false, canBroadcast = false,
         canMulticast = false;
    std::vector<InterfaceAddress> addresses;
    /// Metric of the default route over this interface: the lowest of all wins. Empty: no default route.
    std::optional<std::uint32_t> defaultRouteV4, defaultRouteV6;

    /// Dotted mask of the first IPv4 address, "" without one.
    std::string netmask() const;
};

struct InterfaceFilter {
    std::string pattern = "*"; ///< glob(7) over the name: "eth*", "en[op]*"
    bool onlyUp = false;
    bool skipLoopback = false;
    bool onlyWithMac = false;
};

/// All interfaces with their addresses by rtnetlink, in order of index; kind and speed from sysfs.
/// A few system calls and files: not for the hot path. Thread: any.
Result<std::vector<NetworkInterface>> listInterfaces(const InterfaceFilter& filter = {});

} // namespace burrow
