// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/base/time.hpp"
#include "netcore/blocking/deadline.hpp"
#include "netcore/net/endpoint.hpp"
#include "netcore/net/host_name.hpp"
#include "netcore/net/resolver.hpp"
#include "netcore/net/socket_options.hpp"
#include "netcore/tls/tls_context.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace burrow::blocking {

/// What readLine() found.
enum class Line : std::uint8_t {
    Full,         ///< a whole line, without its end; may be empty
    Partial,      ///< the stream ended inside a line: this is the rest
    Disconnected, ///< the stream ended, nothing was left
    None,         ///< no whole line before the timeout; what has come stays buffered
    TooLong,      ///< longer than the limit; nothing was taken
    Failed,       ///< see Socket::lastError()
};

struct LineOptions {
    std::size_t limit = 1024 * 1024; ///< bytes without the line's end
    Duration timeout = noTimeout;
};

struct SocketOptions {
    /// Reads ahead up to 16 KiB. Without it no byte is taken from the kernel that was not asked for, so that the
    /// descriptor may be handed to somebody else between two calls.
    bool buffered = true;
    /// Reset, broken pipe, aborted and not connected count as the end of the stream when reading (lastError() still
    /// tells); without it they are errors.
    bool safeDisconnect = true;
};

struct ConnectOptions {
    /// One for all: names, every address, the TLS handshake.
    Duration timeout = std::chrono::seconds(30);
    std::shared_ptr<const TlsContext> tls; ///< null: plain
    std::string serverName;                ///< that the certificate must carry; empty: the host of the target
    Resolver* resolver = nullptr;          ///< null: a resolver for this call
    AddressFamilies families = AddressFamilies::Both;
    std::function<bool(const IpAddress&)> allows; ///< as in burrow::ConnectOptions
    SocketOptions socket;
};

struct ListenOptions {
    int backlog = 4096;
    bool v6Only = true;
    unsigned unixMode = 0660;
    SocketOptions socket; ///< of the accepted ones
};

/// One datagram that recvFrom() took.
struct Datagram {
    std::size_t size = 0;   ///< bytes written into the caller's room; 0 is a datagram too
    Endpoint peer;
    IpAddress local;        ///< address it came to, if the kernel said
    bool truncated = false; ///< it was longer than the room
};

/// A socket for programs without an event loop: TCP, Unix and datagrams, with TLS on streams. Every timeout is for the
/// whole call, however slowly the peer drips. What came before a timeout stays buffered for the next call.
/// Thread: one at a time; different sockets at once.
///
///     auto socket = Socket::connect("mail.example.org", 25, {.timeout = 10s});
///     std::string line;
///     while (socket->readLine(line, {.limit = 1000, .timeout = 5s}) == Line::Full)
///         std::puts(line.c_str());
///
/// Calls that do not fit the kind of socket are Misuse. SIGPIPE is never raised.
class Socket {
public:
    /// A closed socket.
    Socket() noexcept;
    Socket(Socket&&) noexcept;
    Socket& operator=(Socket&&) noexcept;
    ~Socket();

    /// Tries each address of the name (RFC 8305). The error tells of all attempts.
    static Result<Socket> connect(std::string_view host, std::uint16_t port, const ConnectOptions& options = {});
    static Result<Socket> connect(const Target& target, const ConnectOptions& options = {});
    static Result<Socket> listen(const Endpoint& endpoint, const ListenOptions& options = {});
    /// A datagram socket with a name; port 0: the kernel chooses.
    static Result<Socket> bindDatagram(const Endpoint& endpoint);
    /// A datagram socket with one peer: send() goes there, others are not heard, its ICMP errors are reported.
    static Result<Socket> connectDatagram(const Endpoint& peer);
    /// Takes a connected stream descriptor, which becomes non-blocking.
    static Socket adopt(Fd fd, SocketOptions options = {});

    /// The next connection; one that was aborted in the queue is passed over. Out of descriptors: waits for better
    /// times until the timeout. For TLS, call startTls() on the result.
    Result<Socket> accept(Duration timeout = noTimeout);

