// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace burrow {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = Clock::duration;
using WallTime = std::chrono::system_clock::time_point;

/// The time of one turn of a loop, injected into engines, which read no clock.
struct Now {
    TimePoint steady;
    WallTime wall;

    static Now read() noexcept { return {Clock::now(), std::chrono::system_clock::now()}; }
};

} // namespace burrow
