// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/loop_probe.hpp"

#include <utility>

namespace burrow::monitor {

LoopProbe::LoopProbe(LoopSlot slot, std::shared_ptr<LoopMailbox> home, OnBatch onBatch)
    : m_slot(slot), m_home(std::move(home)), m_onBatch(std::move(onBatch)) {}

bool LoopProbe::request() {
    return m_slot.loop.post([self = shared_from_this(), asked = Clock::now()] {
        if (!std::exchange(self->m_observing, true))
            self->m_slot.registry.setObserver(self.get());
        self->copy(0, Clock::now() - asked);
    });
}

bool LoopProbe::requestLag() {
    return m_slot.loop.post([self = shared_from_this(), asked = Clock::now()] {
        auto batch = std::make_unique<Batch>();
        batch->lag = Clock::now() - asked;
        self->deliver(std::move(batch));
    });
}

void LoopProbe::detach() {
    const bool posted = m_slot.loop.post([self = shared_from_this()] {
        if (std::exchange(self->m_observing, false))
            self->m_slot.registry.setObserver(nullptr);
        self->m_closed.clear();
    });
    if (!posted && m_observing) // the loop's thread has ended: nobody else touches the registry
        m_slot.registry.setObserver(nullptr);
}

void LoopProbe::onClosed(const ConnectionInfo& last, const Error& why) {
    if (m_closed.size() < keptClosed)
        m_closed.push_back({last, why, m_slot.loop.now().wall});
    else
        ++m_closedLost;
}

void LoopProbe::copy(std::size_t cursor, Duration lag) {
    std::unique_ptr<Batch> batch = m_spare ? std::move(m_spare) : std::make_unique<Batch>();
    batch->rows.resize(rowsPerTurn);
    const auto copied = m_slot.registry.copyFrom(cursor, batch->rows);
    batch->count = copied.rows;
    batch->lag = lag;
    batch->isLast = copied.next == 0;
    batch->closedLost = 0;
    batch->closed.clear();
    if (batch->isLast) { // behind the rows: a row that was copied and closed in this round ends closed
        std::swap(batch->closed, m_closed);
        batch->closedLost = std::exchange(m_closedLost, 0);
    } else {
        // The next part in the next turn; a loop that has stopped meanwhile drops it, and the round with it.
        m_slot.loop.post([self = shared_from_this(), next = copied.next] { self->copy(next, {}); });
    }
    deliver(std::move(batch));
}

void LoopProbe::deliver(std::unique_ptr<Batch> batch) {
    m_home->post([self = shared_from_this(), batch = std::move(batch)]() mutable {
        self->m_onBatch(*batch);
        if (batch->rows.empty())
            return;
        batch->closed.clear();
        EventLoop& loop = self->m_slot.loop;
        loop.post([self = std::move(self), batch = std::move(batch)]() mutable { self->m_spare = std::move(batch); });
    });
}

} // namespace burrow::monitor
