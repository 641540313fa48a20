// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/row.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace burrow::monitor {

/// The last records of the log, formatted once for all watchers. Keys ascend; a hole is what the log itself lost.
/// Thread: the collector's.
class LogStore {
public:
    /// 4 096 records are about 2 MiB, and 40 s at 100 records per second.
    static constexpr std::size_t defaultCapacity = 4096;
    explicit LogStore(std::size_t capacity = defaultCapacity) : m_capacity(capacity) {}

    void append(Row row) {
        m_last = row.key;
        m_rows.push_back(std::move(row));
        if (m_rows.size() > m_capacity)
            m_rows.pop_front();
    }
    /// Key of the last record that ever came, 0 before the first.
    std::uint64_t last() const noexcept { return m_last; }
    const std::deque<Row>& rows() const noexcept { return m_rows; }
    /// Index of the first record after `key`.
    std::size_t indexAfter(std::uint64_t key) const noexcept;

private:
    std::size_t m_capacity;
    std::deque<Row> m_rows;
    std::uint64_t m_last = 0;
};

} // namespace burrow::monitor
