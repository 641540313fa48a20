// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_context.hpp"

#include "netcore/loop/event_loop.hpp"

namespace burrow::http1 {

ServerContext::ServerContext(std::shared_ptr<const http::Router> router, Limits limits, Log* log)
    : m_limits(limits), m_log(log), m_first(std::move(router)) {}

LoopState& ServerContext::at(EventLoop& loop) {
    std::unique_ptr<LoopState>& state = m_loops[toNumber(loop.index())];
    if (!state) {
        const auto ticks = [&](Duration time) {
            return static_cast<std::uint32_t>((time + loop.coarseTick() - Duration(1)) / loop.coarseTick());
        };
        state = std::make_unique<LoopState>();
        state->router = m_first;
        state->fields.resize(m_limits.fields);
        state->headTicks = ticks(m_limits.headTime);
        state->idleTicks = ticks(m_limits.idleTime);
        state->discardTicks = ticks(m_limits.drainTime);
        state->rateTicks = ticks(m_limits.rateGrace);
        // A request may be on its way to an idle connection that is to be drained: it gets its answer.
        state->drainTicks = ticks(std::chrono::milliseconds(500));
    }
    return *state;
}

void ServerContext::setRouter(EventLoop& loop, std::shared_ptr<const http::Router> router) {
    at(loop).router = std::move(router);
}

} // namespace burrow::http1
