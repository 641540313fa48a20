// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/authority.hpp"

#include "netcore/net/ip_address.hpp"
#include "netprotocols/http/text_scan.hpp"

#include <array>

namespace burrow::http {
namespace {

constexpr std::array<bool, 256> makeNameTable() noexcept {
    std::array<bool, 256> table{};
    for (unsigned c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (unsigned c = 'a'; c <= 'z'; ++c)
        table[c] = table[c - 0x20] = true;
    // A comma would make two joined Host fields look like one name.
    for (const char c : std::string_view("-._~!$&'()*+;="))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr std::array<bool, 256> nameTable = makeNameTable();

std::size_t hostLength(std::string_view text) noexcept {
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos)
            return 0;
        const std::string_view inner = text.substr(1, close - 1);
        const auto address = IpAddress::parse(inner, {.allowZone = false});
        return address && inner.find(':') != std::string_view::npos ? close + 1 : 0;
    }
    std::size_t i = scan::plainNameLength(text);
    while (i < text.size() && nameTable[static_cast<unsigned char>(text[i])])
        ++i;
    return i;
}

} // namespace

bool isAuthority(std::string_view text) noexcept {
    const char* const end = text.data() + text.size();
    const char* p = text.data() + hostLength(text);
    if (p == text.data())
        return false;
    if (p == end)
        return true;
    if (*p++ != ':' || end - p > 5)
        return false;
    unsigned number = 0;
    for (; p != end; ++p) {
        const unsigned digit = static_cast<unsigned char>(*p) - unsigned{'0'};
        if (digit > 9)
            return false;
        number = number * 10 + digit;
    }
    return number <= 65535;
}

std::optional<Authority> splitAuthority(std::string_view text) noexcept {
    if (!isAuthority(text))
        return std::nullopt;
    const std::size_t length = hostLength(text);
    Authority result{text.substr(0, length), {}, false};
    if (length == text.size())
        return result;
    result.hasPort = true;
    result.port = text.substr(length + 1);
    return result;
}

} // namespace burrow::http
