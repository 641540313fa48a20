// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config_loader.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace burrow::daemon {

/// Reads the tables of a file by their sections, collecting every problem. Thread: one at a time.
class SectionReader {
public:
    SectionReader(const ReadContext& context, LoadedConfig& loaded, std::vector<Problem>& problems)
        : m_context(context), m_loaded(loaded), m_problems(problems) {}

    /// `path` tells the instance ("listener[0].tls"). Unknown keys are problems, with a suggestion.
    template <class S>
    void read(const TomlValue& table, const Section<S>& section, const std::string& path, S& into);
    /// For a single table: BURROW__LOG__LEVEL=debug stands above the file.
    template <class S>
    void readOverrides(const Section<S>& section, S& into);

    /// The tables of a list; anything else is a problem.
    std::span<const TomlValue> listOf(const TomlValue& value, std::string_view name);
    bool isTable(const TomlValue& value, std::string_view name);
    void unknown(const TomlValue::Member& member, std::string_view where, std::span<const std::string_view> known);
    void report(Position at, std::string message) { m_problems.push_back({at, std::move(message)}); }

private:
    template <class S>
    void readKey(const TomlValue& value, const Key<S>& key, S& into);
    void reportRange(Position at, std::string_view name, std::string least, std::string most);
    std::optional<TomlValue> overrideOf(std::string_view section, std::string_view key, bool isText) const;

    const ReadContext& m_context;
    LoadedConfig& m_loaded;
    std::vector<Problem>& m_problems;
};

template <class S>
void SectionReader::read(const TomlValue& table, const Section<S>& section, const std::string& path, S& into) {
    m_loaded.origins[path] = table.at;
    std::vector<std::string_view> known(section.children.begin(), section.children.end());
    for (const Key<S>& key : section.keys)
        known.push_back(key.name);
    for (const TomlValue::Member& member : table.members) {
        const auto key = std::ranges::find(section.keys, std::string_view(member.key), &Key<S>::name);
        if (key != section.keys.end()) {
            m_loaded.origins[path + "." + member.key] = member.value.at;
            readKey(member.value, *key, into);
        } else if (std::ranges::find(section.children, std::string_view(member.key)) == section.children.end()) {
            unknown(member, section.path, known);
        }
    }
    for (const Key<S>& key : section.keys)
        if (key.isRequired && !table.find(key.name))
            report(table.at, std::string(section.path) + " needs " + std::string(key.name));
}

template <class S>
void SectionReader::readKey(const TomlValue& value, const Key<S>& key, S& into) {
    const auto readMember = [&](auto member) {
        auto& target = into.*member;
        const auto before = target;
        if (auto wrong = readValue(value, target, m_context)) {
            report(value.at, std::string(key.name) + " " + *wrong);
            target = before;
            return;
        }
        if constexpr (std::is_same_v<std::decay_t<decltype(target)>, std::string>)
            if (!key.choices.empty() && std::ranges::find(key.choices, target) == key.choices.end()) {
                std::string message = std::string(key.name) + " must be ";
                for (const std::string_view choice : key.choices)
                    if (!choice.empty())
                        message += inQuotes(choice) + (choice == key.choices.back() ? "" : " or ");
                report(value.at, message + ", not " + inQuotes(target));
                target = before;
            }
        const auto size = measure(target);
        if (size && (*size < key.least || *size > key.most)) {
            auto least = target, most = target;
            if constexpr (requires { least = std::decay_t<decltype(least)>{key.least}; }) {
                least = std::decay_t<decltype(least)>{key.least};
                most = std::decay_t<decltype(most)>{key.most};
            } else if constexpr (std::is_same_v<std::decay_t<decltype(least)>, std::uint32_t>) {
                least = static_cast<std::uint32_t>(key.least);
                most = static_cast<std::uint32_t>(std::min<std::uint64_t>(key.most, 0xFFFFFFFF));
            }
            reportRange(value.at, key.name, printValue(least), printValue(most));
            target = before;
        }
    };
    std::visit(readMember, key.member);
}

template <class S>
void SectionReader::readOverrides(const Section<S>& section, S& into) {
    for (const Key<S>& key : section.keys) {
        const bool isText = std::visit(
            [](auto member) {
                using Value = std::decay_t<decltype(std::declval<S&>().*member)>;
                return !std::is_same_v<Value, bool> && !std::is_same_v<Value, std::uint32_t>;
            },
            key.member);
        const auto value = overrideOf(section.path, key.name, isText);
        if (!value)
            continue;
        const std::string path = std::string(section.path) + "." + std::string(key.name);
        m_loaded.overrides[path] = value->text;
        TomlValue typed = *value;
        typed.text = isText ? value->items.front().text : std::string();
        typed.items.clear();
        readKey(typed, key, into);
    }
}

} // namespace burrow::daemon
