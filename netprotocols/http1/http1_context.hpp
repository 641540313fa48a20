// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/ids.hpp"
#include "netcore/base/time.hpp"
#include "netcore/net/endpoint.hpp"
#include "netprotocols/http/field_view.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http1/limits.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace burrow {
class EventLoop;
class Log;
}

namespace burrow::http1 {

/// One answered request, for the access log. Views are valid during the call.
struct AccessRecord {
    ConnectionId connection{};
    CompactEndpoint peer;
    std::string_view listener, method, target, host, userAgent, referer;
    int status = 0;
    std::uint64_t bodyBytes = 0; ///< of the answer, as announced or streamed
    Duration took{};
};

/// Told of every answer. Called on the connection's loop, on all loops at once.
class AccessObserver {
public:
    virtual void onAnswer(EventLoop& loop, const AccessRecord& record) noexcept = 0;

protected:
    ~AccessObserver() = default;
};

/// What the sessions of one loop share. Thread: loop.
struct LoopState {
    std::shared_ptr<const http::Router> router;
    std::vector<http::FieldView> fields; ///< of the head being parsed: too large to stand in every session
    std::string path;                    ///< decoded, where it differs from the one sent
    /// Limits in the loop's coarse ticks.
    std::uint32_t headTicks = 0, idleTicks = 0, rateTicks = 0, drainTicks = 0, discardTicks = 0;
};

/// What all HTTP/1 sessions of a server share. Outlives them. Immutable but for setRouter() and the observer switch.
class ServerContext {
public:
    explicit ServerContext(std::shared_ptr<const http::Router> router, Limits limits = {}, Log* log = nullptr);

    const Limits& limits() const noexcept { return m_limits; }
    Log* log() const noexcept { return m_log; }
    /// Thread: the loop's. Made on first use.
    LoopState& at(EventLoop& loop);
    /// New requests of that loop go to the new router; those on their way end with the old one. Thread: the loop's.
    void setRouter(EventLoop& loop, std::shared_ptr<const http::Router> router);

    /// Null switches it off. Thread: any; the observer outlives the context.
    void setAccessObserver(AccessObserver* observer) noexcept { m_access.store(observer, std::memory_order_release); }
    AccessObserver* accessObserver() const noexcept { return m_access.load(std::memory_order_relaxed); }

private:
    Limits m_limits;
    Log* m_log;
    std::shared_ptr<const http::Router> m_first;
    std::array<std::unique_ptr<LoopState>, 256> m_loops; ///< by LoopIndex; each is touched on its loop only
    std::atomic<AccessObserver*> m_access{nullptr};
};

} // namespace burrow::http1
