// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/timer.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace burrow {

/// Hashed wheel of coarse ticks: an entry stands in the slot of its tick modulo the size and is skipped until its round
/// has come. Arming, moving and disarming are O(1). Thread: loop.
class TimerWheel {
public:
    TimerWheel() noexcept;
    ~TimerWheel();
    void arm(WheelEntry& entry, std::uint32_t dueTick) noexcept;
    /// Calls every entry due at or before `tick`; gives how many.
    std::size_t advance(std::uint32_t tick);
    bool empty() const noexcept;
    /// First tick in (tick, tick + slotCount] whose slot is occupied: an early wake-up is harmless, a late one is not.
    std::optional<std::uint32_t> nextTick() const noexcept;

private:
    static constexpr std::size_t slotCount = 512; // 128 s of 250 ms ticks before an entry is looked at twice

    /// Ends of a circular list; also the cursor of a running advance().
    struct Head final : WheelEntry {
        void onTick() override {}
    };
    void advanceSlot(std::uint32_t tick, std::size_t& fired);

    std::array<Head, slotCount> m_slots;
    /// A bit per slot that may be occupied: looking for the next one costs a few words, not all lists. Entries leave
    /// without a word (destruction disarms), so a set bit is checked and cleared on the way.
    mutable std::array<std::uint64_t, slotCount / 64> m_occupied{};
    std::uint32_t m_tick = 0;
};

/// Binary heap of precise timers by due time; every timer knows its position. Thread: loop.
class TimerHeap {
public:
    ~TimerHeap();
    void arm(Timer& timer);
    void disarm(Timer& timer) noexcept;
    /// Fires what was due when the call began; gives how many.
    std::size_t fireDue(TimePoint now);
    std::optional<TimePoint> next() const noexcept;

private:
    void place(std::size_t index, Timer* timer) noexcept;
    void siftUp(std::size_t index) noexcept;
    void siftDown(std::size_t index) noexcept;

    std::vector<Timer*> m_heap;
};

} // namespace burrow
