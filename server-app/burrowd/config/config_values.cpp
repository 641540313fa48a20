// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/config_values.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace burrow::daemon {

namespace {

struct ScaleUnit {
    std::string_view name;
    std::uint64_t scale;
};
constexpr ScaleUnit durationUnits[] = {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr ScaleUnit sizeUnits[] = {{"B", 1},     {"KiB", 1024},     {"MiB", 1024 * 1024}, {"GiB", 1024 * 1024 * 1024},
                                   {"kB", 1000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}};

/// "10 s" → 10 000. A bare number takes `bare` as its unit; 0: it needs one. Nothing if it does not fit 63 bits.
std::optional<std::uint64_t> parseScaled(std::string_view text, std::span<const ScaleUnit> units, std::uint64_t bare) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return std::nullopt;
    std::string_view unit(end, text.size() - static_cast<std::size_t>(end - text.data()));
    if (unit.starts_with(' '))
        unit.remove_prefix(1);
    std::uint64_t scale = unit.empty() ? (number == 0 ? 1 : bare) : 0;
    if (const auto found = std::ranges::find(units, unit, &ScaleUnit::name); found != units.end())
        scale = found->scale;
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    if (scale == 0 || number > most / scale)
        return std::nullopt;
    return number * scale;
}

std::string printScaled(std::uint64_t value, std::span<const ScaleUnit> units, std::string_view gap) {
    const ScaleUnit* best = &units.front();
    for (const ScaleUnit& unit : units)
        if (unit.scale > best->scale && value > 0 && value % unit.scale == 0)
            best = &unit;
    return fmt::format("\"{}{}{}\"", value / best->scale, gap, best->name);
}

std::string mustBe(std::string_view what, const TomlValue& value) {
    return fmt::format("must be {}, not {}", what, nameOf(value.kind));
}

/// The text of a value with the environment put in.
std::optional<std::string> readText(const TomlValue& from, std::string& into, const ReadContext& context,
                                    std::string_view what = "a text") {
    if (from.kind != TomlValue::Kind::Text)
        return mustBe(what, from);
    auto expanded = expandEnvironment(from.text, context);
    if (!expanded)
        return std::move(expanded.error());
    into = std::move(*expanded);
    return std::nullopt;
}

/// The environment in all texts of a table.
std::optional<std::string> expandTexts(TomlValue& value, const ReadContext& context) {
    if (value.kind == TomlValue::Kind::Text) {
        auto expanded = expandEnvironment(value.text, context);
        if (!expanded)
            return std::move(expanded.error());
        value.text = std::move(*expanded);
    }
    for (TomlValue& item : value.items)
        if (auto wrong = expandTexts(item, context))
            return wrong;
    for (TomlValue::Member& member : value.members)
        if (auto wrong = expandTexts(member.value, context))
            return member.key + " " + *wrong;
    return std::nullopt;
}

std::string absolutePath(std::string_view path, const ReadContext& context) {
    if (path.empty())
        return {};
    return (context.folder / path).lexically_normal().string();
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts)
        out += (out.empty() ? "" : ", ") + part;
    return "[" + out + "]";
}

/// A single value may stand for a list of one.
template <class T, class ReadOne>
std::optional<std::string> readList(const TomlValue& from, std::vector<T>& into, ReadOne readOne) {
    into.clear();
    const std::span<const TomlValue> values =
        from.kind == TomlValue::Kind::List ? std::span(from.items) : std::span(&from, 1);
    for (const TomlValue& value : values) {
        T one{};
        if (auto wrong = readOne(value, one))
            return wrong;
        into.push_back(std::move(one));
    }
    return std::nullopt;
}

} // namespace

std::expected<std::string, std::string> expandEnvironment(std::string_view text, const ReadContext& context) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with("$${")) {
            out += "${";
            at += 3;
            continue;
        }
        if (!text.substr(at).starts_with("${")) {
            out += text[at++];
            continue;
        }
        const std::size_t end = text.find('}', at);
        if (end == std::string_view::npos)
            return std::unexpected(std::string("has a ${ without its }"));
        std::string_view name = text.substr(at + 2, end - at - 2);
        std::optional<std::string> fallback;
        if (const std::size_t split = name.find(":-"); split != std::string_view::npos) {
            fallback = name.substr(split + 2);
            name = name.substr(0, split);
        }
        std::optional<std::string> value;
        if (name == "CONFIG_FOLDER")
            value = context.folder.string();
        else if (context.environment)
            value = context.environment(name);
        if (!value || (value->empty() && fallback))
            value = fallback;
        if (!value)
            return std::unexpected(fmt::format("names the environment variable {}, which is not set", name));
        out += *value;
        at = end + 1;
    }
    return out;
}

