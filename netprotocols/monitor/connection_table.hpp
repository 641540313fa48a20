// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"
#include "netcore/connection/registry.hpp"
#include "netprotocols/monitor/row_source.hpp"

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace burrow::monitor {

/// Who ended a connection: "ours" (a limit, a deadline, our command), "theirs" (the peer ended or broke the protocol's
/// end), "network" (nobody: the path failed). A literal.
std::string_view endedBy(const Error& why, bool endedHere = false) noexcept;

/// All connections of the watched loops as of the last round of copies, with rates, and the recently closed ones with
/// their reason. Rows point into the registries: it must not outlive the loop group. Thread: the collector's.
class ConnectionTable final : public RowSource {
public:
    static constexpr Duration linger = std::chrono::seconds(10); ///< how long a closed one stays
    static constexpr std::size_t keptClosed = 2000;              ///< of all loops; the oldest go first

    void beginRound(Now now);
    void take(std::span<const ConnectionInfo> rows);
    void takeClosed(const ConnectionInfo& last, const Error& why, WallTime when);
    /// Open rows that no loop reported in this round go, and closed ones whose time is up.
    void endRound();
    void clear();

    std::size_t size() const override { return m_entries.size(); }
    std::uint64_t key(std::size_t index) const override { return toNumber(m_entries[index].info.id); }
    FieldValue field(std::size_t index, std::size_t column) const override;
    std::uint64_t version(std::size_t index) const override { return m_entries[index].version; }
    bool isOpen(std::size_t index) const noexcept { return m_entries[index].by.empty(); }

private:
    struct Entry {
        ConnectionInfo info;
        double inRate = 0, outRate = 0;
        bool hasRate = false;
        TimePoint measured{};
        std::uint64_t round = 0, version = 0;
        WallTime closed{};
        TimePoint closedAt{};
        std::string_view by; ///< empty while it is open
        std::string why;
    };
    void update(Entry& entry, const ConnectionInfo& info);
    void remove(std::size_t index);

    std::vector<Entry> m_entries;
    std::unordered_map<std::uint64_t, std::size_t> m_index;
    std::deque<std::uint64_t> m_closed; ///< ids, oldest first
    std::uint64_t m_round = 0, m_lastVersion = 0;
    Now m_now;
};

} // namespace burrow::monitor
