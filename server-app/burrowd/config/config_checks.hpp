// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config_loader.hpp"

namespace burrow::daemon {

/// What no single key can tell: names that must exist or be unique, keys that need or exclude each other, files that
/// must be there. Fills in what follows from other keys (names of listeners, kinds of routes, places of plugins).
void checkConfig(LoadedConfig& loaded, std::vector<Problem>& problems);

} // namespace burrow::daemon
