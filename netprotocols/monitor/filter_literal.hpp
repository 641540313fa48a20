// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/schema.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace burrow::monitor {

/// A number as a filter writes it, scaled to the column's unit.
struct Literal {
    std::uint64_t number = 0; ///< rounded, saturated
    double real = 0;
    bool isReal = false; ///< does not lie on a whole number
};

/// "64KiB", "1.5 MB", "12k": digits with an optional fraction, then a unit that fits the column's.
std::optional<Literal> parseAmount(std::string_view text, Unit unit) noexcept;
/// "30s", "1h30min", "250ms", in milliseconds.
std::optional<Literal> parseDuration(std::string_view text) noexcept;
/// "2026-11-20", "2026-11-20T12:01:07", with optional ".123" and "Z"; UTC, in milliseconds since 1970.
std::optional<Literal> parseTime(std::string_view text) noexcept;
std::optional<bool> parseFlag(std::string_view text) noexcept;
std::optional<std::uint64_t> parseLevel(std::string_view text) noexcept;

/// The shortest exact form of a value: 65536 bytes are "64KiB". What the parser reads back to the same value.
std::string printAmount(const Literal& value, Unit unit);
std::string printDuration(const Literal& value);
std::string printTime(std::uint64_t unixMilliseconds);
std::string_view levelName(std::uint64_t level) noexcept;

} // namespace burrow::monitor
