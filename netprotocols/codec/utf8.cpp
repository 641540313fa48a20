// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::codec {
namespace {

std::uint64_t load(const std::byte* from) noexcept {
    std::uint64_t word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

/// Number of leading bytes, in steps of 8, that are ASCII.
std::size_t asciiPrefix(const std::byte* from, std::size_t size) noexcept {
    constexpr std::uint64_t highBits = 0x8080808080808080ull;
    std::size_t i = 0;
    for (; i + 32 <= size; i += 32) {
        if ((load(from + i) | load(from + i + 8) | load(from + i + 16) | load(from + i + 24)) & highBits)
            break;
    }
    for (; i + 8 <= size && !(load(from + i) & highBits); i += 8) {}
    return i;
}

} // namespace

bool Utf8Validator::take(unsigned byte) noexcept {
    if (m_wanted != 0) {
        if (byte < m_low || byte > m_high)
            return false;
        --m_wanted;
        m_low = 0x80;
        m_high = 0xBF;
        return true;
    }
    if (byte < 0x80)
        return true;
    if (byte < 0xC2 || byte > 0xF4) // C0 and C1 could only begin overlong forms
        return false;
    m_wanted = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    m_low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;  // below: overlong
    m_high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF; // above: surrogates, beyond 10FFFF
    return true;
}

std::size_t Utf8Validator::feed(Bytes bytes) noexcept {
    std::size_t i = 0;
    while (i < bytes.size()) {
        if (m_wanted == 0) {
            i += asciiPrefix(bytes.data() + i, bytes.size() - i);
            // At most 8 bytes one by one before the fast path is tried again.
            for (const std::size_t stop = std::min(bytes.size(), i + 8); i < stop; ++i) {
                if (!take(std::to_integer<unsigned>(bytes[i])))
                    return i;
            }
            continue;
        }
        if (!take(std::to_integer<unsigned>(bytes[i])))
            return i;
        ++i;
    }
    return i;
}

bool isValidUtf8(Bytes bytes) noexcept {
    Utf8Validator check;
    return check.feed(bytes) == bytes.size() && check.isComplete();
}

std::string_view utf8Prefix(std::string_view text, std::size_t limit) noexcept {
    if (text.size() <= limit)
        return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80)
        --limit;
    return text.substr(0, limit);
}

} // namespace burrow::codec
