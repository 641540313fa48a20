// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/fd.hpp"

#include <unistd.h>

namespace burrow {

void Fd::reset(int fd) noexcept {
    const int old = std::exchange(m_fd, fd);
    if (old >= 0 && old != fd)
        ::close(old); // EINTR leaves the descriptor closed on Linux: never retry (close(2))
}

} // namespace burrow
