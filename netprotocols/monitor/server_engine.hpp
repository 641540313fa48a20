// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"
#include "netprotocols/monitor/log_store.hpp"
#include "netprotocols/monitor/messages.hpp"
#include "netprotocols/monitor/row_window.hpp"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace burrow::monitor {

/// What the collector has at this moment.
struct Sources {
    std::array<const RowSource*, topicCount> tables{}; ///< null: not this time
    const LogStore* logs = nullptr;
    const Row* metrics = nullptr; ///< cells in the order of the metrics columns; key: number of the tick
    const std::vector<Row>* loops = nullptr;
};

/// Topics as bits.
using TopicMask = std::uint8_t;
constexpr TopicMask bitOf(Topic topic) noexcept { return static_cast<TopicMask>(1u << static_cast<unsigned>(topic)); }

/// The server's side of BMP/1 for one watcher: whole messages in and out. Nothing is queued for a watcher that does not
/// take it: tables conflate, logs keep a cursor, missed metrics are told as a gap. No I/O, no clock. Thread: the
/// collector's.
class ServerEngine {
public:
    ServerEngine(Hello hello, Scopes scopes, Limits limits);

    /// An error ends the connection (wireHint: WebSocket close code).
    Result<void> receive(Bytes message, Now now);
    std::optional<std::string> nextOutput();
    /// Topics that are due and that the watcher can take, given the bytes that still wait for it in the connection.
    TopicMask due(Now now, std::size_t queued) const;
    /// When due() can give something by the passing of time alone; empty: the watcher has to take or grant first.
    std::optional<TimePoint> nextDue(std::size_t queued) const;
    bool wants(Topic topic) const noexcept; ///< a subscription is there, due or not
    /// Serves what is due from the sources that are there.
    void serve(const Sources& sources, Now now, std::size_t queued);

    struct Request {
        Command command;
        bool isAllowed = false; ///< false: answered already with Denied, for the audit
    };
    std::optional<Request> nextCommand();
    void answer(Ack ack);
    void submitBye(ByeCode code, std::string text);

    Scopes scopes() const noexcept { return m_scopes; }
    std::uint64_t bytesSent() const noexcept { return m_bytesSent; }
    std::uint64_t dropped() const noexcept { return m_dropped; } ///< records that this watcher did not get
    std::size_t subscriptions() const noexcept { return m_subscriptions.size(); }

private:
    struct Subscription {
        Topic topic{};
        Subscribe what;
        Duration interval{};
        TimePoint due{};
        std::optional<RowWindow> window; ///< tables
        Filter filter;                   ///< logs
        std::uint64_t cursor = 0;        ///< logs: last record looked at; metrics: last tick sent
        std::uint64_t cursorTime = 0;
        bool isFresh = true;
    };

    Result<void> take(Subscribe& what, Now now);
    Result<Subscription> makeSubscription(const Subscribe& what) const;
    void take(Command& command);
    void send(const Message& message);
    void push(std::string message);
    bool canTake(std::size_t queued) const noexcept;
    void serveTable(Subscription& subscription, const RowSource& source, Now now);
    void serveLogs(std::uint64_t id, Subscription& subscription, const LogStore& logs, Now now);
    void startLogs(Subscription& subscription, const LogStore& logs);
    void serveMetrics(std::uint64_t id, Subscription& subscription, const Sources& sources);

    Scopes m_scopes;
    Limits m_limits;
    std::map<std::uint64_t, Subscription> m_subscriptions;
    std::deque<std::string> m_output;
    std::deque<Request> m_commands;
    std::int64_t m_credit = 0;
    std::uint64_t m_bytesSent = 0, m_dropped = 0;
};

/// Milliseconds since 1970, as on the wire.
std::uint64_t toMilliseconds(WallTime time) noexcept;

} // namespace burrow::monitor
