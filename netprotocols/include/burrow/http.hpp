// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// HTTP without a wire: requests, exchanges, the router, and calls within the process.
#pragma once

#include "netprotocols/http/exchange.hpp"
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http/request.hpp"
#include "netprotocols/http/router.hpp"
