// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_engine.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::ws {

Engine::Engine(Role role, const Limits& limits, OutputQueue& out, Random& random, Now now, Delivery delivery) noexcept
    : m_out(out), m_limits(limits), m_random(random), m_lastReceived(now.steady), m_controlWindow(now.steady),
      m_role(role), m_delivery(delivery) {}

Error Engine::failure(WsError code, std::uint64_t offset) {
    m_failure = code;
    m_received = offset;
    m_message.clear();
    Error error = wsError(code, offset);
    if (m_sentCode == 0)
        writeClose(static_cast<std::uint16_t>(error.wireHint()), error.text());
    if (code == WsError::FrameTooBig)
        return std::move(error).with({.limit = m_limits.frame, .seen = m_frame.payload});
    if (code == WsError::MessageTooBig)
        return std::move(error).with({.limit = m_limits.message, .seen = m_messageBytes});
    return error;
}

Result<std::size_t> Engine::fail(WsError code, std::uint64_t offset) {
    return burrow::fail(failure(code, offset));
}

Result<std::size_t> Engine::receive(MutableBytes in, Now now) {
    if (isFailed())
        return burrow::fail(wsError(m_failure, m_received));
    m_hasEvent = false;
    if (in.empty() || isClosed()) // §5.5.1: nothing counts after the close frame
        return in.size();
    m_lastReceived = now.steady;
    m_pinged = false;
    if (m_state == MessageState::Between && !m_insideFrame)
        m_message.clear();
    std::size_t at = 0;
    while (at < in.size() && !m_hasEvent && !isClosed()) {
        if (!m_insideFrame) {
            const std::uint64_t headStart = m_received + at - m_headSize;
            HeadError error;
            if (!takeHead(in, at, error)) {
                if (error.code != WsError::None)
                    return fail(error.code, headStart + error.at);
                break;
            }
            if (const WsError code = beginFrame(); code != WsError::None)
                return fail(code, headStart);
        }
        BURROW_TRY(at, isControl(m_frame.opcode) ? takeControl(in, at, now) : takeData(in, at));
    }
    m_received += at;
    if (at == in.size())
        sendOwedPong();
    return at;
}

bool Engine::takeHead(MutableBytes in, std::size_t& at, HeadError& error) {
    const std::size_t left = in.size() - at;
    if (m_headSize == 0) {
        if (parseHead(in.subspan(at), m_role, m_frame, error) == HeadStep::Done) {
            at += m_frame.size;
            return true;
        }
        if (error.code != WsError::None)
            return false;
        std::memcpy(m_head, in.data() + at, left);
        m_headSize = static_cast<std::uint8_t>(left);
        at = in.size();
        return false;
    }
    const std::size_t more = std::min(left, maxHeadBytes - m_headSize);
    std::memcpy(m_head + m_headSize, in.data() + at, more);
    if (parseHead(Bytes(m_head, m_headSize + more), m_role, m_frame, error) == HeadStep::Done) {
        at += m_frame.size - m_headSize;
        m_headSize = 0;
        return true;
    }
    m_headSize += static_cast<std::uint8_t>(more);
    at += more;
    return false;
}

WsError Engine::limitOf(std::uint64_t messageBytes) const noexcept {
    if (m_frame.payload > m_limits.frame)
        return WsError::FrameTooBig;
    if (messageBytes > m_limits.message)
        return WsError::MessageTooBig;
    if (m_fragments > m_limits.fragments)
        return WsError::TooManyFragments;
    if (m_fragments > m_limits.tinyFragmentsFrom &&
        messageBytes < std::uint64_t{m_fragments} * m_limits.tinyFragmentBytes)
        return WsError::TinyFragments;
    return WsError::None;
}

WsError Engine::beginFrame() {
    m_frameLeft = m_frame.payload;
    m_mask = codec::Mask(m_frame.key);
    m_insideFrame = true;
    if (isControl(m_frame.opcode))
        return WsError::None;
    const MessageStep step = next(m_state, m_frame.opcode, m_frame.fin);
    if (step.error != WsError::None)
        return step.error;
    m_state = step.next;
    if (m_frame.opcode != Opcode::Continuation) {
        m_type = static_cast<MessageType>(m_frame.opcode);
        m_text.reset();
        m_messageBytes = m_fragments = 0;
        m_first = true;
    }
    m_messageBytes += m_frame.payload;
    ++m_fragments;
    return isOpen() ? limitOf(m_messageBytes) : WsError::None; // what is thrown away needs no limit
}

