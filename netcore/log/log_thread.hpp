// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/log/log_sink.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace burrow {

class LogReader;

/// Reads the rings and feeds the sinks. Thread: any.
class LogThread {
public:
    explicit LogThread(const Log& log);
    ~LogThread(); ///< what was logged before reaches the sinks first

    void add(std::unique_ptr<Log::Sink> sink);
    void replace(std::vector<std::unique_ptr<Log::Sink>> sinks);
    void reopen();
    bool flush(std::chrono::milliseconds atMost);
    /// A record was written: a relaxed load, unless the thread sleeps.
    void notify() noexcept {
        if (m_isAsleep.load(std::memory_order_relaxed)) [[unlikely]]
            wake();
    }

private:
    struct Change {
        std::unique_ptr<Log::Sink> added;
        std::vector<std::unique_ptr<Log::Sink>> replacing;
        enum class Kind : std::uint8_t { Add, Replace, Reopen } kind;
    };
    void request(Change change);
    void run();
    void drain(LogReader& reader);
    void apply(Change change);
    void sleep(LogReader& reader, bool hadWork);
    void wake() noexcept;

    const Log& m_log;
    Fd m_wakeup;
    std::vector<std::unique_ptr<Log::Sink>> m_sinks; ///< own thread only

    std::mutex m_mutex; ///< guards the following
    std::condition_variable m_flushed;
    std::vector<Change> m_changes;
    bool m_stops = false;
    std::uint64_t m_flushWanted = 0, m_flushDone = 0;

    std::atomic<bool> m_isAsleep{false};
    std::thread m_thread; ///< last: starts when all else is there
};

} // namespace burrow
