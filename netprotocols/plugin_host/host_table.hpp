// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/describe.hpp"
#include "netcore/plugin/abi.h"

namespace burrow::plugin_host {

/// The functions of this host. `name` lives as long as the table.
burrow_host makeHostTable(const char* name) noexcept;
/// A writer as the ABI's describe functions take it; valid during the call.
burrow_fields* asFields(SnapshotWriter& writer) noexcept;

} // namespace burrow::plugin_host
