// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http_server/stop_signal.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace burrow::http {
namespace {

/// Where the handler writes; a signal handler has no other way to find anything.
std::atomic<int> signalTarget{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void writeEvent(int fd) noexcept {
    const std::uint64_t one = 1;
    while (::write(fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void onSignal(int) {
    const int before = errno;
    if (const int fd = signalTarget.load(std::memory_order_relaxed); fd >= 0)
        writeEvent(fd);
    errno = before;
}

} // namespace

StopSignal::StopSignal() : m_event(std::make_shared<Fd>(::eventfd(0, EFD_CLOEXEC))) {
    signalTarget.store(m_event->get());
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &m_oldInt);
    ::sigaction(SIGTERM, &action, &m_oldTerm);
}

StopSignal::~StopSignal() {
    ::sigaction(SIGINT, &m_oldInt, nullptr);
    ::sigaction(SIGTERM, &m_oldTerm, nullptr);
    signalTarget.store(-1);
}

void StopSignal::wait() {
    std::uint64_t count = 0;
    while (::read(m_event->get(), &count, sizeof count) < 0 && errno == EINTR) {
    }
}

Function StopSignal::waker() const {
    return [event = m_event] { writeEvent(event->get()); };
}

} // namespace burrow::http
