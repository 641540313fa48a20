// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/net/connector.hpp"
#include "netcore/transport/transport.hpp"

namespace burrow {

/// What a Connector brought, as a transport.
inline std::unique_ptr<Transport> makeSocketTransport(ConnectedSocket socket) {
    return makeSocketTransport(std::move(socket.fd),
                               socket.peer.isUnix() ? TransportKind::Unix : TransportKind::Tcp);
}

} // namespace burrow
