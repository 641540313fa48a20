// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/direct_calls.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/loop/poller_backends.hpp"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <vector>

namespace burrow::detail {
namespace {

std::uint32_t toEvents(Interest interest) noexcept {
    // Level-triggered: an edge saves nothing here and costs a read until EAGAIN.
    return (interest.read ? EPOLLIN : 0u) | (interest.write ? EPOLLOUT : 0u);
}

/// An event names its source by descriptor and generation, not by pointer: close() takes a descriptor out of the set only
/// when no other process holds it, so between a fork and its exec an event of a closed descriptor may still arrive.
class EpollPoller final : public Poller {
public:
    explicit EpollPoller(Fd fd) noexcept : m_epoll(std::move(fd)) {}

    Result<void> add(int fd, Interest interest, PollSource& source) override {
        if (fd < 0)
            return fail(Error::fromErrno(EBADF, "epoll_ctl"));
        if (m_entries.size() <= static_cast<std::size_t>(fd))
            m_entries.resize(static_cast<std::size_t>(fd) + 1);
        Entry& entry = m_entries[static_cast<std::size_t>(fd)];
        ++entry.generation;
        if (auto added = control(EPOLL_CTL_ADD, fd, interest, entry); !added)
            return added;
        entry.source = &source;
        return {};
    }
    Result<void> change(int fd, Interest interest, PollSource& source) override {
        if (fd < 0 || m_entries.size() <= static_cast<std::size_t>(fd))
            return fail(Error::fromErrno(ENOENT, "epoll_ctl"));
        Entry& entry = m_entries[static_cast<std::size_t>(fd)];
        entry.source = &source;
        return control(EPOLL_CTL_MOD, fd, interest, entry);
    }
    void remove(int fd, PollSource& source) noexcept override {
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
        forget(fd, source);
    }
    void forget(int fd, PollSource& source) noexcept override {
        if (fd < 0 || m_entries.size() <= static_cast<std::size_t>(fd))
            return;
        Entry& entry = m_entries[static_cast<std::size_t>(fd)];
        if (entry.source == &source)
            entry.source = nullptr;
    }
    Result<std::size_t> wait(std::optional<Duration> atMost) override {
        const int count =
            direct::epollWait(m_epoll.get(), m_events.data(), static_cast<int>(m_events.size()), toMilliseconds(atMost));
        m_count = count > 0 ? static_cast<std::size_t>(count) : 0;
        if (count < 0 && errno != EINTR)
            return fail(Error::fromErrno(errno, "epoll_wait"));
        return m_count;
    }
    void dispatch() override {
        for (std::size_t next = 0; next < m_count; ++next) {
            const ::epoll_event& event = m_events[next];
            const Entry& entry = m_entries[static_cast<std::uint32_t>(event.data.u64)];
            if (entry.source && entry.generation == event.data.u64 >> 32)
                entry.source->onReady({(event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0,
                                       (event.events & (EPOLLHUP | EPOLLERR)) != 0});
        }
        m_count = 0;
    }
    std::optional<int> nativeHandle() const noexcept override { return m_epoll.get(); }
    PollerKind kind() const noexcept override { return PollerKind::Epoll; }

private:
    struct Entry {
        PollSource* source = nullptr;
        std::uint32_t generation = 0; ///< of the descriptor's number: each use counts it up
    };

    Result<void> control(int operation, int fd, Interest interest, const Entry& entry) {
        ::epoll_event event{};
        event.events = toEvents(interest);
        event.data.u64 = std::uint64_t{entry.generation} << 32 | static_cast<std::uint32_t>(fd);
        if (::epoll_ctl(m_epoll.get(), operation, fd, &event) != 0)
            return fail(Error::fromErrno(errno, "epoll_ctl"));
        return {};
    }

    Fd m_epoll;
    // What one turn serves at most: large enough that a busy loop seldom waits twice, small enough for fair timers.
    std::array<::epoll_event, 256> m_events;
    std::vector<Entry> m_entries; ///< by descriptor
    std::size_t m_count = 0;
};

} // namespace

Result<std::unique_ptr<Poller>> makeEpollPoller() {
    Fd fd(::epoll_create1(EPOLL_CLOEXEC));
    if (!fd)
        return fail(Error::fromErrno(errno, "epoll_create1"));
    return std::make_unique<EpollPoller>(std::move(fd));
}

} // namespace burrow::detail