Result<std::size_t> Engine::takeData(MutableBytes in, std::size_t at) {
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(m_frameLeft, in.size() - at));
    const MutableBytes piece = in.subspan(at, size);
    m_frameLeft -= size;
    m_insideFrame = m_frameLeft != 0;
    if (!isOpen())
        return at + size;
    if (m_role == Role::Server)
        m_mask.apply(piece);
    const bool last = !m_insideFrame && m_frame.fin;
    if (m_type == MessageType::Text) {
        const std::size_t good = m_text.feed(piece);
        if (good != size || (last && !m_text.isComplete()))
            return fail(WsError::InvalidUtf8, m_received + at + good);
    }
    if (m_delivery == Delivery::Pieces) {
        if (size != 0 || last)
            emitMessage(piece, last);
    } else if (last && m_message.empty()) {
        emitMessage(piece, true);
    } else {
        m_message.append(piece);
        if (last)
            emitMessage(m_message.bytes(), true);
    }
    return at + size;
}

void Engine::emitMessage(Bytes data, bool last) {
    m_event = {.kind = Event::Kind::Message, .type = m_type, .first = m_first, .last = last, .data = data};
    m_hasEvent = true;
    m_first = false;
}

Result<std::size_t> Engine::takeControl(MutableBytes in, std::size_t at, Now now) {
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(m_frameLeft, in.size() - at));
    MutableBytes payload = in.subspan(at, size);
    m_frameLeft -= size;
    at += size;
    if (m_controlSize != 0 || m_frameLeft != 0) {
        if (!m_control)
            m_control = std::make_unique_for_overwrite<std::byte[]>(maxControlPayload);
        if (size != 0)
            std::memcpy(m_control.get() + m_controlSize, payload.data(), size);
        m_controlSize += static_cast<std::uint8_t>(size);
        if (m_frameLeft != 0)
            return at;
        payload = {m_control.get(), m_controlSize};
    }
    m_insideFrame = false;
    m_controlSize = 0;
    if (m_role == Role::Server)
        m_mask.apply(payload);
    if (const WsError code = endControl(payload, now); code != WsError::None)
        return fail(code, m_received + at);
    return at;
}

WsError Engine::endControl(Bytes payload, Now now) {
    if (m_frame.opcode == Opcode::Close)
        return endClose(payload, now);
    if (!isOpen())
        return WsError::None;
    const bool ping = m_frame.opcode == Opcode::Ping;
    if (!ping && m_pingsSent != 0) {
        --m_pingsSent;
    } else { // a ping, or a pong that nobody asked for
        if (now.steady - m_controlWindow >= std::chrono::seconds(1)) {
            m_controlWindow = now.steady;
            m_controls = 0;
        }
        if (++m_controls > m_limits.controlsPerSecond)
            return WsError::ControlFlood;
    }
    if (ping)
        answerPing(payload);
    m_event = {.kind = ping ? Event::Kind::Ping : Event::Kind::Pong, .data = payload};
    m_hasEvent = true;
    return WsError::None;
}

WsError Engine::endClose(Bytes payload, Now now) {
    std::uint16_t code = closeCode::noStatus;
    if (payload.size() == 1)
        return WsError::ClosePayload;
    if (!payload.empty()) {
        code = static_cast<std::uint16_t>(std::to_integer<unsigned>(payload[0]) << 8 |
                                          std::to_integer<unsigned>(payload[1]));
        payload = payload.subspan(2);
        if (!isSendableCloseCode(code))
            return WsError::CloseCode;
        if (!codec::isValidUtf8(payload))
            return WsError::InvalidUtf8;
    }
    m_close = rowOf(m_close).afterReceiving;
    if (m_close == CloseState::CloseReceived) {
        m_closeStarted = now.steady;
        writeClose(code, {}); // §5.5.1: the answer echoes the code
    }
    m_event = {.kind = Event::Kind::Close, .closeCode = code, .data = payload};
    m_hasEvent = true;
    return WsError::None;
}

Result<void> Engine::receiveEof(Now) {
    if (isFailed() || isClosed())
        return {};
    m_failure = WsError::EndedWithoutClose;
    return burrow::fail(wsError(m_failure, m_received));
}

Result<std::optional<Event>> Engine::nextEvent() {
    if (!m_hasEvent)
        return std::nullopt;
    m_hasEvent = false;
    return m_event;
}

std::optional<TimePoint> Engine::nextTimeout() const noexcept {
    if (isFailed() || (isClosed() && m_role == Role::Server))
        return std::nullopt;
    if (m_close != CloseState::Open)
        return m_closeStarted + m_limits.closeTimeout;
    if (m_limits.idle <= Duration::zero())
        return std::nullopt;
    return m_lastReceived + (m_pinged ? m_limits.idle : m_limits.idle / 2);
}

Result<void> Engine::handleTimeout(Now now) {
    const auto due = nextTimeout();
    if (!due || now.steady < *due)
        return {};
    if (m_close != CloseState::Open) {
        m_failure = WsError::CloseTimeout;
        return burrow::fail(wsError(m_failure, m_received));
    }
    if (m_pinged)
        return burrow::fail(failure(WsError::IdleTimeout, m_received));
    m_pinged = true;
    if (!isInsideMessage())
        m_message.clear();
    m_message.trim();
    return submitPing();
}

} // namespace burrow::ws
