// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/token.hpp"

#include <bit>
#include <cstdint>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Sixteen bytes at a time where the processor can. Nothing outside [p, end) is read.
namespace burrow::http::scan {

#if defined(__SSE2__)
/// Bytes that may not stand in a field value (CTL but HTAB) as bits.
inline unsigned controlBits(__m128i chunk) noexcept {
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(chunk, _mm_set1_epi8(0x1F)), chunk);
    const __m128i bad = _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('\t')), low),
                                     _mm_cmpeq_epi8(chunk, _mm_set1_epi8(0x7F)));
    return static_cast<unsigned>(_mm_movemask_epi8(bad));
}
/// Letters, digits and '-' as bits: they make up nearly every field name.
inline unsigned nameBits(__m128i chunk) noexcept {
    const __m128i letter = _mm_sub_epi8(_mm_or_si128(chunk, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    const __m128i digit = _mm_sub_epi8(chunk, _mm_set1_epi8('0'));
    const __m128i good = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter),
                                                   _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit)),
                                      _mm_cmpeq_epi8(chunk, _mm_set1_epi8('-')));
    return static_cast<unsigned>(_mm_movemask_epi8(good));
}
inline __m128i load16(const char* p) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
/// The first eight and the last eight of 8 to 15 bytes, which overlap.
inline __m128i loadEnds(const char* p, const char* end) noexcept {
    return _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)),
                              _mm_loadl_epi64(reinterpret_cast<const __m128i*>(end - 8)));
}
#endif

/// First byte of [p, end) that may not stand in a field value (CTL but HTAB), CR and LF among them; end if none.
inline const char* findControl(const char* p, const char* end) noexcept {
#if defined(__SSE2__)
    if (end - p >= 16) {
        do {
            if (const unsigned mask = controlBits(load16(p)))
                return p + std::countr_zero(mask);
            p += 16;
        } while (end - p >= 16);
        if (p == end)
            return end;
        const unsigned mask = controlBits(load16(end - 16)); // what overlaps was good
        return mask ? end - 16 + std::countr_zero(mask) : end;
    }
    if (end - p >= 8) {
        const unsigned mask = controlBits(loadEnds(p, end));
        if (mask == 0)
            return end;
        const int bit = std::countr_zero(mask);
        return bit < 8 ? p + bit : end - 16 + bit;
    }
#endif
    for (; p != end; ++p) {
        const auto c = static_cast<unsigned char>(*p);
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            break;
    }
    return p;
}

/// How many letters, digits, '-' and '.' a text begins with, at least as far as the quick look goes: more may follow.
inline std::size_t plainNameLength(std::string_view text) noexcept {
#if defined(__SSE2__)
    const auto bits = [](__m128i chunk) noexcept {
        return nameBits(chunk) |
               static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('.'))));
    };
    if (text.size() >= 16)
        return static_cast<std::size_t>(std::countr_one(bits(load16(text.data()))));
    if (text.size() >= 8) {
        const int bit = std::countr_one(bits(loadEnds(text.data(), text.data() + text.size())));
        return bit < 8 ? static_cast<std::size_t>(bit) : text.size() - 16 + static_cast<std::size_t>(bit);
    }
#endif
    return 0;
}

/// First byte of [p, end) that is not a tchar; end if all are.
inline const char* skipToken(const char* p, const char* end) noexcept {
#if defined(__SSE2__)
    if (end - p >= 16) {
        p += std::countr_one(nameBits(load16(p)));
    } else if (end - p >= 8) {
        const unsigned mask = nameBits(loadEnds(p, end));
        if (mask == 0xFFFF)
            return end;
        const int bit = std::countr_one(mask);
        p = bit < 8 ? p + bit : end - 16 + bit;
    }
#endif
    // What else is allowed is looked up one by one.
    while (p != end && isTokenChar(*p))
        ++p;
    return p;
}

} // namespace burrow::http::scan
