// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::daemon {

/// Place in the configuration file, from 1; 0: none (a default, the environment).
struct Position {
    std::uint32_t line = 0, column = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
};

/// What is wrong, for a person: "file:line:column: message".
struct Problem {
    Position at;
    std::string message;
};

/// A TOML document as plain values that know where they stand. Thread: immutable.
struct TomlValue {
    enum class Kind : std::uint8_t { Text, Integer, Float, Flag, Date, List, Table };
    struct Member;

    Kind kind = Kind::Table;
    Position at;
    std::string text; ///< Text; Float and Date as they are written
    std::int64_t integer = 0;
    bool flag = false;
    std::vector<TomlValue> items; ///< List
    std::vector<Member> members;  ///< Table, in the order of the file

    const TomlValue* find(std::string_view key) const noexcept;
};
struct TomlValue::Member {
    std::string key;
    Position at; ///< of the key
    TomlValue value;
};

/// "a text", "a table", ...
std::string_view nameOf(TomlValue::Kind kind) noexcept;
std::expected<TomlValue, Problem> parseToml(std::string_view text);
/// One-line JSON with the same values; dates become texts.
std::string toJson(const TomlValue& value);
/// The value as it may stand behind a key.
std::string toInlineToml(const TomlValue& value);
/// A text in double quotes, escaped as TOML and JSON both read it.
std::string inQuotes(std::string_view text);

} // namespace burrow::daemon
