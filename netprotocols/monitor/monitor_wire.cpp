// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/monitor_wire.hpp"
#include "netprotocols/monitor/wire_archive.hpp"

#include <optional>
#include <utility>

namespace burrow::monitor {
namespace {

std::string_view monitorText(int code) noexcept {
    switch (static_cast<MonitorError>(code)) {
    case MonitorError::None: return "no error";
    case MonitorError::NotAMessage: return "not a message of the monitoring protocol";
    case MonitorError::UnknownKind: return "unknown kind of message";
    case MonitorError::DuplicateMember: return "a member of the message occurs twice";
    case MonitorError::InvalidMember: return "a member of the message has an invalid value";
    case MonitorError::MessageTooLong: return "the message is too long";
    case MonitorError::UnexpectedMessage: return "this message is not expected here";
    case MonitorError::NoCommonVersion: return "the server speaks another version of the monitoring protocol";
    case MonitorError::TooManySubscriptions: return "too many subscriptions";
    case MonitorError::UnknownTopic: return "this server has no such topic";
    case MonitorError::UnknownColumn: return "the topic has no such column to sort by";
    case MonitorError::Denied: return "permission denied: this needs to be the server's user or root";
    case MonitorError::TooManyWatchers: return "too many watchers are attached";
    case MonitorError::Slow: return "the watcher takes its data too slowly";
    case MonitorError::ServerEnding: return "the server ends";
    case MonitorError::UnknownVerb: return "this server has no such command";
    case MonitorError::NothingNamed: return "the command names no target";
    case MonitorError::UnknownLevel: return "expected trace, debug, info, warning, error or off";
    case MonitorError::Lost: return "the connection to the server is lost";
    }
    return "unknown error";
}

int monitorHint(int code) noexcept {
    switch (static_cast<MonitorError>(code)) { // WebSocket close codes, RFC 6455 §7.4.1
    case MonitorError::MessageTooLong: return 1009;
    case MonitorError::Denied: return 1008;
    case MonitorError::Slow:
    case MonitorError::TooManyWatchers: return 1013;
    case MonitorError::ServerEnding: return 1001;
    default: return 1002;
    }
}

// One list of members per message drives both directions.
template <class A, class M> void members(A& a, M& m) {
    using T = std::remove_const_t<M>;
    if constexpr (std::is_same_v<T, Hello>) {
        a("min", m.protocolMin), a("max", m.protocolMax), a("instance", m.instance), a("program", m.program);
        a("version", m.version), a("server", m.serverId), a("pid", m.pid), a("started", m.started), a("wall", m.wall);
        a("monotonic", m.monotonic), a("topics", m.topics), a("verbs", m.verbs), a("scopes", m.scopes);
        a("rows", m.maxRows), a("interval", m.minInterval), a("credit", m.maxCredit);
    } else if constexpr (std::is_same_v<T, Subscribe>) {
        a("id", m.id), a("topic", m.topic), a("filter", m.filter), a("sort", m.sort), a("down", m.descending);
        a("offset", m.offset), a("count", m.count), a.always("interval", m.interval), a("since", m.since);
        a("backlog", m.backlog);
    } else if constexpr (std::is_same_v<T, Unsubscribe>) {
        a("id", m.id);
    } else if constexpr (std::is_same_v<T, Rows>) {
        a("id", m.id), a("first", m.isFirst), a("last", m.isLast), a("seq", m.sequence), a("wall", m.wall);
        a("matching", m.matching), a("all", m.all), a("columns", m.columns), a("rows", m.added);
        a("changed", m.changed), a("gone", m.removed);
    } else if constexpr (std::is_same_v<T, Event>) {
        a("id", m.id), a("rows", m.rows);
    } else if constexpr (std::is_same_v<T, Gap>) {
        a("id", m.id), a("from", m.from), a("to", m.to), a("count", m.count), a("t0", m.fromTime), a("t1", m.toTime);
        a("cause", m.cause);
    } else if constexpr (std::is_same_v<T, Metric>) {
        a("id", m.id), a("columns", m.columns), a.always("row", m.row), a("loops", m.loops);
    } else if constexpr (std::is_same_v<T, Credit>) {
        a("bytes", m.bytes);
    } else if constexpr (std::is_same_v<T, Command>) {
        a("id", m.id), a("verb", m.verb), a("ids", m.ids), a("filter", m.filter), a("dry", m.isDryRun);
        a("hard", m.isHard), a("module", m.module), a("level", m.level), a("limit", m.limit), a("key", m.key);
        a("reason", m.reason);
    } else if constexpr (std::is_same_v<T, Ack>) {
        a("id", m.id), a("ok", m.isOk), a("sub", m.isSubscription), a("denied", m.isDenied);
        a("affected", m.affected), a("matching", m.matching), a("audit", m.audit), a("error", m.error);
        a("offset", m.offset), a("results", m.results);
    } else if constexpr (std::is_same_v<T, Ping> || std::is_same_v<T, Pong>) {
        a("n", m.number);
    } else {
        static_assert(std::is_same_v<T, Bye>);
        a("code", m.code), a("text", m.text);
    }
}

std::string_view kindOf(const Message& message) noexcept {
    constexpr std::string_view kinds[] = {"hello", "sub",    "unsub", "",    "event", "gap", "metric",
                                          "credit", "cmd",   "ack",   "ping", "pong", "bye"};
    static_assert(std::size(kinds) == std::variant_size_v<Message>);
    if (const Rows* rows = std::get_if<Rows>(&message))
        return rows->isSnapshot ? "snap" : "delta";
    return kinds[message.index()];
}

std::optional<Message> emptyOf(std::string_view kind) {
    if (kind == "hello") {
        Hello hello;
        hello.protocolMin = hello.protocolMax = 0; // not said
        return hello;
    }
    if (kind == "sub") return Subscribe();
    if (kind == "unsub") return Unsubscribe();
    if (kind == "snap" || kind == "delta") {
        Rows rows;
        rows.isSnapshot = kind == "snap";
        return rows;
    }
    if (kind == "event") return Event();
    if (kind == "gap") return Gap();
    if (kind == "metric") return Metric();
    if (kind == "credit") return Credit();
    if (kind == "cmd") return Command();
    if (kind == "ack") return Ack();
    if (kind == "ping") return Ping();
    if (kind == "pong") return Pong();
    if (kind == "bye") return Bye();
    return std::nullopt;
}

template <class T> std::size_t encodedSize(const T& item) {
    std::string scratch;
    cbor::Writer writer(scratch);
    wire::put(writer, item);
    return scratch.size();
}

} // namespace

constinit const ErrorDomain monitorErrors{"monitor", monitorText, monitorHint};

std::string_view nameOf(Verb verb) noexcept {
    constexpr std::string_view names[] = {"close", "loglevel", "drain", "describe"};
    return names[static_cast<std::size_t>(verb)];
}

void encode(const Message& message, std::string& out) {
    wire::MemberWriter writer;
    std::visit([&](const auto& m) { members(writer, m); }, message);
    cbor::Writer head(out);
    head.map(writer.pairs() + 1).text("k").text(kindOf(message));
    out += writer.body();
}

std::string encode(const Message& message) {
    std::string out;
    encode(message, out);
    return out;
}

Result<Message> decode(Bytes input, const Limits& limits) {
    if (input.size() > limits.message)
        return fail(Error(ErrorKind::Limit, monitorErrors, static_cast<int>(MonitorError::MessageTooLong))
                        .with({.limit = limits.message, .seen = input.size()}));
    cbor::Reader in(input, {.depth = 6, .bytes = limits.message});
    BURROW_TRY(std::size_t pairs, in.readMap());
    if (pairs == 0)
        return wire::invalid(in, MonitorError::NotAMessage);
    BURROW_TRY(const std::string_view first, in.readText());
    if (first != "k")
        return wire::invalid(in, MonitorError::NotAMessage);
    BURROW_TRY(const std::string_view kind, in.readText());
    std::optional<Message> message = emptyOf(kind);
    if (!message)
        return wire::invalid(in, MonitorError::UnknownKind);
    std::uint64_t seen = 0;
    while (--pairs != 0) {
        BURROW_TRY(const std::string_view name, in.readText());
        wire::MemberReader reader(in, name, seen);
        std::visit([&](auto& m) { members(reader, m); }, *message);
        if (auto result = reader.isFound() ? reader.take() : in.skip(); !result)
            return fail(std::move(result).error());
    }
    if (auto done = in.finish(); !done)
        return fail(std::move(done).error());
    return *std::move(message);
}

void encodeRows(const Rows& rows, const Limits& limits, const std::function<void(std::string)>& emit) {
    constexpr std::size_t overhead = 128; // kind, flags, sequence, counts, heads of three lists
    Rows part;
    part.isSnapshot = rows.isSnapshot;
    part.isFirst = true;
    part.id = rows.id;
    part.sequence = rows.sequence;
    part.wall = rows.wall;
    part.matching = rows.matching;
    part.all = rows.all;
    part.columns = rows.columns;
    std::size_t size = overhead + encodedSize(part.columns);
    bool isEmpty = true;
    const auto flush = [&](bool isLast) {
        part.isLast = isLast;
        emit(encode(Message(std::move(part))));
        part = Rows{.isSnapshot = rows.isSnapshot, .id = rows.id, .sequence = rows.sequence};
        size = overhead;
        isEmpty = true;
    };
    const auto take = [&](const auto& list, auto member) {
        for (const auto& item : list) {
            const std::size_t more = encodedSize(item);
            if (!isEmpty && size + more > limits.message)
                flush(false);
            (part.*member).push_back(item);
            size += more;
            isEmpty = false;
        }
    };
    take(rows.removed, &Rows::removed);
    take(rows.changed, &Rows::changed);
    take(rows.added, &Rows::added);
    flush(true);
}

void encodeEvents(std::uint64_t id, std::span<const Row> rows, const Limits& limits,
                  const std::function<void(std::string)>& emit) {
    constexpr std::size_t overhead = 64;
    Event part{id, {}};
    std::size_t size = overhead;
    for (const Row& row : rows) {
        const std::size_t more = encodedSize(row);
        if (!part.rows.empty() && size + more > limits.message) {
            emit(encode(Message(std::move(part))));
            part = Event{id, {}};
            size = overhead;
        }
        part.rows.push_back(row);
        size += more;
    }
    if (!part.rows.empty())
        emit(encode(Message(std::move(part))));
}

} // namespace burrow::monitor
