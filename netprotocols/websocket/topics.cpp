// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/topics.hpp"

#include "netprotocols/websocket/socket.hpp"

#include <algorithm>

namespace burrow::ws {

// ---- Membership ----

void Membership::join(std::shared_ptr<TopicTable> table, std::string_view name) {
    m_table = std::move(table);
    Topic& topic = m_table->topicFor(name);
    m_seats.push_back({&topic, static_cast<std::uint32_t>(topic.members.size())});
    topic.members.push_back({&m_owner, static_cast<std::uint32_t>(m_seats.size() - 1)});
}

bool Membership::contains(std::string_view name) const noexcept {
    return std::ranges::any_of(m_seats, [name](const Seat& seat) { return seat.topic->name == name; });
}

bool Membership::leave(std::string_view name) {
    for (std::size_t i = 0; i < m_seats.size(); ++i) {
        if (m_seats[i].topic->name == name) {
            giveUp(i);
            return true;
        }
    }
    return false;
}

void Membership::giveUp(std::size_t seat) noexcept {
    const Seat left = m_seats[seat];
    if (seat + 1 != m_seats.size()) {
        m_seats[seat] = m_seats.back();
        m_seats[seat].topic->members[m_seats[seat].index].seat = static_cast<std::uint32_t>(seat);
    }
    m_seats.pop_back();
    m_table->remove(*left.topic, left.index);
}

void Membership::leaveAll() noexcept {
    while (!m_seats.empty())
        giveUp(m_seats.size() - 1);
    m_table.reset();
}

std::vector<std::string_view> Membership::names() const {
    std::vector<std::string_view> names;
    for (const Seat& seat : m_seats)
        names.push_back(seat.topic->name);
    return names;
}

// ---- TopicTable ----

Topic& TopicTable::topicFor(std::string_view name) {
    const auto found = m_topics.find(name);
    if (found != m_topics.end())
        return *found->second;
    auto topic = std::make_unique<Topic>();
    topic->name = name;
    return *m_topics.emplace(std::string(name), std::move(topic)).first->second;
}

void TopicTable::remove(Topic& topic, std::uint32_t index) noexcept {
    topic.members[index].socket = nullptr;
    if (topic.delivering != 0)
        return; // swept when the delivery ends
    if (index + 1 != topic.members.size()) {
        const Topic::Member moved = topic.members.back();
        topic.members[index] = moved;
        moved.socket->m_membership.m_seats[moved.seat].index = index;
    }
    topic.members.pop_back();
    if (topic.members.empty())
        m_topics.erase(m_topics.find(topic.name));
}

void TopicTable::sweep(Topic& topic) noexcept {
    std::uint32_t kept = 0;
    for (const Topic::Member member : topic.members) {
        if (!member.socket)
            continue;
        topic.members[kept] = member;
        member.socket->m_membership.m_seats[member.seat].index = kept++;
    }
    topic.members.resize(kept);
    if (topic.members.empty())
        m_topics.erase(m_topics.find(topic.name));
}

bool TopicTable::deliver(std::string_view name, const SharedBlock& frame, const Socket* except) {
    const auto found = m_topics.find(name);
    if (found == m_topics.end())
        return true;
    Topic& topic = *found->second;
    const auto alive = shared_from_this(); // the last member may leave meanwhile
    bool complete = true;
    ++topic.delivering;
    const std::size_t count = topic.members.size(); // who joins now gets the next message
    for (std::size_t i = 0; i < count; ++i) {
        Socket* socket = topic.members[i].socket;
        if (socket && socket != except)
            complete &= socket->sendShared(frame) != Sent::Dropped;
    }
    if (--topic.delivering == 0)
        sweep(topic);
    return complete;
}

// ---- Hub ----

TopicTable* Hub::find(const LoopMailbox& mailbox) const noexcept {
    for (TopicTable* table = m_first.load(std::memory_order_acquire); table; table = table->m_next) {
        if (table->m_mailbox.get() == &mailbox)
            return table;
    }
    return nullptr;
}

TopicTable& Hub::tableOf(EventLoop& loop) {
    if (TopicTable* table = find(*loop.mailbox())) // only this thread could add it
        return *table;
    const std::lock_guard lock(m_tablesMutex);
    TopicTable& table = *m_tables.emplace_back(std::make_shared<TopicTable>(loop.mailbox()));
    table.m_next = m_first.load(std::memory_order_relaxed);
    m_first.store(&table, std::memory_order_release);
    return table;
}

void Hub::publish(std::string_view topic, MessageType type, ByteView message) {
    publishElsewhere(topic, Engine::encodeShared(type, message), nullptr);
}

void Hub::publishElsewhere(std::string_view topic, const SharedBlock& frame, const TopicTable* except) {
    for (TopicTable* table = m_first.load(std::memory_order_acquire); table; table = table->m_next) {
        if (table == except)
            continue;
        table->m_mailbox->post([self = table->shared_from_this(), frame, name = std::string(topic)] {
            self->deliver(name, frame, nullptr);
        });
    }
}

} // namespace burrow::ws
