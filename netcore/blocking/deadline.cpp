// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/blocking/deadline.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace burrow::blocking {

Duration Deadline::left() const noexcept {
    return m_end ? std::max(*m_end - Clock::now(), Duration::zero()) : noTimeout;
}

Result<void> waitFor(int fd, short events, const Deadline& deadline) {
    for (;;) {
        const Duration left = deadline.left();
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
        ::timespec wait{};
        wait.tv_sec = static_cast<std::time_t>(whole.count());
        wait.tv_nsec = static_cast<long>((left - whole).count());
        ::pollfd one{fd, events, 0};
        const int ready = ::ppoll(&one, 1, left == noTimeout ? nullptr : &wait, nullptr);
        if (ready > 0)
            return {};
        if (ready < 0 && errno != EINTR)
            return fail(Error::fromErrno(errno));
        if (ready == 0)
            return fail(ErrorKind::Timeout, CoreError::TimedOut);
    }
}

} // namespace burrow::blocking
