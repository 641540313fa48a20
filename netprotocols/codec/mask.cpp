// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/mask.hpp"

#include <bit>
#include <cstring>

namespace burrow::codec {
namespace {

/// A vector of the compiler's own (GCC, Clang): at -O2 GCC 12 makes none out of a loop over words.
using Lanes [[gnu::vector_size(16)]] = std::uint64_t;
constexpr std::size_t chunk = 4 * sizeof(Lanes);

void xorWords(const std::byte* from, std::byte* to, std::size_t words, std::uint64_t key) noexcept {
    for (std::size_t i = 0; i < words; ++i) {
        std::uint64_t word;
        std::memcpy(&word, from + i * 8, 8);
        word ^= key;
        std::memcpy(to + i * 8, &word, 8);
    }
}

void xorBytes(const std::byte* from, std::byte* to, std::size_t size, std::uint32_t key) noexcept {
    const std::uint64_t wide = std::uint64_t{key} << 32 | key;
    const Lanes wider = {wide, wide};
    while (size >= chunk) {
        Lanes a, b, c, d;
        std::memcpy(&a, from, 16);
        std::memcpy(&b, from + 16, 16);
        std::memcpy(&c, from + 32, 16);
        std::memcpy(&d, from + 48, 16);
        a ^= wider;
        b ^= wider;
        c ^= wider;
        d ^= wider;
        std::memcpy(to, &a, 16);
        std::memcpy(to + 16, &b, 16);
        std::memcpy(to + 32, &c, 16);
        std::memcpy(to + 48, &d, 16);
        from += chunk;
        to += chunk;
        size -= chunk;
    }
    xorWords(from, to, size / 8, wide);
    std::byte keyBytes[8];
    std::memcpy(keyBytes, &wide, 8);
    for (std::size_t i = size & ~std::size_t{7}, k = 0; i < size; ++i, ++k)
        to[i] = from[i] ^ keyBytes[k];
}

} // namespace

void Mask::advance(std::size_t count) noexcept {
    const int bits = static_cast<int>(count & 3) * 8;
    m_key = std::endian::native == std::endian::little ? std::rotr(m_key, bits) : std::rotl(m_key, bits);
}

void Mask::apply(MutableBytes bytes) noexcept {
    xorBytes(bytes.data(), bytes.data(), bytes.size(), m_key);
    advance(bytes.size());
}

void Mask::apply(Bytes from, std::byte* to) noexcept {
    xorBytes(from.data(), to, from.size(), m_key);
    advance(from.size());
}

} // namespace burrow::codec
