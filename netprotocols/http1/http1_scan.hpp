// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/text_scan.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace burrow::http1::scan {

using http::scan::findControl;
using http::scan::skipToken;

/// What a byte means inside a request target.
enum class TargetByte : std::uint8_t { Plain, Question, Percent, Backslash, End };

constexpr std::array<TargetByte, 256> makeTargetTable() noexcept {
    std::array<TargetByte, 256> table{};
    for (unsigned c = 0; c < 256; ++c)
        table[c] = c > 0x20 && c < 0x7F ? TargetByte::Plain : TargetByte::End;
    // Browsers leave [ ] ^ ` { | } unescaped, so these pass; the following never come from one.
    for (const char c : std::string_view("#\"<>"))
        table[static_cast<unsigned char>(c)] = TargetByte::End;
    table['?'] = TargetByte::Question;
    table['%'] = TargetByte::Percent;
    table['\\'] = TargetByte::Backslash;
    return table;
}
inline constexpr std::array<TargetByte, 256> targetTable = makeTargetTable();

inline bool isPlainTarget(char c) noexcept { return targetTable[static_cast<unsigned char>(c)] == TargetByte::Plain; }

/// First byte of [p, end) that is not Plain.
inline const char* skipPlainTarget(const char* p, const char* end) noexcept {
#if defined(__SSE2__)
    // Not for the first bytes: the commonest target is "/".
    for (int i = 0; i < 3; ++i, ++p)
        if (p == end || !isPlainTarget(*p))
            return p;
    while (end - p >= 16) {
        const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        const auto is = [chunk](char c) noexcept { return _mm_cmpeq_epi8(chunk, _mm_set1_epi8(c)); };
        const __m128i outside = _mm_or_si128(_mm_cmplt_epi8(chunk, _mm_set1_epi8(0x21)), is(0x7F)); // signed: 0x80 too
        const __m128i split = _mm_or_si128(_mm_or_si128(is('?'), is('%')), _mm_or_si128(is('\\'), is('#')));
        const __m128i quotes = _mm_or_si128(_mm_or_si128(is('"'), is('<')), is('>'));
        if (const int mask = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(outside, split), quotes)))
            return p + std::countr_zero(static_cast<unsigned>(mask));
        p += 16;
    }
#endif
    while (p != end && isPlainTarget(*p))
        ++p;
    return p;
}

/// Eight bytes with their letters made small. Only for bytes that are known to be tchars.
inline std::uint64_t lower8(const char* p) noexcept {
    std::uint64_t word;
    std::memcpy(&word, p, sizeof word);
    return word | 0x2020202020202020u;
}
inline std::uint32_t lower4(const char* p) noexcept {
    std::uint32_t word;
    std::memcpy(&word, p, sizeof word);
    return word | 0x20202020u;
}
consteval std::uint64_t word8(const char (&text)[9]) noexcept {
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(text[i] | 0x20);
    return std::bit_cast<std::uint64_t>(bytes);
}
consteval std::uint32_t word4(const char (&text)[5]) noexcept {
    std::array<char, 4> bytes{};
    for (std::size_t i = 0; i < 4; ++i)
        bytes[i] = static_cast<char>(text[i] | 0x20);
    return std::bit_cast<std::uint32_t>(bytes);
}

} // namespace burrow::http1::scan
