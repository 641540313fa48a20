// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/openssl_handles.hpp"

#include <arpa/inet.h>

namespace burrow::detail {
namespace {

constexpr std::size_t longestName = 253, longestLabel = 63; // RFC 1035 §2.3.4

bool isNameByte(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

} // namespace

std::string normalisedHostName(std::string_view name) {
    if (name.ends_with('.'))
        name.remove_suffix(1);
    if (name.empty() || name.size() > longestName)
        return {};
    std::string lower(name);
    std::size_t label = 0;
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        const bool endsLabel = c == '.';
        if (endsLabel ? label == 0 : !isNameByte(c) || label == longestLabel)
            return {};
        label = endsLabel ? 0 : label + 1;
    }
    return label == 0 ? std::string() : lower;
}

std::string ipAddressBytes(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    const std::string plain(text.substr(0, text.find('%')));
    char bytes[16];
    if (::inet_pton(AF_INET, plain.c_str(), bytes) == 1)
        return std::string(bytes, 4);
    if (::inet_pton(AF_INET6, plain.c_str(), bytes) == 1)
        return std::string(bytes, 16);
    return {};
}

} // namespace burrow::detail
