// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/format.hpp"

#include "netcore/log/log_format.hpp"
#include "netcore/net/endpoint.hpp"
#include "netprotocols/monitor/filter_literal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace burrow::ctl {
namespace {

std::string printed(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// Three digits at most before the unit, one behind the point below ten.
std::string scaled(double value, double step, const std::array<const char*, 5>& units) {
    std::size_t unit = 0;
    while (value >= step * 0.9995 && unit + 1 < units.size()) {
        value /= step;
        ++unit;
    }
    if (unit == 0)
        return printed("%.0f", value);
    return printed(value < 99.95 ? "%.1f " : "%.0f ", value) + units[unit];
}

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};
CodePoint codePointAt(std::string_view text) noexcept {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t value = bytes == 1 ? lead : lead & (0x7fu >> bytes);
    for (std::size_t i = 1; i < bytes && i < text.size(); ++i)
        value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
    return {value, std::min(bytes, text.size())};
}
std::size_t widthOf(char32_t c) noexcept {
    const bool isWide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                        (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                        (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
    const bool isCombining = c >= 0x300 && c <= 0x36f;
    return isCombining ? 0 : isWide ? 2 : 1;
}

} // namespace

std::string humanBytes(double bytes) { return scaled(bytes, 1024, {"", "KiB", "MiB", "GiB", "TiB"}); }
std::string humanRate(double perSecond) {
    if (perSecond > 0 && perSecond < 10)
        return printed("%.1f", perSecond);
    return scaled(perSecond, 1000, {"", "k", "M", "G", "T"});
}

std::string humanCount(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, " ");
    return digits;
}

std::string humanAge(std::uint64_t milliseconds) {
    const auto seconds = static_cast<unsigned long long>(milliseconds / 1000);
    char text[64];
    if (seconds >= 86400)
        std::snprintf(text, sizeof text, "%llu d %llu h", seconds / 86400, seconds / 3600 % 24);
    else if (seconds >= 3600)
        std::snprintf(text, sizeof text, "%llu:%02llu:%02llu", seconds / 3600, seconds / 60 % 60, seconds % 60);
    else
        std::snprintf(text, sizeof text, "%02llu:%02llu", seconds / 60, seconds % 60);
    return text;
}

std::string humanSpan(std::uint64_t milliseconds) {
    const std::uint64_t seconds = milliseconds / 1000;
    if (seconds >= 86400)
        return humanAge(milliseconds);
    if (seconds >= 3600)
        return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
    return seconds >= 60 ? std::to_string(seconds / 60) + " min" : std::to_string(seconds) + " s";
}

std::string timeOfDay(std::uint64_t unixMilliseconds) { return monitor::printTime(unixMilliseconds).substr(11, 8); }

std::string safeText(std::string_view untrusted) {
    std::string text;
    appendEscaped(text, untrusted);
    return text;
}

std::size_t displayWidth(std::string_view text) noexcept {
    std::size_t width = 0;
    while (!text.empty()) {
        const CodePoint point = codePointAt(text);
        width += widthOf(point.value);
        text.remove_prefix(point.bytes);
    }
    return width;
}

std::string fitted(std::string_view text, std::size_t width) {
    if (displayWidth(text) <= width)
        return std::string(text);
    if (width == 0)
        return {};
    std::string result;
    std::size_t used = 0;
    while (!text.empty()) {
        const CodePoint point = codePointAt(text);
        if (used + widthOf(point.value) > width - 1)
            break;
        used += widthOf(point.value);
        result.append(text.substr(0, point.bytes));
        text.remove_prefix(point.bytes);
    }
    return result + "…";
}

std::vector<std::string> layOut(const std::vector<TableColumn>& columns,
                                const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i != columns.size(); ++i) {
        std::size_t width = displayWidth(columns[i].header);
        for (const auto& row : rows)
            width = std::max(width, displayWidth(row[i]));
        widths.push_back(width);
    }
    const auto line = [&](const auto& cellOf) {
        std::string text;
        for (std::size_t i = 0; i != columns.size(); ++i) {
            const std::string& cell = cellOf(i);
            const std::string pad(widths[i] - displayWidth(cell), ' ');
            text += i == 0 ? "" : "  ";
            text += columns[i].align == Align::Right ? pad + cell : cell + pad;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    };
    std::vector<std::string> lines;
    lines.push_back(line([&](std::size_t i) -> const std::string& { return columns[i].header; }));
    for (const auto& row : rows)
        lines.push_back(line([&](std::size_t i) -> const std::string& { return row[i]; }));
    return lines;
}

std::string cellText(const monitor::Column& column, const monitor::FieldValue& value) {
    using enum monitor::FieldValue::Kind;
    if (value.kind == Empty)
        return "-";
    const double number = value.kind == Real ? value.real : static_cast<double>(value.number);
    switch (column.kind) {
    case monitor::ColumnKind::Text: return value.text.empty() ? "-" : safeText(value.text);
    case monitor::ColumnKind::Address:
        if (value.kind == Address)
            return Endpoint(value.address, value.port).toString();
        return value.text.empty() ? "-" : safeText(value.text);
    case monitor::ColumnKind::Flag: return value.number ? "yes" : "no";
    case monitor::ColumnKind::Time: return monitor::printTime(value.number);
    case monitor::ColumnKind::Duration: return humanAge(value.number);
    case monitor::ColumnKind::Level: return std::string(monitor::levelName(value.number));
    case monitor::ColumnKind::Number:
    case monitor::ColumnKind::Real: break;
    }
    switch (column.unit) {
    case Unit::Bytes:
    case Unit::BytesPerSecond: return humanBytes(number);
    case Unit::Count: return humanCount(static_cast<std::uint64_t>(number));
    case Unit::PerSecond: return humanRate(number);
    case Unit::Percent: return printed(number > 0 && number < 9.95 ? "%.1f %%" : "%.0f %%", number);
    default: return value.kind == Real ? printed("%.2f", number) : std::to_string(value.number);
    }
}

} // namespace burrow::ctl
