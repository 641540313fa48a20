// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config.hpp"

#include <string>

namespace burrow::daemon {

/// Where generated certificates are kept: the configured folder, $STATE_DIRECTORY, $XDG_STATE_HOME/burrow or
/// ~/.local/state/burrow.
std::string stateFolder(const ServerConfig& config);

} // namespace burrow::daemon
