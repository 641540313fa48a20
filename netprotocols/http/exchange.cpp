// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/exchange.hpp"

#include "netcore/connection/session.hpp"
#include "netcore/loop/event_loop.hpp"

namespace burrow::http {

struct ExchangeBackend::Rare {
    std::stop_source gone;
    Function writable;
};

// ---- Links ----

ExchangeLink::ExchangeLink(ExchangeBackend& backend, ExchangeLink*& slot) noexcept : m_backend(&backend), m_slot(&slot) {
    slot = this;
}

ExchangeLink& ExchangeLink::operator=(ExchangeLink&& other) noexcept {
    if (this != &other) {
        reset();
        m_backend = std::exchange(other.m_backend, nullptr);
        m_slot = std::exchange(other.m_slot, nullptr);
        if (m_slot)
            *m_slot = this;
    }
    return *this;
}

ExchangeBackend::ExchangeBackend() noexcept = default;
ExchangeBackend::~ExchangeBackend() { detach(); }

std::stop_token ExchangeBackend::gone() {
    if (!m_rare)
        m_rare = std::make_unique<Rare>();
    return m_rare->gone.get_token();
}

void ExchangeBackend::detach() noexcept {
    if (m_exchange)
        m_exchange->reset();
    if (m_writer)
        m_writer->reset();
}

void ExchangeBackend::peerGone() noexcept {
    const std::unique_ptr<Rare> rare = std::move(m_rare);
    const bool streams = m_writer != nullptr; // else the function is of an answer that has ended
    detach();
    if (!rare)
        return;
    rare->gone.request_stop();
    if (streams && rare->writable)
        rare->writable();
}

void ExchangeBackend::requestStop() noexcept {
    if (m_rare)
        m_rare->gone.request_stop();
}

void ExchangeBackend::callWritable() {
    if (m_writer && m_rare && m_rare->writable)
        m_rare->writable();
}

// ---- Exchange ----

Exchange::Exchange(ExchangeBackend& backend) : m_link(backend, backend.m_exchange) {
    backend.m_rare.reset(); // what the request before has left: its functions may name what is gone
}

Exchange& Exchange::operator=(Exchange&& other) noexcept {
    if (this != &other) {
        if (m_link.backend())
            abandon();
        m_link = std::move(other.m_link);
    }
    return *this;
}

void Exchange::abandon() noexcept {
    ExchangeBackend* backend = m_link.backend();
    m_link.reset();
    backend->abandon();
}

namespace {
std::unexpected<Error> closed() { return fail(ErrorKind::Closed, CoreError::Closed); }
} // namespace

Result<void> Exchange::respond(int status, ByteView body, FieldsRef fields) {
    ExchangeBackend* backend = m_link.backend();
    if (!backend)
        return closed();
    return backend->respond(status, {.view = body.text(), .shared = {}, .file = {}}, fields);
}

Result<void> Exchange::respondShared(int status, SharedBlock body, FieldsRef fields) {
    ExchangeBackend* backend = m_link.backend();
    if (!backend)
        return closed();
    return backend->respond(status, {.view = {}, .shared = std::move(body), .file = {}}, fields);
}

Result<void> Exchange::respondFile(int status, std::shared_ptr<const FileHandle> file, std::uint64_t offset,
                                   std::uint64_t size, FieldsRef fields) {
    ExchangeBackend* backend = m_link.backend();
    if (!backend)
        return closed();
    return backend->respond(
        status, {.view = {}, .shared = {}, .file = std::move(file), .fileOffset = offset, .fileSize = size}, fields);
}

Result<void> Exchange::respondHead(int status, std::optional<std::uint64_t> length, FieldsRef fields) {
    ExchangeBackend* backend = m_link.backend();
    return backend ? backend->respondHead(status, length, fields) : closed();
}

BodyWriter Exchange::stream(int status, FieldsRef fields, std::optional<std::uint64_t> length) {
    ExchangeBackend* backend = m_link.backend();
    if (!backend || !backend->startStream(status, fields, length))
        return {};
    m_link.reset();
    return BodyWriter(ExchangeLink(*backend, backend->m_writer));
}

Result<void> Exchange::inform(int status, FieldsRef fields) {
    ExchangeBackend* backend = m_link.backend();
    return backend ? backend->inform(status, fields) : closed();
}

Result<void> Exchange::upgrade(std::string_view protocol, FieldsRef fields, std::unique_ptr<ProtocolSession> session) {
    ExchangeBackend* backend = m_link.backend();
    return backend ? backend->upgrade(protocol, fields, std::move(session)) : closed();
}

namespace {

/// Collects a body and keeps the exchange meanwhile; deletes itself at the end. The exchange, and with it this object,
/// goes when the peer goes.
class WholeBody final : public BodySink {
public:
    using Done = std::move_only_function<void(Exchange, Result<std::string>)>;
    WholeBody(Exchange exchange, Done done) : m_exchange(std::move(exchange)), m_done(std::move(done)) {}

    bool onBody(Bytes piece) override {
        m_text.append(asText(piece));
        return true;
    }
    void onBodyEnd() override { end(std::move(m_text)); }
    void onBodyError(const Error& why) override { end(fail(why)); }

private:
    void end(Result<std::string> result) {
        const std::unique_ptr<WholeBody> self(this);
        m_done(std::move(m_exchange), std::move(result));
    }

