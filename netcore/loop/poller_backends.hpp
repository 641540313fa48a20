// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/poller.hpp"

namespace burrow::detail {

Result<std::unique_ptr<Poller>> makeEpollPoller();
Result<std::unique_ptr<Poller>> makePollPoller();
/// For poll(2) and epoll_wait(2): -1 waits for ever; rounded up.
int toMilliseconds(std::optional<Duration> wait) noexcept;

} // namespace burrow::detail
