// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/loop/timer.hpp"
#include "server-app/burrowd/process/notifier.hpp"

#include <memory>

namespace burrow::daemon {

/// Tells the service manager that all loops turn, and how many connections there are. A loop that hangs stops the
/// watchdog's sign of life, whatever the other threads do. Thread: the loop's; the group outlives it.
class Heartbeat {
public:
    Heartbeat(EventLoop& loop, LoopGroup& group, Notifier& notifier);
    ~Heartbeat();

private:
    struct Answers;
    void beat();

    EventLoop& m_loop;
    LoopGroup& m_group;
    Notifier& m_notifier;
    Duration m_interval;
    std::shared_ptr<Answers> m_answers; ///< of the last beat
    Timer m_timer;
};

} // namespace burrow::daemon
