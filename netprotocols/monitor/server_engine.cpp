// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/server_engine.hpp"

#include "netprotocols/monitor/monitor_wire.hpp"

#include <algorithm>
#include <utility>

namespace burrow::monitor {
namespace {

std::unexpected<Error> refuse(ErrorKind kind, MonitorError code) {
    return fail(Error(kind, monitorErrors, static_cast<int>(code)));
}

constexpr std::size_t recordsPerServe = 2000; ///< of a log in one go; what is left follows at the next tick
constexpr std::size_t waitingCommands = 64;

} // namespace

std::uint64_t toMilliseconds(WallTime time) noexcept {
    const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

std::size_t LogStore::indexAfter(std::uint64_t key) const noexcept {
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), key,
                                        [](std::uint64_t wanted, const Row& row) { return wanted < row.key; });
    return static_cast<std::size_t>(after - m_rows.begin());
}

ServerEngine::ServerEngine(Hello hello, Scopes scopes, Limits limits) : m_scopes(scopes), m_limits(limits) {
    hello.scopes.clear();
    if (scopes.has(Scope::Read))
        hello.scopes.emplace_back("read");
    if (scopes.has(Scope::Logs))
        hello.scopes.emplace_back("logs");
    if (scopes.has(Scope::Control))
        hello.scopes.emplace_back("control");
    hello.maxRows = limits.rows;
    hello.minInterval = limits.minIntervalMs;
    hello.maxCredit = limits.softQueue;
    send(hello);
}

void ServerEngine::push(std::string message) {
    m_credit -= static_cast<std::int64_t>(message.size());
    m_bytesSent += message.size();
    m_output.push_back(std::move(message));
}

void ServerEngine::send(const Message& message) { push(encode(message)); }

std::optional<std::string> ServerEngine::nextOutput() {
    if (m_output.empty())
        return std::nullopt;
    std::string message = std::move(m_output.front());
    m_output.pop_front();
    return message;
}

Result<void> ServerEngine::receive(Bytes message, Now now) {
    BURROW_TRY(Message decoded, decode(message, m_limits));
    if (auto* subscribe = std::get_if<Subscribe>(&decoded))
        return take(*subscribe, now);
    if (auto* command = std::get_if<Command>(&decoded)) {
        take(*command);
    } else if (auto* unsubscribe = std::get_if<Unsubscribe>(&decoded)) {
        m_subscriptions.erase(unsubscribe->id);
    } else if (auto* credit = std::get_if<Credit>(&decoded)) {
        // Never more ahead than the soft limit of the queue, whatever the watcher says.
        const auto most = static_cast<std::int64_t>(m_limits.softQueue);
        const auto more = static_cast<std::int64_t>(std::min<std::uint64_t>(credit->bytes, m_limits.softQueue));
        m_credit = std::min(m_credit + more, most);
    } else if (auto* ping = std::get_if<Ping>(&decoded)) {
        send(Pong{ping->number});
    } else if (!std::holds_alternative<Pong>(decoded) && !std::holds_alternative<Bye>(decoded)) {
        return refuse(ErrorKind::PeerFault, MonitorError::UnexpectedMessage);
    }
    return {};
}

Result<ServerEngine::Subscription> ServerEngine::makeSubscription(const Subscribe& what) const {
    const auto topic = topicFrom(what.topic);
    if (!topic)
        return refuse(ErrorKind::PeerFault, MonitorError::UnknownTopic);
    if (!m_scopes.has(*topic == Topic::Logs ? Scope::Logs : Scope::Read))
        return refuse(ErrorKind::Security, MonitorError::Denied);
    if (m_subscriptions.size() >= m_limits.subscriptions && !m_subscriptions.contains(what.id))
        return refuse(ErrorKind::Limit, MonitorError::TooManySubscriptions);
    Subscription subscription;
    subscription.topic = *topic;
    subscription.what = what;
    subscription.interval =
        std::chrono::milliseconds(std::clamp(what.interval, m_limits.minIntervalMs, m_limits.maxIntervalMs));
    if (*topic == Topic::Logs) {
        BURROW_TRY(subscription.filter, Filter::parse(what.filter, columnsOf(*topic)));
    } else if (*topic != Topic::Metrics) {
        BURROW_TRY(subscription.window, RowWindow::make(what, *topic, m_limits));
    }
    return subscription;
}

Result<void> ServerEngine::take(Subscribe& what, Now now) {
    auto made = makeSubscription(what);
    if (!made) {
        const Error& why = made.error();
        Ack ack;
        ack.id = what.id;
        ack.isSubscription = true;
        ack.isDenied = why.kind() == ErrorKind::Security;
        ack.error = std::string(why.text());
        ack.offset = why.offset();
        send(ack);
        return {};
    }
    made->due = now.steady;
    m_subscriptions.insert_or_assign(what.id, *std::move(made));
    return {};
}

void ServerEngine::take(Command& command) {
    const bool isAllowed = m_scopes.has(command.verb == Verb::Describe ? Scope::Read : Scope::Control);
    if (!isAllowed) {
        Ack ack;
        ack.id = command.id;
        ack.isDenied = true;
        ack.error = std::string(monitorErrors.text(static_cast<int>(MonitorError::Denied)));
        send(ack);
    }
    if (m_commands.size() < waitingCommands)
        m_commands.push_back({std::move(command), isAllowed});
}

std::optional<ServerEngine::Request> ServerEngine::nextCommand() {
    if (m_commands.empty())
        return std::nullopt;
    Request request = std::move(m_commands.front());
    m_commands.pop_front();
    return request;
}

