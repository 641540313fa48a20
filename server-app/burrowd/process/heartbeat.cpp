// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/process/heartbeat.hpp"

#include <atomic>
#include <fmt/format.h>

namespace burrow::daemon {

namespace {
constexpr Duration statusInterval = std::chrono::seconds(10);
}

struct Heartbeat::Answers {
    std::atomic<std::size_t> missing;
};

Heartbeat::Heartbeat(EventLoop& loop, LoopGroup& group, Notifier& notifier)
    : m_loop(loop), m_group(group), m_notifier(notifier),
      m_interval(std::min(notifier.watchdogInterval().value_or(statusInterval), statusInterval)),
      m_timer(
          loop, [this] { beat(); }, TimerPrecision::Coarse) {
    if (m_notifier.isOn())
        beat();
}

Heartbeat::~Heartbeat() = default;

void Heartbeat::beat() {
    if (!m_answers || m_answers->missing.load(std::memory_order_acquire) == 0) {
        m_notifier.alive();
        m_answers = std::make_shared<Answers>();
        m_answers->missing = m_group.size();
        for (std::size_t i = 0; i < m_group.size(); ++i)
            m_group.at(i).loop.post(
                [answers = m_answers] { answers->missing.fetch_sub(1, std::memory_order_release); });
    }
    std::uint64_t connections = 0;
    for (std::size_t i = 0; i < m_group.size(); ++i)
        connections += m_group.stats(i).connectionsOpen.read();
    m_notifier.status(fmt::format("{} connections", connections));
    m_timer.armAfter(m_interval);
}

} // namespace burrow::daemon
