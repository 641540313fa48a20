// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/base/time.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netprotocols/monitor/row.hpp"

#include <cstdint>
#include <vector>

namespace burrow::monitor {

/// What watching itself costs, in sums since the start.
struct WatchCost {
    std::uint64_t bytesSent = 0, dropped = 0, watchers = 0;
    Duration cpu{};       ///< of the collector's thread
    Duration loopLag{};   ///< longest since the last sample
};

/// Sums and rates of a group's counters and of the process. The loops write counters only; the work is here.
/// Thread: the collector's.
class MetricsSampler {
public:
    explicit MetricsSampler(const LoopGroup& group);

    /// Rates are exponential over one second. Reads /proc and the loops' counters.
    void sample(Now now, const WatchCost& cost);
    const Row& row() const noexcept { return m_row; }            ///< key: number of the sample
    const std::vector<Row>& loops() const noexcept { return m_loops; } ///< busy percent, connections, requests per s

private:
    struct Rate {
        double before = 0, value = 0;
        void update(double sum, double seconds, double weight) noexcept;
    };
    struct LoopRates {
        Rate busy, wait, requests;
    };
    void sampleLoops(double seconds, double weight);
    void sampleProcess(Now now, double seconds, double weight);
    void countDescriptors(Now now);

    const LoopGroup& m_group;
    Row m_row;
    std::vector<Row> m_loops;
    std::vector<LoopRates> m_loopRates;
    Rate m_accepts, m_requests, m_in, m_out, m_cpu, m_watchCpu, m_watchBytes;
    TimePoint m_last{}, m_descriptorsDue{};
    std::uint64_t m_samples = 0; ///< without a longer pause
    std::uint64_t m_descriptors = 0;
};

} // namespace burrow::monitor
