// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace burrow::http {

/// Length of an IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT".
constexpr std::size_t httpDateSize = 29;

/// IMF-fixdate of RFC 9110 §5.6.7, always GMT; years 0 to 9999, others are clamped. Fractions of a second are dropped.
std::string_view formatHttpDate(WallTime time, std::span<char, httpDateSize> into) noexcept;
std::string formatHttpDate(WallTime time);

/// Reads IMF-fixdate, the RFC 850 form and asctime. A two-digit year more than 50 years after `now` means the
/// century before. Nothing for anything else: a recipient ignores an invalid date. The weekday must be a
/// weekday name, not the right one.
std::optional<WallTime> parseHttpDate(std::string_view text, WallTime now) noexcept;

} // namespace burrow::http
