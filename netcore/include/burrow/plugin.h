// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
/* The plugin ABI under its public name. */
#pragma once

#if __has_include("../../plugin/abi.h") /* in the source tree */
#include "../../plugin/abi.h"
#elif __has_include("netcore/plugin/abi.h") /* installed below include/burrow */
#include "netcore/plugin/abi.h"
#else /* installed below include */
#include "../netcore/plugin/abi.h"
#endif
