// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/datagram_pump.hpp"

#include <algorithm>

namespace burrow {
namespace {

// One readiness does not hold the loop for longer than so many batches; the poller calls again.
constexpr int batchesPerTurn = 4;

std::uint32_t ticksFor(Duration time, Duration tick) noexcept {
    const auto ticks = (time + tick - Duration(1)) / tick;
    return static_cast<std::uint32_t>(std::clamp<long long>(ticks, 1, 0x7FFFFFFF));
}

} // namespace

DatagramPump::DatagramPump(Fd fd, LoopSlot slot, std::shared_ptr<const DatagramSettings> settings)
    : m_loop(slot.loop), m_registry(slot.registry), m_settings(std::move(settings)),
      m_idleTicks(ticksFor(m_settings->options.idleTimeout, slot.loop.coarseTick())), m_fd(std::move(fd)),
      m_receiver(16, m_settings->options.datagramAtMost), m_sender(m_settings->options.queuedAtMost) {}

void DatagramPump::start() {
    m_running = m_loop.poller().add(m_fd.get(), {.read = true}, *this).has_value();
    if (!m_running)
        m_counters.errors.add();
}

void DatagramPump::close(const Error& why) {
    if (!m_running)
        return;
    const auto keep = shared_from_this(); // the last flow may hold the last reference
    onEndOfTurn();                        // what was answered in this turn
    m_loop.poller().remove(m_fd.get(), *this);
    m_running = false;
    while (!m_flows.empty())
        m_flows.begin()->second->close(why);
    m_fd.reset();
}

void DatagramPump::onReady(Ready ready) {
    const auto keep = shared_from_this();
    if (ready.write)
        onEndOfTurn();
    for (int batch = 0; batch < batchesPerTurn && m_running; ++batch) {
        const auto count = m_receiver.receive(m_fd.get());
        if (!count) {
            m_counters.errors.add();
            continue;
        }
        for (std::size_t i = 0; i < *count && m_running; ++i)
            take(m_receiver.at(i));
        if (*count == 0)
            return;
    }
}

void DatagramPump::take(ReceivedDatagram& datagram) {
    m_counters.received.add();
    m_counters.bytesIn.add(datagram.data.size());
    m_loop.stats().bytesIn.add(datagram.data.size());
    if (datagram.truncated) {
        m_counters.truncated.add();
        return;
    }
    const auto found = m_flows.find(Key{datagram.peer, datagram.local});
    DatagramFlow* flow = found != m_flows.end() ? found->second.get() : open(datagram);
    if (!flow)
        return;
    flow->m_activeTick = m_loop.tick();
    flow->m_bytesIn += datagram.data.size();
    ++flow->m_received;
    auto handled = flow->m_session->onDatagram(datagram.data, *flow);
    if (!handled && flow->isOpen())
        flow->close(std::move(handled.error()));
}

DatagramFlow* DatagramPump::open(const ReceivedDatagram& datagram) {
    if (m_flows.size() >= m_settings->options.flowLimit || m_registry.isDraining()) {
        m_counters.flowsRefused.add();
        m_loop.stats().limitHits.add();
        return nullptr;
    }
    auto session = m_settings->factory({m_loop, datagram.peer, datagram.local});
    if (!session) {
        m_counters.flowsRefused.add();
        return nullptr;
    }
    std::unique_ptr<DatagramFlow> flow(new DatagramFlow(shared_from_this(), datagram.peer, datagram.local));
    flow->m_session = std::move(session);
    flow->m_openedTick = flow->m_activeTick = m_loop.tick();
    m_loop.armWheel(*flow, m_loop.tick() + m_idleTicks);
    m_registry.enter(*flow);
    DatagramFlow* opened = flow.get();
    m_flows.emplace(Key{datagram.peer, datagram.local}, std::move(flow));
    return opened;
}

void DatagramPump::release(DatagramFlow& flow, const Error& why) {
    const auto found = m_flows.find(Key{flow.m_peer, flow.m_local});
    std::unique_ptr<DatagramFlow> owned = std::move(found->second);
    m_flows.erase(found);
    flow.unlink();
    m_registry.leave(flow, why); // its last row still tells the protocol
    std::unique_ptr<DatagramSession> session = std::move(flow.m_session);
    session->onClosed(why);
    m_loop.buryLater(std::move(session)); // frames below may return into both
    m_loop.buryLater(std::move(owned));
}

bool DatagramPump::queue(DatagramFlow& flow, ByteView data) {
    if (!m_sender.queue(flow.m_peer, flow.m_local, data)) {
        m_counters.sendDropped.add();
        return false;
    }
    if (!m_wantWrite) // else the poller calls
        m_loop.callAtEndOfTurn(*this);
    return true;
}

void DatagramPump::onEndOfTurn() {
    if (!m_fd)
        return;
    const DatagramSender::Sent sent = m_sender.flush(m_fd.get());
    m_counters.sent.add(sent.datagrams);
    m_counters.bytesOut.add(sent.bytes);
    m_counters.errors.add(sent.refused);
    m_loop.stats().bytesOut.add(sent.bytes);
    wantWrite(sent.blocked);
}

void DatagramPump::wantWrite(bool wanted) {
    if (wanted == m_wantWrite || !m_running)
        return;
    if (m_loop.poller().change(m_fd.get(), {.read = true, .write = wanted}, *this))
        m_wantWrite = wanted;
    else
        m_counters.errors.add();
}

} // namespace burrow
