// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netprotocols/monitor/messages.hpp"
#include "netprotocols/monitor/row_source.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace burrow::monitor {

/// What one watcher sees of a topic: filter, sort, top N, and the difference to what it was sent. However often rows
/// change in between, an update costs one difference (latest wins). Thread: the collector's.
class RowWindow {
public:
    /// UnknownColumn or a filter error.
    static Result<RowWindow> make(const Subscribe& what, Topic topic, const Limits& limits);

    /// The first one, and the one after reset(), is a snapshot. Empty: nothing has changed.
    std::optional<Rows> update(const RowSource& source, std::uint64_t nowMs);
    void reset() { m_isFresh = true; }

private:
    struct Sent {
        std::vector<Value> cells;
        std::uint64_t round = 0, version = 0;
    };

    void select(const RowSource& source, Rows& rows);
    void addRow(const RowSource& source, std::size_t index, Rows& rows);
    void patchRow(const RowSource& source, std::size_t index, Sent& sent, Rows& rows);
    void dropGone(Rows& rows);

    Topic m_topic{};
    std::uint64_t m_id = 0;
    Filter m_filter;
    std::optional<std::size_t> m_sort;
    bool m_descending = false, m_isFresh = true;
    std::size_t m_offset = 0, m_count = 0;
    std::uint64_t m_round = 0, m_sequence = 0;
    std::uint64_t m_lastMatching = 0, m_lastAll = 0;
    std::unordered_map<std::uint64_t, Sent> m_sent;
    std::vector<std::pair<FieldValue, std::uint32_t>> m_order; ///< kept for its memory
};

} // namespace burrow::monitor
