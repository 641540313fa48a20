// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/function.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netprotocols/http/fields.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace burrow {
class LoopMailbox;
class ProtocolSession;
}

namespace burrow::http {

class ExchangeBackend;
class OwnedRequest;

/// What became of bytes handed to a stream.
enum class Sent : std::uint8_t {
    Sent,    ///< on its way
    Queued,  ///< kept: wait for onWritable() before more
    Closed,  ///< the peer is gone, the bytes are dropped
};

/// The body of an answer in one of the forms that need no copy of their own.
struct ResponseBody {
    std::string_view view;                  ///< copied, or sent before the call returns
    SharedBlock shared;                     ///< instead of `view`
    std::shared_ptr<const FileHandle> file; ///< instead of `view`
    std::uint64_t fileOffset = 0, fileSize = 0;

    std::uint64_t size() const noexcept { return file ? fileSize : shared ? shared->size() : view.size(); }
};

/// Gets a request body piece by piece. Thread: loop.
class BodySink {
public:
    /// Valid during the call. False: pause; ExchangeBackend::resumeBody() goes on.
    virtual bool onBody(Bytes piece) = 0;
    /// Before onBodyEnd(), if the peer sent fields behind the body. Those that would change framing, routing or
    /// credentials are gone (RFC 9110 §6.5.1).
    virtual void onTrailers(const Fields&) {}
    virtual void onBodyEnd() = 0;
    /// Limit (413), Timeout, Truncated, Closed. The last call.
    virtual void onBodyError(const Error& why) = 0;

protected:
    ~BodySink() = default;
};

/// A weak link to the exchange's carrier: moved with its owner, emptied when the carrier goes. Thread: loop.
class ExchangeLink {
public:
    ExchangeLink() noexcept = default;
    ExchangeLink(ExchangeBackend& backend, ExchangeLink*& slot) noexcept;
    ExchangeLink(ExchangeLink&& other) noexcept : m_backend(other.m_backend), m_slot(other.m_slot) {
        other.m_backend = nullptr;
        other.m_slot = nullptr;
        if (m_slot)
            *m_slot = this;
    }
    ExchangeLink& operator=(ExchangeLink&& other) noexcept;
    ~ExchangeLink() { reset(); }
    void reset() noexcept {
        if (!m_slot)
            return;
        *m_slot = nullptr;
        m_slot = nullptr;
        m_backend = nullptr;
    }
    ExchangeBackend* backend() const noexcept { return m_backend; }

private:
    friend class ExchangeBackend;
    ExchangeBackend* m_backend = nullptr;
    ExchangeLink** m_slot = nullptr; ///< where the backend remembers this link
};

/// A streamed answer. Destroyed without finish(): the connection is aborted, so that the client sees it is incomplete.
/// Thread: loop.
class BodyWriter {
public:
    BodyWriter() noexcept = default;
    BodyWriter(BodyWriter&&) noexcept = default;
    BodyWriter& operator=(BodyWriter&& other) noexcept;
    ~BodyWriter();

    Sent write(ByteView bytes);
    Sent writeShared(SharedBlock block);
    /// Ends the body. Trailers are sent where the wire can carry them and the client has asked for them ("TE: trailers",
    /// RFC 9110 §6.5.1); else they are left out.
    Result<void> finish(FieldsRef trailers = {});
    std::size_t queuedBytes() const noexcept;
    /// Called when the queue has fallen under its low mark, and once when the peer is gone (isOpen() is false then).
    void onWritable(Function function);
    bool isOpen() const noexcept { return m_link.backend() != nullptr; }

private:
    friend class Exchange;
    friend class ExchangeBackend;
    explicit BodyWriter(ExchangeLink link) noexcept : m_link(std::move(link)) {}
    ExchangeLink m_link;
};

/// A streamed request body, pulled by callbacks. Destroyed early: the rest is discarded. Thread: loop.
class BodyReader {
public:
    using OnData = std::move_only_function<bool(Bytes)>;       ///< false pauses
    using OnEnd = std::move_only_function<void(Result<void>)>;

    BodyReader() noexcept;
    BodyReader(BodyReader&&) noexcept;
    BodyReader& operator=(BodyReader&&) noexcept;
    ~BodyReader();
    /// Fields that came behind the body, kept apart from the header's; complete when `onEnd` is called.
    const Fields& trailers() const noexcept;
    /// Starts reading (and lets the client go on, if it waits for "100 Continue").
    void read(OnData onData, OnEnd onEnd);
    void resume();

private:
    friend class Exchange;
    struct State;
    std::unique_ptr<State> m_state;
};

class RemoteExchange;

/// The right to answer one request: move-only, weak towards its connection. Destroyed unanswered: 500 and a log line.
/// Answering a peer that has gone gives Closed. Thread: loop; handOver() makes a form for any thread.
class Exchange {
public:
    Exchange() noexcept = default;
    explicit Exchange(ExchangeBackend& backend);
    Exchange(Exchange&&) noexcept = default;
    Exchange& operator=(Exchange&& other) noexcept;
    ~Exchange() {
        if (m_link.backend())
            abandon();
    }

