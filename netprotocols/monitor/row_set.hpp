// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/messages.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace burrow::monitor {

/// Which rows one message changed. Keys that came and went inside it are in none.
struct RowChanges {
    bool isReset = false; ///< a snapshot began: what was there before is gone, `added` says what is there now
    bool isLast = false;  ///< the last chunk: the set now shows one instant
    std::vector<std::uint64_t> added, changed, removed;
};

/// The rows of a subscription, as a client has them. Cells stand in the order of columnsOf(topic), whatever the
/// server's is; columns that this side does not know are left out. Thread: one at a time.
class RowSet {
public:
    explicit RowSet(Topic topic) : m_topic(topic) {}

    Topic topic() const noexcept { return m_topic; }
    std::span<const Column> columns() const noexcept { return columnsOf(m_topic); }
    std::size_t size() const noexcept { return m_rows.size(); }
    /// Null if there is none. Valid until the next apply().
    const Row* find(std::uint64_t key) const noexcept;
    std::uint64_t matching() const noexcept { return m_matching; } ///< at the server
    std::uint64_t all() const noexcept { return m_all; }
    /// Clock of the server at the instant shown, milliseconds since 1970; what `age` and `idle` are counted to.
    std::uint64_t wall() const noexcept { return m_wall; }

    FieldValue field(const Row& row, std::size_t column) const noexcept {
        return fieldOf(row, columns(), column, m_wall);
    }
    /// By one column, equal rows by key; by key without a column. Valid until the next apply().
    std::vector<const Row*> sorted(std::optional<std::size_t> column, bool descending) const;

    RowChanges apply(Rows rows);
    /// Brings a row of the server's columns into ours.
    void setColumns(std::span<const std::string> names);
    Row mapped(Row row) const;
    void clear();

private:
    std::optional<std::size_t> ownColumn(std::size_t theirs) const noexcept;

    Topic m_topic;
    std::unordered_map<std::uint64_t, Row> m_rows;
    std::vector<std::int16_t> m_mapping; ///< their position -> ours, -1: unknown here. Empty: the same
    std::uint64_t m_matching = 0, m_all = 0, m_wall = 0;
};

} // namespace burrow::monitor
