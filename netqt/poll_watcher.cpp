// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netqt/poll_watcher.hpp"

#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace BurrowQt {

PollWatcher::PollWatcher(std::function<void()> ready)
    : m_ready(std::move(ready)), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (m_wake)
        m_thread = std::thread([this] { run(); });
}

PollWatcher::~PollWatcher() {
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_guards);
        m_ends = true;
    }
    const std::uint64_t one = 1;
    (void)!::write(m_wake.get(), &one, sizeof one);
    m_thread.join();
}

void PollWatcher::watch(std::vector<burrow::Poller::Watched> descriptors) {
    {
        const std::lock_guard lock(m_guards);
        m_next = std::move(descriptors);
        m_hasNext = true;
    }
    const std::uint64_t one = 1;
    (void)!::write(m_wake.get(), &one, sizeof one);
}

void PollWatcher::run() {
    std::vector<::pollfd> set{{m_wake.get(), POLLIN, 0}};
    for (;;) {
        if (::poll(set.data(), set.size(), -1) < 0)
            continue; // a signal
        if (set[0].revents != 0) {
            std::uint64_t ignored;
            (void)!::read(m_wake.get(), &ignored, sizeof ignored);
            const std::lock_guard lock(m_guards);
            if (m_ends)
                return;
            if (m_hasNext) {
                m_hasNext = false;
                set.resize(1);
                for (const burrow::Poller::Watched& each : m_next)
                    set.push_back({each.fd,
                                   static_cast<short>((each.interest.read ? POLLIN : 0) | (each.interest.write ? POLLOUT : 0)),
                                   0});
            }
            continue; // looks at the new set before it tells of the old one
        }
        set.resize(1); // the next set comes with watch(), after the turn
        m_ready();
    }
}

} // namespace BurrowQt
