// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/ip_address.hpp"

#include <algorithm>

namespace burrow {
namespace {

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

/// One number of inet_aton: decimal, 0octal or 0xhex; "0x" alone is zero, as browsers read it.
bool readLegacyNumber(std::string_view text, std::uint64_t& value) noexcept {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
        text.remove_prefix(1);
    } else if (text.empty()) {
        return false;
    }
    value = 0;
    for (const char c : text) {
        const int digit = hexValue(c);
        if (digit < 0 || digit >= base)
            return false;
        value = value * static_cast<unsigned>(base) + static_cast<unsigned>(digit);
        if (value > 0xFFFFFFFFu)
            return false;
    }
    return true;
}

} // namespace

Result<IpAddress> parseLegacyInetAton(std::string_view text) {
    std::uint64_t address = 0;
    std::size_t at = 0;
    for (unsigned part = 0; part < 4; ++part) {
        const std::size_t dot = text.find('.', at);
        const bool last = dot == text.npos;
        std::uint64_t value = 0;
        if (!readLegacyNumber(text.substr(at, last ? text.npos : dot - at), value))
            return bad(AddressError::LegacyForm, at);
        const unsigned room = 32 - 8 * part; // what the last number may fill
        if (value >= (last ? std::uint64_t{1} << room : 256))
            return bad(AddressError::OctetTooBig, at);
        if (last)
            return IpAddress::v4(static_cast<std::uint32_t>(address | value));
        address |= value << (24 - 8 * part);
        at = dot + 1;
    }
    return bad(AddressError::TooManyOctets, at);
}

bool looksLikeIpv4(std::string_view text) noexcept {
    if (text.ends_with('.'))
        text.remove_suffix(1);
    const std::size_t dot = text.rfind('.');
    const std::string_view last = dot == text.npos ? text : text.substr(dot + 1);
    if (last.empty())
        return false;
    if (std::all_of(last.begin(), last.end(), isDigit))
        return true;
    if (!last.starts_with("0x") && !last.starts_with("0X"))
        return false;
    return std::all_of(last.begin() + 2, last.end(), [](char c) { return hexValue(c) >= 0; });
}

} // namespace burrow
