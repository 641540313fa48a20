// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <net/if.h>
#include <sys/auxv.h>

namespace burrow {
namespace {

constexpr std::size_t maxZone = IFNAMSIZ - 1;

std::string_view addressText(int code) noexcept {
    switch (static_cast<AddressError>(code)) {
    case AddressError::None: return "no error";
    case AddressError::Empty: return "the address is empty";
    case AddressError::BadCharacter: return "unexpected character in an address";
    case AddressError::TooFewOctets: return "an IPv4 address has four octets, here are fewer";
    case AddressError::TooManyOctets: return "an IPv4 address has four octets, here are more";
    case AddressError::OctetTooBig: return "an octet of an IPv4 address is at most 255";
    case AddressError::LeadingZero: return "a number in an address has a leading zero";
    case AddressError::TooFewGroups: return "an IPv6 address has eight groups, here are fewer";
    case AddressError::TooManyGroups: return "an IPv6 address has eight groups, here are more";
    case AddressError::GroupTooLong: return "a group of an IPv6 address has at most four digits";
    case AddressError::SecondGap: return "\"::\" may stand only once in an IPv6 address";
    case AddressError::EmptyGap: return "\"::\" must stand for at least one group";
    case AddressError::ZoneNotAllowed: return "a zone is allowed only behind a link-local IPv6 address";
    case AddressError::BadZone: return "a zone is an interface name of 1 to 15 characters or its number";
    case AddressError::UnknownZone: return "no interface has the name of this zone";
    case AddressError::MissingBracket: return "an IPv6 address with a port needs brackets, as in [::1]:80";
    case AddressError::NotInBrackets: return "only an IPv6 address may stand in brackets";
    case AddressError::MissingPort: return "the port is missing";
    case AddressError::BadPort: return "a port is a decimal number from 1 to 65535";
    case AddressError::PortZero: return "port 0 is allowed only where the kernel may choose";
    case AddressError::BadPrefixLength: return "a prefix length is 0 to 32 for IPv4 and 0 to 128 for IPv6";
    case AddressError::HostBitsSet: return "the address has bits set beyond its prefix length";
    case AddressError::PathEmpty: return "the path of a Unix socket is empty";
    case AddressError::PathTooLong: return "the path of a Unix socket has at most 107 bytes";
    case AddressError::PathHasNul: return "the path of a Unix socket contains a NUL byte";
    case AddressError::ScopeRequired: return "a link-local IPv6 address needs its interface, as in fe80::1%eth0";
    case AddressError::Unspecified: return "an unspecified address reaches this host: name the one that is meant";
    case AddressError::LegacyForm: return "not an IPv4 address in any of its old forms";
    }
    return "unknown error";
}

std::unexpected<Error> bad(AddressError code, std::size_t offset) {
    return fail(Error(ErrorKind::PeerFault, addressErrors, static_cast<int>(code), static_cast<std::uint32_t>(offset)));
}

bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }

int hexValue(char c) noexcept {
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Reads dotted-quad text that fills the whole view; `base` is its place in the outer text.
Result<void> readV4(std::string_view text, std::size_t base, std::uint8_t* into) {
    std::size_t at = 0;
    for (int octet = 0;; ++octet) {
        const std::size_t begin = at;
        unsigned value = 0;
        while (at < text.size() && isDigit(text[at]) && at - begin < 4)
            value = value * 10 + static_cast<unsigned>(text[at++] - '0');
        if (at == begin)
            return at == text.size() ? bad(AddressError::TooFewOctets, base + at)
                                     : bad(AddressError::BadCharacter, base + at);
        if (text[begin] == '0' && at - begin > 1)
            return bad(AddressError::LeadingZero, base + begin);
        if (value > 255)
            return bad(AddressError::OctetTooBig, base + begin);
        into[octet] = static_cast<std::uint8_t>(value);
        if (at == text.size())
            return octet == 3 ? Result<void>{} : bad(AddressError::TooFewOctets, base + at);
        if (text[at] != '.')
            return bad(AddressError::BadCharacter, base + at);
        if (octet == 3)
            return bad(AddressError::TooManyOctets, base + at);
        ++at;
    }
}

/// RFC 4291 §2.2 without a zone.
class V6Reader {
public:
    explicit V6Reader(std::string_view text) : m_text(text) {}

    Result<void> read(std::array<std::uint8_t, 16>& into) {
        if (m_text.starts_with("::")) {
            m_gap = 0;
            m_at = 2;
        }
        while (m_at < m_text.size()) {
            BURROW_TRY(const bool more, readGroup());
            if (!more)
                break;
        }
        if (m_gap < 0 && m_count < 8)
            return bad(AddressError::TooFewGroups, m_text.size());
        if (m_gap >= 0 && m_count == 8)
            return bad(AddressError::EmptyGap, m_text.size());
        spread(into);
        return {};
    }

private:
    /// False when the text has ended.
    Result<bool> readGroup() {
        if (m_count == 8)
            return bad(AddressError::TooManyGroups, m_at);
        const std::size_t begin = m_at;
        unsigned value = 0;
        while (m_at < m_text.size() && m_at - begin < 5 && hexValue(m_text[m_at]) >= 0)
            value = value << 4 | static_cast<unsigned>(hexValue(m_text[m_at++]));
        if (m_at < m_text.size() && m_text[m_at] == '.' && m_at > begin)
            return readEmbedded(begin);
        if (m_at == begin)
            return bad(AddressError::BadCharacter, m_at);
        if (m_at - begin > 4)
            return bad(AddressError::GroupTooLong, begin);
        m_groups[m_count++] = static_cast<std::uint16_t>(value);
        if (m_at == m_text.size())
            return false;
        return readColon();
    }

    Result<bool> readColon() {
        if (m_text[m_at] != ':')
            return bad(AddressError::BadCharacter, m_at);
        if (++m_at == m_text.size())
            return bad(AddressError::TooFewGroups, m_at);
        if (m_text[m_at] == ':') {
            if (m_gap >= 0)
                return bad(AddressError::SecondGap, m_at);
            m_gap = static_cast<int>(m_count);
            ++m_at;
        }
        return true;
    }

    Result<bool> readEmbedded(std::size_t begin) {
        if (m_count > 6)
            return bad(AddressError::TooManyGroups, begin);
        std::uint8_t octets[4];
        if (auto read = readV4(m_text.substr(begin), begin, octets); !read)
            return fail(std::move(read.error()));
        m_groups[m_count++] = static_cast<std::uint16_t>(octets[0] << 8 | octets[1]);
        m_groups[m_count++] = static_cast<std::uint16_t>(octets[2] << 8 | octets[3]);
        m_at = m_text.size();
        return false;
    }

    void spread(std::array<std::uint8_t, 16>& into) const noexcept {
        into.fill(0);
        const std::size_t head = m_gap < 0 ? m_count : static_cast<std::size_t>(m_gap);
        for (std::size_t i = 0; i < m_count; ++i) {
            const std::size_t place = i < head ? i : 8 - m_count + i;
            into[place * 2] = static_cast<std::uint8_t>(m_groups[i] >> 8);
            into[place * 2 + 1] = static_cast<std::uint8_t>(m_groups[i]);
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::array<std::uint16_t, 8> m_groups{};
    std::size_t m_count = 0;
    int m_gap = -1;
};

bool allDigits(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), isDigit); }

/// A zone that can stand in an endpoint's brackets and that reads back as the same interface.
bool isPlainZone(std::string_view zone) noexcept {
    return !zone.empty() && zone.size() <= maxZone && std::all_of(zone.begin(), zone.end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '%' && c != '/' && c != ':' && c != '[' && c != ']';
    });
}

Result<std::uint32_t> readZone(std::string_view zone, std::size_t offset, std::uint32_t (*zoneIndex)(const char*)) {
    if (!isPlainZone(zone))
        return bad(AddressError::BadZone, offset);
    if (allDigits(zone)) {
        std::uint32_t index = 0;
        const auto [end, error] = std::from_chars(zone.data(), zone.data() + zone.size(), index);
        if (error != std::errc() || index == 0 || zone[0] == '0')
            return bad(AddressError::BadZone, offset);
        return index;
    }
    const std::string name(zone);
    const std::uint32_t index = zoneIndex ? zoneIndex(name.c_str()) : ::if_nametoindex(name.c_str());
    if (index == 0)
        return bad(AddressError::UnknownZone, offset);
    return index;
}

/// Link-local unicast, and multicast of interface or link scope: the only ones whose meaning depends on a zone.
bool needsZone(const std::array<std::uint8_t, 16>& bytes) noexcept {
    if (bytes[0] == 0xFE)
        return (bytes[1] & 0xC0) == 0x80;
    return bytes[0] == 0xFF && ((bytes[1] & 0x0F) == 1 || (bytes[1] & 0x0F) == 2);
}

Result<IpAddress> readV6(std::string_view text, const IpAddress::ParseOptions& options) {
    const std::size_t percent = text.find('%');
    std::array<std::uint8_t, 16> bytes{};
    if (auto read = V6Reader(text.substr(0, percent)).read(bytes); !read)
        return fail(std::move(read.error()));
    std::uint32_t scope = 0;
    if (percent != text.npos) {
        if (!options.allowZone || (!needsZone(bytes) && !options.allowZoneOnGlobal))
            return bad(AddressError::ZoneNotAllowed, percent);
        BURROW_TRY(scope, readZone(text.substr(percent + 1), percent + 1, options.zoneIndex));
    }
    return IpAddress::v6(bytes, scope);
}

void appendV4(std::string& text, const std::uint8_t* bytes) {
    for (int i = 0; i < 4; ++i) {
        char digits[3];
        const auto end = std::to_chars(digits, digits + 3, bytes[i]).ptr;
        if (i != 0)
            text += '.';
        text.append(digits, end);
    }
}

bool isMapped(std::span<const std::uint8_t> bytes) noexcept {
    constexpr std::uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return bytes.size() == 16 && std::memcmp(bytes.data(), prefix, 12) == 0;
}

/// RFC 5952 §4: the longest run of two or more zero groups, the first of equals.
void appendV6(std::string& text, std::span<const std::uint8_t> bytes) {
    unsigned groups[8];
    for (std::size_t i = 0; i < 8; ++i)
        groups[i] = static_cast<unsigned>(bytes[i * 2] << 8 | bytes[i * 2 + 1]);
    std::size_t bestAt = 8, bestSize = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t size = 0;
        while (i + size < 8 && groups[i + size] == 0)
            ++size;
        if (size > bestSize) {
            bestAt = i;
            bestSize = size;
        }
        i += size;
    }
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == bestAt) {
            text += "::";
            i += bestSize - 1;
            continue;
        }
        if (i != 0 && text.back() != ':')
            text += ':';
        char digits[4];
        text.append(digits, std::to_chars(digits, digits + 4, groups[i], 16).ptr);
    }
}

