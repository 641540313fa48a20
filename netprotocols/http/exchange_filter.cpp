// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/exchange_filter.hpp"

#include "netcore/connection/session.hpp"

namespace burrow::http {

void ExchangeFilter::done() noexcept {
    detach();
    if (m_inRoom)
        m_isDone = true;
    else
        delete this;
}

Result<void> ExchangeFilter::settle(Result<void> result) {
    if (m_inner.isAnswered() && !m_writer.isOpen())
        done();
    return result;
}

Result<void> ExchangeFilter::respond(int status, const ResponseBody& body, FieldsRef fields) {
    ExchangeBackend* next = m_inner.backend();
    return settle(next ? next->respond(status, body, fields) : fail(ErrorKind::Closed, CoreError::Closed));
}

Result<void> ExchangeFilter::respondHead(int status, std::optional<std::uint64_t> length, FieldsRef fields) {
    return settle(m_inner.respondHead(status, length, fields));
}

Result<void> ExchangeFilter::openStream(int status, FieldsRef fields, std::optional<std::uint64_t> length) {
    ExchangeBackend* next = m_inner.backend();
    if (!next)
        return fail(ErrorKind::Closed, CoreError::Closed);
    m_writer = m_inner.stream(status, fields, length);
    if (!m_writer.isOpen())
        return fail(ErrorKind::Misuse, CoreError::InvalidArgument);
    m_writer.onWritable([this] { onWritable(); });
    return {};
}

Result<void> ExchangeFilter::startStream(int status, FieldsRef fields, std::optional<std::uint64_t> length) {
    return openStream(status, fields, length);
}

/// The handler's function runs inside: it may end the answer, and with it this object.
void ExchangeFilter::onWritable() {
    if (m_inRoom)
        return;
    m_inRoom = true;
    if (m_writer.isOpen()) {
        onRoom();
    } else {
        m_isDone = true;
        peerGone();
    }
    m_inRoom = false;
    if (m_isDone)
        delete this;
}

Sent ExchangeFilter::write(const ResponseBody& piece) {
    return piece.shared ? m_writer.writeShared(piece.shared) : m_writer.write(piece.view);
}

Result<void> ExchangeFilter::finishStream(FieldsRef trailers) {
    Result<void> finished = m_writer.finish(trailers);
    done();
    return finished;
}

void ExchangeFilter::abandonStream() {
    m_writer = BodyWriter();
    done();
}

Result<void> ExchangeFilter::inform(int status, FieldsRef fields) { return m_inner.inform(status, fields); }

Result<void> ExchangeFilter::upgrade(std::string_view protocol, FieldsRef fields,
                                     std::unique_ptr<ProtocolSession> session) {
    return settle(m_inner.upgrade(protocol, fields, std::move(session)));
}

ExchangeBackend& ExchangeFilter::bodySource() noexcept {
    ExchangeBackend* next = m_inner.backend();
    return next ? next->bodySource() : *this;
}

void ExchangeFilter::readBody(BodySink* sink, std::size_t limit) {
    if (ExchangeBackend* next = m_inner.backend())
        next->bodySource().readBody(sink, limit);
    else if (sink)
        sink->onBodyError(Error(ErrorKind::Closed, CoreError::Closed));
}

void ExchangeFilter::resumeBody() {
    if (ExchangeBackend* next = m_inner.backend())
        next->bodySource().resumeBody();
}

void ExchangeFilter::abandon() noexcept {
    m_inner = Exchange(); // the carrier answers 500 and says so
    done();
}

const std::shared_ptr<LoopMailbox>& ExchangeFilter::mailbox() {
    if (ExchangeBackend* next = m_inner.backend())
        return next->mailbox();
    return m_mailbox;
}

} // namespace burrow::http
