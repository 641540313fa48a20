// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/loop/poller.hpp"

#include "netcore/loop/poller_backends.hpp"

#include <algorithm>
#include <limits>

namespace burrow {

Poller::~Poller() = default;

Result<std::unique_ptr<Poller>> Poller::create(PollerKind kind) {
    return kind == PollerKind::Poll ? detail::makePollPoller() : detail::makeEpollPoller();
}

namespace detail {

int toMilliseconds(std::optional<Duration> wait) noexcept {
    if (!wait)
        return -1;
    // Rounded up: waking before the deadline would spin until it has come.
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(std::max(*wait, Duration::zero())).count();
    return static_cast<int>(std::min<long long>(milliseconds, std::numeric_limits<int>::max()));
}

} // namespace detail
} // namespace burrow
