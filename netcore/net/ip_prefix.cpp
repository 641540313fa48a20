// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/ip_address.hpp"

#include <algorithm>
#include <charconv>

namespace burrow {
namespace {

std::unexpected<Error> bad(AddressError code, std::size_t offset) {
    return fail(Error(ErrorKind::PeerFault, addressErrors, static_cast<int>(code), static_cast<std::uint32_t>(offset)));
}

} // namespace

IpPrefix::IpPrefix(IpAddress address, unsigned bits) noexcept {
    const unsigned most = address.isV6() ? 128 : address.isV4() ? 32 : 0;
    m_bits = std::min(bits, most);
    std::array<std::uint8_t, 16> bytes{};
    std::copy(address.bytes().begin(), address.bytes().end(), bytes.begin());
    for (unsigned bit = m_bits; bit < most; ++bit)
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] & ~(0x80u >> (bit % 8)));
    if (address.isV6())
        m_address = IpAddress::v6(bytes);
    else if (address.isV4())
        m_address = IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                                  std::uint32_t{bytes[2]} << 8 | bytes[3]);
}

Result<IpPrefix> IpPrefix::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    BURROW_TRY(const IpAddress address, IpAddress::parse(text.substr(0, slash), {.allowZone = false}));
    const unsigned most = address.isV6() ? 128 : 32;
    unsigned bits = most;
    if (slash != text.npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error != std::errc() || end != digits.data() + digits.size() || bits > most ||
            (digits.size() > 1 && digits[0] == '0'))
            return bad(AddressError::BadPrefixLength, slash + 1);
    }
    const IpPrefix prefix(address, bits);
    if (prefix.m_address != address)
        return bad(AddressError::HostBitsSet, slash);
    return prefix;
}

bool IpPrefix::contains(const IpAddress& address) const noexcept {
    IpAddress rule = m_address;
    unsigned bits = m_bits;
    if (bits >= 96 && rule.canonical().isV4() && rule.isV6()) {
        rule = rule.canonical();
        bits -= 96;
    }
    const IpAddress asked = address.canonical();
    if (rule.family() != asked.family() || rule.family() == IpAddress::Family::None)
        return false;
    const auto a = rule.bytes(), b = asked.bytes();
    const unsigned whole = bits / 8, rest = bits % 8;
    if (!std::equal(a.begin(), a.begin() + whole, b.begin()))
        return false;
    return rest == 0 || ((a[whole] ^ b[whole]) & (0xFF00u >> rest & 0xFFu)) == 0;
}

std::string IpPrefix::toString() const {
    if (m_address.family() == IpAddress::Family::None)
        return {};
    return m_address.toString() + '/' + std::to_string(m_bits);
}

} // namespace burrow
