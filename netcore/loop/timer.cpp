// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/loop/timer.hpp"

#include "netcore/loop/event_loop_private.hpp"

namespace burrow {

Timer::Timer(EventLoop& loop, Function onDue, TimerPrecision precision)
    : m_loop(loop), m_onDue(std::move(onDue)), m_precision(precision) {}

Timer::~Timer() {
    disarm();
    if (m_destroyed)
        *m_destroyed = true;
}

void Timer::arm(TimePoint due) {
    m_due = due;
    if (m_precision == TimerPrecision::Coarse)
        m_loop.armWheel(*this, m_loop.tickAt(due));
    else
        m_loop.m_private->heap.arm(*this);
    if (!m_loop.m_insideTurn && m_loop.m_embedder)
        m_loop.m_embedder->deadlineMoved();
}

void Timer::armAfter(Duration delay) { arm(m_loop.now().steady + delay); }

void Timer::disarm() noexcept {
    unlink();
    if (m_heapIndex != notInHeap)
        m_loop.m_private->heap.disarm(*this);
}

bool Timer::isArmed() const noexcept { return m_heapIndex != notInHeap || WheelEntry::isArmed(); }

void Timer::onTick() { fire(); }

void Timer::fire() {
    bool destroyed = false;
    bool* outer = std::exchange(m_destroyed, &destroyed);
    Function function = std::move(m_onDue); // alive on the stack, though the callback may destroy the timer
    function();
    if (destroyed) {
        if (outer)
            *outer = true;
        return;
    }
    m_destroyed = outer;
    m_onDue = std::move(function);
}

} // namespace burrow
