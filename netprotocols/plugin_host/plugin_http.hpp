// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/router.hpp"
#include "netprotocols/plugin_host/plugin_instance.hpp"

#include <memory>

namespace burrow::plugin_host {

/// A route that a plugin serves: router.any("/status", std::move(route.handler), route.options). Error: KindNotOffered.
struct HttpRoute {
    http::Handler handler;
    http::RouteOptions options;
};
Result<HttpRoute> makeHttpRoute(std::shared_ptr<PluginInstance> instance);

/// The status that tells a client of an error that a plugin gave instead of an answer.
int httpStatusOf(burrow_status status) noexcept;

// burrow_host, on behalf of the plugin. Thread: any.
burrow_status respond(burrow_http_exchange* exchange, std::uint32_t status, const burrow_http_field* fields,
                      std::uint32_t fieldCount, burrow_bytes body);

} // namespace burrow::plugin_host
