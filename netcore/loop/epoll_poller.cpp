// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/fd.hpp"
#include "netcore/loop/poller_backends.hpp"

#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace burrow::detail {
namespace {

std::uint32_t toEvents(Interest interest) noexcept {
    // Level-triggered: an edge saves nothing here and costs a read until EAGAIN.
    return (interest.read ? EPOLLIN : 0u) | (interest.write ? EPOLLOUT : 0u);
}

class EpollPoller final : public Poller {
public:
    explicit EpollPoller(Fd fd) noexcept : m_epoll(std::move(fd)) {}

    Result<void> add(int fd, Interest interest, PollSource& source) override {
        return control(EPOLL_CTL_ADD, fd, interest, source);
    }
    Result<void> change(int fd, Interest interest, PollSource& source) override {
        return control(EPOLL_CTL_MOD, fd, interest, source);
    }
    void remove(int fd, PollSource& source) noexcept override {
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
        forget(fd, source);
    }
    void forget(int, PollSource& source) noexcept override {
        for (std::size_t i = m_next; i < m_count; ++i) {
            if (m_events[i].data.ptr == &source)
                m_events[i].data.ptr = nullptr;
        }
    }
    Result<std::size_t> wait(std::optional<Duration> atMost) override {
        const int count =
            ::epoll_wait(m_epoll.get(), m_events.data(), static_cast<int>(m_events.size()), toMilliseconds(atMost));
        m_next = 0;
        m_count = count > 0 ? static_cast<std::size_t>(count) : 0;
        if (count < 0 && errno != EINTR)
            return fail(Error::fromErrno(errno, "epoll_wait"));
        return m_count;
    }
    void dispatch() override {
        while (m_next < m_count) {
            const ::epoll_event& event = m_events[m_next++];
            if (event.data.ptr)
                static_cast<PollSource*>(event.data.ptr)
                    ->onReady({(event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0,
                               (event.events & (EPOLLHUP | EPOLLERR)) != 0});
        }
    }
    std::optional<int> nativeHandle() const noexcept override { return m_epoll.get(); }
    PollerKind kind() const noexcept override { return PollerKind::Epoll; }

private:
    Result<void> control(int operation, int fd, Interest interest, PollSource& source) {
        ::epoll_event event{};
        event.events = toEvents(interest);
        event.data.ptr = &source;
        if (::epoll_ctl(m_epoll.get(), operation, fd, &event) != 0)
            return fail(Error::fromErrno(errno, "epoll_ctl"));
        return {};
    }

    Fd m_epoll;
    // What one turn serves at most: large enough that a busy loop seldom waits twice, small enough for fair timers.
    std::array<::epoll_event, 256> m_events;
    std::size_t m_next = 0, m_count = 0;
};

} // namespace

Result<std::unique_ptr<Poller>> makeEpollPoller() {
    Fd fd(::epoll_create1(EPOLL_CLOEXEC));
    if (!fd)
        return fail(Error::fromErrno(errno, "epoll_create1"));
    return std::make_unique<EpollPoller>(std::move(fd));
}

} // namespace burrow::detail
