// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/buffer/output_queue.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netprotocols/websocket/websocket_engine.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace burrow::ws {

class Socket;
class TopicTable;

enum class Audience : std::uint8_t { Others, Everyone };

/// A topic of one loop and its members, in no order. Thread: loop.
struct Topic {
    struct Member {
        Socket* socket = nullptr; ///< null: left while a message was being delivered
        std::uint32_t seat = 0;   ///< index in the socket's Membership
    };
    std::string name;
    std::vector<Member> members;
    std::uint32_t delivering = 0; ///< depth; members are only struck out meanwhile
};

/// The topics of one socket. Joining and leaving take constant time. Thread: loop.
class Membership {
public:
    explicit Membership(Socket& owner) noexcept : m_owner(owner) {}
    Membership(const Membership&) = delete;
    Membership& operator=(const Membership&) = delete;
    ~Membership() { leaveAll(); }

    void join(std::shared_ptr<TopicTable> table, std::string_view topic);
    bool leave(std::string_view topic);
    void leaveAll() noexcept;
    bool contains(std::string_view topic) const noexcept;
    std::size_t size() const noexcept { return m_seats.size(); }
    std::vector<std::string_view> names() const;

private:
    friend class TopicTable;
    struct Seat {
        Topic* topic;
        std::uint32_t index; ///< in Topic::members
    };
    void giveUp(std::size_t seat) noexcept;

    Socket& m_owner;
    std::shared_ptr<TopicTable> m_table;
    std::vector<Seat> m_seats;
};

/// The topics of one loop. Thread: loop.
class TopicTable : public std::enable_shared_from_this<TopicTable> {
public:
    explicit TopicTable(std::shared_ptr<LoopMailbox> mailbox) noexcept : m_mailbox(std::move(mailbox)) {}

    /// Sends to the members; gives false if one of them dropped it.
    bool deliver(std::string_view topic, const SharedBlock& frame, const Socket* except);
    std::size_t size() const noexcept { return m_topics.size(); }

private:
    friend class Membership;
    friend class Hub;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>()(name); }
    };
    Topic& topicFor(std::string_view name);
    void remove(Topic& topic, std::uint32_t index) noexcept;
    void sweep(Topic& topic) noexcept;

    std::shared_ptr<LoopMailbox> m_mailbox;
    TopicTable* m_next = nullptr; ///< in the hub's list; set before the table is published there
    std::unordered_map<std::string, std::unique_ptr<Topic>, Hash, std::equal_to<>> m_topics;
};

/// Joins the topic tables of the loops: a message is encoded once and travels as one shared block. Messages of one
/// publisher to one topic arrive in order. Publishing takes no lock. Thread: any.
class Hub {
public:
    /// The table of the calling loop, made on first use; lives as long as the hub. Thread: loop.
    TopicTable& tableOf(EventLoop& loop);
    /// From any thread, to everybody.
    void publish(std::string_view topic, MessageType type, ByteView message);

private:
    friend class Socket;
    TopicTable* find(const LoopMailbox& mailbox) const noexcept;
    void publishElsewhere(std::string_view topic, const SharedBlock& frame, const TopicTable* except);

    std::atomic<TopicTable*> m_first{nullptr}; ///< a list that only grows
    std::mutex m_tablesMutex;                  ///< guards m_tables
    std::vector<std::shared_ptr<TopicTable>> m_tables;
};

} // namespace burrow::ws
