// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/schema.hpp"

#include <array>

namespace burrow::monitor {
namespace {

using enum ColumnKind;
constexpr auto headline = FieldPriority::Headline;
constexpr auto normal = FieldPriority::Normal;
constexpr auto detail = FieldPriority::Detail;

constexpr std::array<std::string_view, topicCount> topicNames = {"info",      "metrics", "connections",
                                                                 "listeners", "logs",    "plugins"};

constexpr Column connections[] = {
    {"id", "ID", Number, Unit::None, headline, true, -1, "Number of the connection, never used again."},
    {"listener", "LISTENER", Text, Unit::None, normal, true, -1, "Listener that accepted it."},
    {"proto", "PROTO", Text, Unit::None, headline, false, -1, "Protocol that it speaks now; ws, h1 and h2 work too."},
    {"state", "STATE", Text, Unit::None, headline, false, -1, "What it does: handshake, active, idle, closed."},
    {"transport", "TRANSPORT", Text, Unit::None, detail, true, -1, "What carries it: tcp, unix, tls."},
    {"peer", "PEER", Address, Unit::None, headline, true, -1, "Address of the other side."},
    {"opened", "OPENED", Time, Unit::None, detail, true, -1, "When it was accepted."},
    {"active", "ACTIVE", Time, Unit::None, detail, false, -1, "When bytes last moved."},
    {"age", "AGE", Duration, Unit::Milliseconds, headline, false, connection_column::Opened, "Time since it was accepted."},
    {"idle", "IDLE", Duration, Unit::Milliseconds, normal, false, connection_column::Active, "Time since bytes last moved."},
    {"in", "IN", Number, Unit::Bytes, normal, false, -1, "Bytes received."},
    {"out", "OUT", Number, Unit::Bytes, normal, false, -1, "Bytes sent."},
    {"in-rate", "IN/s", Number, Unit::BytesPerSecond, headline, false, -1, "Bytes received per second, smoothed over 1 s."},
    {"out-rate", "OUT/s", Number, Unit::BytesPerSecond, headline, false, -1, "Bytes sent per second, smoothed over 1 s."},
    {"requests", "REQ", Number, Unit::Count, normal, false, -1, "Requests, messages or commands served."},
    {"queue", "QUEUE", Number, Unit::Bytes, headline, false, -1, "Bytes that wait to be sent."},
    {"paused", "PAUSED", Flag, Unit::None, detail, false, -1, "Reading is paused."},
    {"slow", "SLOW", Flag, Unit::None, normal, false, -1, "The peer takes its data too slowly: the queue is over its mark."},
    {"tls", "TLS", Text, Unit::None, normal, false, -1, "TLS version, empty without TLS."},
    {"suite", "SUITE", Text, Unit::None, detail, false, -1, "TLS cipher suite."},
    {"closed", "CLOSED", Time, Unit::None, detail, false, -1, "When it was closed; empty while it is open."},
    {"by", "BY", Text, Unit::None, normal, false, -1, "Who ended it: ours, theirs or network."},
    {"why", "WHY", Text, Unit::None, normal, false, -1, "Why it was closed, in words."},
};
static_assert(std::size(connections) == connection_column::Count);

constexpr Column logs[] = {
    {"time", "TIME", Time, Unit::None, headline, true, -1, "When it was logged."},
    {"level", "LEVEL", Level, Unit::None, headline, true, -1, "trace, debug, info, warning or error."},
    {"module", "MODULE", Text, Unit::None, headline, true, -1, "Part of the program that logged it."},
    {"conn", "CONN", Number, Unit::None, normal, true, -1, "Connection that it is about; empty for none."},
    {"event", "EVENT", Text, Unit::None, headline, true, -1, "Stable name of what happened."},
    {"fields", "FIELDS", Text, Unit::None, headline, true, -1, "Named values, control bytes escaped."},
};
static_assert(std::size(logs) == log_column::Count);

constexpr Column metrics[] = {
    {"time", "TIME", Time, Unit::None, normal, false, -1, "When the figures were taken."},
    {"connections", "CONNECTIONS", Number, Unit::Count, headline, false, -1, "Connections open now."},
    {"accepted", "ACCEPTED", Number, Unit::Count, normal, false, -1, "Connections accepted since the start."},
    {"accept-errors", "ACCEPT-ERRORS", Number, Unit::Count, normal, false, -1, "Failed accepts since the start."},
    {"closed", "CLOSED", Number, Unit::Count, normal, false, -1, "Connections closed since the start."},
    {"accept-rate", "ACCEPT/s", Real, Unit::PerSecond, headline, false, -1, "Connections accepted per second."},
    {"requests", "REQUESTS", Number, Unit::Count, normal, false, -1, "Requests, messages and commands since the start."},
    {"request-rate", "REQ/s", Real, Unit::PerSecond, headline, false, -1, "Requests per second."},
    {"bytes-in", "IN", Number, Unit::Bytes, normal, false, -1, "Bytes received since the start."},
    {"bytes-out", "OUT", Number, Unit::Bytes, normal, false, -1, "Bytes sent since the start."},
    {"in-rate", "IN/s", Real, Unit::BytesPerSecond, headline, false, -1, "Bytes received per second."},
    {"out-rate", "OUT/s", Real, Unit::BytesPerSecond, headline, false, -1, "Bytes sent per second."},
    {"limit-hits", "LIMITS", Number, Unit::Count, headline, false, -1, "How often a peer ran into a limit."},
    {"cpu", "CPU", Real, Unit::Percent, headline, false, -1, "Processor time of the process; 100 is one core."},
    {"resident", "RSS", Number, Unit::Bytes, headline, false, -1, "Resident memory of the process."},
    {"fds", "FDS", Number, Unit::Count, normal, false, -1, "Open file descriptors."},
    {"fd-limit", "FD-LIMIT", Number, Unit::Count, detail, false, -1, "Most file descriptors that the process may open."},
    {"loops", "LOOPS", Number, Unit::Count, normal, false, -1, "Event loops."},
    {"loop-busy", "BUSY", Real, Unit::Percent, headline, false, -1, "Mean share of time in which a loop works."},
    {"loop-busiest", "BUSIEST", Real, Unit::Percent, normal, false, -1, "The same for the busiest loop."},
    {"loop-lag", "LAG", Real, Unit::Milliseconds, normal, false, -1, "Longest wait of a posted function in this interval."},
    {"watch-cpu", "WATCH-CPU", Real, Unit::Percent, normal, false, -1, "Processor time that watching takes; 100 is one core."},
    {"watch-rate", "WATCH/s", Real, Unit::BytesPerSecond, normal, false, -1, "Bytes per second sent to all watchers."},
    {"watch-dropped", "DROPPED", Number, Unit::Count, normal, false, -1, "Records that watchers did not get."},
    {"watchers", "WATCHERS", Number, Unit::Count, detail, false, -1, "Attached watchers."},
};
static_assert(std::size(metrics) == metric_column::Count);

constexpr Column listeners[] = {
    {"name", "NAME", Text, Unit::None, headline, true, -1, "Name of the listener."},
    {"address", "ADDRESS", Address, Unit::None, headline, true, -1, "Where it listens."},
    {"protocol", "PROTOCOL", Text, Unit::None, headline, true, -1, "What it speaks."},
    {"state", "STATE", Text, Unit::None, normal, false, -1, "listening, paused or closed."},
    {"accepted", "ACCEPTED", Number, Unit::Count, headline, false, -1, "Connections accepted since the start."},
    {"details", "DETAILS", Text, Unit::None, detail, false, -1, "Everything else that it says of itself."},
};
static_assert(std::size(listeners) == listener_column::Count);

constexpr Column plugins[] = {
    {"name", "NAME", Text, Unit::None, headline, true, -1, "Name of the plugin."},
    {"version", "VERSION", Text, Unit::None, headline, false, -1, "Its version."},
    {"state", "STATE", Text, Unit::None, headline, false, -1, "loaded or refused."},
    {"kinds", "KINDS", Text, Unit::None, normal, false, -1, "What it offers: stream, datagram, http."},
    {"details", "DETAILS", Text, Unit::None, detail, false, -1, "Everything else that it says of itself."},
};
static_assert(std::size(plugins) == plugin_column::Count);

constexpr Column info[] = {
    {"name", "NAME", Text, Unit::None, headline, true, -1, "Name of the fact."},
    {"value", "VALUE", Text, Unit::None, headline, false, -1, "The fact."},
};
static_assert(std::size(info) == info_column::Count);

} // namespace

std::string_view nameOf(Topic topic) noexcept { return topicNames[static_cast<std::size_t>(topic)]; }

std::optional<Topic> topicFrom(std::string_view name) noexcept {
    for (std::size_t i = 0; i != topicCount; ++i) {
        if (topicNames[i] == name)
            return static_cast<Topic>(i);
    }
    return std::nullopt;
}

std::span<const Column> columnsOf(Topic topic) noexcept {
    switch (topic) {
    case Topic::Info: return info;
    case Topic::Metrics: return metrics;
    case Topic::Connections: return connections;
    case Topic::Listeners: return listeners;
    case Topic::Logs: return logs;
    case Topic::Plugins: return plugins;
    }
    return {};
}

std::optional<std::size_t> columnOf(Topic topic, std::string_view name) noexcept {
    const auto columns = columnsOf(topic);
    for (std::size_t i = 0; i != columns.size(); ++i) {
        if (columns[i].name == name)
            return i;
    }
    return std::nullopt;
}

} // namespace burrow::monitor
