// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log.hpp"
#include "netcore/log/log_ring.hpp"
#include "netcore/log/log_thread.hpp"

#include <map>
#include <mutex>

namespace burrow {

/// The parts of a Log that its own sources share.
struct Log::Private {
    explicit Private(LogOptions logOptions) : options(logOptions) {}

    LogOptions options;
    std::uint64_t serial = 0; ///< tells this log from one that stood at the same address before

    mutable std::mutex mutex;                    ///< guards modules (writing), rules, rings (writing)
    std::array<std::string, maxModules> modules; ///< an entry never changes after moduleCount has passed it
    std::atomic<std::size_t> moduleCount{0};
    std::map<std::string, LogLevel, std::less<>> rules; ///< "" is the default
    std::vector<std::shared_ptr<LogRing>> rings;
    std::atomic<std::size_t> ringCount{0};

    /// id << 8 | level; 0 is free.
    std::array<std::atomic<std::uint64_t>, maxConnectionLevels> connectionLevels{};

    std::unique_ptr<LogThread> thread; ///< started by the first sink; set once, under the mutex
    std::atomic<LogThread*> wakes{nullptr};

    LogRing* ringOfThisThread();
    LogRing* attachThread();
    LogLevel ruleFor(std::string_view module) const;
};

} // namespace burrow
