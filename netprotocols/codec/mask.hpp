// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"

#include <cstdint>

namespace burrow::codec {

/// The four bytes of a WebSocket masking key (RFC 6455 §5.3) and the position in them, so that a payload may come in
/// pieces of any size and alignment. XOR: the same call masks and unmasks. Thread: loop.
class Mask {
public:
    constexpr Mask() noexcept = default;
    /// `key`: the four bytes in wire order, loaded as they stand in memory.
    explicit constexpr Mask(std::uint32_t key) noexcept : m_key(key) {}
    /// Works in place and moves on by bytes.size().
    void apply(MutableBytes bytes) noexcept;
    /// Copies from.size() bytes to `to` on the way; the areas do not overlap.
    void apply(Bytes from, std::byte* to) noexcept;

private:
    void advance(std::size_t count) noexcept;

    std::uint32_t m_key = 0; ///< rotated: its first byte in memory belongs to the next byte of the payload
};

} // namespace burrow::codec