    /// Content-Length, Date and Connection are the library's; giving one of them, or a CR, LF or NUL in a field, is
    /// Misuse. A second answer is Misuse.
    Result<void> respond(int status, ByteView body = {}, FieldsRef fields = {});
    /// One block for many receivers, never copied.
    Result<void> respondShared(int status, SharedBlock body, FieldsRef fields = {});
    /// A range of a file; the transport chooses sendfile.
    Result<void> respondFile(int status, std::shared_ptr<const FileHandle> file, std::uint64_t offset,
                             std::uint64_t size, FieldsRef fields = {});
    /// Headers of the answer to HEAD or of a 304, with the length that the body would have.
    Result<void> respondHead(int status, std::optional<std::uint64_t> length, FieldsRef fields = {});
    /// Starts a streamed answer; with a length it must be met exactly (a shorter or longer body aborts).
    BodyWriter stream(int status, FieldsRef fields = {}, std::optional<std::uint64_t> length = {});
    /// An interim answer, 100..199 without 101.
    Result<void> inform(int status, FieldsRef fields = {});
    /// 101: the session takes the connection over; bytes behind the request are its first input.
    Result<void> upgrade(std::string_view protocol, FieldsRef fields, std::unique_ptr<ProtocolSession> session);

    /// Whole body of a streamed route, up to `limit` bytes; `done` is not called if the exchange is destroyed first.
    void readBody(std::size_t limit, std::move_only_function<void(Exchange, Result<std::string>)> done) &&;
    BodyReader body();

    bool isAnswered() const noexcept { return m_link.backend() == nullptr; }
    /// For what stands between a handler and its carrier (ExchangeFilter). Null once answered, or if the peer is gone.
    ExchangeBackend* backend() const noexcept { return m_link.backend(); }
    /// For another thread: a worker, a Qt slot.
    RemoteExchange handOver() &&;

private:
    friend class ExchangeBackend;
    void abandon() noexcept;
    ExchangeLink m_link;
};

/// An exchange that any thread may answer. Unanswered when destroyed: 500. Thread: any, one at a time.
class RemoteExchange {
public:
    RemoteExchange() noexcept = default;
    RemoteExchange(RemoteExchange&&) noexcept = default;
    RemoteExchange& operator=(RemoteExchange&& other) noexcept;
    ~RemoteExchange();

    /// Posts the answer; Closed if the loop has stopped. A client that left meanwhile is no error here.
    Result<void> respond(int status, std::string body = {}, Fields fields = {});
    Result<void> respondShared(int status, SharedBlock body, Fields fields = {});
    /// Runs on the loop with the exchange itself: for streams and files. The exchange may be dead by then.
    Result<void> withExchange(std::move_only_function<void(Exchange)> function);
    explicit operator bool() const noexcept { return m_parked != nullptr; }

private:
    friend class Exchange;
    std::shared_ptr<LoopMailbox> m_mailbox;
    std::shared_ptr<Exchange> m_parked; ///< touched on the loop only
};

/// What carries an exchange: a wire format's session or a call in process. One exchange at a time. Thread: loop.
class ExchangeBackend {
public:
    ExchangeBackend() noexcept;
    ExchangeBackend(const ExchangeBackend&) = delete;
    ExchangeBackend& operator=(const ExchangeBackend&) = delete;

    virtual Result<void> respond(int status, const ResponseBody& body, FieldsRef fields) = 0;
    virtual Result<void> respondHead(int status, std::optional<std::uint64_t> length, FieldsRef fields) = 0;
    virtual Result<void> startStream(int status, FieldsRef fields, std::optional<std::uint64_t> length) = 0;
    virtual Sent write(const ResponseBody& piece) = 0;
    virtual Result<void> finishStream(FieldsRef trailers) = 0;
    virtual void abandonStream() = 0;
    virtual std::size_t queuedBytes() const noexcept = 0;
    virtual Result<void> inform(int status, FieldsRef fields) = 0;
    virtual Result<void> upgrade(std::string_view protocol, FieldsRef fields,
                                 std::unique_ptr<ProtocolSession> session) = 0;
    /// Null takes the sink away; the rest is discarded then.
    virtual void readBody(BodySink* sink, std::size_t limit) = 0;
    virtual void resumeBody() = 0;
    /// Who feeds body readers: a filter that leaves request bodies alone names the carrier behind it.
    virtual ExchangeBackend& bodySource() noexcept { return *this; }
    /// The exchange was destroyed without an answer.
    virtual void abandon() noexcept = 0;
    virtual const std::shared_ptr<LoopMailbox>& mailbox() = 0;
    std::stop_token gone();
    bool hasExchange() const noexcept { return m_exchange != nullptr; }

protected:
    ~ExchangeBackend();
    /// Empties all links: the request is over, or the peer is gone (then the stop token is requested).
    void detach() noexcept;
    void peerGone() noexcept;
    /// The client has ended its direction, but the answer can still be sent.
    void requestStop() noexcept;
    void callWritable();

private:
    friend class Exchange;
    friend class BodyWriter;
    ExchangeLink* m_exchange = nullptr;
    ExchangeLink* m_writer = nullptr;
    struct Rare; ///< stop source and writable callback: few requests want them
    std::unique_ptr<Rare> m_rare;
};

} // namespace burrow::http
