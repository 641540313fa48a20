// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace burrow::http {

/// What a Range field asks of a representation of known size.
struct ByteRange {
    enum class Kind : std::uint8_t {
        Whole,         ///< nothing to obey: another unit, malformed, or several ranges; answer 200
        Part,          ///< answer 206 with `offset` and `size`
        Unsatisfiable, ///< answer 416
    };
    Kind kind = Kind::Whole;
    std::uint64_t offset = 0, size = 0;
};

/// Reads "bytes=0-499", "bytes=500-" and "bytes=-500" (RFC 9110 §14.1.2), cut to `total`.
ByteRange selectRange(std::string_view field, std::uint64_t total) noexcept;

} // namespace burrow::http
