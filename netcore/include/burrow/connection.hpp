// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Connections, the sessions that drive them, and the threads that they live on.
#pragma once

#include "netcore/connection/connection.hpp"
#include "netcore/connection/datagram.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netcore/connection/session.hpp"