    /// Fills `into`; less only at the end of the stream (0: ended). Timeout: nothing was taken.
    Result<std::size_t> recv(MutableBytes into, Duration timeout = noTimeout);
    Result<std::string> recv(std::size_t bytes, Duration timeout = noTimeout);
    /// At least one byte, whatever is there; 0 at the end.
    Result<std::size_t> recvSome(MutableBytes into, Duration timeout = noTimeout);
    /// Fills `into` or fails: Truncated if the stream ends before (what came stays buffered).
    Result<void> recvExact(MutableBytes into, Duration timeout = noTimeout);
    /// LF and CRLF end a line, a lone CR is data. `line` is empty unless Full or Partial.
    Line readLine(std::string& line, const LineOptions& options = {});
    /// The line or its rest; empty optional at the end of the stream. Timeout and Limit are errors.
    Result<std::optional<std::string>> nextLine(const LineOptions& options = {});
    /// As Nim's recvLine: "\r\n" stands for an empty line, "" for the end of the stream (the rest of a line is lost).
    Result<std::string> recvLine(const LineOptions& options = {});
    /// Throws away so many bytes; gives how many, less only at the end. After a timeout some are gone.
    Result<std::size_t> skip(std::size_t bytes, Duration timeout = noTimeout);
    /// Copies at least one byte that the next call will read again; 0 at the end.
    Result<std::size_t> peek(MutableBytes into, Duration timeout = noTimeout);

    /// All or an error. After a timeout part of it may have gone: ErrorDetail::seen of `limit` bytes.
    Result<void> send(ByteView data, Duration timeout = noTimeout);
    /// True if all of it went.
    bool trySend(ByteView data, Duration timeout = noTimeout) { return send(data, timeout).has_value(); }

    /// One datagram. Not for streams: it would pass by what is buffered.
    Result<Datagram> recvFrom(MutableBytes into, Duration timeout = noTimeout);
    Result<void> sendTo(const Endpoint& peer, ByteView data, Duration timeout = noTimeout);

    /// TLS from here on, as client or server as the context says. Data that is already buffered is PeerFault: somebody
    /// may have put it in before the protection began (the STARTTLS injection).
    Result<void> startTls(std::shared_ptr<const TlsContext> context, const std::string& serverName = {},
                          Duration timeout = std::chrono::seconds(10));
    bool isTls() const noexcept;
    /// What the handshake agreed on; null without TLS. Valid as long as the socket.
    const TlsReport* tlsReport() const noexcept;

    /// Data is here without asking the kernel, TLS included.
    bool hasDataBuffered() const noexcept;
    /// A read would not wait: data is buffered, or the kernel has data or the end. False after the timeout. A record of
    /// TLS that carries no data makes it true as well.
    Result<bool> waitReadable(Duration timeout);
    /// Ends our direction; reading goes on.
    Result<void> shutdownWrite();
    /// Idempotent. TLS says goodbye if the kernel takes it at once.
    void close() noexcept;
    bool isOpen() const noexcept { return m_state != nullptr; }

    /// Of the last call that failed or found the peer gone; none if the stream ended in order.
    const std::optional<Error>& lastError() const noexcept;
    int fd() const noexcept; ///< -1 when closed
    Endpoint local() const;
    Endpoint peer() const;
    template <class T>
    Result<void> setOption(const SocketOption<T>& option, const std::type_identity_t<T>& value) {
        return burrow::setOption(fd(), option, value);
    }
    template <class T>
    Result<T> option(const SocketOption<T>& which) const {
        return readOption(fd(), which);
    }

private:
    enum class Kind : std::uint8_t { Stream, Listener, Datagram };
    struct State;
    static Socket make(Fd fd, Kind kind, const SocketOptions& options);
    Result<void> expect(Kind kind) const;
    Result<std::size_t> fill(std::size_t wanted, const Deadline& deadline);
    Result<std::size_t> fillLine(const Deadline& deadline);
    Result<std::size_t> ended(Result<std::size_t> got);
    std::unexpected<Error> failed(Error error);
    MutableBytes buffered() const noexcept;
    void consume(std::size_t bytes) noexcept;

    std::unique_ptr<State> m_state;
};

} // namespace burrow::blocking
