// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/router.hpp"
#include "netprotocols/monitor/collector.hpp"

#include <memory>

namespace burrow::monitor {

constexpr std::string_view monitorPath = "/monitor/v1";

/// Serves watchers of the collector as WebSockets at monitorPath. Who connects is asked of the kernel.
/// Thread: the collector's.
void serveWatchers(http::Router& router, std::weak_ptr<Collector> collector);

/// What the kernel says of the peer of a Unix socket: same user and root everything, others (the socket's mode lets in
/// its group alone) may read.
Scopes scopesOf(std::uint32_t uid) noexcept;

} // namespace burrow::monitor
