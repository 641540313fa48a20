// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The buffered socket for programs without an event loop.
#pragma once

#include "netcore/blocking/socket.hpp"
