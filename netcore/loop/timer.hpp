// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/function.hpp"
#include "netcore/base/time.hpp"

#include <cstddef>
#include <cstdint>

namespace burrow {

class EventLoop;

/// Link of an object into the loop's coarse wheel: 24 bytes beside the vtable. Arming allocates nothing,
/// destruction disarms. Fires within one tick (LoopOptions::coarseTick) after its time. Thread: loop.
class WheelEntry {
public:
    WheelEntry() noexcept = default;
    WheelEntry(const WheelEntry&) = delete;
    WheelEntry& operator=(const WheelEntry&) = delete;

    bool isArmed() const noexcept { return m_next != nullptr; }
    std::uint32_t dueTick() const noexcept { return m_dueTick; }

protected:
    ~WheelEntry() { unlink(); }
    /// Disarmed before the call; may arm itself again.
    virtual void onTick() = 0;

    void unlink() noexcept;

private:
    friend class TimerWheel;
    friend class EventLoop;

    WheelEntry* m_next = nullptr;
    WheelEntry* m_previous = nullptr;
    std::uint32_t m_dueTick = 0;
};

enum class TimerPrecision : std::uint8_t {
    Precise, ///< heap; connect, total deadlines, Happy Eyeballs: 1 ms or better
    Coarse,  ///< wheel; idle, keep-alive, head deadlines: up to one tick late
};

/// Calls a function once at a time. Arming allocates nothing after the heap has grown; destruction disarms;
/// re-arming replaces. The function may re-arm or destroy the timer. Thread: loop.
class Timer final : private WheelEntry {
public:
    Timer(EventLoop& loop, Function onDue, TimerPrecision precision = TimerPrecision::Precise);
    ~Timer();

    void arm(TimePoint due);
    void armAfter(Duration delay);
    void disarm() noexcept;
    bool isArmed() const noexcept;
    TimePoint due() const noexcept { return m_due; }

private:
    friend class TimerHeap;
    void onTick() override;
    void fire();

    static constexpr std::size_t notInHeap = static_cast<std::size_t>(-1);

    EventLoop& m_loop;
    Function m_onDue;
    TimePoint m_due{};
    std::size_t m_heapIndex = notInHeap;
    bool* m_destroyed = nullptr; ///< set while the function runs, so that it may destroy the timer
    TimerPrecision m_precision;
};

} // namespace burrow
