// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/in_process.hpp"

#include "netcore/connection/session.hpp"
#include "netcore/loop/event_loop.hpp"

#include <unistd.h>

namespace burrow::http {
namespace {

/// Carries one exchange inside the caller's stack.
class LocalBackend final : public ExchangeBackend {
public:
    LocalBackend(Method method, std::string_view body, const Fields& trailers)
        : m_requestBody(body), m_trailers(trailers), m_isHead(method == Method::Head) {}

    Result<void> respond(int status, const ResponseBody& body, FieldsRef fields) override {
        start(status, fields);
        if (auto added = add(body); !added)
            return added;
        done();
        return {};
    }
    Result<void> respondHead(int status, std::optional<std::uint64_t>, FieldsRef fields) override {
        start(status, fields);
        done();
        return {};
    }
    Result<void> startStream(int status, FieldsRef fields, std::optional<std::uint64_t>) override {
        start(status, fields);
        return {};
    }
    Sent write(const ResponseBody& piece) override { return add(piece) ? Sent::Sent : Sent::Closed; }
    Result<void> finishStream(FieldsRef trailers) override {
        for (std::size_t i = 0; i < trailers.size(); ++i)
            m_response.fields.add(trailers[i].name, trailers[i].value);
        done();
        return {};
    }
    void abandonStream() override {
        m_error = Error(ErrorKind::Truncated, CoreError::Truncated);
        done();
    }
    std::size_t queuedBytes() const noexcept override { return 0; }
    Result<void> inform(int, FieldsRef) override { return {}; }
    Result<void> upgrade(std::string_view, FieldsRef, std::unique_ptr<ProtocolSession>) override {
        return fail(ErrorKind::Misuse, CoreError::NotSupported);
    }
    void readBody(BodySink* sink, std::size_t limit) override {
        if (!sink)
            return;
        const std::string_view body = std::exchange(m_requestBody, {});
        if (body.size() > limit) {
            sink->onBodyError(Error(ErrorKind::Limit, CoreError::BufferFull));
            return;
        }
        m_paused = sink;
        if (body.empty() || sink->onBody(asBytes(body)))
            resumeBody();
    }
    void resumeBody() override {
        BodySink* sink = std::exchange(m_paused, nullptr);
        if (sink && !m_trailers.empty())
            sink->onTrailers(m_trailers);
        if (sink)
            sink->onBodyEnd();
    }
    void abandon() noexcept override {
        start(500, {});
        done();
    }
    const std::shared_ptr<LoopMailbox>& mailbox() override {
        if (!m_loop) {
            if (auto made = EventLoop::create({.poller = PollerKind::Poll}))
                m_loop = std::move(*made);
        }
        return m_loop ? m_loop->mailbox() : m_noMailbox;
    }

    Result<OwnedResponse> wait(std::chrono::milliseconds patience) {
        const TimePoint until = Clock::now() + patience;
        while (!m_done && m_loop) {
            const TimePoint now = Clock::now();
            if (now >= until)
                return fail(ErrorKind::Timeout, CoreError::TimedOut);
            if (auto turn = m_loop->runOnce(until - now); !turn)
                return fail(turn.error());
        }
        if (!m_done) // kept for later, with nobody who could wake us
            return fail(Error(ErrorKind::Misuse, CoreError::NotSupported).about("the handler keeps its exchange"));
        if (m_error)
            return fail(*m_error);
        return std::move(m_response);
    }

private:
    void start(int status, FieldsRef fields) {
        m_response.status = status;
        for (std::size_t i = 0; i < fields.size(); ++i)
            m_response.fields.add(fields[i].name, fields[i].value);
    }
    Result<void> add(const ResponseBody& body) {
        if (m_isHead)
            return {};
        if (body.file) {
            std::string piece(body.fileSize, '\0');
            const ssize_t got = ::pread(body.file->fd.get(), piece.data(), piece.size(),
                                        static_cast<::off_t>(body.fileOffset));
            if (got != static_cast<ssize_t>(piece.size()))
                return fail(ErrorKind::Truncated, CoreError::Truncated);
            m_response.body += piece;
        } else {
            m_response.body += body.shared ? std::string_view(*body.shared) : body.view;
        }
        return {};
    }
    void done() {
        m_done = true;
        detach();
    }

    OwnedResponse m_response;
    std::optional<Error> m_error;
    std::string_view m_requestBody;
    const Fields& m_trailers;
    BodySink* m_paused = nullptr;
    std::unique_ptr<EventLoop> m_loop; ///< made when the handler hands the exchange to another thread
    std::shared_ptr<LoopMailbox> m_noMailbox;
    bool m_done = false, m_isHead;
};

} // namespace

Result<OwnedResponse> call(const Router& router, OwnedRequest request, std::chrono::milliseconds patience) {
    const std::string_view target = request.target;
    const std::size_t mark = target.find('?');
    std::string storage;
    const auto path = decodePath(target.substr(0, mark), storage);
    if (!path)
        return OwnedResponse{400, {}, "400 Bad Request\n"};
    std::vector<FieldView> fields;
    for (std::size_t i = 0; i < request.fields.size(); ++i)
        fields.push_back(request.fields[i]);
    RequestParts parts;
    parts.method = methodFrom(request.method);
    parts.methodText = request.method;
    parts.target = target;
    parts.path = *path;
    parts.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    parts.host = request.host;
    parts.fields = fields;
    parts.peer.address = request.peer;
    parts.peer.connection = request.connection;
    parts.trailers = &request.trailers;
    LocalBackend backend(parts.method, request.body, request.trailers);
    parts.backend = &backend;
    const Router::Match match = router.find(parts);
    if (match.route && request.body.size() > match.route->options.bodyLimit)
        return OwnedResponse{413, {}, "413 Content Too Large\n"};
    if (!match.route || match.route->options.body == BodyMode::Buffered)
        parts.body = request.body;
    router.dispatch(parts, match, Exchange(backend));
    return backend.wait(patience);
}

} // namespace burrow::http
