// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/event_loop.hpp"
#include "netcore/loop/timer.hpp"
#include "netcore/log/log_reader.hpp"
#include "netprotocols/monitor/commands.hpp"
#include "netprotocols/monitor/connection_table.hpp"
#include "netprotocols/monitor/loop_probe.hpp"
#include "netprotocols/monitor/metrics.hpp"
#include "netprotocols/monitor/server_engine.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace burrow::monitor {

/// One attached watcher, as the collector sees it: whatever carries the messages.
class WatcherLink {
public:
    /// Bytes that wait to be sent to it.
    virtual std::size_t queued() const = 0;
    virtual void send(std::string message) = 0;
    virtual void close(int code, std::string_view reason) = 0;

protected:
    ~WatcherLink() = default;
};

struct Watcher {
    Watcher(WatcherLink& carrier, Hello hello, Scopes scopes, const Limits& limits, Actor who)
        : link(carrier), engine(std::move(hello), scopes, limits), actor(who) {}
    WatcherLink& link;
    ServerEngine engine;
    Actor actor;
    std::vector<std::uint64_t> raisedConnections; ///< whose log level it changed: taken back when it leaves
    std::uint64_t countedBytes = 0, countedDropped = 0;
};

/// Gathers what watchers ask for, and only then: copies rows from the loops in rounds, reads the log's rings, samples
/// counters, and serves whoever is due. Without a watcher that takes something it does nothing at all.
/// Thread: its loop's.
class Collector : public std::enable_shared_from_this<Collector> {
public:
    /// Rows of a topic that others describe (listeners, plugins, info).
    using Describe = std::function<std::vector<Row>(Topic)>;

    Collector(EventLoop& loop, LoopGroup& watched, Log* log, Hello hello, Limits limits, Describe describe,
              Commands::Drain drain);
    ~Collector();
    void start(); ///< once, after the shared_ptr stands

    /// Null: too many. The link outlives the watcher; detach() before it goes.
    Watcher* attach(WatcherLink& link, Scopes scopes, Actor actor);
    void detach(Watcher& watcher);
    /// One message from a watcher; may close its link.
    void receive(Watcher& watcher, Bytes message);
    /// The watcher can take more.
    void writable(Watcher&) { reschedule(); }
    void sayBye(ByeCode code);

    const Limits& limits() const noexcept { return m_limits; }
    std::size_t watchers() const noexcept { return m_watchers.size(); }

private:
    struct FilterCommand {
        Watcher* watcher;
        Command command;
        std::uint64_t round; ///< answered by the first round that began later
    };

    void tick();
    void reschedule();
    void serve(TopicMask ready);
    void flush(Watcher& watcher);
    void startRound();
    void takeBatch(LoopProbe::Batch& batch);
    void endRound();
    void stopObserving();
    void readLog();
    Row logRow(const Log::Record& record) const;
    void takeCommands(Watcher& watcher);
    void runCommand(Watcher& watcher, const Command& command, std::vector<std::uint64_t> targets);
    void answerFilterCommands();
    WatchCost cost();
    bool isAttached(const Watcher* watcher) const noexcept;

    EventLoop& m_loop;
    LoopGroup& m_watched;
    Log* m_log;
    Hello m_hello;
    Limits m_limits;
    Describe m_describe;
    Commands m_commands;
    std::vector<std::unique_ptr<Watcher>> m_watchers;
    std::vector<std::shared_ptr<LoopProbe>> m_probes;
    ConnectionTable m_connections;
    RowTable m_info{Topic::Info}, m_listeners{Topic::Listeners}, m_plugins{Topic::Plugins};
    MetricsSampler m_metrics;
    LogStore m_logs;
    std::unique_ptr<LogReader> m_logReader;
    std::vector<FilterCommand> m_filterCommands;
    std::size_t m_roundLeft = 0; ///< loops that have not answered
    std::uint64_t m_rounds = 0;
    TimePoint m_roundDeadline{};
    bool m_observing = false;
    Duration m_lag{};
    WatchCost m_cost;
    Timer m_timer;
};

} // namespace burrow::monitor
