// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace burrow {

extern const ErrorDomain addressErrors;

/// What is wrong with an address text; the error's offset is the byte where it became invalid.
enum class AddressError : int {
    None = 0,
    Empty,
    BadCharacter,
    TooFewOctets,
    TooManyOctets,
    OctetTooBig,
    LeadingZero,
    TooFewGroups,
    TooManyGroups,
    GroupTooLong,
    SecondGap,
    EmptyGap,
    ZoneNotAllowed,
    BadZone,
    UnknownZone,
    MissingBracket,
    NotInBrackets,
    MissingPort,
    BadPort,
    PortZero,
    BadPrefixLength,
    HostBitsSet,
    PathEmpty,
    PathTooLong,
    PathHasNul,
    ScopeRequired,
    Unspecified,
    LegacyForm,
};

/// An IPv4 or IPv6 address with scope id. An IPv4-mapped address (::ffff:a.b.c.d) is IPv6 and distinct from its
/// IPv4 form; canonical() joins them, and every access list, ban and log must use canonical().
/// Thread: immutable. 24 bytes, no allocation. The default value is no address: family None, empty text.
class IpAddress {
public:
    enum class Family : std::uint8_t { None, V4, V6 };

    constexpr IpAddress() noexcept = default;
    static IpAddress v4(std::uint32_t hostOrder) noexcept;
    static IpAddress v6(std::span<const std::uint8_t, 16> bytes, std::uint32_t scope = 0) noexcept;

    struct ParseOptions {
        /// Accept "%eth0" or "%2" behind a link-local address (RFC 4007); never behind a global one.
        bool allowZone = true;
        bool allowZoneOnGlobal = false;
        /// Index of an interface name, 0 if there is none. Null: if_nametoindex(3), which asks the kernel.
        std::uint32_t (*zoneIndex)(const char* name) = nullptr;
    };
    /// Exactly four decimal octets without leading zeros, or RFC 4291 §2.2 text. Error: PeerFault with the offset.
    static Result<IpAddress> parse(std::string_view text, ParseOptions options);
    static Result<IpAddress> parse(std::string_view text) { return parse(text, ParseOptions{}); }

    Family family() const noexcept { return m_family; }
    bool isV4() const noexcept { return m_family == Family::V4; }
    bool isV6() const noexcept { return m_family == Family::V6; }
    /// 4 or 16 bytes in network order, 0 for none. Valid as long as the object.
    std::span<const std::uint8_t> bytes() const noexcept;
    std::uint32_t scope() const noexcept { return m_scope; }
    std::uint32_t toV4() const noexcept; ///< host order; 0 unless isV4()
    IpAddress canonical() const noexcept;
    /// RFC 5952; the scope as %name if the interface exists, else as %number.
    std::string toString() const;
    std::size_t hash() const noexcept;

    friend bool operator==(const IpAddress&, const IpAddress&) = default;
    friend std::strong_ordering operator<=>(const IpAddress&, const IpAddress&) = default;

private:
    Family m_family = Family::None;
    std::array<std::uint8_t, 16> m_bytes{}; ///< IPv4 in the first four
    std::uint32_t m_scope = 0;
};
static_assert(sizeof(IpAddress) <= 24);

/// The loose forms of inet_aton(3) that URL hosts may have: "127.1", "0x7f.0.0.1", "017700000001". Only for code that
/// must see what a browser would see; nothing else in this library accepts them.
Result<IpAddress> parseLegacyInetAton(std::string_view text);

/// True for text that a loose reader could take for an IPv4 address ("1.2.3", "0x7f.1", "256.1.1.1"): its last label is
/// a number. Such text is never a host name (WHATWG URL "ends in a number"), and never goes to DNS.
bool looksLikeIpv4(std::string_view text) noexcept;

/// "10.0.0.0/8", "fe80::/10", or a single address. contains() compares canonical forms and ignores scope ids;
/// "::ffff:10.0.0.0/104" is the same rule as "10.0.0.0/8". Thread: immutable.
class IpPrefix {
public:
    IpPrefix() noexcept = default;
    /// Bits beyond the length are cleared; a length beyond the family's is cut to it.
    IpPrefix(IpAddress address, unsigned bits) noexcept;
    /// Bits beyond the length must be zero (RFC 4632 §3.1); PeerFault otherwise.
    static Result<IpPrefix> parse(std::string_view text);
    bool contains(const IpAddress& address) const noexcept;
    const IpAddress& address() const noexcept { return m_address; }
    unsigned bits() const noexcept { return m_bits; }
    std::string toString() const;
    friend bool operator==(const IpPrefix&, const IpPrefix&) = default;

private:
    IpAddress m_address;
    unsigned m_bits = 0;
};

} // namespace burrow

template <>
struct std::hash<burrow::IpAddress> {
    std::size_t operator()(const burrow::IpAddress& address) const noexcept { return address.hash(); }
};
