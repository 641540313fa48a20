// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// What a program needs that serves HTTP: burrow::http::Server, Router, Request, Exchange.
#pragma once

#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http_server/server.hpp"
