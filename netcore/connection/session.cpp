// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/session.hpp"

#include "netcore/connection/connection.hpp"

namespace burrow {

ProtocolSession::~ProtocolSession() = default;

Result<void> ProtocolSession::onEof(Connection& connection) {
    connection.closeWhenFlushed();
    return {};
}

void ProtocolSession::onTimeout(Connection& connection) {
    connection.closeWhenFlushed(Error(ErrorKind::Timeout, CoreError::TimedOut));
}

void ProtocolSession::onDrain(Connection& connection) {
    if (isIdle())
        connection.closeWhenFlushed();
}

} // namespace burrow
