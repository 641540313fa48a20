// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/describe.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace burrow::monitor {

/// What a reader can subscribe to.
enum class Topic : std::uint8_t { Info, Metrics, Connections, Listeners, Logs, Plugins };
constexpr std::size_t topicCount = 6;
std::string_view nameOf(Topic topic) noexcept;
std::optional<Topic> topicFrom(std::string_view name) noexcept;

enum class ColumnKind : std::uint8_t {
    Text,
    Number,   ///< unsigned; the unit says of what
    Real,
    Flag,
    Time,     ///< milliseconds since 1970 UTC
    Duration, ///< milliseconds
    Address,  ///< "192.0.2.1:80", "[::1]:80", "unix"
    Level,    ///< index of LogLevel
};

/// One column of a topic, for the window, burrowctl and the filter language alike.
struct Column {
    std::string_view name;   ///< in filters and JSON: "in-rate"
    std::string_view header; ///< above a table: "IN/s"
    ColumnKind kind = ColumnKind::Text;
    Unit unit = Unit::None;
    FieldPriority priority = FieldPriority::Normal;
    /// Never changes during the life of a row: sent once, not looked at again.
    bool fixed = false;
    /// Not sent: the reader computes now - that column (age from opened).
    std::int8_t sinceColumn = -1;
    std::string_view doc; ///< one sentence for tooltips and the reference page
};

std::span<const Column> columnsOf(Topic topic) noexcept;
std::optional<std::size_t> columnOf(Topic topic, std::string_view name) noexcept;

/// Positions in columnsOf(Topic::Connections).
namespace connection_column {
enum : std::size_t { Id, Listener, Proto, State, Transport, Peer, Opened, Active, Age, Idle, In, Out, InRate, OutRate,
                     Requests, Queue, Paused, Slow, Tls, Suite, Closed, By, Why, Count };
}
namespace log_column {
enum : std::size_t { Time, Level, Module, Connection, Event, Fields, Count };
}
namespace metric_column {
enum : std::size_t { Time, Connections, Accepted, AcceptErrors, Closed, AcceptRate, Requests, RequestRate, BytesIn,
                     BytesOut, InRate, OutRate, LimitHits, Cpu, Resident, Descriptors, DescriptorLimit, Loops,
                     LoopBusy, LoopBusiest, LoopLag, WatchCpu, WatchRate, WatchDropped, Watchers, Count };
}
namespace listener_column {
enum : std::size_t { Name, Address, Protocol, State, Accepted, Details, Count };
}
namespace plugin_column {
enum : std::size_t { Name, Version, State, Kinds, Details, Count };
}
namespace info_column {
enum : std::size_t { Name, Value, Count };
}

} // namespace burrow::monitor
