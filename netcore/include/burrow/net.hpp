// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Addresses, endpoints and typed socket options.
#pragma once

#include "netcore/net/endpoint.hpp"
#include "netcore/net/interfaces.hpp"
#include "netcore/net/ip_address.hpp"
#include "netcore/net/socket.hpp"
#include "netcore/net/socket_options.hpp"
