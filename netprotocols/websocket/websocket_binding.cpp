// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_binding.hpp"

#include <utility>

namespace burrow::ws {
namespace {

class Inside {
public:
    explicit Inside(std::uint8_t& depth) noexcept : m_depth(depth) { ++m_depth; }
    ~Inside() { --m_depth; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

private:
    std::uint8_t& m_depth;
};

} // namespace

Session::Session(std::shared_ptr<const SocketOptions> options, std::string subprotocol,
                 std::move_only_function<void(Socket&)> beforeOpen)
    : Socket(std::move(options)), m_atOpen(std::move(beforeOpen)) {
    m_subprotocol = std::move(subprotocol);
}

Session::~Session() = default;

void Session::onOpen(Connection& connection) { start(Role::Server, connection); }

void Session::start(Role role, Connection& connection) {
    const Inside inside(m_inside);
    m_connection = &connection;
    m_id = connection.id();
    EventLoop& loop = connection.loop();
    m_engine.emplace(role, m_options->limits, connection.out(), loop.random(), loop.now());
    if (const auto due = m_engine->nextTimeout())
        connection.setDeadline(*due);
    if (auto atOpen = std::exchange(m_atOpen, nullptr))
        atOpen(*this);
    else if (m_options->onOpen)
        m_options->onOpen(*this);
}

Result<std::size_t> Session::onBytes(MutableBytes in, Connection& connection) { return pump(in, connection); }

Result<std::size_t> Session::pump(MutableBytes in, Connection& connection) {
    const Inside inside(m_inside);
    const Now now = connection.loop().now();
    m_input = in;
    std::size_t done = 0;
    while (done < in.size() && m_connection && !m_pause && !connection.isOverHighMark()) {
        auto taken = m_engine->receive(in.subspan(done), now);
        if (!taken) {
            m_input = {};
            if (taken.error().kind() == ErrorKind::Limit)
                connection.loop().stats().limitHits.add();
            return fail(std::move(taken.error()));
        }
        done += *taken;
        if (const auto event = *m_engine->nextEvent())
            dispatch(*event, connection);
    }
    m_input = {};
    if (!m_connection)
        return done;
    // What was lent stands in bytes that the connection may reuse as soon as this returns.
    if (connection.out().hasLent())
        connection.flush();
    settle(connection);
    return done;
}

void Session::dispatch(const Event& event, Connection& connection) {
    switch (event.kind) {
    case Event::Kind::Message: {
        ++m_messagesIn;
        connection.countRequest();
        Message message(event.type, event.data);
        message.m_check = TextCheck::Known;
        if (m_options->onMessage)
            m_options->onMessage(*this, message);
        break;
    }
    case Event::Kind::Close:
        m_peerCode = event.closeCode;
        m_peerReason = asText(event.data);
        break;
    case Event::Kind::Ping:
    case Event::Kind::Pong: break;
    }
}

/// After both close frames the server ends the stream first (RFC 6455 §7.1.1); a client waits for that.
void Session::settle(Connection& connection) {
    if (!m_connection || !m_engine->isClosed())
        return;
    if (m_engine->role() == Role::Server)
        connection.closeWhenFlushed();
    else if (const auto due = m_engine->nextTimeout())
        connection.setDeadline(*due);
}

Result<void> Session::onEof(Connection& connection) {
    auto ended = m_engine->receiveEof(connection.loop().now());
    if (ended)
        connection.closeWhenFlushed();
    return ended;
}

void Session::onTimeout(Connection& connection) {
    const Inside inside(m_inside);
    auto handled = m_engine->handleTimeout(connection.loop().now());
    if (!handled)
        connection.closeWhenFlushed(m_engine->isClosed() ? Error(ErrorKind::Closed, CoreError::Closed)
                                                         : handled.error());
    else if (const auto due = m_engine->nextTimeout())
        connection.setDeadline(*due);
}

void Session::onWritable(Connection&) {
    if (m_options->onWritable && isOpen())
        m_options->onWritable(*this);
}

void Session::onDrain(Connection&) { close(closeCode::goingAway, "the server is shutting down"); }

void Session::onClosed(const Error& why) noexcept {
    m_pause.release();
    m_membership.leaveAll();
    m_connection = nullptr;
    CloseReason reason{.error = why};
    reason.wasClean = m_engine && m_engine->isClosed();
    if (m_peerCode != 0) {
        reason.code = m_peerCode;
        reason.text = m_peerReason;
    } else {
        if (m_engine && m_engine->isFailed() && why.wireHint() != 0)
            reason.code = static_cast<std::uint16_t>(why.wireHint());
        reason.text = why.text();
    }
    if (m_options->onClose)
        m_options->onClose(*this, reason);
}

std::string_view Session::state() const noexcept {
    return !m_engine ? "handshake" : m_engine->isOpen() ? "active" : "closing";
}

std::string_view Session::roleName() const noexcept {
    return m_engine && m_engine->role() == Role::Server ? "server" : "client";
}

void Session::describe(SnapshotWriter& writer) const {
    writer.text("role", roleName());
    if (!m_subprotocol.empty())
        writer.text("subprotocol", m_subprotocol, FieldPriority::Headline);
    writer.number("messages-in", m_messagesIn, Unit::Count, FieldPriority::Headline);
    writer.number("messages-out", m_messagesOut, Unit::Count, FieldPriority::Headline);
    writer.number("topics", m_membership.size());
    writer.number("message-limit", m_options->limits.message, Unit::Bytes, FieldPriority::Detail);
    writer.number("queue-hard-limit", m_options->limits.queueHard, Unit::Bytes, FieldPriority::Detail);
}

} // namespace burrow::ws
