// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/router.hpp"
#include "server-app/burrowd/config/config.hpp"

namespace burrow::daemon {

/// Serves the files of a folder below the route's path.
Result<void> addFileRoute(http::Router& router, const RouteConfig& route);

} // namespace burrow::daemon
