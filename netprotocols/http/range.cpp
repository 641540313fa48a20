// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/range.hpp"

#include "netprotocols/http/field_view.hpp"
#include "netprotocols/http/token.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace burrow::http {
namespace {

/// Digits only; what does not fit counts as the largest number, which is beyond every file.
std::optional<std::uint64_t> number(std::string_view text) noexcept {
    constexpr auto max = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        value = value > (max - digit) / 10 ? max : value * 10 + digit;
    }
    return text.empty() ? std::nullopt : std::optional(value);
}

} // namespace

ByteRange selectRange(std::string_view field, std::uint64_t total) noexcept {
    constexpr std::string_view unit = "bytes=";
    if (!startsWithIgnoreCase(field, unit))
        return {};
    const std::string_view spec = trimmed(field.substr(unit.size()));
    const std::size_t dash = spec.find('-');
    if (dash == spec.npos)
        return {};
    if (dash == 0) {
        const auto suffix = number(spec.substr(1));
        if (!suffix)
            return {};
        if (*suffix == 0 || total == 0)
            return {ByteRange::Kind::Unsatisfiable, 0, 0};
        const std::uint64_t size = std::min(*suffix, total);
        return {ByteRange::Kind::Part, total - size, size};
    }
    const auto first = number(spec.substr(0, dash));
    const bool open = dash + 1 == spec.size();
    const auto last = open ? std::optional(std::numeric_limits<std::uint64_t>::max()) : number(spec.substr(dash + 1));
    if (!first || !last || *last < *first)
        return {};
    if (*first >= total)
        return {ByteRange::Kind::Unsatisfiable, 0, 0};
    return {ByteRange::Kind::Part, *first, std::min(*last, total - 1) - *first + 1};
}

} // namespace burrow::http
