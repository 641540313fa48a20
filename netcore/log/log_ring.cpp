// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_ring.hpp"

#include <algorithm>
#include <bit>

namespace burrow {

namespace {
constexpr std::size_t dataWords = LogRing::slotWords - 1;

constexpr std::uint64_t stampOf(std::uint64_t position, bool first) noexcept {
    return ((position + 1) << 1) | (first ? 1 : 0); // never 0, which means: being written
}
} // namespace

LogRing::LogRing(std::size_t slotCount)
    : m_mask(std::bit_ceil(std::max<std::size_t>(slotCount, 2 * maxSlots)) - 1),
      m_words(std::make_unique<std::atomic<std::uint64_t>[]>((m_mask + 1) * slotWords)) {}

// A sequence lock per slot, without fences (the thread sanitizer does not know them): each data word is stored with
// release after the stamp was cleared, and loaded with acquire before the stamp is read again. Who saw one new data
// word therefore sees the cleared stamp too. On x86 all of these are plain moves.
void LogRing::append(std::span<std::uint64_t> words) noexcept {
    const std::uint64_t number = m_records.load(std::memory_order_relaxed);
    words[0] = number;
    words[1] = (words[1] & ~std::uint64_t{0xFF}) | words.size();
    std::uint64_t position = m_head.load(std::memory_order_relaxed);
    for (std::size_t from = 0; from < words.size(); from += dataWords, ++position) {
        std::atomic<std::uint64_t>* slot = &m_words[(position & m_mask) * slotWords];
        slot[0].store(0, std::memory_order_relaxed);
        const std::size_t count = std::min(dataWords, words.size() - from);
        for (std::size_t i = 0; i < count; ++i)
            slot[1 + i].store(words[from + i], std::memory_order_release);
        slot[0].store(stampOf(position, from == 0), std::memory_order_release);
    }
    m_records.store(number + 1, std::memory_order_relaxed);
    m_head.store(position, std::memory_order_release);
}

LogRing::Cursor LogRing::oldest() const noexcept {
    return {firstReadable(m_head.load(std::memory_order_acquire)), 0, false};
}

LogRing::Cursor LogRing::newest() const noexcept {
    const std::uint64_t head = m_head.load(std::memory_order_acquire);
    return {head, m_records.load(std::memory_order_relaxed), true};
}

std::size_t LogRing::take(Cursor& cursor, std::span<std::uint64_t, maxWords> into, std::uint64_t& lost) const noexcept {
    std::uint64_t head = m_head.load(std::memory_order_acquire);
    while (cursor.slot < head) {
        cursor.slot = std::max(cursor.slot, firstReadable(head));
        if (!readSlot(cursor.slot, true, into.data())) {
            ++cursor.slot; // a continuation of an overwritten record, or overwritten meanwhile
            head = m_head.load(std::memory_order_acquire);
            continue;
        }
        const std::size_t words = std::clamp<std::size_t>(into[1] & 0xFF, 2, maxWords);
        const std::size_t recordSlots = (words + dataWords - 1) / dataWords;
        bool isWhole = true;
        for (std::size_t i = 1; i < recordSlots && isWhole; ++i)
            isWhole = readSlot(cursor.slot + i, false, into.data() + i * dataWords);
        cursor.slot += recordSlots;
        if (!isWhole) {
            head = m_head.load(std::memory_order_acquire);
            continue;
        }
        const std::uint64_t number = into[0];
        if (cursor.countsLoss && number > cursor.number)
            lost += number - cursor.number;
        cursor.countsLoss = true;
        cursor.number = number + 1;
        return words;
    }
    return 0;
}

bool LogRing::readSlot(std::uint64_t position, bool first, std::uint64_t* into) const noexcept {
    const std::atomic<std::uint64_t>* slot = &m_words[(position & m_mask) * slotWords];
    const std::uint64_t stamp = stampOf(position, first);
    if (slot[0].load(std::memory_order_acquire) != stamp)
        return false;
    for (std::size_t i = 0; i < dataWords; ++i)
        into[i] = slot[1 + i].load(std::memory_order_acquire);
    return slot[0].load(std::memory_order_relaxed) == stamp;
}

// The eighth part that the writer reaches next is left alone: a reader that starts there loses the race.
std::uint64_t LogRing::firstReadable(std::uint64_t head) const noexcept {
    const std::uint64_t window = slotCount() - slotCount() / 8;
    return head > window ? head - window : 0;
}

} // namespace burrow
