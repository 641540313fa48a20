// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/row.hpp"
#include "netprotocols/monitor/schema.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The messages of BMP/1, the monitoring protocol: one CBOR map per WebSocket message, its first entry the kind.
/// A member that has its default value is not sent. Times are milliseconds since 1970 of the server's clock.
namespace burrow::monitor {

constexpr std::uint64_t protocolVersion = 1;
constexpr std::string_view subprotocol = "burrow.monitor.v1";

struct Limits {
    /// Of one message in both directions: a chunk of rows is built in one piece, and a slow client frees credit in
    /// steps of this size.
    std::size_t message = 64 * 1024;
    std::size_t subscriptions = 16;   ///< of one watcher: the window needs 5
    std::size_t rows = 5000;          ///< of one window: more cannot be read, and each is looked at per tick
    std::size_t commandIds = 5000;    ///< named in one command
    std::size_t watchers = 64;        ///< attached at once; each costs a diff per tick
    std::size_t softQueue = 4 * 1024 * 1024;  ///< queued for one watcher: over it deltas conflate
    std::size_t hardQueue = 16 * 1024 * 1024; ///< over it the watcher is told bye (slow)
    std::uint64_t minIntervalMs = 100;
    std::uint64_t maxIntervalMs = 60'000;
};

/// What a watcher may do.
enum class Scope : std::uint8_t { Read = 1, Logs = 2, Control = 4 };
struct Scopes {
    std::uint8_t bits = 0;
    bool has(Scope scope) const noexcept { return (bits & static_cast<std::uint8_t>(scope)) != 0; }
    friend bool operator==(Scopes, Scopes) = default;
};
constexpr Scopes allScopes{7};
constexpr Scopes readScopes{3};

struct Hello {
    std::uint64_t protocolMin = protocolVersion, protocolMax = protocolVersion;
    std::string instance;          ///< name of the server: "default", "edge-1"
    std::string program, version;  ///< "burrowd", "0.1.0"
    std::string serverId;          ///< random per start: rows and sequences of another one mean nothing here
    std::uint64_t pid = 0;
    std::uint64_t started = 0, wall = 0, monotonic = 0; ///< monotonic: nanoseconds
    std::vector<std::string> topics, verbs, scopes;
    std::uint64_t maxRows = 0, minInterval = 0, maxCredit = 0;
    friend bool operator==(const Hello&, const Hello&) = default;
};

struct Subscribe {
    std::uint64_t id = 0; ///< chosen by the client; an id in use is replaced
    std::string topic;
    std::string filter;
    std::string sort;     ///< name of a column; empty: by key
    bool descending = false;
    std::uint64_t offset = 0;
    std::uint64_t count = 0;      ///< 0: as many as the server allows
    std::uint64_t interval = 250; ///< milliseconds
    std::uint64_t since = 0;      ///< logs: the last sequence number that the client has; 0: none
    std::uint64_t backlog = 0;    ///< logs: how many records of the past are wanted if `since` is 0
    friend bool operator==(const Subscribe&, const Subscribe&) = default;
};

struct Unsubscribe {
    std::uint64_t id = 0;
    friend bool operator==(const Unsubscribe&, const Unsubscribe&) = default;
};

/// Changed cells of a row that the client has.
struct RowPatch {
    std::uint64_t key = 0;
    std::vector<std::pair<std::uint64_t, Value>> cells; ///< position in Rows::columns of the snapshot, value
    friend bool operator==(const RowPatch&, const RowPatch&) = default;
};

/// `snap` and `delta`. A snapshot replaces all rows of the subscription with its first chunk. The rows are those of
/// the window (filter, sort, offset, count); their order is for the client to make: compareFields() on the same column.
struct Rows {
    bool isSnapshot = false;
    bool isFirst = false; ///< of its chunks
    bool isLast = false;
    std::uint64_t id = 0;
    std::uint64_t sequence = 0;
    std::uint64_t wall = 0;     ///< the instant that these rows show
    std::uint64_t matching = 0; ///< rows that pass the filter
    std::uint64_t all = 0;      ///< rows of the topic
    std::vector<std::string> columns; ///< names; in the first chunk of a snapshot
    std::vector<Row> added;           ///< full rows, new to the window
    std::vector<RowPatch> changed;
    std::vector<std::uint64_t> removed;
    friend bool operator==(const Rows&, const Rows&) = default;
};

/// Records with ascending sequence numbers (the rows' keys).
struct Event {
    std::uint64_t id = 0;
    std::vector<Row> rows;
    friend bool operator==(const Event&, const Event&) = default;
};

enum class GapCause : std::uint8_t {
    Overwritten,  ///< in the server's log, before this watcher took it
    OverBudget,   ///< this watcher took too slowly
    Restarted,    ///< another start of the server: what was before is not known. Made by the client, count 0
    Disconnected, ///< there was no connection. Made by the client
};
struct Gap {
    std::uint64_t id = 0;
    std::uint64_t from = 0, to = 0; ///< first and last missing sequence number
    std::uint64_t count = 0;
    std::uint64_t fromTime = 0, toTime = 0; ///< milliseconds since 1970
    GapCause cause{};
    friend bool operator==(const Gap&, const Gap&) = default;
};

struct Metric {
    std::uint64_t id = 0;
    std::vector<std::string> columns; ///< in the first message of a subscription
    Row row;                          ///< key: number of the tick
    std::vector<Row> loops;           ///< key: index of the loop; cells: busy percent, connections, requests per second
    friend bool operator==(const Metric&, const Metric&) = default;
};

struct Credit {
    std::uint64_t bytes = 0; ///< more that the client takes from now on
    friend bool operator==(const Credit&, const Credit&) = default;
};

enum class Verb : std::uint8_t {
    Close,
    LogLevel,
    Drain,
    Describe, ///< everything that one connection says of itself, TLS report included; needs Scope::Read only
};
std::string_view nameOf(Verb verb) noexcept;

struct Command {
    std::uint64_t id = 0; ///< of the client, comes back in the ack
    Verb verb{};
    std::vector<std::uint64_t> ids; ///< Close; LogLevel: at most one connection; Describe: one
    std::string filter;             ///< Close: instead of ids
    bool isDryRun = false;
    bool isHard = false;            ///< Close: reset instead of a polite end
    std::string module, level;      ///< LogLevel; module empty: all; level "off" with an id takes the exception back
    std::uint64_t limit = 0;        ///< Drain: milliseconds that connections may take
    std::string key;                ///< of idempotency: a command with a key seen before is answered, not repeated
    std::string reason;             ///< for the audit
    friend bool operator==(const Command&, const Command&) = default;
};

struct Ack {
    std::uint64_t id = 0;
    bool isOk = false;
    bool isSubscription = false; ///< answers a Subscribe (sent for a failure only)
    bool isDenied = false;       ///< the scope is missing
    std::uint64_t affected = 0, matching = 0;
    std::string audit;      ///< id under which the log has it
    std::string error;      ///< sentence, if not ok
    std::uint64_t offset = 0; ///< of the error in the filter
    /// Key: target; cells: what happened. At most 100. Describe: key: number of the field; cells: name, value, unit,
    /// priority (index of FieldPriority).
    std::vector<Row> results;
    friend bool operator==(const Ack&, const Ack&) = default;
};

struct Ping {
    std::uint64_t number = 0;
    friend bool operator==(const Ping&, const Ping&) = default;
};
struct Pong {
    std::uint64_t number = 0;
    friend bool operator==(const Pong&, const Pong&) = default;
};

enum class ByeCode : std::uint8_t { Ending, Slow, Refused, Protocol };
struct Bye {
    ByeCode code{};
    std::string text;
    friend bool operator==(const Bye&, const Bye&) = default;
};

using Message = std::variant<Hello, Subscribe, Unsubscribe, Rows, Event, Gap, Metric, Credit, Command, Ack, Ping, Pong, Bye>;

} // namespace burrow::monitor
