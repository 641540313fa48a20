// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_session.hpp"

#include "netcore/log/log.hpp"
#include "netprotocols/http/status.hpp"
#include "netprotocols/http1/http1_errors.hpp"

#include <algorithm>

namespace burrow::http1 {

using http::ResponseBody;

namespace {

constexpr std::uint64_t noLength = ~std::uint64_t{0};
/// From here on a copy costs more than a system call of its own.
constexpr std::size_t lentFrom = 16 * 1024;

bool hasMuchQueued(Connection& connection) {
    const std::size_t mark = connection.options().highMark;
    if (connection.out().memorySize() <= mark)
        return false;
    connection.flush();
    return connection.isOpen() && connection.out().memorySize() > mark;
}

std::string plainText(int status) {
    return std::to_string(status) + " " + std::string(http::reasonOf(status)) + "\n";
}

} // namespace

/// What the access log wants to know when the answer is out and the request's views are gone.
struct ServerSession::Access {
    std::string method, target, host, userAgent, referer;
    TimePoint begin;
    int status = 0;
    std::uint64_t bytes = 0;
};

ServerSession::ServerSession(ServerContext& context, EventLoop& loop) : m_context(context), m_loop(context.at(loop)) {}
ServerSession::~ServerSession() = default;

void ServerSession::onOpen(Connection& connection) {
    m_connection = &connection;
    connection.setDeadlineTicks(m_loop.headTicks);
}

// ---- Input ----

Result<std::size_t> ServerSession::onBytes(MutableBytes in, Connection& connection) {
    m_inside = true;
    std::size_t used = 0;
    while (used < in.size() && !m_closing && !m_upgraded && connection.isOpen()) {
        const Bytes rest = Bytes(in).subspan(used);
        if (!m_body && m_answer != Answer::None)
            break; // the next request waits for this answer
        if (!m_body && hasMuchQueued(connection))
            break; // pipelined requests whose answers nobody takes: onWritable() goes on
        auto step = m_body ? takeBody(rest) : takeHead(rest);
        if (!step) {
            m_inside = false;
            return fail(std::move(step.error()));
        }
        if (*step == 0)
            break;
        used += *step;
    }
    m_inside = false;
    if (m_upgraded || m_closing || !connection.isOpen())
        return used;
    if (used < in.size() && !m_partialHead && !m_pause)
        m_pause = connection.pauseReading(); // what waits here is not to grow
    if (connection.hasPeerEnded() && used == in.size() && !(m_body && m_body->paused)) {
        if (m_body)
            return truncated();
        if (isIdle())
            connection.closeWhenFlushed();
    }
    armDeadline();
    return used;
}

Result<std::size_t> ServerSession::takeHead(Bytes in) {
    RequestHead head;
    auto parsed = parseRequestHead(in, m_context.limits(), m_loop.fields, head, m_scan);
    if (!parsed) {
        if (m_context.accessObserver())
            noteMalformed(asText(in));
        return refuse(std::move(parsed.error()));
    }
    if (*parsed == HeadStatus::Incomplete) {
        if (!m_partialHead)
            m_connection->setDeadlineTicks(m_loop.headTicks); // from the first byte to the last: no renewal
        m_partialHead = true;
        return 0;
    }
    m_partialHead = false;
    m_connection->countRequest();
    m_http10 = head.http10;
    m_isHead = head.method == http::Method::Head;
    m_acceptsTrailers = head.acceptsTrailers;
    const std::uint32_t most = m_context.limits().requestsPerConnection;
    m_keepAlive = head.keepAlive && !m_connection->isDraining() && (most == 0 || m_connection->requests() < most);
    m_answer = Answer::Awaited;
    if (m_context.accessObserver())
        noteAccess(head);

    http::RequestParts parts;
    const auto path = http::decodePath(head.path, m_loop.path);
    if (!path)
        return refuse(http1Error(Http1Error::TargetEscape));
    parts.method = head.method;
    parts.methodText = head.methodText;
    parts.target = head.target;
    parts.path = *path;
    parts.query = head.query;
    parts.host = head.host;
    parts.fields = head.fields;
    parts.peer.address = m_connection->peer();
    parts.peer.connection = m_connection->id();
    parts.peer.listener = m_connection->options().listener;
    if (m_connection->requests() == 1) // a transport does not change below HTTP
        m_encrypted = !m_connection->transport().tlsNames().version.empty();
    parts.peer.encrypted = m_encrypted;
    parts.backend = this;
    const http::Router& router = *m_loop.router;
    const http::Router::Match match = router.find(parts);
    if (head.hasBody()) {
        BURROW_TRY(const std::size_t more, startBody(head, parts, match, in.subspan(head.bytes)));
        return head.bytes + more;
    }
    call(parts, match, router);
    return head.bytes;
}

/// Gives how many bytes of the body were consumed already.
Result<std::size_t> ServerSession::startBody(const RequestHead& head, http::RequestParts& parts,
                                             const http::Router::Match& match, Bytes behind) {
    const bool buffered = match.route && match.route->options.body == http::BodyMode::Buffered;
    const std::uint64_t limit = match.route ? match.route->options.bodyLimit : 0;
    if (match.route && head.contentLength > limit)
        return refuse(http1Error(Http1Error::BodyTooLarge));
    if (buffered && !head.chunked && head.contentLength <= behind.size()) { // all there: no copy
        parts.body = asText(behind.first(head.contentLength));
        call(parts, match, *m_loop.router);
        return head.contentLength;
    }
    auto body = std::make_unique<RequestBody>();
    body->chunked = head.chunked;
    body->left = head.contentLength;
    body->limit = limit;
    body->continueAwaited = head.expectContinue && behind.empty();
    if (buffered) {
        body->mode = RequestBody::Mode::Whole;
        body->keepHead(parts, m_loop.router, match);
        if (std::exchange(body->continueAwaited, false))
            encodeContinue(m_connection->out());
        m_body = std::move(body);
        return 0;
    }
    body->mode = RequestBody::Mode::Stream;
    m_body = std::move(body);
    const std::shared_ptr<const http::Router> router = m_loop.router; // a handler may exchange it
    call(parts, match, *router);
    return 0;
}

void ServerSession::call(http::RequestParts& parts, const http::Router::Match& match, const http::Router& router) {
    router.dispatch(parts, match, http::Exchange(*this));
}

Result<std::size_t> ServerSession::takeBody(Bytes in) {
    if (m_body->paused || (m_body->mode == RequestBody::Mode::Stream && !m_body->sink))
        return 0; // the handler has not asked yet
    if (m_body->chunked)
        return takeChunks(in);
    const Bytes piece = in.first(static_cast<std::size_t>(std::min<std::uint64_t>(m_body->left, in.size())));
    m_body->left -= piece.size();
    BURROW_TRY(std::ignore, deliver(piece));
    if (m_body && m_body->left == 0)
        endBody();
    return piece.size();
}

Result<std::size_t> ServerSession::takeChunks(Bytes in) {
    std::size_t used = 0;
    while (m_body && !m_body->paused && !m_closing) {
        auto step = m_body->decoder.decode(in.subspan(used), m_context.limits());
        if (!step) {
            failBody(step.error());
            return refuse(std::move(step.error()));
        }
        used += step->consumed;
        if (step->event == ChunkEvent::Data) {
            BURROW_TRY(std::ignore, deliver(step->data));
        } else if (step->event == ChunkEvent::Trailer) {
            m_body->trailers.add(step->trailer.name, step->trailer.value);
        } else if (step->event == ChunkEvent::Done) {
            endBody();
            break;
        } else if (step->event == ChunkEvent::NeedMore) {
            m_partialHead = used < in.size(); // a trailer line waits for its end: reading goes on
            break;
        }
    }
    return used;
}

/// Never false: the value only makes BURROW_TRY usable.
Result<bool> ServerSession::deliver(Bytes piece) {
    RequestBody& body = *m_body;
    body.received += piece.size();
    switch (body.mode) {
    case RequestBody::Mode::Whole:
        if (body.received > body.limit)
            return refuse(http1Error(Http1Error::BodyTooLarge));
        body.text.append(asText(piece));
        break;
    case RequestBody::Mode::Stream:
        if (body.received > body.limit) {
            Error why = http1Error(Http1Error::BodyTooLarge);
            m_keepAlive = false;
            failBody(why);
            if (m_answer == Answer::Awaited)
                return refuse(std::move(why)); // the handler left the answer to us
            m_closing = true;
            m_connection->lingerOnClose();
            break;
        }
        if (body.sink && !body.sink->onBody(piece) && m_body)
            m_body->paused = true;
        break;
    case RequestBody::Mode::Discard:
        if (body.received > m_context.limits().drainBytes && m_answer != Answer::None) {
            m_keepAlive = false; // the handler wants no more of it and has not answered: its answer ends the connection
            body.paused = true;
        } else if (body.received > m_context.limits().drainBytes) {
            m_closing = true;
            m_connection->lingerOnClose();
            m_connection->closeWhenFlushed();
        }
        break;
    }
    return true;
}

void ServerSession::endBody() {
    const std::unique_ptr<RequestBody> body = std::move(m_body);
    m_partialHead = false;
    m_drainTimed = m_rateChecked = false; // the next body has a time of its own
    if (body->mode == RequestBody::Mode::Whole) {
        body->parts.body = body->text;
        body->parts.trailers = &body->trailers;
        call(body->parts, body->match, *body->router);
    } else if (http::BodySink* sink = body->sink) {
        if (!body->trailers.empty())
            sink->onTrailers(body->trailers);
        sink->onBodyEnd();
    }
}

void ServerSession::failBody(const Error& why) {
    if (!m_body)
        return;
    const std::unique_ptr<RequestBody> body = std::move(m_body);
    if (body->sink)
        body->sink->onBodyError(why);
}

/// Answers what the peer did wrong, as far as anything can be answered, and has the connection closed.
std::unexpected<Error> ServerSession::refuse(Error why) {
    m_closing = true;
    m_refused = true;
    m_keepAlive = false;
    m_connection->loop().stats().limitHits.add(why.kind() == ErrorKind::Limit);
    if (Log* log = m_context.log())
        log->event(log->module("http1"), LogLevel::Info, m_connection->id(), "request.refused",
                   {{"status", why.wireHint()}, {"why", why.text()}, {"offset", why.offset()}});
    if (const int status = why.wireHint(); status != 0 && m_answer != Answer::Streaming) {
        m_answer = Answer::Awaited;
        (void)respond(status, {.view = plainText(status), .shared = {}, .file = {}},
                      {{"Content-Type", "text/plain"}});
    }
    m_answer = Answer::None;
    detach();
    m_connection->lingerOnClose();
    return fail(std::move(why));
}

Result<void> ServerSession::onEof(Connection& connection) {
    if (m_body && connection.keptInput() == 0)
        return truncated();
    if (m_body)
        return {}; // the rest is here, the handler has not read it yet
    if (m_answer != Answer::None) { // the client may have closed one direction only: the answer is still sent
        if (connection.keptInput() == 0 || m_partialHead)
            m_keepAlive = false;
        requestStop();
        return {};
    }
    connection.closeWhenFlushed();
    return {};
}

/// The client ended inside its request body.
std::unexpected<Error> ServerSession::truncated() {
    Error why(ErrorKind::Truncated, CoreError::Truncated);
    failBody(why);
    peerGone();
    m_closing = true;
    return fail(std::move(why));
}

// ---- Time ----

void ServerSession::armDeadline() {
    if (m_partialHead && !m_body)
        return; // runs since its first byte
    if (m_body && m_body->mode == RequestBody::Mode::Discard && m_answer == Answer::None) {
        if (!m_drainTimed) { // once: a drip does not prolong it
            m_drainTimed = true;
            m_connection->setDeadlineTicks(m_loop.discardTicks);
        }
        return;
    }
    m_drainTimed = false;
    if (m_body || m_answer == Answer::Streaming) {
        if (!m_rateChecked) // not anew with each byte, or a drip would never end
            checkRateLater();
        return;
    }
    m_rateChecked = false;
    if (m_answer == Answer::None)
        m_connection->setDeadlineTicks(m_connection->isDraining() ? m_loop.drainTicks : m_loop.idleTicks);
    else
        m_connection->clearDeadline(); // the handler takes its time
}

void ServerSession::checkRateLater() {
    m_rateChecked = true;
    m_sentAtCheck = m_connection->bytesOut();
    m_connection->setDeadlineTicks(m_loop.rateTicks);
}

/// Bytes that must have moved since the last check.
std::uint64_t ServerSession::leastBytes(std::uint32_t perSecond) const noexcept {
    return std::uint64_t{perSecond} * static_cast<std::uint64_t>(m_context.limits().rateGrace.count()) / 1000;
}

void ServerSession::onTimeout(Connection& connection) {
    if (m_body && (m_body->paused || (m_body->mode == RequestBody::Mode::Stream && !m_body->sink))) {
        checkRateLater(); // it is the handler that does not read
        return;
    }
    if (m_drainTimed && m_body) { // an answered request's body that does not come to its end
        m_closing = true;
        connection.lingerOnClose();
        connection.closeWhenFlushed();
        return;
    }
    if (m_body) {
        const std::uint64_t fresh = m_body->received - std::exchange(m_body->receivedAtCheck, m_body->received);
        if (fresh >= leastBytes(m_context.limits().bodyBytesPerSecond)) {
            checkRateLater();
            return;
        }
    } else if (!m_partialHead) {
        if (connection.out().empty() && m_answer == Answer::None) {
            connection.closeWhenFlushed();
            return;
        }
        const std::uint64_t sent = connection.bytesOut() - m_sentAtCheck;
        if (m_rateChecked && !connection.out().empty() && sent < leastBytes(m_context.limits().writeBytesPerSecond))
            connection.abort(Error(ErrorKind::Timeout, CoreError::TimedOut).about("the peer reads too slowly"));
        else
            checkRateLater();
        return;
    }
    const Error why(ErrorKind::Timeout, CoreError::TimedOut);
    failBody(why);
    m_closing = true;
    m_refused = true;
    m_keepAlive = false;
    if (m_answer != Answer::Streaming) {
        m_answer = Answer::Awaited;
        (void)respond(408, {.view = plainText(408), .shared = {}, .file = {}}, {{"Content-Type", "text/plain"}});
    }
    connection.closeWhenFlushed(why);
}

void ServerSession::onDrain(Connection& connection) {
    m_keepAlive = false; // an answer on its way says so; an idle connection gets one more chance
    if (isIdle())
        connection.setDeadlineTicks(m_loop.drainTicks);
}

void ServerSession::onWritable(Connection&) {
    if (isIdle())
        m_pause.release();
    callWritable();
}

void ServerSession::onClosed(const Error& why) noexcept {
    m_pause.release();
    failBody(why);
    peerGone();
    m_connection = nullptr;
}

std::string_view ServerSession::state() const noexcept {
    if (m_answer == Answer::Streaming)
        return "streaming";
    if (m_body)
        return "receiving";
    if (m_answer == Answer::Awaited)
        return "handling";
    return m_partialHead ? "head" : "idle";
}

void ServerSession::describe(SnapshotWriter& writer) const {
    writer.text("phase", state(), FieldPriority::Headline);
    if (m_body)
        writer.number("body-received", m_body->received, Unit::Bytes);
}

// ---- Answers ----

bool ServerSession::mayKeepAlive() const noexcept {
    if (!m_keepAlive || m_closing)
        return false;
    if (!m_body || m_body->mode == RequestBody::Mode::Whole)
        return true;
    // An unread body is read away if it is short; else the connection ends: its bytes must never pose as a request.
    return !m_body->chunked && !m_body->continueAwaited && m_body->left <= m_context.limits().drainBytes;
}

Result<void> ServerSession::startAnswer(int status, http::FieldsRef fields, BodyFraming framing, std::uint64_t length) {
    if (m_answer != Answer::Awaited)
        return fail(ErrorKind::Misuse, CoreError::AlreadyAnswered);
    m_keepAlive = mayKeepAlive() && framing != BodyFraming::UntilClose;
    ResponseHead head;
    head.status = status;
    head.date = m_connection->loop().httpDate();
    head.fields = fields;
    head.framing = framing;
    head.contentLength = length;
    if (!m_keepAlive)
        head.connection = ConnectionField::Close;
    else if (m_http10)
        head.connection = ConnectionField::KeepAlive;
    auto encoded = encodeResponseHead(head, m_connection->out());
    if (encoded && m_access) {
        m_access->status = status;
        m_access->bytes = length == noLength ? 0 : length;
    }
    return encoded;
}

void ServerSession::appendBody(const ResponseBody& body) {
    OutputQueue& out = m_connection->out();
    if (body.file)
        out.appendFile(body.file, body.fileOffset, body.fileSize);
    else if (body.shared)
        out.appendShared(body.shared);
    else if (body.view.size() < lentFrom)
        out.append(body.view);
    else {
        out.appendLent(body.view); // the caller's bytes live until we return: send now, copy only what is left
        m_connection->flush();
    }
}

Result<void> ServerSession::respond(int status, const ResponseBody& body, http::FieldsRef fields) {
    if (status < 200)
        return fail(http1Error(Http1Error::OutStatus));
    const bool hasBody = http::statusHasBody(status);
    if (!hasBody && body.size() != 0)
        return fail(http1Error(Http1Error::OutBodyLength));
    if (auto started = startAnswer(status, fields, hasBody ? BodyFraming::Length : BodyFraming::None, body.size());
        !started)
        return started;
    if (hasBody && !m_isHead && body.size() != 0)
        appendBody(body);
    endAnswer();
    return {};
}

Result<void> ServerSession::respondHead(int status, std::optional<std::uint64_t> length, http::FieldsRef fields) {
    if (status < 200)
        return fail(http1Error(Http1Error::OutStatus));
    const bool mayTell = length && status != 204; // 304 may tell the length of the 200 (RFC 9110 §8.6)
    if (!m_isHead && http::statusHasBody(status) && length.value_or(0) != 0)
        return fail(http1Error(Http1Error::OutBodyLength));
    const bool frames = mayTell || http::statusHasBody(status);
    if (auto started =
            startAnswer(status, fields, frames ? BodyFraming::Length : BodyFraming::None, length.value_or(0));
        !started)
        return started;
    endAnswer();
    return {};
}

Result<void> ServerSession::startStream(int status, http::FieldsRef fields, std::optional<std::uint64_t> length) {
    if (status < 200 || !http::statusHasBody(status))
        return fail(http1Error(Http1Error::OutStatus));
    const BodyFraming framing = length     ? BodyFraming::Length
                                : m_http10 ? BodyFraming::UntilClose
                                           : BodyFraming::Chunked;
    if (auto started = startAnswer(status, fields, framing, length.value_or(0)); !started)
        return started;
    m_answer = Answer::Streaming;
    m_chunkedAnswer = framing == BodyFraming::Chunked;
    m_streamLeft = length.value_or(noLength);
    if (!m_inside) {
        armDeadline();
        m_connection->flushSoon();
    }
    return {};
}

http::Sent ServerSession::write(const ResponseBody& piece) {
    if (!m_connection || m_answer != Answer::Streaming || !m_connection->isOpen())
        return http::Sent::Closed;
    const std::uint64_t size = piece.size();
    if (size == 0)
        return http::Sent::Sent;
    if (m_streamLeft != noLength) {
        if (size > m_streamLeft) { // more than announced: the peer must not take the rest for the next answer
            m_connection->abort(http1Error(Http1Error::OutBodyLength));
            return http::Sent::Closed;
        }
        m_streamLeft -= size;
    }
    if (m_access)
        m_access->bytes += m_streamLeft == noLength ? size : 0;
    if (!m_isHead) {
        OutputQueue& out = m_connection->out();
        if (m_chunkedAnswer)
            encodeChunkStart(size, out);
        appendBody(piece);
        if (!m_connection || !m_connection->isOpen())
            return http::Sent::Closed;
        if (m_chunkedAnswer)
            encodeChunkEnd(out);
        m_connection->flushSoon();
    }
    return m_connection->isOverHighMark() || m_connection->out().memorySize() > m_connection->options().highMark
               ? http::Sent::Queued
               : http::Sent::Sent;
}

Result<void> ServerSession::finishStream(http::FieldsRef trailers) {
    if (m_answer != Answer::Streaming)
        return fail(ErrorKind::Misuse, CoreError::AlreadyAnswered);
    if (m_streamLeft != noLength && m_streamLeft != 0 && !m_isHead) {
        m_connection->abort(http1Error(Http1Error::OutBodyLength));
        return fail(http1Error(Http1Error::OutBodyLength));
    }
    if (m_chunkedAnswer && !m_isHead) {
        if (auto ended = encodeLastChunk(trailers, m_connection->out(), m_acceptsTrailers); !ended) {
            m_connection->abort(ended.error());
            return ended;
        }
    }
    endAnswer();
    return {};
}

void ServerSession::abandonStream() {
    if (m_connection && m_answer == Answer::Streaming)
        m_connection->abort(Error(ErrorKind::Canceled, CoreError::Canceled).about("the handler gave its answer up"));
}

std::size_t ServerSession::queuedBytes() const noexcept { return m_connection ? m_connection->out().size() : 0; }

Result<void> ServerSession::inform(int status, http::FieldsRef fields) {
    if (status < 100 || status > 199 || status == 101)
        return fail(http1Error(Http1Error::OutStatus));
    if (m_http10)
        return {}; // RFC 9110 §15.2: never to a 1.0 client
    if (status == 100 && m_body)
        m_body->continueAwaited = false; // said once
    ResponseHead head;
    head.status = status;
    head.fields = fields;
    head.framing = BodyFraming::None;
    auto encoded = encodeResponseHead(head, m_connection->out());
    if (encoded && !m_inside)
        m_connection->flushSoon();
    return encoded;
}

Result<void> ServerSession::upgrade(std::string_view protocol, http::FieldsRef fields,
                                    std::unique_ptr<ProtocolSession> session) {
    if (m_answer != Answer::Awaited || m_body)
        return fail(ErrorKind::Misuse, CoreError::AlreadyAnswered);
    if (m_http10) // RFC 9110 §7.8: Upgrade means nothing there
        return fail(ErrorKind::Incompatible, CoreError::NotSupported);
    std::vector<http::FieldView> all{{"Upgrade", protocol}};
    for (std::size_t i = 0; i < fields.size(); ++i)
        all.push_back(fields[i]);
    ResponseHead head;
    head.status = 101;
    head.date = m_connection->loop().httpDate();
    head.fields = std::span<const http::FieldView>(all);
    head.framing = BodyFraming::None;
    head.connection = ConnectionField::Upgrade;
    if (auto encoded = encodeResponseHead(head, m_connection->out()); !encoded)
        return encoded;
    if (m_access)
        m_access->status = 101;
    m_upgraded = true;
    endAnswer();
    m_connection->replaceSession(std::move(session));
    m_pause.release();
    return {};
}

/// The answer is complete in the queue.
void ServerSession::endAnswer() {
    m_answer = Answer::None;
    detach();
    if (m_access) {
        if (AccessObserver* observer = m_context.accessObserver()) {
            const Access& access = *m_access;
            observer->onAnswer(m_connection->loop(),
                               {m_connection->id(), m_connection->peer(), m_connection->options().listener,
                                access.method, access.target, access.host, access.userAgent, access.referer,
                                access.status, access.bytes, Clock::now() - access.begin});
        }
        m_access.reset();
    }
    if (m_upgraded)
        return;
    if (m_body && m_body->mode == RequestBody::Mode::Stream) {
        if (http::BodySink* sink = std::exchange(m_body->sink, nullptr))
            sink->onBodyError(Error(ErrorKind::Canceled, CoreError::Canceled));
        m_body->mode = RequestBody::Mode::Discard;
        m_body->paused = false;
    }
    if (!m_keepAlive) {
        m_closing = true;
        if (m_body)
            m_connection->lingerOnClose();
        if (!m_refused) // else our caller closes, with its reason
            m_connection->closeWhenFlushed();
        return;
    }
    if (m_inside)
        return;
    // Later than onBytes(): send, and go on with what the client has sent meanwhile.
    armDeadline();
    m_pause.release();
    if (m_connection->keptInput() != 0)
        m_connection->offerAgain();
    else if (m_connection->hasPeerEnded())
        m_connection->closeWhenFlushed();
    m_connection->flushSoon();
}

void ServerSession::abandon() noexcept {
    if (!m_connection || m_answer != Answer::Awaited || !m_connection->isOpen())
        return;
    if (Log* log = m_context.log())
        log->event(log->module("http1"), LogLevel::Error, m_connection->id(), "request.unanswered");
    (void)respond(500, {.view = plainText(500), .shared = {}, .file = {}}, {{"Content-Type", "text/plain"}});
}

const std::shared_ptr<LoopMailbox>& ServerSession::mailbox() { return m_connection->loop().mailbox(); }

/// What can't be understood is logged as it came: the beginning of its first line.
void ServerSession::noteMalformed(std::string_view in) {
    constexpr std::size_t most = 128;
    m_access = std::make_unique<Access>();
    m_access->begin = Clock::now();
    m_access->method = "-";
    m_access->target = in.substr(0, std::min(in.find_first_of("\r\n?"), most));
}

void ServerSession::noteAccess(const RequestHead& head) {
    m_access = std::make_unique<Access>();
    m_access->method = head.methodText;
    m_access->target = head.target;
    m_access->host = head.host;
    m_access->begin = Clock::now(); // not the turn's time: most answers are made within their turn
    for (const http::FieldView& field : head.fields) {
        if (http::equalsIgnoreCase(field.name, "user-agent"))
            m_access->userAgent = field.value;
        else if (http::equalsIgnoreCase(field.name, "referer"))
            m_access->referer = field.value;
    }
}

// ---- Streamed request bodies ----

void ServerSession::readBody(http::BodySink* sink, std::size_t limit) {
    if (!sink) {
        if (m_body && m_body->mode == RequestBody::Mode::Stream) {
            m_body->sink = nullptr;
            m_body->mode = RequestBody::Mode::Discard;
            m_body->paused = false;
            m_pause.release();
        }
        return;
    }
    if (!m_body || m_body->mode != RequestBody::Mode::Stream) { // no body, or over already
        sink->onBodyEnd();
        return;
    }
    m_body->limit = std::min<std::uint64_t>(m_body->limit, limit);
    if (!m_body->chunked && m_body->received + m_body->left > m_body->limit) {
        const std::unique_ptr<RequestBody> body = std::move(m_body);
        m_keepAlive = false;
        m_connection->lingerOnClose();
        sink->onBodyError(http1Error(Http1Error::BodyTooLarge));
        return;
    }
    m_body->sink = sink;
    if (std::exchange(m_body->continueAwaited, false)) {
        encodeContinue(m_connection->out());
        if (!m_inside)
            m_connection->flushSoon();
    }
    resumeBody();
}

void ServerSession::resumeBody() {
    if (!m_body)
        return;
    m_body->paused = false;
    if (m_inside)
        return; // the running onBytes() goes on by itself
    armDeadline();
    m_pause.release();
    m_connection->offerAgain();
}

} // namespace burrow::http1
