// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"

#include <cstdint>

namespace burrow::codec {

/// Checks UTF-8 (RFC 3629) piece by piece and stops at the first byte that no valid text can have there: surrogates,
/// overlong forms and code points above 10FFFF are found at their second byte. 3 bytes of state. Thread: loop.
///
///     Utf8Validator check;
///     if (check.feed(piece) != piece.size()) ...   // refused at that byte
///     if (!check.isComplete()) ...                 // ended inside a character
class Utf8Validator {
public:
    /// Gives how many bytes were good; less than bytes.size() names the first bad one. After that only reset() helps.
    std::size_t feed(Bytes bytes) noexcept;
    /// The text may end here.
    bool isComplete() const noexcept { return m_wanted == 0; }
    void reset() noexcept { *this = {}; }

private:
    bool take(unsigned byte) noexcept;

    std::uint8_t m_wanted = 0;              ///< continuation bytes that are still to come
    std::uint8_t m_low = 0x80, m_high = 0xBF; ///< range of the next one (Table 3-7 of the Unicode standard)
};

bool isValidUtf8(Bytes bytes) noexcept;
/// Longest prefix of at most `limit` bytes that does not end inside a character; `text` is valid UTF-8.
std::string_view utf8Prefix(std::string_view text, std::size_t limit) noexcept;

} // namespace burrow::codec
