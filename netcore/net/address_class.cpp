// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/address_class.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace burrow {
namespace {

struct Rule4 {
    std::uint32_t address;
    unsigned bits;
    AddressClass kind;
};

constexpr std::uint32_t dotted(unsigned a, unsigned b, unsigned c, unsigned d) {
    return a << 24 | b << 16 | c << 8 | d;
}

// IANA IPv4 special-purpose address registry; the first match counts, so the longer prefixes of a block come first.
constexpr Rule4 rules4[] = {
    {dotted(0, 0, 0, 0), 32, AddressClass::Unspecified},
    {dotted(0, 0, 0, 0), 8, AddressClass::ThisNetwork},
    {dotted(10, 0, 0, 0), 8, AddressClass::Private},
    {dotted(100, 64, 0, 0), 10, AddressClass::SharedSpace},
    {dotted(127, 0, 0, 0), 8, AddressClass::Loopback},
    {dotted(169, 254, 0, 0), 16, AddressClass::LinkLocal},
    {dotted(172, 16, 0, 0), 12, AddressClass::Private},
    {dotted(192, 0, 0, 9), 32, AddressClass::Anycast},  // PCP, RFC 7723
    {dotted(192, 0, 0, 10), 32, AddressClass::Anycast}, // TURN, RFC 8155
    {dotted(192, 0, 0, 0), 24, AddressClass::Reserved}, // protocol assignments, RFC 6890
    {dotted(192, 0, 2, 0), 24, AddressClass::Documentation},
    {dotted(192, 31, 196, 0), 24, AddressClass::Anycast}, // AS112, RFC 7535
    {dotted(192, 52, 193, 0), 24, AddressClass::Anycast}, // AMT, RFC 7450
    {dotted(192, 88, 99, 0), 24, AddressClass::Reserved}, // 6to4 relay, withdrawn by RFC 7526
    {dotted(192, 168, 0, 0), 16, AddressClass::Private},
    {dotted(192, 175, 48, 0), 24, AddressClass::Anycast}, // AS112, RFC 7534
    {dotted(198, 18, 0, 0), 15, AddressClass::Benchmarking},
    {dotted(198, 51, 100, 0), 24, AddressClass::Documentation},
    {dotted(203, 0, 113, 0), 24, AddressClass::Documentation},
    {dotted(224, 0, 0, 0), 4, AddressClass::Multicast},
    {dotted(255, 255, 255, 255), 32, AddressClass::Broadcast},
    {dotted(240, 0, 0, 0), 4, AddressClass::Reserved},
};

struct Rule6 {
    std::array<std::uint16_t, 8> groups;
    unsigned bits;
    AddressClass kind;
};

// IANA IPv6 special-purpose address registry, ordered likewise.
constexpr Rule6 rules6[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0}, 128, AddressClass::Unspecified},
    {{0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressClass::Loopback},
    {{0, 0, 0, 0, 0, 0xFFFF}, 96, AddressClass::Mapped},
    {{0x64, 0xFF9B}, 96, AddressClass::Nat64},
    {{0x64, 0xFF9B, 1}, 48, AddressClass::Nat64},
    {{0x100}, 64, AddressClass::Reserved},             // discard only, RFC 6666
    {{0x100, 0, 0, 1}, 64, AddressClass::Reserved},    // dummy prefix, RFC 9780
    {{0x2001, 0}, 32, AddressClass::Teredo},
    {{0x2001, 1, 0, 0, 0, 0, 0, 1}, 128, AddressClass::Anycast}, // PCP
    {{0x2001, 1, 0, 0, 0, 0, 0, 2}, 128, AddressClass::Anycast}, // TURN
    {{0x2001, 1, 0, 0, 0, 0, 0, 3}, 128, AddressClass::Anycast}, // DNS-SD SRP, RFC 9665
    {{0x2001, 2}, 48, AddressClass::Benchmarking},
    {{0x2001, 3}, 32, AddressClass::Anycast},          // AMT
    {{0x2001, 4, 0x112}, 48, AddressClass::Anycast},   // AS112
    {{0x2001, 0x20}, 28, AddressClass::Anycast},       // ORCHIDv2, RFC 7343
    {{0x2001, 0x30}, 28, AddressClass::Anycast},       // drone remote id, RFC 9374
    {{0x2001, 0xDB8}, 32, AddressClass::Documentation},
    {{0x2001}, 23, AddressClass::Reserved},            // protocol assignments, RFC 2928
    {{0x2002}, 16, AddressClass::SixToFour},
    {{0x2620, 0x4F, 0x8000}, 48, AddressClass::Anycast}, // AS112
    {{0x3FFF}, 20, AddressClass::Documentation},
    {{0x5F00}, 16, AddressClass::Reserved},            // segment routing, RFC 9602
    {{0xFC00}, 7, AddressClass::UniqueLocal},
    {{0xFE80}, 10, AddressClass::LinkLocal},
    {{0xFEC0}, 10, AddressClass::SiteLocal},
    {{0xFF00}, 8, AddressClass::Multicast},
    {{0x2000}, 3, AddressClass::Global},               // all that IANA has opened for unicast, RFC 4291 §2.4
    {{0}, 0, AddressClass::Reserved},
};

using Groups = std::array<std::uint16_t, 8>;

Groups groupsOf(const IpAddress& address) noexcept {
    Groups groups{};
    const auto bytes = address.bytes();
    for (std::size_t i = 0; i < 8; ++i)
        groups[i] = static_cast<std::uint16_t>(bytes[i * 2] << 8 | bytes[i * 2 + 1]);
    return groups;
}

