// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/loop/poller_backends.hpp"

#include <cerrno>
#include <poll.h>
#include <utility>
#include <vector>

namespace burrow::detail {
namespace {

short toEvents(Interest interest) noexcept {
    return static_cast<short>((interest.read ? POLLIN : 0) | (interest.write ? POLLOUT : 0));
}

/// poll(2), for systems without epoll. Removed entries become holes (fd -1) that are filled again, because the set must
/// not move while a batch is being dispatched.
class PollPoller final : public Poller {
public:
    Result<void> add(int fd, Interest interest, PollSource& source) override {
        if (fd < 0)
            return fail(Error::fromErrno(EBADF, "poll"));
        if (slotOf(fd) != nowhere)
            return fail(Error::fromErrno(EEXIST, "poll"));
        std::size_t slot;
        if (m_holes.empty()) {
            slot = m_set.size();
            m_set.push_back({});
            m_sources.push_back(nullptr);
        } else {
            slot = m_holes.back();
            m_holes.pop_back();
        }
        m_set[slot] = {fd, toEvents(interest), 0};
        m_sources[slot] = &source;
        if (m_slotOfFd.size() <= static_cast<std::size_t>(fd))
            m_slotOfFd.resize(static_cast<std::size_t>(fd) + 1, nowhere);
        m_slotOfFd[static_cast<std::size_t>(fd)] = slot;
        return {};
    }
    Result<void> change(int fd, Interest interest, PollSource& source) override {
        const std::size_t slot = slotOf(fd);
        if (slot == nowhere)
            return fail(Error::fromErrno(ENOENT, "poll"));
        m_set[slot].events = toEvents(interest);
        m_sources[slot] = &source;
        return {};
    }
    void remove(int fd, PollSource& source) noexcept override { forget(fd, source); }
    void forget(int fd, PollSource&) noexcept override {
        const std::size_t slot = slotOf(fd);
        if (slot == nowhere)
            return;
        m_set[slot] = {-1, 0, 0};
        m_sources[slot] = nullptr;
        m_slotOfFd[static_cast<std::size_t>(fd)] = nowhere;
        m_holes.push_back(slot);
    }
    Result<std::size_t> wait(std::optional<Duration> atMost) override {
        const int count = ::poll(m_set.data(), m_set.size(), toMilliseconds(atMost));
        m_readyLeft = count > 0 ? static_cast<std::size_t>(count) : 0;
        if (count < 0 && errno != EINTR)
            return fail(Error::fromErrno(errno, "poll"));
        m_batch = count > 0 ? m_set.size() : 0;
        return m_readyLeft;
    }
    void dispatch() override {
        // Entries added meanwhile stand behind the batch or in a hole whose revents are 0.
        for (std::size_t slot = 0; slot < m_batch && m_readyLeft != 0; ++slot) {
            const short events = std::exchange(m_set[slot].revents, short{0});
            if (events == 0 || !m_sources[slot])
                continue;
            --m_readyLeft;
            m_sources[slot]->onReady(
                {(events & POLLIN) != 0, (events & POLLOUT) != 0, (events & (POLLHUP | POLLERR | POLLNVAL)) != 0});
        }
        m_batch = 0;
    }
    std::optional<int> nativeHandle() const noexcept override { return std::nullopt; }
    PollerKind kind() const noexcept override { return PollerKind::Poll; }
    std::vector<Watched> watched() const override {
        std::vector<Watched> all;
        all.reserve(m_set.size());
        for (const ::pollfd& entry : m_set) {
            if (entry.fd >= 0)
                all.push_back({entry.fd, {(entry.events & POLLIN) != 0, (entry.events & POLLOUT) != 0}});
        }
        return all;
    }

private:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    std::size_t slotOf(int fd) const noexcept {
        return fd >= 0 && static_cast<std::size_t>(fd) < m_slotOfFd.size() ? m_slotOfFd[static_cast<std::size_t>(fd)]
                                                                          : nowhere;
    }

    std::vector<::pollfd> m_set;
    std::vector<PollSource*> m_sources;
    std::vector<std::size_t> m_slotOfFd, m_holes;
    std::size_t m_batch = 0, m_readyLeft = 0;
};

} // namespace

Result<std::unique_ptr<Poller>> makePollPoller() { return std::make_unique<PollPoller>(); }

} // namespace burrow::detail