void ServerEngine::answer(Ack ack) { send(ack); }
void ServerEngine::submitBye(ByeCode code, std::string text) { send(Bye{code, std::move(text)}); }

bool ServerEngine::canTake(std::size_t queued) const noexcept {
    return m_credit > 0 && queued < m_limits.softQueue;
}

TopicMask ServerEngine::due(Now now, std::size_t queued) const {
    TopicMask mask = 0;
    if (!canTake(queued))
        return mask;
    for (const auto& [id, subscription] : m_subscriptions) {
        if (subscription.due <= now.steady)
            mask |= bitOf(subscription.topic);
    }
    return mask;
}

bool ServerEngine::wants(Topic topic) const noexcept {
    return std::any_of(m_subscriptions.begin(), m_subscriptions.end(),
                       [&](const auto& entry) { return entry.second.topic == topic; });
}

std::optional<TimePoint> ServerEngine::nextDue(std::size_t queued) const {
    std::optional<TimePoint> next;
    if (!canTake(queued))
        return next;
    for (const auto& [id, subscription] : m_subscriptions)
        next = next ? std::min(*next, subscription.due) : subscription.due;
    return next;
}

void ServerEngine::serve(const Sources& sources, Now now, std::size_t queued) {
    for (auto& [id, subscription] : m_subscriptions) {
        if (subscription.due > now.steady || !canTake(queued))
            continue;
        const RowSource* table = sources.tables[static_cast<std::size_t>(subscription.topic)];
        if (subscription.window && table)
            serveTable(subscription, *table, now);
        else if (subscription.topic == Topic::Logs && sources.logs)
            serveLogs(id, subscription, *sources.logs, now);
        else if (subscription.topic == Topic::Metrics && sources.metrics)
            serveMetrics(id, subscription, sources);
        else
            continue;
        // A tick that was missed is not made up for.
        subscription.due = std::max(subscription.due + subscription.interval, now.steady + subscription.interval / 2);
    }
}

void ServerEngine::serveTable(Subscription& subscription, const RowSource& source, Now now) {
    if (const auto rows = subscription.window->update(source, toMilliseconds(now.wall)))
        encodeRows(*rows, m_limits, [&](std::string message) { push(std::move(message)); });
}

void ServerEngine::startLogs(Subscription& subscription, const LogStore& logs) {
    Rows columns;
    columns.isSnapshot = columns.isFirst = columns.isLast = true;
    columns.id = subscription.what.id;
    for (const Column& column : columnsOf(Topic::Logs))
        columns.columns.emplace_back(column.name);
    send(columns);
    if (subscription.what.since != 0) {
        subscription.cursor = std::min(subscription.what.since, logs.last());
        return;
    }
    const auto& rows = logs.rows();
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(subscription.what.backlog, rows.size()));
    subscription.cursor = wanted == 0 ? logs.last() : rows[rows.size() - wanted].key - 1;
}

void ServerEngine::serveLogs(std::uint64_t id, Subscription& subscription, const LogStore& logs, Now now) {
    if (std::exchange(subscription.isFresh, false))
        startLogs(subscription, logs);
    std::vector<Row> batch;
    const auto flush = [&] {
        encodeEvents(id, batch, m_limits, [&](std::string message) { push(std::move(message)); });
        batch.clear();
    };
    const std::size_t from = logs.indexAfter(subscription.cursor);
    const std::size_t to = std::min(logs.rows().size(), from + recordsPerServe);
    for (std::size_t i = from; i != to; ++i) {
        const Row& row = logs.rows()[i];
        const std::uint64_t time = std::get<std::uint64_t>(row.cells[log_column::Time]);
        if (row.key != subscription.cursor + 1 && subscription.cursor != 0) {
            flush();
            Gap gap{id, subscription.cursor + 1, row.key - 1, row.key - 1 - subscription.cursor,
                    subscription.cursorTime, time, GapCause::Overwritten};
            m_dropped += gap.count;
            send(gap);
        }
        subscription.cursor = row.key;
        subscription.cursorTime = time;
        if (subscription.filter.matches(RowLookup(row, columnsOf(Topic::Logs), toMilliseconds(now.wall))))
            batch.push_back(row);
    }
    flush();
}

void ServerEngine::serveMetrics(std::uint64_t id, Subscription& subscription, const Sources& sources) {
    Metric metric;
    metric.id = id;
    metric.row = *sources.metrics;
    if (sources.loops)
        metric.loops = *sources.loops;
    const std::uint64_t time = std::get<std::uint64_t>(metric.row.cells[metric_column::Time]);
    if (std::exchange(subscription.isFresh, false)) {
        for (const Column& column : columnsOf(Topic::Metrics))
            metric.columns.emplace_back(column.name);
    } else {
        // Charts must not draw a line across what was not sent: more than two intervals are a gap.
        const auto interval = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::milliseconds>(subscription.interval).count());
        if (time > subscription.cursorTime + 3 * std::max<std::uint64_t>(interval, 250)) {
            const std::uint64_t count = (time - subscription.cursorTime) / interval - 1;
            m_dropped += count;
            send(Gap{id, subscription.cursor + 1, metric.row.key - 1, count, subscription.cursorTime, time,
                     GapCause::OverBudget});
        }
    }
    subscription.cursor = metric.row.key;
    subscription.cursorTime = time;
    send(metric);
}

} // namespace burrow::monitor
