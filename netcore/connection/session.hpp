// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/connection/describe.hpp"

#include <string_view>

namespace burrow {

class Connection;

/// What a Connection drives; a protocol's *_binding implements it. Thread: loop.
/// Inside any call the session may close or abort the connection: it stays alive until the turn ends.
class ProtocolSession {
public:
    virtual ~ProtocolSession();

    /// The transport is usable (TLS: before the handshake); a protocol in which we speak first writes here.
    virtual void onOpen(Connection&) {}
    /// Gives how many bytes were consumed; the rest is kept and offered again together with what follows.
    /// `in` may be overwritten (unmasking) and is valid during the call. An error closes the connection after what
    /// stands in connection.out() has been sent.
    virtual Result<std::size_t> onBytes(MutableBytes in, Connection& connection) = 0;
    /// The peer ended its direction. Default: close when flushed; Truncated if input is left.
    virtual Result<void> onEof(Connection& connection);
    /// The deadline set by Connection::setDeadline() passed. Default: close with Timeout.
    virtual void onTimeout(Connection& connection);
    /// The output fell under the low mark after it had been over the high mark.
    virtual void onWritable(Connection&) {}
    /// Drain: say goodbye politely and close soon. Default: close now if idle, else as soon as isIdle().
    virtual void onDrain(Connection& connection);
    /// Nothing would be lost if the connection closed now.
    virtual bool isIdle() const { return false; }
    /// Exactly once, the last call. The output queue is gone already.
    virtual void onClosed(const Error& why) noexcept = 0;

    /// "http/1.1", "websocket": a literal.
    virtual std::string_view protocol() const noexcept = 0;
    /// "active", "idle", "handshake": a literal.
    virtual std::string_view state() const noexcept { return isIdle() ? "idle" : "active"; }
    virtual void describe(SnapshotWriter&) const {}
};

} // namespace burrow
