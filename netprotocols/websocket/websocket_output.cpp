// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The sending half of ws::Engine.
#include "netprotocols/websocket/websocket_engine.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::ws {
namespace {

/// Up to here a payload is copied behind its head: a slice of its own costs more than so many bytes.
constexpr std::size_t inlinePayload = 2 * 1024;

Error closedError() noexcept { return Error(ErrorKind::Closed, CoreError::Closed); }

} // namespace

Result<void> Engine::submitMessage(MessageType type, ByteView payload, Payload how, TextCheck check) {
    if (!isOpen())
        return burrow::fail(closedError());
    if (m_sending != MessageState::Between)
        return burrow::fail(Error::misuse("a fragmented message is not finished"));
    if (type == MessageType::Text && check == TextCheck::Check && !codec::isValidUtf8(payload.bytes()))
        return burrow::fail(Error::misuse("text is not valid UTF-8"));
    writeFrame(static_cast<Opcode>(type), true, payload, how);
    return {};
}

Result<void> Engine::submitPiece(MessageType type, ByteView payload, bool last) {
    if (!isOpen())
        return burrow::fail(closedError());
    Opcode opcode = static_cast<Opcode>(type);
    if (m_sending == MessageState::Between)
        m_sentText.reset();
    else if (opcode != (m_sending == MessageState::InText ? Opcode::Text : Opcode::Binary))
        return burrow::fail(Error::misuse("another message is not finished"));
    else
        opcode = Opcode::Continuation;
    if (type == MessageType::Text &&
        (m_sentText.feed(payload.bytes()) != payload.size() || (last && !m_sentText.isComplete())))
        return burrow::fail(Error::misuse("text is not valid UTF-8"));
    m_sending = next(m_sending, opcode, last).next;
    writeFrame(opcode, last, payload, Payload::Copied);
    return {};
}

SharedBlock Engine::encodeShared(MessageType type, ByteView payload) {
    std::byte head[maxHeadBytes];
    const std::size_t size = encodeHead(head, static_cast<Opcode>(type), true, payload.size());
    std::string frame;
    frame.reserve(size + payload.size());
    frame.append(reinterpret_cast<const char*>(head), size).append(payload.text());
    return std::make_shared<const std::string>(std::move(frame));
}

Result<void> Engine::submitShared(const SharedBlock& frame) {
    if (!isOpen())
        return burrow::fail(closedError());
    if (m_role == Role::Client)
        return burrow::fail(Error::misuse("a client masks each frame anew and cannot send a shared one"));
    if (m_sending != MessageState::Between)
        return burrow::fail(Error::misuse("a fragmented message is not finished"));
    m_out.appendShared(frame); // also when small: a copy would take a block of 16 KiB for each of 100 000 receivers
    return {};
}

Result<void> Engine::submitPing(ByteView payload) {
    if (!isOpen())
        return burrow::fail(closedError());
    if (payload.size() > maxControlPayload)
        return burrow::fail(Error::misuse("a ping carries at most 125 bytes"));
    writeFrame(Opcode::Ping, true, payload, Payload::Copied);
    if (m_pingsSent != 0xFFFF)
        ++m_pingsSent;
    return {};
}

Result<void> Engine::submitClose(std::uint16_t code, ByteView reason, Now now) {
    if (!isOpen())
        return {};
    if (!isSendableCloseCode(code) && code != closeCode::noStatus)
        return burrow::fail(Error::misuse("a close code is 1000-1003, 1007-1014, 3000-4999, or 1005 for none"));
    if (!codec::isValidUtf8(reason.bytes()))
        return burrow::fail(Error::misuse("the close reason is not valid UTF-8"));
    m_closeStarted = now.steady;
    writeClose(code, reason);
    return {};
}

void Engine::drainOutput(OutputQueue& to) noexcept {
    if (&to != &m_out)
        to.appendQueue(m_out);
}

void Engine::answerPing(Bytes payload) {
    if (m_controls <= m_limits.pingsPerSecond) {
        writeFrame(Opcode::Pong, true, payload, Payload::Copied);
        return;
    }
    if (!m_owedPong)
        m_owedPong = std::make_unique_for_overwrite<std::byte[]>(1 + maxControlPayload);
    m_owedPong[0] = static_cast<std::byte>(payload.size());
    if (!payload.empty())
        std::memcpy(m_owedPong.get() + 1, payload.data(), payload.size());
}

void Engine::sendOwedPong() {
    if (!m_owedPong)
        return;
    if (isOpen())
        writeFrame(Opcode::Pong, true, Bytes(m_owedPong.get() + 1, std::to_integer<std::size_t>(m_owedPong[0])),
                   Payload::Copied);
    m_owedPong.reset();
}

void Engine::writeClose(std::uint16_t code, ByteView reason) {
    std::byte payload[maxControlPayload];
    std::size_t size = 0;
    if (code != closeCode::noStatus) {
        const std::string_view text = codec::utf8Prefix(reason.text(), maxControlPayload - 2);
        payload[0] = static_cast<std::byte>(code >> 8);
        payload[1] = static_cast<std::byte>(code);
        std::copy(text.begin(), text.end(), reinterpret_cast<char*>(payload) + 2);
        size = 2 + text.size();
    }
    writeFrame(Opcode::Close, true, Bytes(payload, size), Payload::Copied);
    m_close = rowOf(m_close).afterSending;
    m_sentCode = code;
}

void Engine::writeFrame(Opcode opcode, bool fin, ByteView payload, Payload how) {
    if (m_role == Role::Client)
        return writeMasked(opcode, fin, payload);
    const bool inlined = payload.size() <= inlinePayload;
    const MutableBytes room = m_out.reserve(maxHeadBytes + (inlined ? payload.size() : 0));
    std::size_t size = encodeHead(room.data(), opcode, fin, payload.size());
    if (inlined && !payload.empty()) {
        std::memcpy(room.data() + size, payload.data(), payload.size());
        size += payload.size();
    }
    m_out.commit(size);
    if (inlined)
        return;
    if (how == Payload::Lent)
        m_out.appendLent(payload);
    else
        m_out.append(payload);
}

void Engine::writeMasked(Opcode opcode, bool fin, ByteView payload) {
    std::uint32_t key = 0;
    m_random.fill(std::as_writable_bytes(std::span(&key, 1)));
    codec::Mask mask(key);
    Bytes left = payload.bytes();
    MutableBytes room = m_out.reserve(maxHeadBytes + std::min(left.size(), OutputQueue::maxReserve - maxHeadBytes));
    std::size_t used = encodeHead(room.data(), opcode, fin, payload.size(), key);
    while (true) {
        const std::size_t part = std::min(left.size(), room.size() - used);
        mask.apply(left.first(part), room.data() + used);
        m_out.commit(used + part);
        left = left.subspan(part);
        if (left.empty())
            return;
        room = m_out.reserve(std::min(left.size(), OutputQueue::maxReserve));
        used = 0;
    }
}

} // namespace burrow::ws
