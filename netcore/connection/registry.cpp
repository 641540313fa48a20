// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/registry.hpp"

#include "netcore/connection/connection.hpp"

#include <algorithm>

namespace burrow {

std::string_view nameOf(Unit unit) noexcept {
    switch (unit) {
    case Unit::None: return "";
    case Unit::Bytes: return "bytes";
    case Unit::BytesPerSecond: return "bytes/s";
    case Unit::Count: return "count";
    case Unit::PerSecond: return "1/s";
    case Unit::Nanoseconds: return "ns";
    case Unit::Milliseconds: return "ms";
    case Unit::Seconds: return "s";
    case Unit::UnixSeconds: return "unix-s";
    case Unit::Percent: return "%";
    }
    return "";
}

ConnectionRegistry::ConnectionRegistry(EventLoop& loop) : m_loop(loop) {}

ConnectionRegistry::~ConnectionRegistry() {
    m_onEmpty = nullptr;
    m_observer = nullptr;
    abortAll(Error(ErrorKind::Canceled, CoreError::LoopStopped));
}

Connection* ConnectionRegistry::open(std::unique_ptr<Transport> transport, std::unique_ptr<ProtocolSession> session,
                                     const std::shared_ptr<const ConnectionOptions>& options, OpenFacts facts) {
    if (std::find(m_options.rbegin(), m_options.rend(), options) == m_options.rend())
        m_options.push_back(options);
    auto* connection = new Connection(*this, std::move(transport), std::move(session), *options);
    connection->m_peer = facts.peer;
    enter(*connection);
    const ConnectionId id = connection->id();
    const std::uint32_t slot = connection->slot();
    connection->start(facts.readFirst);
    return find(id, slot) ? connection : nullptr;
}

void ConnectionRegistry::enter(RegistryEntry& entry) {
    entry.m_id = makeConnectionId(m_loop.index(), ++m_nextId);
    if (m_freeSlots.empty()) {
        entry.m_slot = static_cast<std::uint32_t>(m_slots.size());
        m_slots.push_back(&entry);
    } else {
        entry.m_slot = m_freeSlots.back();
        m_freeSlots.pop_back();
        m_slots[entry.m_slot] = &entry;
    }
    ++m_size;
    m_loop.stats().connectionsOpen.set(m_size);
}

void ConnectionRegistry::leave(RegistryEntry& entry, const Error& why) {
    reportClosed(entry, why);
    leaveSlot(entry);
}

void ConnectionRegistry::reportClosed(const RegistryEntry& entry, const Error& why) {
    if (!m_observer)
        return;
    ConnectionInfo last;
    entry.fill(last);
    m_observer->onClosed(last, why);
}

void ConnectionRegistry::leaveSlot(RegistryEntry& entry) {
    m_slots[entry.m_slot] = nullptr;
    m_freeSlots.push_back(entry.m_slot);
    --m_size;
    m_loop.stats().connectionsOpen.set(m_size);
    m_loop.stats().connectionsClosed.add();
    if (m_size == 0 && m_draining && m_onEmpty)
        std::exchange(m_onEmpty, nullptr)();
}

void ConnectionRegistry::release(Connection& connection) {
    if (connection.m_flushQueued)
        std::replace(m_toFlush.begin(), m_toFlush.end(), &connection, static_cast<Connection*>(nullptr));
    m_loop.buryLater(std::unique_ptr<Connection>(&connection)); // frames below may return into it
    leaveSlot(connection);
}

RegistryEntry* ConnectionRegistry::find(ConnectionId id, std::uint32_t slotHint) const noexcept {
    if (slotHint < m_slots.size() && m_slots[slotHint] && m_slots[slotHint]->m_id == id)
        return m_slots[slotHint];
    for (RegistryEntry* entry : m_slots) {
        if (entry && entry->m_id == id)
            return entry;
    }
    return nullptr;
}

ConnectionRegistry::Copied ConnectionRegistry::copyFrom(std::size_t cursor, std::span<ConnectionInfo> into) const {
    Copied copied;
    for (; cursor < m_slots.size() && copied.rows < into.size(); ++cursor) {
        if (m_slots[cursor])
            m_slots[cursor]->fill(into[copied.rows++]);
    }
    copied.next = cursor < m_slots.size() ? cursor : 0;
    return copied;
}

void ConnectionRegistry::queueFlush(Connection& connection) {
    m_toFlush.push_back(&connection);
    m_loop.callAtEndOfTurn(m_flusher);
}

void ConnectionRegistry::Flusher::onEndOfTurn() {
    // By index: flushing may queue further connections, which then get their flush in the same pass.
    std::vector<Connection*>& queue = m_registry.m_toFlush;
    const std::size_t budget = queue.size() * 2;
    std::size_t done = 0;
    for (; done < queue.size() && done < budget; ++done) {
        if (Connection* connection = std::exchange(queue[done], nullptr))
            connection->endOfTurn();
    }
    queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(done));
    if (!queue.empty())
        m_registry.m_loop.callAtEndOfTurn(*this);
}

void ConnectionRegistry::drain(Function onEmpty) {
    m_draining = true;
    m_onEmpty = std::move(onEmpty);
    for (std::size_t slot = 0; slot < m_slots.size(); ++slot) {
        if (RegistryEntry* entry = m_slots[slot])
            entry->drain();
    }
    if (m_size == 0 && m_onEmpty)
        std::exchange(m_onEmpty, nullptr)();
}

void ConnectionRegistry::abortAll(const Error& why) {
    for (std::size_t slot = 0; slot < m_slots.size(); ++slot) {
        if (RegistryEntry* entry = m_slots[slot])
            entry->abort(why);
    }
}

} // namespace burrow
