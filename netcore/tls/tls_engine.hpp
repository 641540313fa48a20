// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netcore/tls/tls_context.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace burrow {

/// What a client keeps to resume later. Thread: immutable. TLS 1.3 tickets should be used once (RFC 8446 C.4).
class TlsSession {
public:
    virtual ~TlsSession();
    /// The server name that it was made for; it is ignored for any other.
    virtual const std::string& serverName() const noexcept = 0;
};

struct TlsEngineOptions {
    /// Client: the name or IP address that the certificate must carry; a name is sent as SNI. Must not be empty unless
    /// the context accepts any name.
    std::string serverName;
    std::shared_ptr<const TlsSession> resume; ///< client: from TlsEngine::session(); may be refused by the server
    bool keepSession = false;                 ///< client: session() is wanted
    WallTime now{};                           ///< certificates are judged at this time; 0: by the system's clock
};

/// Sans-I/O TLS: cipher text in, plain text out, cipher text to send; server or client as its context says.
/// Whatever a call leaves in `cipherOut` must be sent, also after an error: it is the alert for the peer.
/// Errors stick: every later call gives the same one. Thread: one at a time.
///
///     auto engine = *makeTlsEngine(context, {.serverName = "example.org"});
///     auto step = engine->receive({}, {}, out);           // a client begins: its hello is in `out`
///     ...
///     step = engine->receive(arrived, plain, out);        // step->produced bytes of plain text
class TlsEngine {
public:
    struct Step {
        std::size_t consumed = 0; ///< bytes of `cipher`; less than all only if plainFull
        std::size_t produced = 0; ///< bytes of `plain`
        bool handshakeDone = false;
        bool peerClosed = false; ///< close_notify came; what followed it is ignored
        bool plainFull = false;  ///< call again with room, and with the bytes that were not consumed
    };

    virtual ~TlsEngine();

    /// Stops when its input is used up. `plain` may be empty during the handshake; should the room be smaller than the
    /// cipher text, plainFull can be set.
    virtual Result<Step> receive(Bytes cipher, MutableBytes plain, OutputQueue& cipherOut) = 0;
    /// The byte stream ended: Truncated unless close_notify came before.
    virtual Result<void> receiveEof() = 0;
    /// Encrypts from the front of `plain` what is in memory, up to `atMost` bytes; small slices share a record. Gives
    /// the plain bytes that were taken, for the caller to consume, at the latest before the next call: 0 before the
    /// handshake's end, for an empty queue, or when a file range stands in front.
    virtual Result<std::size_t> send(const OutputQueue& plain, OutputQueue& cipherOut, std::size_t atMost) = 0;
    /// Encrypts one piece. Misuse before the handshake's end.
    virtual Result<void> send(ByteView plain, OutputQueue& cipherOut) = 0;
    /// Queues close_notify once; receiving may go on.
    virtual void close(OutputQueue& cipherOut) = 0;

    virtual bool isHandshakeDone() const noexcept = 0;
    /// "TLSv1.3" and the IANA suite: literals, empty before the handshake's end.
    virtual std::string_view version() const noexcept = 0;
    virtual std::string_view suite() const noexcept = 0;
    /// Plain text, or cipher text that can become some, waits inside.
    virtual bool hasBuffered() const noexcept = 0;
    /// A new period of TlsLimits::messagePeriod begins: the engine reads no clock.
    virtual void beginPeriod() noexcept = 0;
    /// Made on the first call after the handshake and kept; before that only role and sizes are filled.
    virtual const TlsReport& report() const = 0;
    virtual void setHandshakeTime(Duration taken) noexcept = 0;
    /// The newest session that the server gave; null without keepSession. In TLS 1.3 it comes after the handshake.
    virtual std::shared_ptr<const TlsSession> session() const = 0;
};

/// Fails with Misuse if the server name is neither a host name nor an IP address.
Result<std::unique_ptr<TlsEngine>> makeTlsEngine(std::shared_ptr<const TlsContext> context,
                                                 TlsEngineOptions options = {});

} // namespace burrow
