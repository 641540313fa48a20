// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_thread.hpp"

#include "netcore/log/log_reader.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace burrow {

namespace {
constexpr std::size_t batchSize = 64;
/// After work the thread lets records gather instead of being woken for each: a system call per batch.
constexpr std::chrono::milliseconds gatherTime{5};
/// notify() reads m_isAsleep without a fence: in the rare case that it misses the sleeper, the record waits so long.
constexpr std::chrono::milliseconds longestSleep{500};
} // namespace

LogThread::LogThread(const Log& log) : m_log(log), m_wakeup(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    // Signals are for the program's own threads.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    m_thread = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

LogThread::~LogThread() {
    {
        const std::lock_guard lock(m_mutex);
        m_stops = true;
    }
    wake();
    m_thread.join();
}

void LogThread::add(std::unique_ptr<Log::Sink> sink) { request({std::move(sink), {}, Change::Kind::Add}); }

void LogThread::replace(std::vector<std::unique_ptr<Log::Sink>> sinks) {
    request({nullptr, std::move(sinks), Change::Kind::Replace});
}

void LogThread::reopen() { request({nullptr, {}, Change::Kind::Reopen}); }

void LogThread::request(Change change) {
    {
        const std::lock_guard lock(m_mutex);
        m_changes.push_back(std::move(change));
    }
    wake();
}

bool LogThread::flush(std::chrono::milliseconds atMost) {
    std::unique_lock lock(m_mutex);
    const std::uint64_t ticket = ++m_flushWanted;
    wake();
    return m_flushed.wait_for(lock, atMost, [&] { return m_flushDone >= ticket; });
}

void LogThread::run() {
    ::pthread_setname_np(::pthread_self(), "burrow-log");
    LogReader reader(m_log, LogReader::From::Oldest);
    for (bool stops = false; !stops;) {
        // The order counts: what was logged before a request is drained after the request was seen.
        std::uint64_t ticket;
        std::vector<Change> changes;
        {
            const std::lock_guard lock(m_mutex);
            ticket = m_flushWanted;
            stops = m_stops;
            changes.swap(m_changes);
        }
        const std::uint64_t before = reader.nextSequence();
        for (Change& change : changes) {
            drain(reader);
            apply(std::move(change));
        }
        drain(reader);
        {
            const std::lock_guard lock(m_mutex);
            m_flushDone = ticket;
        }
        m_flushed.notify_all();
        if (!stops)
            sleep(reader, reader.nextSequence() != before);
    }
}

void LogThread::drain(LogReader& reader) {
    if (m_sinks.empty())
        return; // the first sink gets the history that the rings still hold
    std::array<Log::Record, batchSize> batch;
    while (const std::size_t count = reader.read(batch))
        for (const Log::Record& record : std::span(batch).first(count))
            for (const auto& sink : m_sinks)
                sink->write(record);
    for (const auto& sink : m_sinks)
        sink->flush();
}

void LogThread::apply(Change change) {
    switch (change.kind) {
    case Change::Kind::Add: m_sinks.push_back(std::move(change.added)); break;
    case Change::Kind::Replace: m_sinks = std::move(change.replacing); break;
    case Change::Kind::Reopen:
        for (const auto& sink : m_sinks)
            sink->reopen();
    }
}

void LogThread::sleep(LogReader& reader, bool hadWork) {
    m_isAsleep.store(!hadWork, std::memory_order_seq_cst);
    if (!hadWork && !m_sinks.empty() && reader.hasNext())
        return;
    pollfd wait{m_wakeup.get(), POLLIN, 0};
    ::poll(&wait, 1, static_cast<int>((hadWork ? gatherTime : longestSleep).count()));
    m_isAsleep.store(false, std::memory_order_relaxed);
    std::uint64_t count;
    [[maybe_unused]] const ssize_t size = ::read(m_wakeup.get(), &count, sizeof(count));
}

void LogThread::wake() noexcept {
    m_isAsleep.store(false, std::memory_order_relaxed);
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t size = ::write(m_wakeup.get(), &one, sizeof(one));
}

} // namespace burrow
