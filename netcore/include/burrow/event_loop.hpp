// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The event loop and its timers.
#pragma once

#include "netcore/loop/event_loop.hpp"
#include "netcore/loop/timer.hpp"
