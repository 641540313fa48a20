// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/exchange.hpp"

#include <type_traits>
#include <utility>

namespace burrow::http {

/// Stands between a handler and the carrier of its exchange and passes everything on; a derived class overrides what it
/// changes. It lives on the heap until the answer is complete or the handler's end is gone, then deletes itself.
///
///     class Stamp final : public ExchangeFilter {
///         using ExchangeFilter::ExchangeFilter;
///         Result<void> respond(int status, const ResponseBody& body, FieldsRef fields) override { ... }
///     };
///     handler(request, ExchangeFilter::wrap<Stamp>(std::move(exchange)));
///
/// Request::gone() stays the carrier's own. Thread: loop.
class ExchangeFilter : public ExchangeBackend {
public:
    /// The exchange that the handler gets. `inner` must not be answered yet, else it is given back.
    template <class Filter, class... Args>
    static Exchange wrap(Exchange inner, Args&&... args) {
        static_assert(std::is_base_of_v<ExchangeFilter, Filter>);
        if (inner.isAnswered())
            return inner;
        return Exchange(*new Filter(std::move(inner), std::forward<Args>(args)...));
    }

    Result<void> respond(int status, const ResponseBody& body, FieldsRef fields) override;
    Result<void> respondHead(int status, std::optional<std::uint64_t> length, FieldsRef fields) override;
    Result<void> startStream(int status, FieldsRef fields, std::optional<std::uint64_t> length) override;
    Sent write(const ResponseBody& piece) override;
    Result<void> finishStream(FieldsRef trailers) override;
    void abandonStream() override;
    std::size_t queuedBytes() const noexcept override { return m_writer.queuedBytes(); }
    Result<void> inform(int status, FieldsRef fields) override;
    Result<void> upgrade(std::string_view protocol, FieldsRef fields,
                         std::unique_ptr<ProtocolSession> session) override;
    void readBody(BodySink* sink, std::size_t limit) override;
    void resumeBody() override;
    ExchangeBackend& bodySource() noexcept override;
    void abandon() noexcept override;
    const std::shared_ptr<LoopMailbox>& mailbox() override;

protected:
    explicit ExchangeFilter(Exchange inner) noexcept : m_inner(std::move(inner)) {}
    virtual ~ExchangeFilter() = default;

    /// Empty while a streamed answer runs.
    Exchange& inner() noexcept { return m_inner; }
    /// Open while a streamed answer runs.
    BodyWriter& writer() noexcept { return m_writer; }
    /// Starts the carrier's stream; the filter hears of room and of the peer's end from then on.
    Result<void> openStream(int status, FieldsRef fields, std::optional<std::uint64_t> length);
    /// The carrier can take more. Unless overridden, the handler is told.
    virtual void onRoom() { callWritable(); }
    /// Takes the handler's end away and deletes this: the last thing that a member function may do. Put off inside
    /// onRoom().
    void done() noexcept;
    /// Once the carrier's exchange is answered: done().
    Result<void> settle(Result<void> result);

private:
    void onWritable();

    Exchange m_inner;
    BodyWriter m_writer;
    std::shared_ptr<LoopMailbox> m_mailbox; ///< where the carrier had gone when it was asked for: empty
    bool m_inRoom = false, m_isDone = false;
};

} // namespace burrow::http
