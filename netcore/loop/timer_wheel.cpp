// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/loop/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace burrow {

void WheelEntry::unlink() noexcept {
    if (!m_next)
        return;
    m_next->m_previous = m_previous;
    m_previous->m_next = m_next;
    m_next = m_previous = nullptr;
}

TimerWheel::TimerWheel() noexcept {
    for (Head& head : m_slots)
        head.m_next = head.m_previous = &head;
}

TimerWheel::~TimerWheel() {
    for (Head& head : m_slots) {
        while (head.m_next != &head)
            head.m_next->unlink();
        head.m_next = head.m_previous = nullptr;
    }
}

void TimerWheel::arm(WheelEntry& entry, std::uint32_t dueTick) noexcept {
    entry.unlink();
    entry.m_dueTick = std::max(dueTick, m_tick + 1); // a slot that has been passed comes round only later
    const std::size_t slot = entry.m_dueTick % slotCount;
    m_occupied[slot / 64] |= std::uint64_t{1} << slot % 64;
    Head& head = m_slots[slot];
    entry.m_next = &head;
    entry.m_previous = head.m_previous;
    head.m_previous->m_next = &entry;
    head.m_previous = &entry;
}

std::size_t TimerWheel::advance(std::uint32_t tick) {
    std::size_t fired = 0;
    // After a long stop one round over all slots is enough.
    if (tick - m_tick > slotCount)
        m_tick = tick - static_cast<std::uint32_t>(slotCount);
    while (m_tick != tick) {
        ++m_tick;
        advanceSlot(m_tick, fired);
    }
    return fired;
}

void TimerWheel::advanceSlot(std::uint32_t tick, std::size_t& fired) {
    Head& head = m_slots[tick % slotCount];
    // A cursor of our own in the list: callbacks may unlink or arm any entry, this one's neighbours too.
    Head cursor;
    cursor.m_next = head.m_next;
    cursor.m_previous = &head;
    head.m_next->m_previous = &cursor;
    head.m_next = &cursor;
    while (cursor.m_next != &head) {
        WheelEntry* entry = cursor.m_next;
        if (entry->m_dueTick <= m_tick) {
            entry->unlink();
            ++fired;
            entry->onTick();
            continue;
        }
        WheelEntry* behind = entry->m_next; // step over an entry of a later round
        cursor.unlink();
        cursor.m_previous = entry;
        cursor.m_next = behind;
        entry->m_next = &cursor;
        behind->m_previous = &cursor;
    }
}

bool TimerWheel::empty() const noexcept { return !nextTick(); }

std::optional<std::uint32_t> TimerWheel::nextTick() const noexcept {
    const std::size_t first = (m_tick + 1) % slotCount;
    for (std::size_t looked = 0; looked < slotCount;) {
        const std::size_t slot = (first + looked) % slotCount;
        const std::uint64_t word = m_occupied[slot / 64] >> slot % 64;
        if (word == 0) {
            looked += 64 - slot % 64;
            continue;
        }
        looked += static_cast<std::size_t>(std::countr_zero(word));
        if (looked >= slotCount)
            break; // wrapped into bits in front of the first slot
        const std::size_t found = (first + looked) % slotCount;
        if (m_slots[found].m_next != &m_slots[found])
            return m_tick + 1 + static_cast<std::uint32_t>(looked);
        m_occupied[found / 64] &= ~(std::uint64_t{1} << found % 64);
        ++looked;
    }
    return std::nullopt;
}

TimerHeap::~TimerHeap() {
    for (Timer* timer : m_heap)
        timer->m_heapIndex = Timer::notInHeap;
}

void TimerHeap::place(std::size_t index, Timer* timer) noexcept {
    m_heap[index] = timer;
    timer->m_heapIndex = index;
}

void TimerHeap::siftUp(std::size_t index) noexcept {
    Timer* timer = m_heap[index];
    while (index != 0) {
        const std::size_t parent = (index - 1) / 2;
        if (m_heap[parent]->m_due <= timer->m_due)
            break;
        place(index, m_heap[parent]);
        index = parent;
    }
    place(index, timer);
}

void TimerHeap::siftDown(std::size_t index) noexcept {
    Timer* timer = m_heap[index];
    while (true) {
        std::size_t child = index * 2 + 1;
        if (child >= m_heap.size())
            break;
        if (child + 1 < m_heap.size() && m_heap[child + 1]->m_due < m_heap[child]->m_due)
            ++child;
        if (timer->m_due <= m_heap[child]->m_due)
            break;
        place(index, m_heap[child]);
        index = child;
    }
    place(index, timer);
}

void TimerHeap::arm(Timer& timer) {
    if (timer.m_heapIndex == Timer::notInHeap) {
        m_heap.push_back(&timer);
        timer.m_heapIndex = m_heap.size() - 1;
    }
    siftUp(timer.m_heapIndex);
    siftDown(timer.m_heapIndex);
}

void TimerHeap::disarm(Timer& timer) noexcept {
    const std::size_t index = std::exchange(timer.m_heapIndex, Timer::notInHeap);
    if (index == Timer::notInHeap)
        return;
    Timer* last = m_heap.back();
    m_heap.pop_back();
    if (last == &timer)
        return;
    place(index, last);
    siftUp(index);
    siftDown(last->m_heapIndex);
}

std::size_t TimerHeap::fireDue(TimePoint now) {
    std::size_t fired = 0;
    // A timer that re-arms itself for the same instant must not hold the loop: at most as many as are armed now.
    for (std::size_t budget = m_heap.size(); budget != 0 && !m_heap.empty() && m_heap.front()->m_due <= now; --budget) {
        Timer& timer = *m_heap.front();
        disarm(timer);
        ++fired;
        timer.fire();
    }
    return fired;
}

std::optional<TimePoint> TimerHeap::next() const noexcept {
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.front()->m_due);
}

} // namespace burrow
