// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/connection.hpp"
#include "netcore/connection/session.hpp"
#include "netprotocols/http/exchange.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http1/http1_body.hpp"
#include "netprotocols/http1/http1_context.hpp"
#include "netprotocols/http1/http1_encode.hpp"
#include "netprotocols/http1/http1_wire.hpp"

#include <memory>

namespace burrow::http1 {

/// Server side of one HTTP/1.1 connection: parses heads and bodies, calls the router's handlers, one at a time and in
/// order, and writes their answers. Thread: loop.
class ServerSession final : public ProtocolSession, public http::ExchangeBackend {
public:
    ServerSession(ServerContext& context, EventLoop& loop);
    ~ServerSession();

    // ProtocolSession
    void onOpen(Connection& connection) override;
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override;
    Result<void> onEof(Connection& connection) override;
    void onTimeout(Connection& connection) override;
    void onWritable(Connection& connection) override;
    void onDrain(Connection& connection) override;
    bool isIdle() const override { return m_answer == Answer::None && !m_body && !m_partialHead; }
    void onClosed(const Error& why) noexcept override;
    std::string_view protocol() const noexcept override { return "http/1.1"; }
    std::string_view state() const noexcept override;
    void describe(SnapshotWriter& writer) const override;

    // http::ExchangeBackend
    Result<void> respond(int status, const http::ResponseBody& body, http::FieldsRef fields) override;
    Result<void> respondHead(int status, std::optional<std::uint64_t> length, http::FieldsRef fields) override;
    Result<void> startStream(int status, http::FieldsRef fields, std::optional<std::uint64_t> length) override;
    http::Sent write(const http::ResponseBody& piece) override;
    Result<void> finishStream(http::FieldsRef trailers) override;
    void abandonStream() override;
    std::size_t queuedBytes() const noexcept override;
    Result<void> inform(int status, http::FieldsRef fields) override;
    Result<void> upgrade(std::string_view protocol, http::FieldsRef fields,
                         std::unique_ptr<ProtocolSession> session) override;
    void readBody(http::BodySink* sink, std::size_t limit) override;
    void resumeBody() override;
    void abandon() noexcept override;
    const std::shared_ptr<LoopMailbox>& mailbox() override;

private:
    enum class Answer : std::uint8_t { None, Awaited, Streaming };
    struct Access;

    Result<std::size_t> takeHead(Bytes in);
    Result<std::size_t> startBody(const RequestHead& head, http::RequestParts& parts, const http::Router::Match& match,
                                  Bytes behind);
    void call(http::RequestParts& parts, const http::Router::Match& match, const http::Router& router);
    Result<std::size_t> takeBody(Bytes in);
    Result<std::size_t> takeChunks(Bytes in);
    Result<bool> deliver(Bytes piece);
    void endBody();
    void failBody(const Error& why);
    std::unexpected<Error> refuse(Error why);
    std::unexpected<Error> truncated();
    Result<void> startAnswer(int status, http::FieldsRef fields, BodyFraming framing, std::uint64_t length);
    void appendBody(const http::ResponseBody& body);
    void endAnswer();
    void noteAccess(const RequestHead& head);
    void noteMalformed(std::string_view in);
    void armDeadline();
    void checkRateLater();
    std::uint64_t leastBytes(std::uint32_t perSecond) const noexcept;
    bool mayKeepAlive() const noexcept;

    ServerContext& m_context;
    LoopState& m_loop;
    Connection* m_connection = nullptr;
    Connection::ReadPause m_pause;
    std::unique_ptr<RequestBody> m_body;
    std::unique_ptr<Access> m_access; ///< only while the access log is on
    std::uint64_t m_streamLeft = 0;   ///< of an announced length; noLength: chunked or until the end
    std::uint64_t m_sentAtCheck = 0;  ///< Connection::bytesOut() when the rate was last looked at
    HeadScan m_scan;
    Answer m_answer = Answer::None;
    bool m_keepAlive : 1 = true;
    bool m_http10 : 1 = false;
    bool m_isHead : 1 = false;
    bool m_chunkedAnswer : 1 = false;
    bool m_inside : 1 = false;      ///< onBytes() is running: its end flushes
    bool m_partialHead : 1 = false;
    bool m_upgraded : 1 = false;
    bool m_closing : 1 = false;
    bool m_rateChecked : 1 = false; ///< the deadline is that of a rate
    bool m_encrypted : 1 = false;
    bool m_acceptsTrailers : 1 = false;
    bool m_drainTimed : 1 = false;  ///< the deadline is that of a body which is read away
    bool m_refused : 1 = false;     ///< the error that onBytes() returns closes the connection
};

} // namespace burrow::http1