std::optional<Milliseconds> parseDuration(std::string_view text) {
    const auto value = parseScaled(text, durationUnits, 0);
    return value ? std::optional(Milliseconds(*value)) : std::nullopt;
}
std::string printDuration(Milliseconds value) {
    return printScaled(static_cast<std::uint64_t>(value.count()), durationUnits, "");
}
std::optional<ByteSize> parseSize(std::string_view text) {
    const auto value = parseScaled(text, sizeUnits, 1);
    return value ? std::optional(ByteSize{*value}) : std::nullopt;
}
std::string printSize(ByteSize value) { return printScaled(value.bytes, std::span(sizeUnits).first(4), " "); }

// ---- text
std::optional<std::string> readValue(const TomlValue& from, std::string& into, const ReadContext& context) {
    return readText(from, into, context);
}
std::string printValue(const std::string& value) { return inQuotes(value); }
std::string_view typeName(const std::string*) { return "text"; }

// ---- true or false
std::optional<std::string> readValue(const TomlValue& from, bool& into, const ReadContext&) {
    if (from.kind != TomlValue::Kind::Flag)
        return mustBe("true or false", from);
    into = from.flag;
    return std::nullopt;
}
std::string printValue(const bool& value) { return value ? "true" : "false"; }
std::string_view typeName(const bool*) { return "true or false"; }

// ---- count
std::optional<std::string> readValue(const TomlValue& from, std::uint32_t& into, const ReadContext&) {
    if (from.kind != TomlValue::Kind::Integer)
        return mustBe("a whole number", from);
    if (from.integer < 0 || from.integer > 0xFFFFFFFF)
        return fmt::format("must be from 0 to {}, not {}", 0xFFFFFFFFu, from.integer);
    into = static_cast<std::uint32_t>(from.integer);
    return std::nullopt;
}
std::string printValue(const std::uint32_t& value) { return std::to_string(value); }
std::string_view typeName(const std::uint32_t*) { return "number"; }

// ---- size
std::optional<std::string> readValue(const TomlValue& from, ByteSize& into, const ReadContext& context) {
    if (from.kind == TomlValue::Kind::Integer && from.integer >= 0) {
        into.bytes = static_cast<std::uint64_t>(from.integer);
        return std::nullopt;
    }
    std::string text;
    if (auto wrong = readText(from, text, context, "a size such as \"64 KiB\""))
        return wrong;
    const auto size = parseSize(text);
    if (!size)
        return fmt::format("must be a size such as \"64 KiB\" (B, KiB, MiB, GiB, kB, MB, GB), not {}", inQuotes(text));
    into = *size;
    return std::nullopt;
}
std::string printValue(const ByteSize& value) { return printSize(value); }
std::string_view typeName(const ByteSize*) { return "size"; }

// ---- duration
std::optional<std::string> readValue(const TomlValue& from, Milliseconds& into, const ReadContext& context) {
    std::string text;
    if (auto wrong = readText(from, text, context, "a duration such as \"10s\""))
        return wrong;
    const auto duration = parseDuration(text);
    if (!duration)
        return fmt::format("must be a duration such as \"10s\" (ms, s, min, h, d), not {}", inQuotes(text));
    into = *duration;
    return std::nullopt;
}
std::string printValue(const Milliseconds& value) { return printDuration(value); }
std::string_view typeName(const Milliseconds*) { return "duration"; }

// ---- level
std::optional<std::string> readValue(const TomlValue& from, LogLevel& into, const ReadContext& context) {
    std::string text;
    if (auto wrong = readText(from, text, context))
        return wrong;
    const auto level = parseLogLevel(text);
    if (!level)
        return fmt::format("must be trace, debug, info, warning, error or off, not {}", inQuotes(text));
    into = *level;
    return std::nullopt;
}
std::string printValue(const LogLevel& value) { return inQuotes(nameOf(value)); }
std::string_view typeName(const LogLevel*) { return "level"; }

std::optional<std::string> readValue(const TomlValue& from, std::map<std::string, LogLevel>& into,
                                     const ReadContext& context) {
    if (from.kind != TomlValue::Kind::Table)
        return mustBe("a table such as { tls = \"debug\" }", from);
    into.clear();
    for (const TomlValue::Member& member : from.members)
        if (auto wrong = readValue(member.value, into[member.key], context))
            return member.key + " " + *wrong;
    return std::nullopt;
}
std::string printValue(const std::map<std::string, LogLevel>& value) {
    std::string out;
    for (const auto& [module, level] : value)
        out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", inQuotes(module), printValue(level));
    return out.empty() ? "{}" : "{ " + out + " }";
}
std::string_view typeName(const std::map<std::string, LogLevel>*) { return "table of levels"; }

