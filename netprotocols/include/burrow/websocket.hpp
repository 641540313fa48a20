// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// WebSockets: routes of an HTTP server (burrow::ws::serve), sockets, topics, and the client's session.
#pragma once

#include "netprotocols/websocket/websocket_client.hpp"
#include "netprotocols/websocket/websocket_route.hpp"
