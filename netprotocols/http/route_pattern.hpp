// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::http {

/// What one segment of a pattern takes, the most special first; Fixed is told apart by its text.
enum class SegmentKind : std::uint8_t { Int, Uuid, Slug, Any, Rest, Fixed };
constexpr std::size_t segmentKinds = 5; ///< without Fixed

struct PatternSegment {
    SegmentKind kind = SegmentKind::Fixed;
    std::string text; ///< the segment itself, or the parameter's name
};

/// "/a/<int:id>/<path:rest>". Misuse names what is wrong.
Result<std::vector<PatternSegment>> parsePattern(std::string_view pattern);

/// Int: 1 to 19 digits, a leading '-' allowed. Uuid: 8-4-4-4-12 hex digits. Slug: letters, digits, '-', '_'.
/// Any: not empty.
bool matchesKind(SegmentKind kind, std::string_view segment) noexcept;

} // namespace burrow::http
