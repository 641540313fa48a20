// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/row_set.hpp"

#include <algorithm>

namespace burrow::monitor {

const Row* RowSet::find(std::uint64_t key) const noexcept {
    const auto found = m_rows.find(key);
    return found == m_rows.end() ? nullptr : &found->second;
}

std::vector<const Row*> RowSet::sorted(std::optional<std::size_t> column, bool descending) const {
    std::vector<std::pair<FieldValue, const Row*>> order;
    order.reserve(m_rows.size());
    for (const auto& [key, row] : m_rows)
        order.emplace_back(column ? field(row, *column) : FieldValue{}, &row);
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        const auto by = column ? compareFields(a.first, b.first) : std::weak_ordering::equivalent;
        if (by != 0)
            return descending ? by > 0 : by < 0;
        return descending && !column ? a.second->key > b.second->key : a.second->key < b.second->key;
    });
    std::vector<const Row*> result;
    result.reserve(order.size());
    for (const auto& [value, row] : order)
        result.push_back(row);
    return result;
}

void RowSet::setColumns(std::span<const std::string> names) {
    m_mapping.clear();
    bool isSame = names.size() <= columns().size();
    for (std::size_t i = 0; i != names.size(); ++i) {
        const auto own = columnOf(m_topic, names[i]);
        isSame = isSame && own == i;
        m_mapping.push_back(own ? static_cast<std::int16_t>(*own) : std::int16_t{-1});
    }
    if (isSame)
        m_mapping.clear();
}

std::optional<std::size_t> RowSet::ownColumn(std::size_t theirs) const noexcept {
    if (m_mapping.empty())
        return theirs < columns().size() ? std::optional(theirs) : std::nullopt;
    if (theirs >= m_mapping.size() || m_mapping[theirs] < 0)
        return std::nullopt;
    return static_cast<std::size_t>(m_mapping[theirs]);
}

Row RowSet::mapped(Row row) const {
    const std::size_t known = columns().size();
    if (m_mapping.empty()) {
        row.cells.resize(std::min(row.cells.size(), known));
        return row;
    }
    Row result{row.key, std::vector<Value>(known)};
    for (std::size_t i = 0; i != row.cells.size(); ++i) {
        if (const auto own = ownColumn(i))
            result.cells[*own] = std::move(row.cells[i]);
    }
    return result;
}

RowChanges RowSet::apply(Rows rows) {
    RowChanges changes;
    changes.isLast = rows.isLast;
    if (rows.isSnapshot && rows.isFirst) {
        changes.isReset = true;
        m_rows.clear();
        setColumns(rows.columns);
    }
    if (rows.isFirst) {
        m_matching = rows.matching;
        m_all = rows.all;
        m_wall = rows.wall;
    }
    for (const std::uint64_t key : rows.removed) {
        if (m_rows.erase(key) != 0)
            changes.removed.push_back(key);
    }
    for (RowPatch& patch : rows.changed) {
        const auto found = m_rows.find(patch.key);
        if (found == m_rows.end())
            continue;
        for (auto& [position, cell] : patch.cells) {
            const auto own = ownColumn(position);
            if (!own)
                continue;
            if (found->second.cells.size() <= *own)
                found->second.cells.resize(*own + 1);
            found->second.cells[*own] = std::move(cell);
        }
        changes.changed.push_back(patch.key);
    }
    for (Row& row : rows.added) {
        Row own = mapped(std::move(row));
        const std::uint64_t key = own.key;
        const bool isNew = m_rows.insert_or_assign(key, std::move(own)).second;
        (isNew ? changes.added : changes.changed).push_back(key);
    }
    return changes;
}

void RowSet::clear() {
    m_rows.clear();
    m_matching = m_all = 0;
}

} // namespace burrow::monitor
