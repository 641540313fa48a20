// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_reader.hpp"

#include "netcore/log/log_private.hpp"

#include <algorithm>

namespace burrow {

struct LogReader::Source {
    std::shared_ptr<const LogRing> ring;
    LogRing::Cursor cursor;
    Log::Record next;
    bool hasNext = false;
    std::uint64_t lostBefore = 0; ///< records that were overwritten before `next`
};

LogReader::LogReader(const Log& log, From from) : m_log(log), m_from(from) { findRings(true); }

LogReader::~LogReader() = default;

void LogReader::findRings(bool isFirst) {
    if (m_log.m_private->ringCount.load(std::memory_order_acquire) == m_sources.size())
        return;
    const std::lock_guard lock(m_log.m_private->mutex);
    const auto& rings = m_log.m_private->rings;
    for (std::size_t i = m_sources.size(); i < rings.size(); ++i) {
        auto source = std::make_unique<Source>();
        source->ring = rings[i];
        if (isFirst) // a ring that comes later is read, and its losses are counted, from its first record
            source->cursor = m_from == From::Oldest ? rings[i]->oldest() : rings[i]->newest();
        m_sources.push_back(std::move(source));
    }
}

std::size_t LogReader::read(std::span<Log::Record> into) {
    findRings(false);
    std::size_t given = 0;
    while (given < into.size()) {
        Source* earliest = nullptr;
        for (const auto& source : m_sources) {
            peek(*source);
            if (source->hasNext && (!earliest || source->next.time < earliest->next.time))
                earliest = source.get();
        }
        if (!earliest)
            break;
        Log::Record& record = into[given++];
        if (const std::uint64_t lost = std::exchange(earliest->lostBefore, 0)) {
            record.time = earliest->next.time;
            giveGap(record, lost);
            continue;
        }
        record = earliest->next;
        record.sequence = m_nextSequence++;
        record.lost = 0;
        record.moduleName = m_log.nameOf(record.module);
        earliest->hasNext = false;
    }
    return given;
}

bool LogReader::hasNext() {
    findRings(false);
    return std::ranges::any_of(m_sources, [](const auto& source) {
        peek(*source);
        return source->hasNext;
    });
}

void LogReader::peek(Source& source) {
    if (source.hasNext)
        return;
    source.hasNext = source.ring->take(source.cursor, source.next.words, source.lostBefore) > 0;
    if (source.hasNext)
        decodeRecord(source.next);
}

void LogReader::giveGap(Log::Record& record, std::uint64_t lost) {
    const WallTime time = record.time;
    encodeRecord(record.words, time, LogModule{}, LogLevel::Warning, {}, "log.gap", {{"lost", lost}});
    decodeRecord(record);
    record.moduleName = m_log.nameOf(record.module);
    record.lost = lost;
    record.sequence = m_nextSequence;
    m_nextSequence += lost;
    m_lost += lost;
}

} // namespace burrow
