// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/toml_value.hpp"

#define TOML_EXCEPTIONS 0
#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <toml++/toml.h>

namespace burrow::daemon {

namespace {

Position positionOf(const toml::source_region& region) noexcept {
    return {static_cast<std::uint32_t>(region.begin.line), static_cast<std::uint32_t>(region.begin.column)};
}

std::string written(const toml::node& node) {
    std::ostringstream out;
    node.visit([&](const auto& value) {
        if constexpr (toml::is_value<decltype(value)>)
            out << value;
    });
    return out.str();
}

TomlValue convert(const toml::node& node) {
    TomlValue value;
    value.at = positionOf(node.source());
    switch (node.type()) {
    case toml::node_type::table:
        for (const auto& [key, child] : *node.as_table())
            value.members.push_back({std::string(key.str()), positionOf(key.source()), convert(child)});
        std::ranges::sort(value.members, {}, &TomlValue::Member::at);
        break;
    case toml::node_type::array:
        value.kind = TomlValue::Kind::List;
        for (const toml::node& child : *node.as_array())
            value.items.push_back(convert(child));
        break;
    case toml::node_type::string:
        value.kind = TomlValue::Kind::Text;
        value.text = node.as_string()->get();
        break;
    case toml::node_type::integer:
        value.kind = TomlValue::Kind::Integer;
        value.integer = node.as_integer()->get();
        break;
    case toml::node_type::boolean:
        value.kind = TomlValue::Kind::Flag;
        value.flag = node.as_boolean()->get();
        break;
    case toml::node_type::floating_point:
        value.kind = TomlValue::Kind::Float;
        value.text = written(node);
        break;
    default: value.kind = TomlValue::Kind::Date; value.text = written(node);
    }
    return value;
}

} // namespace

const TomlValue* TomlValue::find(std::string_view key) const noexcept {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &found->value;
}

std::string_view nameOf(TomlValue::Kind kind) noexcept {
    constexpr std::string_view names[] = {
        "a text", "a whole number", "a number with a point", "true or false", "a date", "a list", "a table"};
    return names[static_cast<std::size_t>(kind)];
}

std::expected<TomlValue, Problem> parseToml(std::string_view text) {
    const toml::parse_result result = toml::parse(text);
    if (!result)
        return std::unexpected(Problem{positionOf(result.error().source()), std::string(result.error().description())});
    return convert(result.table());
}

std::string inQuotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out += '"';
}

std::string toJson(const TomlValue& value) {
    std::string out;
    switch (value.kind) {
    case TomlValue::Kind::Table:
        for (const auto& member : value.members)
            out += (out.empty() ? "" : ",") + inQuotes(member.key) + ":" + toJson(member.value);
        return "{" + out + "}";
    case TomlValue::Kind::List:
        for (const TomlValue& item : value.items)
            out += (out.empty() ? "" : ",") + toJson(item);
        return "[" + out + "]";
    case TomlValue::Kind::Integer: return std::to_string(value.integer);
    case TomlValue::Kind::Flag: return value.flag ? "true" : "false";
    case TomlValue::Kind::Float:
        // JSON has no infinity and no not-a-number.
        return value.text.find_first_of("in") == std::string::npos ? value.text : inQuotes(value.text);
    default: return inQuotes(value.text);
    }
}

std::string toInlineToml(const TomlValue& value) {
    std::string out;
    switch (value.kind) {
    case TomlValue::Kind::Table:
        for (const auto& member : value.members)
            out += (out.empty() ? "" : ", ") + inQuotes(member.key) + " = " + toInlineToml(member.value);
        return out.empty() ? "{}" : "{ " + out + " }";
    case TomlValue::Kind::List:
        for (const TomlValue& item : value.items)
            out += (out.empty() ? "" : ", ") + toInlineToml(item);
        return "[" + out + "]";
    case TomlValue::Kind::Float:
    case TomlValue::Kind::Date: return value.text;
    default: return toJson(value);
    }
}

} // namespace burrow::daemon
