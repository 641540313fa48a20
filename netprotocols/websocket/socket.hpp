// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/connection.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netprotocols/websocket/topics.hpp"
#include "netprotocols/websocket/websocket_engine.hpp"

#include <any>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::ws {

class SocketHandle;
struct SocketOptions;

/// What became of a message.
enum class Sent : std::uint8_t {
    Sent,    ///< in the output, which is under the connection's high mark
    Queued,  ///< in the output, which is over the high mark: pause until onWritable
    Dropped, ///< not sent: over Limits::queueHard
    Closed,  ///< not sent: the socket is closing or closed
    Refused, ///< not sent: text that is not UTF-8, or another contract of ours broken by the caller
};

/// A message in hand; the bytes are valid during the call that brings them.
class Message {
public:
    Message(MessageType type, ByteView data) noexcept : m_data(data.bytes()), m_type(type) {}
    static Message text(ByteView data) noexcept { return {MessageType::Text, data}; }
    static Message binary(ByteView data) noexcept { return {MessageType::Binary, data}; }

    MessageType type() const noexcept { return m_type; }
    bool isText() const noexcept { return m_type == MessageType::Text; }
    std::string_view text() const noexcept { return asText(m_data); }
    Bytes data() const noexcept { return m_data; }
    std::size_t size() const noexcept { return m_data.size(); }

private:
    friend class Socket;
    friend class Session;

    Bytes m_data;
    MessageType m_type;
    TextCheck m_check = TextCheck::Check; ///< Known: the engine has looked at it
};

/// Why a socket ended.
struct CloseReason {
    std::uint16_t code = closeCode::abnormal; ///< the peer's code; 1005: it named none; 1006: no close frame came
    std::string_view text;                    ///< the peer's reason, or our error's sentence
    bool wasClean = false;                    ///< both close frames have passed
    const Error& error;                       ///< what ended the connection
};

/// The user's face of one WebSocket, valid from onOpen until onClose returns; for later use and from other threads
/// take handle(). Thread: loop.
///
///     options.onMessage = [](ws::Socket& socket, const ws::Message& message) { socket.send(message); };
class Socket {
public:
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    /// A received message that is sent back to the same socket is not copied where it is big.
    Sent send(const Message& message);
    Sent sendText(ByteView text) { return send(Message::text(text)); }
    Sent sendBinary(ByteView bytes) { return send(Message::binary(bytes)); }
    /// A frame from Engine::encodeShared(). Servers only.
    Sent sendShared(const SharedBlock& frame);
    /// Starts the closing handshake: see Engine::submitClose(). Reading goes on, messages that still come are thrown
    /// away; onClose follows when the peer has answered, or after Limits::closeTimeout.
    void close(std::uint16_t code = closeCode::normal, ByteView reason = {});
    /// At once, without a close frame.
    void abort();
    Result<void> ping(ByteView payload = {});
    /// No message is delivered until resumeReading(); the peer's sending stalls after some buffers.
    void pauseReading();
    void resumeReading();

    /// Topics are exact names. False: no hub, not open, or Limits::topics reached.
    bool subscribe(std::string_view topic);
    bool unsubscribe(std::string_view topic);
    /// Names, valid until the next change.
    std::vector<std::string_view> topics() const;
    /// To the subscribers on all loops, this socket left out unless asked for. Dropped: one on this loop was too slow.
    Sent publish(std::string_view topic, const Message& message, Audience audience = Audience::Others);

    bool isOpen() const noexcept { return m_connection && m_engine && m_engine->isOpen(); }
    /// Bytes that wait to be sent.
    std::size_t queuedBytes() const noexcept { return m_connection ? m_connection->out().size() : 0; }
    std::string_view subprotocol() const noexcept { return m_subprotocol; }
    ConnectionId id() const noexcept { return m_id; }
    /// Null once onClose has been called.
    Connection* connection() noexcept { return m_connection; }
    SocketHandle handle() const;
    /// The user's own state of this socket.
    std::any& data() noexcept { return m_data; }

protected:
    friend class TopicTable;
    explicit Socket(std::shared_ptr<const SocketOptions> options);
    ~Socket();
    Sent afterSubmit(const Result<void>& submitted);
    void noteOutput();
    Sent overLimit();

    std::shared_ptr<const SocketOptions> m_options;
    Connection* m_connection = nullptr;
    ConnectionId m_id{};
    std::optional<Engine> m_engine;
    Bytes m_input; ///< what onBytes() is working on: may be lent to the output
    Connection::ReadPause m_pause;
    std::string m_subprotocol;
    Membership m_membership{*this};
    std::any m_data;
    std::uint64_t m_messagesIn = 0, m_messagesOut = 0;
    std::uint8_t m_inside = 0; ///< depth of calls by the connection, which flushes behind them
};

/// What a socket does. Shared by all sockets of a route, so the functions run on every loop at once; state of one
/// socket belongs into Socket::data(). They may close or abort the socket; none is called after onClose.
struct SocketOptions {
    std::move_only_function<void(Socket&) const> onOpen;
    std::move_only_function<void(Socket&, const Message&) const> onMessage;
    /// Always the last call, also when the handshake of a client failed.
    std::move_only_function<void(Socket&, const CloseReason&) const> onClose;
    std::move_only_function<void(Socket&) const> onWritable; ///< the output fell under the low mark
    Limits limits;
    std::shared_ptr<Hub> hub; ///< of the topics; empty: a socket of these options has none
};

/// Weak name of a socket. Thread: any; copies are cheap. What is sent to a socket that has gone is dropped.
class SocketHandle {
public:
    SocketHandle() noexcept = default;
    /// Copies the message. Closed if the loop has stopped.
    Result<void> send(const Message& message) const;
    Result<void> close(std::uint16_t code = closeCode::normal, std::string reason = {}) const;
    /// Runs on the socket's loop, unless the socket has gone.
    Result<void> with(std::move_only_function<void(Socket&)> function) const;
    ConnectionId id() const noexcept { return m_handle.id(); }

private:
    friend class Socket;
    explicit SocketHandle(ConnectionHandle handle) noexcept : m_handle(std::move(handle)) {}
    ConnectionHandle m_handle;
};

} // namespace burrow::ws