    Exchange m_exchange;
    Done m_done;
    std::string m_text;
};

} // namespace

void Exchange::readBody(std::size_t limit, WholeBody::Done done) && {
    ExchangeBackend* backend = m_link.backend();
    if (!backend) {
        done(std::move(*this), closed());
        return;
    }
    backend->bodySource().readBody(new WholeBody(std::move(*this), std::move(done)), limit);
}

struct BodyReader::State final : BodySink {
    ExchangeBackend* backend = nullptr; ///< null once the body is over
    OnData data;
    OnEnd end;
    Fields trailers;
    bool onBody(Bytes piece) override { return data(piece); }
    void onTrailers(const Fields& fields) override { trailers = fields; }
    void onBodyEnd() override { finish({}); }
    void onBodyError(const Error& why) override { finish(fail(why)); }
    void finish(Result<void> result) {
        backend = nullptr;
        OnEnd function = std::move(end); // may destroy the reader
        function(std::move(result));
    }
};

BodyReader::BodyReader() noexcept = default;
BodyReader::BodyReader(BodyReader&&) noexcept = default;
BodyReader& BodyReader::operator=(BodyReader&& other) noexcept {
    std::swap(m_state, other.m_state); // what was read here ends with `other`, which tells the backend
    BodyReader(std::move(other));
    return *this;
}
BodyReader::~BodyReader() {
    if (m_state && m_state->backend && m_state->data)
        m_state->backend->readBody(nullptr, 0);
}

const Fields& BodyReader::trailers() const noexcept {
    static const Fields none;
    return m_state ? m_state->trailers : none;
}

BodyReader Exchange::body() {
    BodyReader reader;
    if (m_link.backend()) {
        reader.m_state = std::make_unique<BodyReader::State>();
        reader.m_state->backend = &m_link.backend()->bodySource();
    }
    return reader;
}

void BodyReader::read(OnData onData, OnEnd onEnd) {
    if (!m_state || !m_state->backend) {
        onEnd(closed());
        return;
    }
    m_state->data = std::move(onData);
    m_state->end = std::move(onEnd);
    m_state->backend->readBody(m_state.get(), std::string::npos);
}

void BodyReader::resume() {
    if (m_state && m_state->backend)
        m_state->backend->resumeBody();
}

// ---- Streamed answers ----

BodyWriter& BodyWriter::operator=(BodyWriter&& other) noexcept {
    if (this != &other) {
        if (ExchangeBackend* backend = m_link.backend()) {
            m_link.reset();
            backend->abandonStream();
        }
        m_link = std::move(other.m_link);
    }
    return *this;
}

BodyWriter::~BodyWriter() {
    if (ExchangeBackend* backend = m_link.backend()) {
        m_link.reset();
        backend->abandonStream();
    }
}

Sent BodyWriter::write(ByteView bytes) {
    ExchangeBackend* backend = m_link.backend();
    return backend ? backend->write({.view = bytes.text(), .shared = {}, .file = {}}) : Sent::Closed;
}

Sent BodyWriter::writeShared(SharedBlock block) {
    ExchangeBackend* backend = m_link.backend();
    return backend ? backend->write({.view = {}, .shared = std::move(block), .file = {}}) : Sent::Closed;
}

Result<void> BodyWriter::finish(FieldsRef trailers) {
    ExchangeBackend* backend = m_link.backend();
    if (!backend)
        return closed();
    m_link.reset();
    return backend->finishStream(trailers);
}

std::size_t BodyWriter::queuedBytes() const noexcept {
    ExchangeBackend* backend = m_link.backend();
    return backend ? backend->queuedBytes() : 0;
}

void BodyWriter::onWritable(Function function) {
    ExchangeBackend* backend = m_link.backend();
    if (!backend)
        return;
    (void)backend->gone(); // makes the rare part
    backend->m_rare->writable = std::move(function);
}

// ---- Other threads ----

RemoteExchange Exchange::handOver() && {
    RemoteExchange remote;
    if (ExchangeBackend* backend = m_link.backend()) {
        remote.m_mailbox = backend->mailbox();
        remote.m_parked = std::make_shared<Exchange>(std::move(*this));
    }
    return remote;
}

RemoteExchange& RemoteExchange::operator=(RemoteExchange&& other) noexcept {
    if (this != &other) {
        RemoteExchange old(std::move(*this));
        m_mailbox = std::move(other.m_mailbox);
        m_parked = std::move(other.m_parked);
    }
    return *this;
}

RemoteExchange::~RemoteExchange() {
    // The parked exchange is touched, and so destroyed, on its loop; after the loop's end nobody else touches it.
    if (m_parked && m_mailbox)
        m_mailbox->post([parked = std::move(m_parked)] {});
}

Result<void> RemoteExchange::withExchange(std::move_only_function<void(Exchange)> function) {
    if (!m_parked || !m_mailbox)
        return closed();
    const std::shared_ptr<LoopMailbox> mailbox = std::move(m_mailbox);
    if (!mailbox->post([parked = std::move(m_parked), function = std::move(function)]() mutable {
            function(std::move(*parked));
        }))
        return fail(ErrorKind::Closed, CoreError::LoopStopped);
    return {};
}

Result<void> RemoteExchange::respond(int status, std::string body, Fields fields) {
    return withExchange([status, body = std::move(body), fields = std::move(fields)](Exchange exchange) {
        (void)exchange.respond(status, body, fields); // the client may have left meanwhile
    });
}

Result<void> RemoteExchange::respondShared(int status, SharedBlock body, Fields fields) {
    return withExchange([status, body = std::move(body), fields = std::move(fields)](Exchange exchange) mutable {
        (void)exchange.respondShared(status, std::move(body), fields);
    });
}

} // namespace burrow::http
