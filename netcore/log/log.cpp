// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log.hpp"

#include "netcore/log/log_private.hpp"
#include "netcore/log/log_record.hpp"
#include "netcore/log/log_sink.hpp"

#include <algorithm>

namespace burrow {

namespace {

constexpr std::string_view levelNames[] = {"trace", "debug", "info", "warning", "error", "off"};

/// The ring that this thread used last: the only thing that event() looks at. No destructor, so no guard either.
struct LastRing {
    std::uint64_t serial = 0;
    LogRing* ring = nullptr;
};
constinit thread_local LastRing lastRing;

/// All rings of this thread, one per log; gives them free when the thread ends.
struct ThreadRings {
    struct Entry {
        std::uint64_t serial;
        std::shared_ptr<LogRing> ring;
    };
    std::vector<Entry> entries;

    ~ThreadRings() {
        lastRing = {};
        for (Entry& entry : entries)
            entry.ring->hasWriter.store(false, std::memory_order_release);
    }
};
thread_local ThreadRings threadRings;

std::uint64_t nextSerial() noexcept {
    static std::atomic<std::uint64_t> serial{0};
    return serial.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace

std::string_view nameOf(LogLevel level) noexcept {
    return levelNames[std::min<std::size_t>(static_cast<std::size_t>(level), std::size(levelNames) - 1)];
}

std::optional<LogLevel> parseLogLevel(std::string_view name) noexcept {
    const auto* found = std::ranges::find(levelNames, name);
    if (found == std::end(levelNames))
        return std::nullopt;
    return static_cast<LogLevel>(found - std::begin(levelNames));
}

Log::Log(LogOptions options) : m_private(std::make_unique<Private>(options)) {
    m_private->serial = nextSerial();
    m_private->rules[""] = LogLevel::Info;
    for (auto& threshold : m_thresholds)
        threshold.store(static_cast<std::uint8_t>(LogLevel::Info), std::memory_order_relaxed);
    module("log"); // index 0: of the gaps
}

Log::~Log() {
    m_private->wakes.store(nullptr);
    m_private->thread.reset(); // drains, so it needs the rest
}

LogModule Log::module(std::string_view name) {
    const std::lock_guard lock(m_private->mutex);
    const std::size_t count = m_private->moduleCount.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < count; ++i)
        if (m_private->modules[i] == name)
            return static_cast<LogModule>(i);
    if (count == maxModules)
        return static_cast<LogModule>(maxModules - 1);
    const std::string_view stored = count == maxModules - 1 ? std::string_view("other") : name;
    m_private->modules[count] = stored;
    const auto level = static_cast<std::uint8_t>(m_private->ruleFor(stored));
    const std::uint8_t flag = m_thresholds[count].load(std::memory_order_relaxed) & hasExceptions;
    m_thresholds[count].store(level | flag, std::memory_order_relaxed);
    m_private->moduleCount.store(count + 1, std::memory_order_release);
    return static_cast<LogModule>(count);
}

std::string_view Log::nameOf(LogModule module) const noexcept {
    const auto index = static_cast<std::size_t>(module);
    if (index >= m_private->moduleCount.load(std::memory_order_acquire))
        return "other";
    return m_private->modules[index];
}

LogLevel Log::Private::ruleFor(std::string_view module) const {
    for (std::string_view prefix = module; !prefix.empty();) {
        if (const auto rule = rules.find(prefix); rule != rules.end())
            return rule->second;
        const std::size_t dot = prefix.rfind('.');
        prefix = dot == std::string_view::npos ? std::string_view() : prefix.substr(0, dot);
    }
    return rules.find("")->second;
}

void Log::setLevel(std::string_view module, LogLevel level) {
    const std::lock_guard lock(m_private->mutex);
    if (module.empty())
        m_private->rules.clear();
    m_private->rules.insert_or_assign(std::string(module), level);
    for (std::size_t i = 0; i < maxModules; ++i) {
        const auto wanted = static_cast<std::uint8_t>(m_private->ruleFor(m_private->modules[i]));
        const std::uint8_t flag = m_thresholds[i].load(std::memory_order_relaxed) & hasExceptions;
        m_thresholds[i].store(wanted | flag, std::memory_order_relaxed);
    }
}

LogLevel Log::level(LogModule module) const noexcept {
    const std::uint8_t threshold = m_thresholds[static_cast<std::size_t>(module) % maxModules];
    return static_cast<LogLevel>(threshold & ~hasExceptions);
}

std::vector<Log::ModuleLevel> Log::levels() const {
    const std::lock_guard lock(m_private->mutex);
    std::vector<ModuleLevel> levels;
    for (std::size_t i = 0; i < m_private->moduleCount.load(std::memory_order_relaxed); ++i)
        levels.push_back({m_private->modules[i], level(static_cast<LogModule>(i))});
    return levels;
}

bool Log::setConnectionLevel(ConnectionId id, LogLevel level) {
    const std::lock_guard lock(m_private->mutex);
    auto& entries = m_private->connectionLevels;
    const auto isOf = [&](const auto& entry) { return entry.load(std::memory_order_relaxed) >> 8 == toNumber(id); };
    const auto isFree = [](const auto& entry) { return entry.load(std::memory_order_relaxed) == 0; };
    auto entry = std::ranges::find_if(entries, isOf);
    bool isSet = true;
    if (level == LogLevel::Off) {
        if (entry != entries.end())
            entry->store(0, std::memory_order_relaxed);
    } else {
        if (entry == entries.end())
            entry = std::ranges::find_if(entries, isFree);
        isSet = entry != entries.end();
        if (isSet)
            entry->store(toNumber(id) << 8 | static_cast<std::uint64_t>(level), std::memory_order_relaxed);
    }
    const std::uint8_t flag = std::ranges::all_of(entries, isFree) ? 0 : hasExceptions;
    for (auto& threshold : m_thresholds)
        threshold.store((threshold.load(std::memory_order_relaxed) & ~hasExceptions) | flag, std::memory_order_relaxed);
    return isSet;
}

bool Log::isOnFor(ConnectionId id, LogLevel level, std::uint8_t threshold) const noexcept {
    if (toNumber(id) != 0)
        for (const auto& entry : m_private->connectionLevels) {
            const std::uint64_t value = entry.load(std::memory_order_relaxed);
            if (value >> 8 == toNumber(id))
                return static_cast<std::uint64_t>(level) >= (value & 0xFF);
        }
    return static_cast<std::uint8_t>(level) >= (threshold & ~hasExceptions);
}

void Log::event(LogModule module, LogLevel level, ConnectionId id, std::string_view event,
                std::initializer_list<LogField> fields) noexcept {
    if (!isOn(module, level, id))
        return;
    LogRing* ring = m_private->ringOfThisThread();
    if (!ring)
        return; // out of memory at this thread's first record
    std::array<std::uint64_t, LogRing::maxWords> words;
    const std::size_t size = encodeRecord(words, std::chrono::system_clock::now(), module, level, id, event, fields);
    ring->append({words.data(), size});
    if (LogThread* thread = m_private->wakes.load(std::memory_order_acquire))
        thread->notify();
}

LogRing* Log::Private::ringOfThisThread() {
    if (lastRing.serial == serial) [[likely]]
        return lastRing.ring;
    try {
        return attachThread();
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

LogRing* Log::Private::attachThread() {
    for (const ThreadRings::Entry& entry : threadRings.entries)
        if (entry.serial == serial) {
            lastRing = {serial, entry.ring.get()};
            return entry.ring.get();
        }
    // Rings that only this thread still holds belong to logs that are gone.
    std::erase_if(threadRings.entries, [](const auto& entry) { return entry.ring.use_count() == 1; });

    const std::lock_guard lock(mutex);
    auto ring = std::ranges::find_if(
        rings, [](const auto& candidate) { return !candidate->hasWriter.load(std::memory_order_acquire); });
    if (ring == rings.end()) {
        rings.push_back(std::make_shared<LogRing>(options.ringSlots));
        ring = std::prev(rings.end());
        ringCount.store(rings.size(), std::memory_order_release);
    }
    threadRings.entries.push_back({serial, *ring});
    (*ring)->hasWriter.store(true, std::memory_order_relaxed);
    lastRing = {serial, ring->get()};
    return ring->get();
}

void Log::addSink(std::unique_ptr<Sink> sink) {
    const std::lock_guard lock(m_private->mutex);
    if (!m_private->thread) {
        m_private->thread = std::make_unique<LogThread>(*this);
        m_private->wakes.store(m_private->thread.get(), std::memory_order_release);
    }
    m_private->thread->add(std::move(sink));
}

void Log::setSinks(std::vector<std::unique_ptr<Sink>> sinks) {
    if (LogThread* thread = m_private->wakes.load(std::memory_order_acquire))
        return thread->replace(std::move(sinks));
    for (auto& sink : sinks)
        addSink(std::move(sink));
}

void Log::reopenSinks() {
    if (LogThread* thread = m_private->wakes.load(std::memory_order_acquire))
        thread->reopen();
}

bool Log::flush(std::chrono::milliseconds atMost) {
    LogThread* thread = m_private->wakes.load(std::memory_order_acquire);
    return !thread || thread->flush(atMost);
}

} // namespace burrow