bool matches(const Groups& a, const Groups& rule, unsigned bits) noexcept {
    for (std::size_t i = 0; i < 8 && bits > 0; ++i) {
        const unsigned here = std::min(bits, 16u);
        const unsigned mask = 0xFFFFu << (16 - here) & 0xFFFFu;
        if (((a[i] ^ rule[i]) & mask) != 0)
            return false;
        bits -= here;
    }
    return true;
}

AddressClass classifyV4(std::uint32_t address) noexcept {
    for (const Rule4& rule : rules4) {
        if ((address ^ rule.address) >> (32 - rule.bits) == 0)
            return rule.kind;
    }
    return AddressClass::Global;
}

IpAddress v4From(std::span<const std::uint8_t> bytes, std::uint8_t flip = 0) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<std::uint8_t>(bytes[i] ^ flip);
    return IpAddress::v4(value);
}

} // namespace

std::string_view nameOf(AddressClass kind) noexcept {
    switch (kind) {
    case AddressClass::None: return "none";
    case AddressClass::Unspecified: return "unspecified";
    case AddressClass::ThisNetwork: return "this-network";
    case AddressClass::Loopback: return "loopback";
    case AddressClass::Private: return "private";
    case AddressClass::SharedSpace: return "shared";
    case AddressClass::LinkLocal: return "link-local";
    case AddressClass::UniqueLocal: return "unique-local";
    case AddressClass::SiteLocal: return "site-local";
    case AddressClass::Documentation: return "documentation";
    case AddressClass::Benchmarking: return "benchmarking";
    case AddressClass::Reserved: return "reserved";
    case AddressClass::Broadcast: return "broadcast";
    case AddressClass::Multicast: return "multicast";
    case AddressClass::Mapped: return "mapped";
    case AddressClass::Nat64: return "nat64";
    case AddressClass::SixToFour: return "6to4";
    case AddressClass::Teredo: return "teredo";
    case AddressClass::Anycast: return "anycast";
    case AddressClass::Global: return "global";
    }
    return "none";
}

AddressClass classify(const IpAddress& address) noexcept {
    if (address.isV4())
        return classifyV4(address.toV4());
    if (!address.isV6())
        return AddressClass::None;
    const Groups groups = groupsOf(address);
    for (const Rule6& rule : rules6) {
        if (matches(groups, rule.groups, rule.bits))
            return rule.kind;
    }
    return AddressClass::Reserved;
}

MulticastScope multicastScope(const IpAddress& address) noexcept {
    const IpAddress plain = address.canonical();
    if (classify(plain) != AddressClass::Multicast)
        return MulticastScope::None;
    if (plain.isV4()) {
        const std::uint32_t value = plain.toV4();
        if (value >> 8 == dotted(224, 0, 0, 0) >> 8)
            return MulticastScope::Link;
        if (value >> 16 == dotted(239, 255, 0, 0) >> 16)
            return MulticastScope::Site;
        if (value >> 18 == dotted(239, 192, 0, 0) >> 18)
            return MulticastScope::Organization;
        return value >> 24 == 239 ? MulticastScope::Unassigned : MulticastScope::Global;
    }
    switch (plain.bytes()[1] & 0x0F) {
    case 1: return MulticastScope::Interface;
    case 2: return MulticastScope::Link;
    case 3: return MulticastScope::Realm;
    case 4: return MulticastScope::Admin;
    case 5: return MulticastScope::Site;
    case 8: return MulticastScope::Organization;
    case 14: return MulticastScope::Global;
    default: return MulticastScope::Unassigned;
    }
}

bool needsScope(const IpAddress& address) noexcept {
    return address.isV6() && address.scope() == 0 && classify(address) == AddressClass::LinkLocal;
}

std::optional<IpAddress> embeddedIpv4(const IpAddress& address) noexcept {
    if (!address.isV6())
        return std::nullopt;
    const auto bytes = address.bytes();
    switch (classify(address)) {
    case AddressClass::Mapped: return v4From(bytes.subspan(12));
    case AddressClass::Nat64:
        // RFC 8215 leaves the layout below 64:ff9b:1::/48 to the network; its last 32 bits are the usual choice.
        return v4From(bytes.subspan(12));
    case AddressClass::SixToFour: return v4From(bytes.subspan(2));
    case AddressClass::Teredo: return v4From(bytes.subspan(12), 0xFF); // RFC 4380 §4: inverted
    case AddressClass::Unspecified:
    case AddressClass::Loopback: return std::nullopt;
    default: break;
    }
    if (std::all_of(bytes.begin(), bytes.begin() + 12, [](std::uint8_t byte) { return byte == 0; }))
        return v4From(bytes.subspan(12)); // compatible, RFC 4291 §2.5.5.1
    const bool isatap = (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE;
    return isatap ? std::optional(v4From(bytes.subspan(12))) : std::nullopt; // RFC 5214 §6.1
}

bool isGloballyReachable(const IpAddress& address) noexcept {
    const auto carried = embeddedIpv4(address);
    if (carried && !isGloballyReachable(*carried))
        return false;
    switch (classify(address)) {
    case AddressClass::Global:
    case AddressClass::Anycast: return true;
    case AddressClass::Mapped:
    case AddressClass::SixToFour: return true; // as their IPv4 address
    case AddressClass::Nat64: return address.bytes()[5] == 0; // 64:ff9b:1::/48 is local (RFC 8215)
    default: return false;                                    // Teredo too: the registry does not vouch for it
    }
}

} // namespace burrow
