// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/file_route.hpp"

namespace burrow::daemon {

Result<void> addFileRoute(http::Router&, const RouteConfig&) {
    return fail(Error::misuse("this build cannot serve files yet"));
}

} // namespace burrow::daemon
