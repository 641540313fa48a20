// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"
#include "netprotocols/monitor/messages.hpp"
#include "netprotocols/monitor/row_set.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace burrow::monitor {

enum class SubscriptionId : std::uint64_t {};

/// The client's side of BMP/1: whole messages in, events and whole messages out. Subscriptions outlive a connection:
/// disconnected() keeps them, and the rows too, until the next snapshot. No I/O, no clock. Thread: one at a time.
class ClientEngine {
public:
    struct RowsEvent {
        SubscriptionId id{};
        RowChanges changes;
    };
    struct LogEvent {
        SubscriptionId id{};
        std::vector<Row> rows; ///< cells in our order of columns; key: sequence number
    };
    using Event = std::variant<Hello, RowsEvent, LogEvent, Gap, Metric, Ack, Bye>;

    struct Options {
        std::uint64_t credit = 1024 * 1024; ///< bytes that the server may send ahead of us
        Limits limits;
        Duration pingAfter = std::chrono::seconds(15); ///< of silence
        Duration lostAfter = std::chrono::seconds(30); ///< without an answer to our ping: given up (Timeout)
    };
    ClientEngine();
    explicit ClientEngine(Options options);

    // ---- commands ----
    /// May be called before the connection stands. Sort, filter and window are the server's work.
    SubscriptionId submitSubscribe(Topic topic, Subscribe what = {});
    /// Changes filter, sort, window or interval; a snapshot follows.
    void submitUpdate(SubscriptionId id, Subscribe what);
    void submitUnsubscribe(SubscriptionId id);
    /// Gives the number that its Ack will carry; 0 while there is no connection.
    std::uint64_t submitCommand(Command command);

    // ---- connection ----
    void connected(Now now);
    void disconnected();
    bool isAttached() const noexcept { return m_attached; } ///< hello has come
    const Hello& hello() const noexcept { return m_hello; } ///< the last one

    /// One whole message. An error ends the connection (wireHint: WebSocket close code).
    Result<void> receive(Bytes message, Now now);
    std::optional<Event> nextEvent();
    std::optional<std::string> nextOutput();
    std::optional<TimePoint> nextTimeout() const;
    Result<void> handleTimeout(Now now);

    /// Null for an unknown id and for topics without rows (logs, metrics).
    const RowSet* rows(SubscriptionId id) const;
    const Subscribe* subscription(SubscriptionId id) const;

private:
    struct Subscription {
        Subscribe what;
        Topic topic{};
        RowSet rows;
        std::uint64_t lastSequence = 0; ///< logs: the last record that arrived
        std::uint64_t lastTime = 0;     ///< metrics and logs: of the last one that arrived
        bool wasLost = false;           ///< metrics: the first one after a loss shows a gap
    };

    Result<void> take(Hello& hello);
    void resubscribe(Subscription& subscription, bool isOther);
    void take(Rows& rows);
    void take(monitor::Event& event);
    void take(Metric& metric);
    void send(const Message& message);
    Subscription* find(std::uint64_t id);

    Options m_options;
    std::map<std::uint64_t, Subscription> m_subscriptions;
    std::deque<Event> m_events;
    std::deque<std::string> m_output;
    Hello m_hello;
    std::uint64_t m_nextSubscription = 1, m_nextCommand = 1, m_nextPing = 1;
    std::uint64_t m_taken = 0; ///< bytes received since credit was last given
    TimePoint m_lastReceived{}, m_pingSent{};
    bool m_connected = false, m_attached = false, m_pinged = false;
};

} // namespace burrow::monitor
