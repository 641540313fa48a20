// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/fields.hpp"

namespace burrow::http {

Fields::Fields(std::initializer_list<FieldView> fields) : Fields(std::span(fields.begin(), fields.size())) {}

Fields::Fields(std::span<const FieldView> fields) {
    std::size_t text = 0;
    for (const FieldView& field : fields)
        text += field.name.size() + field.value.size();
    m_text.reserve(text);
    m_entries.reserve(fields.size());
    for (const FieldView& field : fields)
        add(field.name, field.value);
}

void Fields::add(std::string_view name, std::string_view value) {
    m_entries.push_back({static_cast<std::uint32_t>(m_text.size()), static_cast<std::uint32_t>(name.size()),
                         static_cast<std::uint32_t>(value.size())});
    m_text.append(name).append(value);
}

void Fields::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void Fields::remove(std::string_view name) {
    // The text of a removed field stays behind until the object goes: removing is rare.
    std::erase_if(m_entries, [&](const Entry& entry) {
        return equalsIgnoreCase(std::string_view(m_text).substr(entry.begin, entry.nameSize), name);
    });
}

std::optional<std::string_view> Fields::find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < size(); ++i) {
        if (const FieldView field = (*this)[i]; equalsIgnoreCase(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

FieldView Fields::operator[](std::size_t index) const noexcept {
    const Entry& entry = m_entries[index];
    const std::string_view text = m_text;
    return {text.substr(entry.begin, entry.nameSize), text.substr(entry.begin + entry.nameSize, entry.valueSize)};
}

std::optional<std::string_view> FieldsRef::find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < m_count; ++i) {
        if (const FieldView field = (*this)[i]; equalsIgnoreCase(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

} // namespace burrow::http
