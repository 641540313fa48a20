// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/random.hpp"
#include "netcore/base/time.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netprotocols/codec/mask.hpp"
#include "netprotocols/codec/utf8.hpp"
#include "netprotocols/websocket/limits.hpp"
#include "netprotocols/websocket/message_buffer.hpp"
#include "netprotocols/websocket/websocket_state.hpp"

#include <memory>
#include <optional>

namespace burrow::ws {

enum class MessageType : std::uint8_t { Text = 1, Binary = 2 };

/// How messages are handed out.
enum class Delivery : std::uint8_t {
    Whole,  ///< one event per message; a message that lies whole and unfragmented in the input is not copied
    Pieces, ///< as the bytes arrive, nothing is collected; Event::first and Event::last frame them
};

/// Views are valid until the next receive().
struct Event {
    enum class Kind : std::uint8_t { Message, Ping, Pong, Close };
    Kind kind = Kind::Message;
    MessageType type = MessageType::Binary;
    bool first = true, last = true; ///< both true with Delivery::Whole
    std::uint16_t closeCode = 0;    ///< Close: 1005 if the frame named none
    Bytes data;                     ///< payload; Close: the reason, valid UTF-8
};

/// Whether the bytes of submitMessage() may be lent to the output (see OutputQueue::appendLent).
enum class Payload : std::uint8_t { Copied, Lent };
/// Whether text is known to be valid UTF-8, for instance because the engine delivered it.
enum class TextCheck : std::uint8_t { Check, Known };

/// RFC 6455 for both roles, after the opening handshake: bytes and time in, events, frames and deadlines out.
/// Answers pings and close frames itself. Does no I/O. Thread: loop.
///
///     std::size_t done = 0;
///     while (done < in.size()) {
///         BURROW_TRY(const std::size_t taken, engine.receive(in.subspan(done), now));
///         done += taken;
///         while (auto event = *engine.nextEvent()) ...   // at most one per receive()
///     }
///
/// Memory: this object, up to Limits::message for a message that came in several pieces, 125 bytes for a control
/// frame that did.
class Engine {
public:
    using Event = ws::Event;
    using Limits = ws::Limits;

    /// `limits`, `out` and `random` outlive the engine. Random is used by clients only (§5.3: fresh key per frame).
    Engine(Role role, const Limits& limits, OutputQueue& out, Random& random, Now now,
           Delivery delivery = Delivery::Whole) noexcept;

    // ---- input ----
    /// Takes input up to the end of the first event, or all of it; may overwrite what it takes. Gives the bytes taken.
    /// An error is final: a close frame that names it stands in the output, close the stream once it is sent.
    Result<std::size_t> receive(MutableBytes in, Now now);
    /// The stream ended: fine after the closing handshake, EndedWithoutClose otherwise.
    Result<void> receiveEof(Now now);
    Result<std::optional<Event>> nextEvent();

    // ---- output ----
    /// Closed once a close frame was sent or received; Misuse for invalid UTF-8 and inside a fragmented message.
    Result<void> submitMessage(MessageType type, ByteView payload, Payload how = Payload::Copied,
                               TextCheck check = TextCheck::Check);
    /// A message in pieces; other messages wait until the last one is out. Text is checked over all pieces.
    Result<void> submitPiece(MessageType type, ByteView payload, bool last);
    /// A frame made by encodeShared(): one block for many receivers. Servers only (clients mask): Misuse otherwise.
    Result<void> submitShared(const SharedBlock& frame);
    static SharedBlock encodeShared(MessageType type, ByteView payload);
    /// At most 125 bytes.
    Result<void> submitPing(ByteView payload = {});
    /// Starts the closing handshake; nothing may be sent after it. Code: isSendableCloseCode() or 1005 for none.
    /// A reason over 123 bytes is cut at a character. A second call is ignored.
    Result<void> submitClose(std::uint16_t code, ByteView reason, Now now);
    /// Moves frames into another queue of the same pool, when the engine's own is not the connection's.
    void drainOutput(OutputQueue& to) noexcept;

    // ---- time ----
    std::optional<TimePoint> nextTimeout() const noexcept;
    /// May be called early. An error is final.
    Result<void> handleTimeout(Now now);

    // ---- state ----
    bool wantsRead() const noexcept { return !isFailed() && m_close != CloseState::Closed; }
    bool isOpen() const noexcept { return !isFailed() && rowOf(m_close).isOpen; }
    /// Both close frames have passed: a server closes the stream now, a client waits for that until the timeout.
    bool isClosed() const noexcept { return m_close == CloseState::Closed; }
    bool isFailed() const noexcept { return m_failure != WsError::None; }
    bool isInsideMessage() const noexcept { return m_state != MessageState::Between || m_insideFrame; }
    Role role() const noexcept { return m_role; }
    /// The close code that was sent; 0 before that.
    std::uint16_t sentCloseCode() const noexcept { return m_sentCode; }

private:
    Result<std::size_t> fail(WsError code, std::uint64_t offset);
    Error failure(WsError code, std::uint64_t offset);
    bool takeHead(MutableBytes in, std::size_t& at, HeadError& error);
    WsError beginFrame();
    WsError limitOf(std::uint64_t messageBytes) const noexcept;
    Result<std::size_t> takeData(MutableBytes in, std::size_t at);
    Result<std::size_t> takeControl(MutableBytes in, std::size_t at, Now now);
    WsError endControl(Bytes payload, Now now);
    WsError endClose(Bytes payload, Now now);
    void answerPing(Bytes payload);
    void sendOwedPong();
    void emitMessage(Bytes data, bool last);
    void writeFrame(Opcode opcode, bool fin, ByteView payload, Payload how);
    void writeMasked(Opcode opcode, bool fin, ByteView payload);
    void writeClose(std::uint16_t code, ByteView reason);

    OutputQueue& m_out;
    const Limits& m_limits;
    Random& m_random;
    MessageBuffer m_message;
    std::unique_ptr<std::byte[]> m_control;  ///< a control frame that came in pieces
    std::unique_ptr<std::byte[]> m_owedPong; ///< of the last ping over the rate: its size, then its payload
    TimePoint m_lastReceived, m_closeStarted, m_controlWindow;
    std::uint64_t m_received = 0;  ///< stream offset behind what was taken
    std::uint64_t m_frameLeft = 0; ///< payload bytes of this frame still to come
    std::uint64_t m_messageBytes = 0;
    FrameHead m_frame;
    Event m_event;
    std::uint32_t m_fragments = 0, m_controls = 0;
    std::uint16_t m_sentCode = 0, m_pingsSent = 0; ///< pings whose pong is awaited
    codec::Mask m_mask;
    codec::Utf8Validator m_text, m_sentText;
    std::byte m_head[maxHeadBytes]; ///< a head that came in pieces
    std::uint8_t m_headSize = 0, m_controlSize = 0;
    Role m_role;
    Delivery m_delivery;
    MessageState m_state = MessageState::Between, m_sending = MessageState::Between;
    MessageType m_type = MessageType::Binary;
    CloseState m_close = CloseState::Open;
    WsError m_failure = WsError::None;
    bool m_hasEvent = false, m_insideFrame = false, m_first = true, m_pinged = false;
};

} // namespace burrow::ws
