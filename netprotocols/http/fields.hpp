// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/field_view.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::http {

/// Fields of a message that own their text, in one allocation for the text and one for the positions.
/// Order is kept, names are compared without case (RFC 9110 §5.1). Thread: one at a time.
class Fields {
public:
    Fields() = default;
    Fields(std::initializer_list<FieldView> fields);
    explicit Fields(std::span<const FieldView> fields);

    void add(std::string_view name, std::string_view value);
    /// Replaces every field of that name.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);
    /// First value; empty optional if absent. Valid until the next change.
    std::optional<std::string_view> find(std::string_view name) const noexcept;
    std::size_t size() const noexcept { return m_entries.size(); }
    bool empty() const noexcept { return m_entries.empty(); }
    /// Valid until the next change.
    FieldView operator[](std::size_t index) const noexcept;

private:
    struct Entry {
        std::uint32_t begin, nameSize, valueSize; ///< the value stands behind the name
    };
    std::string m_text;
    std::vector<Entry> m_entries;
};

/// Fields as an argument: a braced list, a span or a Fields, none of them copied. Valid during the call it is made for.
///
///     exchange.respond(200, body, {{"Content-Type", "application/json"}});
class FieldsRef {
public:
    FieldsRef() noexcept = default;
    FieldsRef(std::initializer_list<FieldView> fields) noexcept : m_count(fields.size()) { m_views = std::data(fields); }
    FieldsRef(std::span<const FieldView> fields) noexcept : m_views(fields.data()), m_count(fields.size()) {}
    FieldsRef(const Fields& fields) noexcept : m_owned(&fields), m_count(fields.size()) {}

    std::size_t size() const noexcept { return m_count; }
    bool empty() const noexcept { return m_count == 0; }
    FieldView operator[](std::size_t index) const noexcept { return m_owned ? (*m_owned)[index] : m_views[index]; }
    std::optional<std::string_view> find(std::string_view name) const noexcept;

private:
    const FieldView* m_views = nullptr;
    const Fields* m_owned = nullptr;
    std::size_t m_count = 0;
};

} // namespace burrow::http
