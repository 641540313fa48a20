// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log_record.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace burrow {

/// Pulls the records of all threads, merged by time, without any effect on who logs. The log must outlive it.
/// What was overwritten before it was read shows as one gap record ("log.gap" with `lost`), which uses up as many
/// sequence numbers as records were lost.
///
///     LogReader reader(log, LogReader::From::Oldest);
///     std::array<Log::Record, 64> batch;
///     for (std::size_t n; (n = reader.read(batch)) > 0;) ...
///
/// Thread: one at a time.
class LogReader {
public:
    enum class From : std::uint8_t {
        Oldest, ///< with the history that the rings still hold
        Newest, ///< only what comes from now on
    };
    explicit LogReader(const Log& log, From from = From::Oldest);
    ~LogReader();
    LogReader(const LogReader&) = delete;
    LogReader& operator=(const LogReader&) = delete;

    /// Copies what is there, at most into.size() records; 0: nothing new. Records of different threads that were
    /// logged at nearly the same time may come in either order.
    std::size_t read(std::span<Log::Record> into);
    bool hasNext(); ///< read() would give something
    /// Sequence that the next record will have.
    std::uint64_t nextSequence() const noexcept { return m_nextSequence; }
    std::uint64_t lost() const noexcept { return m_lost; } ///< in total

private:
    struct Source;
    void findRings(bool isFirst);
    static void peek(Source& source);
    void giveGap(Log::Record& record, std::uint64_t lost);

    const Log& m_log;
    From m_from;
    std::vector<std::unique_ptr<Source>> m_sources;
    std::uint64_t m_nextSequence = 1;
    std::uint64_t m_lost = 0;
};

} // namespace burrow