// ---- format
std::optional<std::string> readValue(const TomlValue& from, LogFormat& into, const ReadContext& context) {
    std::string text;
    if (auto wrong = readText(from, text, context))
        return wrong;
    if (text != "auto" && text != "text" && text != "json")
        return fmt::format("must be auto, text or json, not {}", inQuotes(text));
    into = text == "auto" ? LogFormat::Auto : text == "text" ? LogFormat::Text : LogFormat::Json;
    return std::nullopt;
}
std::string printValue(const LogFormat& value) {
    return value == LogFormat::Auto ? "\"auto\"" : value == LogFormat::Text ? "\"text\"" : "\"json\"";
}
std::string_view typeName(const LogFormat*) { return "`auto`, `text` or `json`"; }

// ---- secret
std::optional<std::string> readValue(const TomlValue& from, Secret& into, const ReadContext& context) {
    if (auto wrong = readText(from, into.text, context))
        return wrong;
    if (!into.text.starts_with("file:"))
        return std::nullopt;
    const std::string path = absolutePath(std::string_view(into.text).substr(5), context);
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fmt::format("cannot be read from {}", path);
    into.text.assign(std::istreambuf_iterator<char>(file), {});
    while (into.text.ends_with('\n') || into.text.ends_with('\r'))
        into.text.pop_back();
    return std::nullopt;
}
std::string printValue(const Secret& value) { return value.text.empty() ? "\"\"" : "\"***\""; }
std::string_view typeName(const Secret*) { return "secret"; }

// ---- path
std::optional<std::string> readValue(const TomlValue& from, FilePath& into, const ReadContext& context) {
    std::string text;
    if (auto wrong = readText(from, text, context))
        return wrong;
    if (text.find('\0') != std::string::npos)
        return "must not hold a NUL";
    into.path = absolutePath(text.starts_with("file:") ? std::string_view(text).substr(5) : text, context);
    return std::nullopt;
}
std::string printValue(const FilePath& value) { return inQuotes(value.path); }
std::string_view typeName(const FilePath*) { return "path"; }

// ---- lists
std::optional<std::string> readValue(const TomlValue& from, std::vector<std::string>& into,
                                     const ReadContext& context) {
    return readList(from, into,
                    [&](const TomlValue& value, std::string& one) { return readText(value, one, context); });
}
std::string printValue(const std::vector<std::string>& value) {
    std::vector<std::string> parts;
    for (const std::string& one : value)
        parts.push_back(inQuotes(one));
    return joined(parts);
}
std::string_view typeName(const std::vector<std::string>*) { return "list of texts"; }

std::optional<std::string> readValue(const TomlValue& from, std::vector<Endpoint>& into, const ReadContext& context) {
    return readList(from, into, [&](const TomlValue& value, Endpoint& one) -> std::optional<std::string> {
        std::string text;
        if (auto wrong = readText(value, text, context, "an address such as \"127.0.0.1:8080\""))
            return wrong;
        Endpoint::ParseOptions options;
        options.allowPortZero = true;
        const auto endpoint = Endpoint::parse(text, options);
        if (!endpoint)
            return fmt::format("must be an address such as \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/run/x.sock\"; "
                               "{} is wrong at byte {}: {}",
                               inQuotes(text), endpoint.error().offset() + 1, endpoint.error().text());
        one = *endpoint;
        return std::nullopt;
    });
}
std::string printValue(const std::vector<Endpoint>& value) {
    std::vector<std::string> parts;
    for (const Endpoint& one : value)
        parts.push_back(inQuotes(one.toString()));
    return joined(parts);
}
std::string_view typeName(const std::vector<Endpoint>*) { return "list of addresses"; }

// ---- table that is handed on
std::optional<std::string> readValue(const TomlValue& from, JsonTable& into, const ReadContext& context) {
    if (from.kind != TomlValue::Kind::Table)
        return mustBe("a table", from);
    TomlValue expanded = from;
    if (auto wrong = expandTexts(expanded, context))
        return wrong;
    into = {toJson(expanded), toInlineToml(expanded)};
    return std::nullopt;
}
std::string printValue(const JsonTable& value) { return value.toml; }
std::string_view typeName(const JsonTable*) { return "table"; }

} // namespace burrow::daemon
