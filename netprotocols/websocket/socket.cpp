// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/socket.hpp"

#include "netprotocols/websocket/websocket_binding.hpp"

#include <functional>

namespace burrow::ws {
namespace {

bool isInside(Bytes part, Bytes whole) noexcept {
    const std::less_equal<const std::byte*> notBehind;
    return !part.empty() && notBehind(whole.data(), part.data()) &&
           notBehind(part.data() + part.size(), whole.data() + whole.size());
}

} // namespace

Socket::Socket(std::shared_ptr<const SocketOptions> options) : m_options(std::move(options)) {}

Socket::~Socket() = default;

void Socket::noteOutput() {
    if (m_inside == 0)
        m_connection->flushSoon();
}

/// The output is over its hard limit: one message less, or one peer less.
Sent Socket::overLimit() {
    m_connection->loop().stats().limitHits.add();
    if (m_options->limits.slowConsumer == SlowConsumer::Close)
        close(closeCode::tryAgainLater, wsError(WsError::SlowConsumer).text());
    return Sent::Dropped;
}

Sent Socket::afterSubmit(const Result<void>& submitted) {
    if (!submitted)
        return submitted.error().kind() == ErrorKind::Misuse ? Sent::Refused : Sent::Closed;
    ++m_messagesOut;
    noteOutput();
    const std::size_t highMark = m_connection->options().highMark;
    if (m_connection->out().size() <= highMark)
        return Sent::Sent;
    // Only a write tells whether the peer is slow; once it is, the connection will say when it has caught up.
    if (!m_connection->isOverHighMark())
        m_connection->flush();
    if (!m_connection)
        return Sent::Closed;
    return m_connection->isOverHighMark() ? Sent::Queued : Sent::Sent;
}

Sent Socket::send(const Message& message) {
    if (!isOpen())
        return Sent::Closed;
    if (m_connection->out().size() + message.size() > m_options->limits.queueHard)
        return overLimit();
    const Payload how = isInside(message.m_data, m_input) ? Payload::Lent : Payload::Copied;
    return afterSubmit(m_engine->submitMessage(message.m_type, message.m_data, how, message.m_check));
}

Sent Socket::sendShared(const SharedBlock& frame) {
    if (!isOpen())
        return Sent::Closed;
    if (m_connection->out().size() + frame->size() > m_options->limits.queueHard)
        return overLimit();
    return afterSubmit(m_engine->submitShared(frame));
}

void Socket::close(std::uint16_t code, ByteView reason) {
    if (!isOpen())
        return;
    const Now now = m_connection->loop().now();
    if (auto closing = m_engine->submitClose(code, reason, now); !closing)
        static_cast<void>(m_engine->submitClose(closeCode::internalError, {}, now)); // never silently stay open
    m_connection->setDeadline(*m_engine->nextTimeout());
    noteOutput();
    resumeReading(); // or the answer would never be seen
}

void Socket::abort() {
    if (m_connection)
        m_connection->abort(Error(ErrorKind::Canceled, CoreError::Canceled));
}

Result<void> Socket::ping(ByteView payload) {
    if (!isOpen())
        return fail(ErrorKind::Closed, CoreError::Closed);
    auto submitted = m_engine->submitPing(payload);
    if (submitted)
        noteOutput();
    return submitted;
}

void Socket::pauseReading() {
    if (m_connection && !m_pause)
        m_pause = m_connection->pauseReading();
}

void Socket::resumeReading() { m_pause.release(); }

bool Socket::subscribe(std::string_view topic) {
    if (!isOpen() || !m_options->hub)
        return false;
    if (m_membership.contains(topic))
        return true;
    if (m_membership.size() >= m_options->limits.topics)
        return false;
    m_membership.join(m_options->hub->tableOf(m_connection->loop()).shared_from_this(), topic);
    return true;
}

bool Socket::unsubscribe(std::string_view topic) { return m_membership.leave(topic); }

std::vector<std::string_view> Socket::topics() const { return m_membership.names(); }

Sent Socket::publish(std::string_view topic, const Message& message, Audience audience) {
    if (!isOpen())
        return Sent::Closed;
    if (!m_options->hub ||
        (message.isText() && message.m_check == TextCheck::Check && !codec::isValidUtf8(message.m_data)))
        return Sent::Refused;
    Hub& hub = *m_options->hub;
    TopicTable& table = hub.tableOf(m_connection->loop());
    const SharedBlock frame = Engine::encodeShared(message.m_type, message.m_data);
    hub.publishElsewhere(topic, frame, &table);
    return table.deliver(topic, frame, audience == Audience::Others ? this : nullptr) ? Sent::Sent : Sent::Dropped;
}

SocketHandle Socket::handle() const {
    return m_connection ? SocketHandle(ConnectionHandle(*m_connection)) : SocketHandle();
}

// ---- SocketHandle ----

Result<void> SocketHandle::with(std::move_only_function<void(Socket&)> function) const {
    if (m_handle.id() == ConnectionId{})
        return fail(ErrorKind::Closed, CoreError::Closed);
    return m_handle.with([function = std::move(function)](Connection& connection) mutable {
        if (auto* session = dynamic_cast<Session*>(&connection.session()))
            function(*session);
    });
}

Result<void> SocketHandle::send(const Message& message) const {
    return with([type = message.type(), bytes = std::string(message.text())](Socket& socket) {
        static_cast<void>(socket.send(Message(type, ByteView(bytes))));
    });
}

Result<void> SocketHandle::close(std::uint16_t code, std::string reason) const {
    return with([code, reason = std::move(reason)](Socket& socket) { socket.close(code, reason); });
}

} // namespace burrow::ws
