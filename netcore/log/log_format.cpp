// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_format.hpp"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <iterator>

namespace burrow {

namespace {

struct Character {
    std::uint32_t codePoint;
    std::size_t size; ///< 0: not UTF-8 (RFC 3629: no surrogates, shortest form, up to U+10FFFF)
};

Character decodeCharacter(std::string_view text) noexcept {
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byteAt(0);
    if (first < 0x80)
        return {first, 1};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size)
        return {0, 0};
    std::uint32_t point = first & (0x7F >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byteAt(i) & 0xC0) != 0x80)
            return {0, 0};
        point = point << 6 | (byteAt(i) & 0x3F);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[size] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return {0, 0};
    return {point, size};
}

/// Controls (C0, DEL, C1), separators of lines, and what changes the direction of what follows.
bool isDangerous(std::uint32_t point) noexcept {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x061C || point == 0x200E || point == 0x200F ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

void appendByte(std::string& out, unsigned char byte, std::string_view backslash) {
    constexpr char digits[] = "0123456789abcdef";
    out += backslash;
    out += 'x';
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

void escapeInto(std::string& out, std::string_view text, std::string_view backslash, bool escapesQuote) {
    while (!text.empty()) {
        const Character character = decodeCharacter(text);
        const std::size_t size = std::max<std::size_t>(character.size, 1);
        if (character.size == 0 || isDangerous(character.codePoint)) {
            for (const char c : text.substr(0, size))
                appendByte(out, static_cast<unsigned char>(c), backslash);
        } else if (character.codePoint == '\\') {
            out += backslash;
            out += backslash;
        } else {
            if (escapesQuote && character.codePoint == '"')
                out += '\\';
            out += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
}

struct ClockParts {
    std::tm calendar{};
    long microseconds = 0;
};

ClockParts partsOf(WallTime time, bool isLocal) {
    const auto since = std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch().count();
    const std::time_t seconds = since / 1'000'000;
    ClockParts parts;
    parts.microseconds = since % 1'000'000;
    if (isLocal)
        ::localtime_r(&seconds, &parts.calendar);
    else
        ::gmtime_r(&seconds, &parts.calendar);
    return parts;
}

void appendUtc(std::string& out, WallTime time) {
    const auto [t, micros] = partsOf(time, false);
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", t.tm_year + 1900,
                   t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, micros);
}

void appendNumber(std::string& out, const LogField& field) {
    switch (field.kind) {
    case LogField::Kind::Bool: out += field.number ? "true" : "false"; break;
    case LogField::Kind::Signed:
        fmt::format_to(std::back_inserter(out), "{}", static_cast<std::int64_t>(field.number));
        break;
    default: fmt::format_to(std::back_inserter(out), "{}", field.number);
    }
}

void appendTextValue(std::string& out, const LogField& field) {
    if (field.kind != LogField::Kind::Text)
        return appendNumber(out, field);
    const bool isPlain = !field.text.empty() && field.text.find_first_of(" \"=") == std::string_view::npos;
    if (isPlain)
        return appendEscaped(out, field.text);
    out += '"';
    escapeInto(out, field.text, "\\", true);
    out += '"';
}

void appendTerminalHead(std::string& out, const Log::Record& record) {
    constexpr std::string_view colours[] = {"\x1b[2m", "\x1b[36m", "\x1b[32m", "\x1b[33m", "\x1b[31m", ""};
    const auto [t, micros] = partsOf(record.time, true);
    const auto level = std::min<std::size_t>(static_cast<std::size_t>(record.level), std::size(colours) - 1);
    fmt::format_to(std::back_inserter(out), "\x1b[2m{:02}:{:02}:{:02}.{:03}\x1b[0m {}{:<7}\x1b[0m {:<8} ", t.tm_hour,
                   t.tm_min, t.tm_sec, micros / 1000, colours[level], nameOf(record.level), record.moduleName);
}

} // namespace

void appendEscaped(std::string& out, std::string_view untrusted) { escapeInto(out, untrusted, "\\", false); }

void appendJsonEscaped(std::string& out, std::string_view untrusted) { escapeInto(out, untrusted, "\\\\", true); }

void appendText(std::string& out, const Log::Record& record, TextStyle style) {
    if (style == TextStyle::Terminal) {
        appendTerminalHead(out, record);
    } else {
        appendUtc(out, record.time);
        fmt::format_to(std::back_inserter(out), " {} {} ", nameOf(record.level), record.moduleName);
    }
    if (record.connection != ConnectionId{})
        fmt::format_to(std::back_inserter(out), "#{} ", toNumber(record.connection));
    out += record.event;
    auto fields = record.fields();
    while (const auto field = fields.next()) {
        out += ' ';
        out += field->name;
        out += '=';
        appendTextValue(out, *field);
    }
    out += record.isCut ? " (cut)\n" : "\n";
}

void appendJson(std::string& out, const Log::Record& record) {
    constexpr std::string_view reserved[] = {"time", "level", "module", "conn", "event", "cut"};
    out += R"({"time":")";
    appendUtc(out, record.time);
    fmt::format_to(std::back_inserter(out), R"(","level":"{}","module":")", nameOf(record.level));
    appendJsonEscaped(out, record.moduleName);
    out += '"';
    if (record.connection != ConnectionId{})
        fmt::format_to(std::back_inserter(out), R"(,"conn":{})", toNumber(record.connection));
    out += R"(,"event":")";
    appendJsonEscaped(out, record.event);
    out += '"';
    auto fields = record.fields();
    while (const auto field = fields.next()) {
        out += ",\"";
        appendJsonEscaped(out, field->name);
        if (std::ranges::find(reserved, field->name) != std::end(reserved))
            out += '_';
        out += "\":";
        if (field->kind != LogField::Kind::Text) {
            appendNumber(out, *field);
            continue;
        }
        out += '"';
        appendJsonEscaped(out, field->text);
        out += '"';
    }
    out += record.isCut ? ",\"cut\":true}\n" : "}\n";
}

} // namespace burrow
