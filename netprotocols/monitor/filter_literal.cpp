// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/filter_literal.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace burrow::monitor {
namespace {

struct Scale {
    std::string_view name;
    double factor;
};
constexpr Scale byteScales[] = {
    {"B", 1},        {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}, {"TiB", 1099511627776.0},
    {"kB", 1e3},     {"KB", 1e3},     {"MB", 1e6},        {"GB", 1e9},           {"TB", 1e12},
    {"K", 1024.0},   {"k", 1024.0},   {"M", 1048576.0},   {"G", 1073741824.0},   {"T", 1099511627776.0},
};
constexpr Scale countScales[] = {{"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}};
constexpr Scale durationScales[] = {{"ns", 1e-6}, {"us", 1e-3}, {"ms", 1},      {"s", 1000},
                                    {"min", 6e4}, {"m", 6e4},   {"h", 3600000}, {"d", 86400000}};

bool sameFolded(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i != a.size(); ++i) {
        if ((a[i] | 0x20) != (b[i] | 0x20))
            return false;
    }
    return true;
}

template <std::size_t N>
std::optional<double> factorOf(const Scale (&scales)[N], std::string_view name) noexcept {
    for (const Scale& scale : scales) {
        if (scale.name == name)
            return scale.factor;
    }
    for (const Scale& scale : scales) {
        if (name.size() > 1 && sameFolded(scale.name, name))
            return scale.factor;
    }
    return std::nullopt;
}

/// Digits with an optional fraction at the front; no sign, no exponent.
std::optional<double> takeNumber(std::string_view& text) noexcept {
    std::size_t size = 0, digits = 0;
    bool dot = false;
    for (; size != text.size(); ++size) {
        if (text[size] >= '0' && text[size] <= '9')
            ++digits;
        else if (text[size] == '.' && !dot && digits != 0)
            dot = true;
        else
            break;
    }
    if (digits == 0 || text[size - 1] == '.')
        return std::nullopt;
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + size, value, std::chars_format::fixed);
    if (failed != std::errc() || end != text.data() + size)
        return std::nullopt;
    text.remove_prefix(size);
    return value;
}

Literal makeLiteral(double value) noexcept {
    Literal result;
    result.real = value;
    result.isReal = value != std::floor(value);
    result.number = value >= 18446744073709549568.0 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(value);
    return result;
}

std::string printReal(double value) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
    return {text, end};
}

} // namespace

std::optional<Literal> parseAmount(std::string_view text, Unit unit) noexcept {
    std::uint64_t whole = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (failed == std::errc() && end == text.data() + text.size())
        return Literal{whole, static_cast<double>(whole), false}; // exact beyond 2^53 too
    const auto number = takeNumber(text);
    if (!number)
        return std::nullopt;
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    const bool isBytes = unit == Unit::Bytes || unit == Unit::BytesPerSecond;
    if ((unit == Unit::BytesPerSecond || unit == Unit::PerSecond) && text.ends_with("/s"))
        text.remove_suffix(2);
    if (unit == Unit::Percent && text == "%")
        text = {};
    if (text.empty())
        return makeLiteral(*number);
    const auto factor = isBytes ? factorOf(byteScales, text) : factorOf(countScales, text);
    if (!factor)
        return std::nullopt;
    return makeLiteral(*number * *factor);
}

std::optional<Literal> parseDuration(std::string_view text) noexcept {
    double sum = 0;
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        const auto number = takeNumber(text);
        if (!number)
            return std::nullopt;
        std::size_t size = 0;
        while (size != text.size() && (text[size] < '0' || text[size] > '9'))
            ++size;
        const auto factor = factorOf(durationScales, text.substr(0, size));
        if (!factor)
            return std::nullopt;
        sum += *number * *factor;
        text.remove_prefix(size);
    }
    constexpr double longest = 9007199254740992; // 2^53: digits beyond would not be read back exactly
    return makeLiteral(std::min(sum, longest));
}

std::optional<Literal> parseTime(std::string_view text) noexcept {
    const auto number = [&](std::size_t at, std::size_t size) -> int {
        int value = 0;
        if (at + size > text.size())
            return -1;
        for (std::size_t i = at; i != at + size; ++i) {
            if (text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    if (text.ends_with('Z'))
        text.remove_suffix(1);
    if (text.size() != 10 && text.size() != 19 && text.size() != 23)
        return std::nullopt;
    const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    if (text[4] != '-' || text[7] != '-' || year < 1970 || month < 1 || day < 1)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return std::nullopt;
    std::uint64_t value = static_cast<std::uint64_t>(std::chrono::sys_days(date).time_since_epoch().count()) * 86400000;
    if (text.size() > 10) {
        const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
        if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || hour < 0 || hour > 23 || minute < 0 ||
            minute > 59 || second < 0 || second > 60)
            return std::nullopt;
        value += static_cast<std::uint64_t>((hour * 60 + minute) * 60 + second) * 1000;
    }
    if (text.size() == 23) {
        const int fraction = number(20, 3);
        if (text[19] != '.' || fraction < 0)
            return std::nullopt;
        value += static_cast<std::uint64_t>(fraction);
    }
    return Literal{value, static_cast<double>(value), false};
}

std::optional<bool> parseFlag(std::string_view text) noexcept {
    for (const std::string_view yes : {"yes", "true", "on", "1"}) {
        if (sameFolded(text, yes))
            return true;
    }
    for (const std::string_view no : {"no", "false", "off", "0"}) {
        if (sameFolded(text, no))
            return false;
    }
    return std::nullopt;
}

std::string_view levelName(std::uint64_t level) noexcept {
    constexpr std::string_view names[] = {"trace", "debug", "info", "warning", "error", "off"};
    return names[level < std::size(names) ? level : std::size(names) - 1];
}

std::optional<std::uint64_t> parseLevel(std::string_view text) noexcept {
    for (std::uint64_t level = 0; level != 5; ++level) {
        if (sameFolded(text, levelName(level)))
            return level;
    }
    if (sameFolded(text, "warn"))
        return 3;
    return std::nullopt;
}

std::string printAmount(const Literal& value, Unit unit) {
    if (value.isReal)
        return printReal(value.real);
    if (unit == Unit::Bytes || unit == Unit::BytesPerSecond) {
        for (const auto& [name, shift] : {std::pair{"TiB", 40}, {"GiB", 30}, {"MiB", 20}, {"KiB", 10}}) {
            const std::uint64_t count = value.number >> shift;
            if (count != 0 && count < (1u << 20) && count << shift == value.number)
                return std::to_string(count) + name;
        }
    }
    return std::to_string(value.number);
}

std::string printDuration(const Literal& value) {
    if (value.isReal)
        return printReal(value.real) + "ms";
    constexpr std::pair<std::string_view, std::uint64_t> scales[] = {
        {"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}};
    for (const auto& [name, factor] : scales) {
        if (value.number != 0 && value.number % factor == 0 && value.number / factor < 1000000)
            return std::to_string(value.number / factor) + std::string(name);
    }
    return std::to_string(value.number) + "ms";
}

std::string printTime(std::uint64_t unixMilliseconds) {
    constexpr std::uint64_t perDay = 86400000;
    const std::chrono::year_month_day date{
        std::chrono::sys_days(std::chrono::days(static_cast<std::int64_t>(unixMilliseconds / perDay)))};
    const auto rest = static_cast<unsigned>(unixMilliseconds % perDay);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600000,
                  rest / 60000 % 60, rest / 1000 % 60, rest % 1000);
    return text;
}

} // namespace burrow::monitor
