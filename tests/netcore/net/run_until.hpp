// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/event_loop.hpp"

namespace burrow::test {

/// Runs turns until the condition holds; false after `atMost`.
template <class Condition>
bool runUntil(EventLoop& loop, Condition condition, Duration atMost = std::chrono::seconds(10)) {
    const TimePoint end = Clock::now() + atMost;
    while (!condition()) {
        // Short waits: a timer that makes the condition true runs before the wait of its turn.
        if (Clock::now() >= end || !loop.runOnce(std::chrono::milliseconds(5)))
            return false;
    }
    return true;
}

} // namespace burrow::test
