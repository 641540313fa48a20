// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"

#include <optional>

namespace burrow::blocking {

/// No limit in time.
constexpr Duration noTimeout = Duration::max();

/// The end of one whole call: all its steps share it, and slow progress does not move it. Thread: immutable.
class Deadline {
public:
    explicit Deadline(Duration timeout) noexcept {
        if (timeout != noTimeout)
            m_end = Clock::now() + timeout;
    }
    /// Time left, never negative; `noTimeout` without an end.
    Duration left() const noexcept;

private:
    std::optional<TimePoint> m_end;
};

/// Waits until the descriptor has one of the poll(2) events, an error or a hang-up. Timeout at the deadline.
Result<void> waitFor(int fd, short events, const Deadline& deadline);

} // namespace burrow::blocking
