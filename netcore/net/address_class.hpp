// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/net/ip_address.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace burrow {

/// The most specific thing that can be said of an address.
enum class AddressClass : std::uint8_t {
    None,          ///< no address
    Unspecified,   ///< 0.0.0.0, ::
    ThisNetwork,   ///< 0.0.0.0/8 (RFC 791)
    Loopback,      ///< 127.0.0.0/8, ::1
    Private,       ///< RFC 1918
    SharedSpace,   ///< 100.64.0.0/10, carrier-grade NAT (RFC 6598)
    LinkLocal,     ///< 169.254.0.0/16, fe80::/10
    UniqueLocal,   ///< fc00::/7 (RFC 4193)
    SiteLocal,     ///< fec0::/10, deprecated (RFC 3879)
    Documentation, ///< RFC 5737, RFC 3849, RFC 9637
    Benchmarking,  ///< 198.18.0.0/15 (RFC 2544), 2001:2::/48 (RFC 5180)
    Reserved,      ///< set aside by IANA for protocols or the future
    Broadcast,     ///< 255.255.255.255
    Multicast,     ///< 224.0.0.0/4, ff00::/8
    Mapped,        ///< ::ffff:0:0/96: judge embeddedIpv4()
    Nat64,         ///< 64:ff9b::/96 (RFC 6052), 64:ff9b:1::/48 (RFC 8215)
    SixToFour,     ///< 2002::/16 (RFC 3056)
    Teredo,        ///< 2001::/32 (RFC 4380)
    Anycast,       ///< an address of a protocol that IANA calls globally reachable (PCP, TURN, AS112 ...)
    Global,        ///< everything else
};
/// "loopback", "private": a literal.
std::string_view nameOf(AddressClass kind) noexcept;

/// Scope of a multicast address, RFC 4291 §2.7 and RFC 7346; IPv4 by RFC 2365.
enum class MulticastScope : std::uint8_t { None, Interface, Link, Realm, Admin, Site, Organization, Global, Unassigned };

AddressClass classify(const IpAddress& address) noexcept;
MulticastScope multicastScope(const IpAddress& address) noexcept;

inline bool isLoopback(const IpAddress& address) noexcept {
    return classify(address.canonical()) == AddressClass::Loopback;
}
inline bool isUnspecified(const IpAddress& address) noexcept {
    return classify(address.canonical()) == AddressClass::Unspecified;
}
inline bool isMulticast(const IpAddress& address) noexcept {
    return classify(address.canonical()) == AddressClass::Multicast;
}
/// fe80::/10 without a scope id: connecting to it cannot work.
bool needsScope(const IpAddress& address) noexcept;

/// The IPv4 address that an IPv6 address carries: mapped, compatible (::a.b.c.d), NAT64 (a network's own prefix
/// is not knowable here), 6to4, Teredo (its client) and ISATAP. Empty for others. Whoever filters must judge it too.
std::optional<IpAddress> embeddedIpv4(const IpAddress& address) noexcept;

/// By the IANA special-purpose registries (RFC 6890): may this address be reached from anywhere in the internet?
/// An address that embeds an IPv4 address is so only if that one is. Multicast and broadcast never are.
/// This is the question that a guard against server-side request forgery asks.
bool isGloballyReachable(const IpAddress& address) noexcept;

} // namespace burrow
