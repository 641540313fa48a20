// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/registry.hpp"
#include "netprotocols/monitor/row.hpp"

#include <vector>

namespace burrow::monitor {

/// Everything that a connection says of itself: its session's fields, its transport, its TLS report. One row per field,
/// at most 100: name, value, unit, priority. Thread: the connection's loop.
std::vector<Row> describeConnection(RegistryEntry& entry);

} // namespace burrow::monitor
