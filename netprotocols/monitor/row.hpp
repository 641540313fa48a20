// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/schema.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace burrow::monitor {

/// One cell: empty, flag, unsigned number (also Time, Duration, Level), real or text.
using Value = std::variant<std::monostate, bool, std::uint64_t, double, std::string>;

/// A keyed row; cells stand in the order of columnsOf(topic). Missing cells at the end are empty.
struct Row {
    std::uint64_t key = 0;
    std::vector<Value> cells;
    friend bool operator==(const Row&, const Row&) = default;
};

/// The value of one column, derived ones (age) computed for `nowMs` (milliseconds since 1970 of the server's clock).
/// The view inside is valid as long as the row.
FieldValue fieldOf(const Row& row, std::span<const Column> columns, std::size_t column, std::uint64_t nowMs) noexcept;

/// Order by one column: empty first, numbers by value, text by bytes.
std::weak_ordering compareFields(const FieldValue& a, const FieldValue& b) noexcept;

/// A row as the filter sees it. Lives no longer than the row.
class RowLookup final : public FieldLookup {
public:
    RowLookup(const Row& row, std::span<const Column> columns, std::uint64_t nowMs) noexcept
        : m_row(row), m_columns(columns), m_nowMs(nowMs) {}
    FieldValue field(std::size_t column) const override { return fieldOf(m_row, m_columns, column, m_nowMs); }

private:
    const Row& m_row;
    std::span<const Column> m_columns;
    std::uint64_t m_nowMs;
};

} // namespace burrow::monitor
