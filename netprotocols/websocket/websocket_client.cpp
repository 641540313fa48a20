// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_client.hpp"

namespace burrow::ws {

ClientSession::ClientSession(std::shared_ptr<const SocketOptions> options, ClientRequest request)
    : Session(std::move(options)), m_handshake(std::make_unique<ClientHandshake>(std::move(request))) {}

void ClientSession::onOpen(Connection& connection) {
    m_connection = &connection;
    m_id = connection.id();
    EventLoop& loop = connection.loop();
    if (auto written = m_handshake->writeRequest(connection.out(), loop.random()); !written)
        return connection.closeWhenFlushed(written.error());
    if (m_options->limits.handshake > Duration::zero())
        connection.setDeadline(loop.now().steady + m_options->limits.handshake);
}

Result<std::size_t> ClientSession::onBytes(MutableBytes in, Connection& connection) {
    if (!m_handshake)
        return pump(in, connection);
    BURROW_TRY(const std::size_t head, m_handshake->receive(asText(in)));
    if (head == 0)
        return 0;
    m_subprotocol = m_handshake->subprotocol();
    m_handshake.reset();
    connection.clearDeadline();
    start(Role::Client, connection);
    if (!m_connection || !connection.isOpen() || head == in.size())
        return head;
    BURROW_TRY(const std::size_t taken, pump(in.subspan(head), connection));
    return head + taken;
}

Result<void> ClientSession::onEof(Connection& connection) {
    if (!m_handshake)
        return Session::onEof(connection);
    return fail(Error(ErrorKind::Truncated, handshakeErrors, static_cast<int>(HandshakeError::Truncated)));
}

void ClientSession::onTimeout(Connection& connection) {
    if (!m_handshake)
        return Session::onTimeout(connection);
    connection.closeWhenFlushed(wsError(WsError::HandshakeTimeout));
}

void ClientSession::onDrain(Connection& connection) {
    if (!m_handshake)
        return Session::onDrain(connection);
    connection.closeWhenFlushed(Error(ErrorKind::Canceled, CoreError::Canceled));
}

} // namespace burrow::ws
