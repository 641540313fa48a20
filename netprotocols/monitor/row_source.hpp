// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/row.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace burrow::monitor {

/// The rows of one topic as the collector has them now; every window looks at the same ones. Keys are unique.
/// Thread: the collector's.
class RowSource {
public:
    virtual std::size_t size() const = 0;
    virtual std::uint64_t key(std::size_t index) const = 0;
    /// Derived columns (age) included. Views are valid until the source changes.
    virtual FieldValue field(std::size_t index, std::size_t column) const = 0;
    /// Another number whenever a column that is sent may have changed; 0: not known, look at each.
    virtual std::uint64_t version(std::size_t) const { return 0; }

protected:
    ~RowSource() = default;
};

/// The form in which a value is sent.
Value valueOf(const FieldValue& field);
/// valueOf(field) == value, without making one for text and numbers.
bool isSame(const FieldValue& field, const Value& value);

/// Rows that somebody made: listeners, plugins, info. Thread: the collector's.
class RowTable final : public RowSource {
public:
    explicit RowTable(Topic topic) : m_topic(topic) {}
    void assign(std::vector<Row> rows, std::uint64_t nowMs) {
        m_rows = std::move(rows);
        m_nowMs = nowMs;
    }
    std::size_t size() const override { return m_rows.size(); }
    std::uint64_t key(std::size_t index) const override { return m_rows[index].key; }
    FieldValue field(std::size_t index, std::size_t column) const override {
        return fieldOf(m_rows[index], columnsOf(m_topic), column, m_nowMs);
    }

private:
    Topic m_topic;
    std::vector<Row> m_rows;
    std::uint64_t m_nowMs = 0;
};

} // namespace burrow::monitor
