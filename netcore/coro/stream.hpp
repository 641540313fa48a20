// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/coro/task.hpp"
#include "netcore/net/connector.hpp"
#include "netcore/tls/tls_context.hpp"

#include <memory>
#include <string>

namespace burrow {

class ConnectionRegistry;
class EventLoop;
class Transport;

/// A byte stream for coroutines: one reader and one writer at a time. Destroying it closes the connection; a task that
/// waits on it must be gone by then. Thread: loop.
class Stream {
public:
    /// Over any transport: a memory pair in tests.
    Stream(EventLoop& loop, std::unique_ptr<Transport> transport);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Up to CR LF or LF, which is taken off. Limit if the line is longer; Closed if the peer ended before its first
    /// byte, Truncated if inside it.
    Task<Result<std::string>> readLine(std::size_t limit);
    /// At least one byte; 0 at the end of the stream. `into` stays valid until the task ends.
    Task<Result<std::size_t>> readSome(MutableBytes into);
    Task<Result<void>> readExact(MutableBytes into);
    /// Ends when the bytes are sent or queued under the connection's high mark.
    Task<Result<void>> write(ByteView bytes);
    /// TLS from here on; bytes that came in plain behind the switch are an error.
    Task<Result<void>> startTls(std::shared_ptr<const TlsContext> context, std::string serverName);
    /// Ends our direction when everything is sent.
    void close();
    bool isOpen() const noexcept;

private:
    class Session;
    struct State;
    std::unique_ptr<State> m_state;
};

struct DialOptions {
    ConnectOptions connect;                  ///< `connect.resolver` is needed for names
    std::shared_ptr<const TlsContext> tls;   ///< TLS from the first byte; the target's name is verified
};

/// Connects and gives a stream. Not "connect": inside a QObject that name is taken.
Task<Result<std::unique_ptr<Stream>>> dial(EventLoop& loop, Target target, DialOptions options = {});

} // namespace burrow
