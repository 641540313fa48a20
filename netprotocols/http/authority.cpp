// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/authority.hpp"

#include "netcore/net/ip_address.hpp"

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
    std::size_t i = 0;
    while (i < text.size() && nameTable[static_cast<unsigned char>(text[i])])
        ++i;
    return i;
}

} // namespace

std::optional<Authority> splitAuthority(std::string_view text) noexcept {
    const std::size_t length = hostLength(text);
    if (length == 0)
        return std::nullopt;
    Authority result{text.substr(0, length), {}, false};
    if (length == text.size())
        return result;
    result.hasPort = text[length] == ':';
    result.port = text.substr(length + 1);
    if (!result.hasPort || result.port.size() > 5)
        return std::nullopt;
    unsigned number = 0;
    for (const char c : result.port) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return number <= 65535 ? std::optional(result) : std::nullopt;
}

} // namespace burrow::http
