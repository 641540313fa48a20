// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/file_route.hpp"

#include "netprotocols/http_files/file_handler.hpp"

namespace burrow::daemon {

Result<void> addFileRoute(http::Router& router, const RouteConfig& route) {
    http::FilesOptions options;
    options.index = route.index.empty() ? std::string() : route.index.front();
    return http::files(router, route.path.ends_with('/') ? route.path : route.path + "/", route.files.path,
                       std::move(options));
}

} // namespace burrow::daemon
