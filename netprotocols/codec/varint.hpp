// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"

#include <cstdint>
#include <optional>

namespace burrow::codec {

/// Variable-length integers of RFC 9000 §16: 1, 2, 4 or 8 bytes, the two top bits tell which. 0 to 2^62-1.
constexpr std::uint64_t varintMax = (std::uint64_t{1} << 62) - 1;

constexpr std::size_t varintSize(std::uint64_t value) noexcept {
    return value < 64 ? 1 : value < 16384 ? 2 : value < (std::uint64_t{1} << 30) ? 4 : 8;
}

/// Writes the shortest form; `into` has room for varintSize(value) bytes and value is at most varintMax.
constexpr std::size_t encodeVarint(std::uint64_t value, std::byte* into) noexcept {
    const std::size_t size = varintSize(value);
    for (std::size_t i = 0; i < size; ++i)
        into[i] = static_cast<std::byte>(value >> (8 * (size - 1 - i)));
    const unsigned lengthBits = size == 1 ? 0u : size == 2 ? 1u : size == 4 ? 2u : 3u;
    into[0] |= static_cast<std::byte>(lengthBits << 6);
    return size;
}

struct Varint {
    std::uint64_t value = 0;
    std::size_t size = 0; ///< bytes taken; a value may stand in more bytes than it needs
};
/// Empty: more bytes are needed.
constexpr std::optional<Varint> decodeVarint(Bytes from) noexcept {
    if (from.empty())
        return std::nullopt;
    const std::size_t size = std::size_t{1} << (std::to_integer<unsigned>(from[0]) >> 6);
    if (from.size() < size)
        return std::nullopt;
    std::uint64_t value = std::to_integer<std::uint64_t>(from[0]) & 63;
    for (std::size_t i = 1; i < size; ++i)
        value = value << 8 | std::to_integer<std::uint64_t>(from[i]);
    return Varint{value, size};
}

} // namespace burrow::codec
