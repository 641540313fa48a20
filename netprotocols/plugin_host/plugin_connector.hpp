// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/net/ip_address.hpp"
#include "netprotocols/plugin_host/plugin_instance.hpp"

#include <functional>

namespace burrow {
class Resolver;
}

namespace burrow::plugin_host {

/// Lets plugins connect over TCP and Unix sockets by address and by name. `resolver` outlives all loops; null:
/// addresses only. `allows` false refuses an address (Security) before any packet; empty allows all.
ConnectFunction makeConnectFunction(Resolver* resolver, std::function<bool(const IpAddress&)> allows = {});

} // namespace burrow::plugin_host
