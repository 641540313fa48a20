// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/loop/poller.hpp"

#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace BurrowQt {

/// Waits with poll(2) on a thread of its own for what a poller without a native handle watches, and tells once. The next
/// watch() starts the next wait: level-triggered, so that nothing is lost between.
/// Thread: that of its owner; `ready` is called on the watcher's own.
class PollWatcher {
public:
    explicit PollWatcher(std::function<void()> ready);
    ~PollWatcher(); ///< waits for the thread, not for a descriptor

    bool isRunning() const noexcept { return m_thread.joinable(); }
    /// Replaces what is waited for. The descriptors may be closed meanwhile: then they count as ready.
    void watch(std::vector<burrow::Poller::Watched> descriptors);

private:
    void run();

    const std::function<void()> m_ready;
    burrow::Fd m_wake; ///< eventfd: a new set, or the end
    std::mutex m_guards;
    std::vector<burrow::Poller::Watched> m_next; ///< under m_guards
    bool m_hasNext = false, m_ends = false;      ///< under m_guards
    std::thread m_thread;
};

} // namespace BurrowQt
