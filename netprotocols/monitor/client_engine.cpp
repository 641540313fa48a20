// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/client_engine.hpp"

#include "netprotocols/monitor/monitor_wire.hpp"

#include <algorithm>
#include <utility>

namespace burrow::monitor {
namespace {

std::unexpected<Error> refuse(ErrorKind kind, MonitorError code) {
    return fail(Error(kind, monitorErrors, static_cast<int>(code)));
}

/// Logs and metrics have their time in the first column.
std::uint64_t timeOf(const Row& row) noexcept {
    const auto* time = row.cells.empty() ? nullptr : std::get_if<std::uint64_t>(&row.cells[0]);
    return time ? *time : 0;
}
static_assert(log_column::Time == 0 && metric_column::Time == 0);

} // namespace

ClientEngine::ClientEngine() : ClientEngine(Options{}) {}
ClientEngine::ClientEngine(Options options) : m_options(std::move(options)) {}

ClientEngine::Subscription* ClientEngine::find(std::uint64_t id) {
    const auto found = m_subscriptions.find(id);
    return found == m_subscriptions.end() ? nullptr : &found->second;
}

void ClientEngine::send(const Message& message) {
    if (m_connected)
        m_output.push_back(encode(message));
}

SubscriptionId ClientEngine::submitSubscribe(Topic topic, Subscribe what) {
    const std::uint64_t id = m_nextSubscription++;
    what.id = id;
    what.topic = nameOf(topic);
    const auto entry = m_subscriptions.emplace(id, Subscription{std::move(what), topic, RowSet(topic)}).first;
    if (m_attached)
        send(entry->second.what);
    return static_cast<SubscriptionId>(id);
}

void ClientEngine::submitUpdate(SubscriptionId id, Subscribe what) {
    Subscription* subscription = find(static_cast<std::uint64_t>(id));
    if (!subscription)
        return;
    what.id = subscription->what.id;
    what.topic = subscription->what.topic;
    subscription->what = std::move(what);
    if (m_attached)
        send(subscription->what);
}

void ClientEngine::submitUnsubscribe(SubscriptionId id) {
    if (m_subscriptions.erase(static_cast<std::uint64_t>(id)) != 0 && m_attached)
        send(Unsubscribe{static_cast<std::uint64_t>(id)});
}

std::uint64_t ClientEngine::submitCommand(Command command) {
    if (!m_attached)
        return 0;
    command.id = m_nextCommand++;
    send(command);
    return command.id;
}

void ClientEngine::connected(Now now) {
    m_connected = true;
    m_attached = m_pinged = false;
    m_taken = 0;
    m_lastReceived = now.steady;
    m_output.clear();
    send(Credit{m_options.credit});
}

void ClientEngine::disconnected() {
    m_connected = m_attached = false;
    m_output.clear();
}

Result<void> ClientEngine::receive(Bytes message, Now now) {
    m_lastReceived = now.steady;
    m_pinged = false;
    BURROW_TRY(Message decoded, decode(message, m_options.limits));
    if (!m_attached && !std::holds_alternative<Hello>(decoded) && !std::holds_alternative<Bye>(decoded))
        return refuse(ErrorKind::PeerFault, MonitorError::UnexpectedMessage);
    // Credit is given back in steps of a quarter: a message per message would double the traffic.
    m_taken += message.size();
    if (m_taken >= m_options.credit / 4)
        send(Credit{std::exchange(m_taken, 0)});
    if (auto* hello = std::get_if<Hello>(&decoded))
        return take(*hello);
    if (auto* rows = std::get_if<Rows>(&decoded))
        take(*rows);
    else if (auto* event = std::get_if<monitor::Event>(&decoded))
        take(*event);
    else if (auto* metric = std::get_if<Metric>(&decoded))
        take(*metric);
    else if (auto* gap = std::get_if<Gap>(&decoded))
        m_events.emplace_back(*gap);
    else if (auto* ack = std::get_if<Ack>(&decoded))
        m_events.emplace_back(std::move(*ack));
    else if (auto* bye = std::get_if<Bye>(&decoded))
        m_events.emplace_back(std::move(*bye));
    else if (auto* ping = std::get_if<Ping>(&decoded))
        send(Pong{ping->number});
    else if (!std::holds_alternative<Pong>(decoded))
        return refuse(ErrorKind::PeerFault, MonitorError::UnexpectedMessage);
    return {};
}

Result<void> ClientEngine::take(Hello& hello) {
    if (m_attached)
        return refuse(ErrorKind::PeerFault, MonitorError::UnexpectedMessage);
    if (hello.protocolMin > protocolVersion || hello.protocolMax < protocolVersion)
        return refuse(ErrorKind::Incompatible, MonitorError::NoCommonVersion);
    const bool isOther = hello.serverId != m_hello.serverId;
    m_attached = true;
    m_hello = hello;
    m_events.emplace_back(std::move(hello));
    for (auto& [id, subscription] : m_subscriptions)
        resubscribe(subscription, isOther);
    return {};
}

void ClientEngine::resubscribe(Subscription& subscription, bool isOther) {
    Subscribe what = subscription.what;
    if (subscription.topic == Topic::Logs && isOther && subscription.lastSequence != 0) {
        Gap gap; // numbers of another start mean nothing here
        gap.id = what.id;
        gap.fromTime = subscription.lastTime;
        gap.toTime = m_hello.started;
        gap.cause = GapCause::Restarted;
        m_events.emplace_back(gap);
        subscription.lastSequence = 0;
    }
    if (subscription.topic == Topic::Logs)
        what.since = subscription.lastSequence;
    subscription.wasLost = subscription.lastTime != 0;
    send(what);
}

void ClientEngine::take(Rows& rows) {
    Subscription* subscription = find(rows.id);
    if (!subscription)
        return; // crossed with our unsub
    const auto id = static_cast<SubscriptionId>(rows.id);
    m_events.emplace_back(RowsEvent{id, subscription->rows.apply(std::move(rows))});
}

void ClientEngine::take(monitor::Event& event) {
    Subscription* subscription = find(event.id);
    if (!subscription || event.rows.empty())
        return;
    subscription->lastSequence = event.rows.back().key;
    for (Row& row : event.rows)
        row = subscription->rows.mapped(std::move(row));
    if (const auto time = timeOf(event.rows.back()))
        subscription->lastTime = time;
    m_events.emplace_back(LogEvent{static_cast<SubscriptionId>(event.id), std::move(event.rows)});
}

void ClientEngine::take(Metric& metric) {
    Subscription* subscription = find(metric.id);
    if (!subscription)
        return;
    if (!metric.columns.empty())
        subscription->rows.setColumns(metric.columns);
    metric.row = subscription->rows.mapped(std::move(metric.row));
    const std::uint64_t time = timeOf(metric.row);
    if (std::exchange(subscription->wasLost, false) && time > subscription->lastTime) {
        Gap gap;
        gap.id = metric.id;
        gap.count = (time - subscription->lastTime) / std::max<std::uint64_t>(1, subscription->what.interval);
        gap.fromTime = subscription->lastTime;
        gap.toTime = time;
        gap.cause = GapCause::Disconnected;
        m_events.emplace_back(gap);
    }
    subscription->lastTime = time;
    m_events.emplace_back(std::move(metric));
}

std::optional<ClientEngine::Event> ClientEngine::nextEvent() {
    if (m_events.empty())
        return std::nullopt;
    Event event = std::move(m_events.front());
    m_events.pop_front();
    return event;
}

std::optional<std::string> ClientEngine::nextOutput() {
    if (m_output.empty())
        return std::nullopt;
    std::string message = std::move(m_output.front());
    m_output.pop_front();
    return message;
}

std::optional<TimePoint> ClientEngine::nextTimeout() const {
    if (!m_connected)
        return std::nullopt;
    return m_pinged ? m_pingSent + m_options.lostAfter : m_lastReceived + m_options.pingAfter;
}

Result<void> ClientEngine::handleTimeout(Now now) {
    const auto due = nextTimeout();
    if (!due || now.steady < *due)
        return {};
    if (!std::exchange(m_pinged, true)) {
        m_pingSent = now.steady;
        send(Ping{m_nextPing++});
        return {};
    }
    // We stood still ourselves (stopped, suspended): the answer may lie unread before us.
    constexpr auto stall = std::chrono::seconds(5);
    if (now.steady > *due + stall) {
        m_pingSent = now.steady + stall - m_options.lostAfter;
        return {};
    }
    return refuse(ErrorKind::Timeout, MonitorError::Lost);
}

const RowSet* ClientEngine::rows(SubscriptionId id) const {
    const auto found = m_subscriptions.find(static_cast<std::uint64_t>(id));
    return found == m_subscriptions.end() ? nullptr : &found->second.rows;
}

const Subscribe* ClientEngine::subscription(SubscriptionId id) const {
    const auto found = m_subscriptions.find(static_cast<std::uint64_t>(id));
    return found == m_subscriptions.end() ? nullptr : &found->second.what;
}

} // namespace burrow::monitor
