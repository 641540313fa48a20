// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/section_reader.hpp"

#include <charconv>
#include <fmt/format.h>
#include <numeric>

namespace burrow::daemon {

std::string_view closestOf(std::string_view word, std::span<const std::string_view> known) {
    // Optimal string alignment: three rows of the usual table.
    const auto distance = [&](std::string_view other) {
        std::vector<std::size_t> beforeLast(other.size() + 1), last(other.size() + 1), row(other.size() + 1);
        std::iota(last.begin(), last.end(), std::size_t(0));
        for (std::size_t i = 1; i <= word.size(); ++i) {
            row[0] = i;
            for (std::size_t j = 1; j <= other.size(); ++j) {
                const bool isSame = word[i - 1] == other[j - 1];
                row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1)});
                if (i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1])
                    row[j] = std::min(row[j], beforeLast[j - 2] + 1);
            }
            beforeLast.swap(last);
            last.swap(row);
        }
        return last[other.size()];
    };
    std::string_view best;
    std::size_t bestDistance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : known)
        if (const std::size_t d = distance(candidate); d < bestDistance) {
            best = candidate;
            bestDistance = d;
        }
    return best;
}

void SectionReader::unknown(const TomlValue::Member& member, std::string_view where,
                            std::span<const std::string_view> known) {
    const std::string_view meant = closestOf(member.key, known);
    const std::string_view what = member.value.kind == TomlValue::Kind::Table && where.empty() ? "table" : "key";
    report(member.at, fmt::format("unknown {} {}{}{}{}", what, inQuotes(member.key), where.empty() ? "" : " in ", where,
                                  meant.empty() ? std::string() : "; did you mean " + inQuotes(meant) + "?"));
}

std::span<const TomlValue> SectionReader::listOf(const TomlValue& value, std::string_view name) {
    if (value.kind != TomlValue::Kind::List) {
        report(value.at, fmt::format("{} is a list: write [[{}]]", name, name));
        return {};
    }
    for (const TomlValue& item : value.items)
        if (!isTable(item, name))
            return {};
    return value.items;
}

bool SectionReader::isTable(const TomlValue& value, std::string_view name) {
    if (value.kind == TomlValue::Kind::Table)
        return true;
    report(value.at, fmt::format("{} must be a table, not {}", name, nameOf(value.kind)));
    return false;
}

void SectionReader::reportRange(Position at, std::string_view name, std::string least, std::string most) {
    report(at, fmt::format("{} must be from {} to {}", name, least, most));
}

/// The text stands in `text`, what a typed key reads beside it: in `items`, or in integer or flag.
std::optional<TomlValue> SectionReader::overrideOf(std::string_view section, std::string_view key, bool isText) const {
    std::string name = fmt::format("BURROW__{}__{}", section, key);
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    const auto text = m_context.environment ? m_context.environment(name) : std::nullopt;
    if (!text)
        return std::nullopt;
    TomlValue value;
    value.kind = TomlValue::Kind::Text;
    value.text = name;
    if (isText) {
        value.items.emplace_back().text = *text;
    } else if (*text == "true" || *text == "false") {
        value.kind = TomlValue::Kind::Flag;
        value.flag = *text == "true";
    } else {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value.integer);
        if (error == std::errc() && end == text->data() + text->size())
            value.kind = TomlValue::Kind::Integer;
    }
    return value;
}

} // namespace burrow::daemon