void appendZone(std::string& text, std::uint32_t scope) {
    char name[IFNAMSIZ];
    text += '%';
    if (::if_indextoname(scope, name) && isPlainZone(name) && !allDigits(name))
        text += name;
    else
        text += std::to_string(scope);
}

std::uint64_t load64(const std::uint8_t* from) noexcept {
    std::uint64_t value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

/// Peers choose addresses, so that tables keyed by them must not be predictable: the seed differs per process.
std::uint64_t hashSeed() noexcept {
    static const std::uint64_t seed = [] {
        const auto* random = reinterpret_cast<const std::uint8_t*>(::getauxval(AT_RANDOM));
        return random ? load64(random) ^ load64(random + 8) : 0x9E3779B97F4A7C15u;
    }();
    return seed;
}

std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

} // namespace

constinit const ErrorDomain addressErrors{"address", addressText, nullptr};

IpAddress IpAddress::v4(std::uint32_t hostOrder) noexcept {
    IpAddress address;
    address.m_family = Family::V4;
    for (unsigned i = 0; i < 4; ++i)
        address.m_bytes[i] = static_cast<std::uint8_t>(hostOrder >> (24 - 8 * i));
    return address;
}

IpAddress IpAddress::v6(std::span<const std::uint8_t, 16> bytes, std::uint32_t scope) noexcept {
    IpAddress address;
    address.m_family = Family::V6;
    std::copy(bytes.begin(), bytes.end(), address.m_bytes.begin());
    address.m_scope = scope;
    return address;
}

