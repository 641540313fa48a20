// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Addresses, names, connecting, sockets and their typed options, interfaces.
#pragma once

#include "netcore/net/address_class.hpp"
#include "netcore/net/connector.hpp"
#include "netcore/net/endpoint.hpp"
#include "netcore/net/host_name.hpp"
#include "netcore/net/interfaces.hpp"
#include "netcore/net/ip_address.hpp"
#include "netcore/net/resolver.hpp"
#include "netcore/net/socket.hpp"
#include "netcore/net/socket_options.hpp"
#include "netcore/net/unix_socket.hpp"
