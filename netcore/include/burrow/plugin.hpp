// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The C++17 layer over the plugin ABI under its public name.
#pragma once

#if __has_include("../../plugin/plugin.hpp")
#include "../../plugin/plugin.hpp"
#elif __has_include("netcore/plugin/plugin.hpp")
#include "netcore/plugin/plugin.hpp"
#else
#include "../netcore/plugin/plugin.hpp"
#endif