Result<IpAddress> IpAddress::parse(std::string_view text, ParseOptions options) {
    if (text.empty())
        return bad(AddressError::Empty, 0);
    if (text.find(':') != text.npos)
        return readV6(text, options);
    std::uint8_t octets[4];
    if (auto read = readV4(text, 0, octets); !read)
        return fail(std::move(read.error()));
    return v4(std::uint32_t{octets[0]} << 24 | std::uint32_t{octets[1]} << 16 | std::uint32_t{octets[2]} << 8 |
              octets[3]);
}

std::span<const std::uint8_t> IpAddress::bytes() const noexcept {
    const std::size_t size = m_family == Family::V4 ? 4 : m_family == Family::V6 ? 16 : 0;
    return {m_bytes.data(), size};
}

std::uint32_t IpAddress::toV4() const noexcept {
    if (!isV4())
        return 0;
    return std::uint32_t{m_bytes[0]} << 24 | std::uint32_t{m_bytes[1]} << 16 | std::uint32_t{m_bytes[2]} << 8 |
           m_bytes[3];
}

IpAddress IpAddress::canonical() const noexcept {
    if (!isV6() || !isMapped(bytes()))
        return *this;
    IpAddress address;
    address.m_family = Family::V4;
    std::copy_n(m_bytes.begin() + 12, 4, address.m_bytes.begin());
    return address;
}

std::string IpAddress::toString() const {
    std::string text;
    if (isV4()) {
        appendV4(text, m_bytes.data());
    } else if (isV6()) {
        if (isMapped(bytes())) {
            text = "::ffff:";
            appendV4(text, m_bytes.data() + 12);
        } else {
            appendV6(text, m_bytes);
        }
        if (m_scope != 0)
            appendZone(text, m_scope);
    }
    return text;
}

std::size_t IpAddress::hash() const noexcept {
    const std::uint64_t seed = hashSeed();
    const std::uint64_t low = load64(m_bytes.data()) ^ seed;
    const std::uint64_t high = load64(m_bytes.data() + 8) ^ (seed << 1 | 1);
    const std::uint64_t rest = (std::uint64_t{m_scope} << 8 | static_cast<std::uint8_t>(m_family)) ^ 0x8BB84B93962EACC9u;
    return fold(fold(low ^ 0x2D358DCCAA6C78A5u, high ^ 0x4B33A62ED433D4A3u), rest ^ seed);
}

} // namespace burrow
