// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/collector.hpp"

#include "netcore/log/log_format.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace burrow::monitor {
namespace {

/// At most so often, however short the intervals: a collector that cannot keep up skips ticks.
constexpr Duration shortestTick = std::chrono::milliseconds(20);
/// A loop that does not answer (a handler blocks it) must not hide the others for ever.
constexpr Duration longestRound = std::chrono::seconds(2);
constexpr std::size_t recordsPerTick = 4096;

Duration threadCpu() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

Collector::Collector(EventLoop& loop, LoopGroup& watched, Log* log, Hello hello, Limits limits, Describe describe,
                     Commands::Drain drain)
    : m_loop(loop), m_watched(watched), m_log(log), m_hello(std::move(hello)), m_limits(limits),
      m_describe(std::move(describe)), m_commands(watched, log, loop.mailbox(), std::move(drain)), m_metrics(watched),
      m_timer(loop, [this] { tick(); }) {}

Collector::~Collector() {
    for (const auto& probe : m_probes)
        probe->detach();
}

void Collector::start() {
    for (std::size_t i = 0; i != m_watched.size(); ++i) {
        m_probes.push_back(std::make_shared<LoopProbe>(m_watched.at(i), m_loop.mailbox(),
                                                       [weak = weak_from_this()](LoopProbe::Batch& batch) {
                                                           if (const auto self = weak.lock())
                                                               self->takeBatch(batch);
                                                       }));
    }
}

Watcher* Collector::attach(WatcherLink& link, Scopes scopes, Actor actor) {
    if (m_watchers.size() >= m_limits.watchers)
        return nullptr;
    Hello hello = m_hello;
    hello.wall = toMilliseconds(m_loop.now().wall);
    hello.monotonic = static_cast<std::uint64_t>(m_loop.now().steady.time_since_epoch().count());
    m_watchers.push_back(std::make_unique<Watcher>(link, std::move(hello), scopes, m_limits, actor));
    m_cost.watchers = m_watchers.size();
    Watcher& watcher = *m_watchers.back();
    flush(watcher);
    return &watcher;
}

void Collector::detach(Watcher& watcher) {
    if (m_log) {
        for (const std::uint64_t id : watcher.raisedConnections)
            m_log->setConnectionLevel(static_cast<ConnectionId>(id), LogLevel::Off);
    }
    cost();
    std::erase_if(m_filterCommands, [&](const FilterCommand& waiting) { return waiting.watcher == &watcher; });
    std::erase_if(m_watchers, [&](const auto& entry) { return entry.get() == &watcher; });
    m_cost.watchers = m_watchers.size();
    if (m_watchers.empty()) {
        stopObserving();
        m_connections.clear();
        m_timer.disarm();
    }
}

bool Collector::isAttached(const Watcher* watcher) const noexcept {
    return std::any_of(m_watchers.begin(), m_watchers.end(), [&](const auto& entry) { return entry.get() == watcher; });
}

void Collector::receive(Watcher& watcher, Bytes message) {
    if (auto taken = watcher.engine.receive(message, m_loop.now()); !taken) {
        watcher.engine.submitBye(ByeCode::Protocol, taken.error().message());
        flush(watcher);
        const int hint = taken.error().wireHint();
        watcher.link.close(hint == 0 ? 1002 : hint, taken.error().text());
        return;
    }
    takeCommands(watcher);
    flush(watcher);
    reschedule();
}

void Collector::flush(Watcher& watcher) {
    while (auto message = watcher.engine.nextOutput()) {
        if (watcher.link.queued() > m_limits.hardQueue) {
            watcher.link.close(1013, "the watcher takes its data too slowly");
            return;
        }
        watcher.link.send(*std::move(message));
    }
}

void Collector::sayBye(ByeCode code) {
    for (const auto& watcher : m_watchers) {
        watcher->engine.submitBye(code, "the server ends");
        flush(*watcher);
        watcher->link.close(1001, "the server ends");
    }
}

WatchCost Collector::cost() {
    for (const auto& watcher : m_watchers) {
        m_cost.bytesSent += watcher->engine.bytesSent() - watcher->countedBytes;
        m_cost.dropped += watcher->engine.dropped() - watcher->countedDropped;
        watcher->countedBytes = watcher->engine.bytesSent();
        watcher->countedDropped = watcher->engine.dropped();
    }
    m_cost.cpu = threadCpu();
    m_cost.loopLag = std::exchange(m_lag, {});
    return m_cost;
}

// ---- Ticks ----

void Collector::reschedule() {
    std::optional<TimePoint> next;
    for (const auto& watcher : m_watchers) {
        if (const auto due = watcher->engine.nextDue(watcher->link.queued()))
            next = next ? std::min(*next, *due) : *due;
    }
    if (!m_filterCommands.empty() || m_roundLeft != 0)
        next = next ? std::min(*next, m_loop.now().steady) : m_loop.now().steady;
    if (!next)
        return m_timer.disarm();
    const TimePoint earliest = m_loop.now().steady + (m_roundLeft != 0 ? shortestTick : Duration{});
    m_timer.arm(std::max(*next, earliest));
}

void Collector::tick() {
    TopicMask wanted = 0;
    for (const auto& watcher : m_watchers)
        wanted |= watcher->engine.due(m_loop.now(), watcher->link.queued());
    if (m_roundLeft != 0 && m_loop.now().steady > m_roundDeadline)
        endRound();
    if ((wanted & bitOf(Topic::Connections)) != 0 || !m_filterCommands.empty()) {
        if (m_roundLeft == 0)
            startRound();
    } else if (m_observing && m_roundLeft == 0 &&
               std::none_of(m_watchers.begin(), m_watchers.end(), [](const auto& watcher) {
                   return watcher->engine.wants(Topic::Connections) &&
                          watcher->engine.nextDue(watcher->link.queued()).has_value();
               })) {
        stopObserving(); // nobody takes connections: the loops note nothing any more
    }
    serve(wanted & static_cast<TopicMask>(~bitOf(Topic::Connections)));
    reschedule();
}

void Collector::serve(TopicMask ready) {
    if (ready == 0)
        return;
    const Now now = m_loop.now();
    const std::uint64_t nowMs = toMilliseconds(now.wall);
    Sources sources;
    const auto offer = [&](Topic topic, RowTable& table) {
        if ((ready & bitOf(topic)) == 0)
            return;
        table.assign(m_describe(topic), nowMs);
        sources.tables[static_cast<std::size_t>(topic)] = &table;
    };
    offer(Topic::Info, m_info);
    offer(Topic::Listeners, m_listeners);
    offer(Topic::Plugins, m_plugins);
    if ((ready & bitOf(Topic::Connections)) != 0)
        sources.tables[static_cast<std::size_t>(Topic::Connections)] = &m_connections;
    if ((ready & bitOf(Topic::Metrics)) != 0) {
        m_metrics.sample(now, cost());
        sources.metrics = &m_metrics.row();
        sources.loops = &m_metrics.loops();
        for (const auto& probe : m_probes)
            probe->requestLag(); // shows in the next sample
    }
    if ((ready & bitOf(Topic::Logs)) != 0) {
        readLog();
        sources.logs = &m_logs;
    }
    for (const auto& watcher : m_watchers) {
        watcher->engine.serve(sources, now, watcher->link.queued());
        flush(*watcher);
    }
}

// ---- Connections ----

void Collector::startRound() {
    m_observing = true;
    ++m_rounds;
    m_connections.beginRound(m_loop.now());
    m_roundDeadline = m_loop.now().steady + longestRound;
    m_roundLeft = 0;
    for (const auto& probe : m_probes)
        m_roundLeft += probe->request();
    if (m_roundLeft == 0)
        endRound();
}

void Collector::takeBatch(LoopProbe::Batch& batch) {
    m_lag = std::max(m_lag, batch.lag);
    if (batch.rows.empty())
        return; // it measured the lag only
    m_connections.take(std::span(batch.rows).first(batch.count));
    for (const LoopProbe::Closed& closed : batch.closed)
        m_connections.takeClosed(closed.last, closed.why, closed.when);
    m_cost.dropped += batch.closedLost;
    if (batch.isLast && m_roundLeft != 0 && --m_roundLeft == 0)
        endRound();
}

void Collector::endRound() {
    if (m_roundLeft == 0)
        m_connections.endRound(); // else a loop is late: its rows stay as they were
    m_roundLeft = 0;
    answerFilterCommands();
    serve(bitOf(Topic::Connections));
    reschedule();
}

void Collector::stopObserving() {
    if (!std::exchange(m_observing, false))
        return;
    for (const auto& probe : m_probes)
        probe->detach();
}

// ---- Log ----

Row Collector::logRow(const Log::Record& record) const {
    Row row{record.sequence, std::vector<Value>(log_column::Count)};
    row.cells[log_column::Time] = toMilliseconds(record.time);
    row.cells[log_column::Level] = static_cast<std::uint64_t>(record.level);
    row.cells[log_column::Module] = std::string(record.moduleName);
    if (record.connection != ConnectionId{})
        row.cells[log_column::Connection] = toNumber(record.connection);
    row.cells[log_column::Event] = std::string(record.event);
    std::string fields;
    for (auto reader = record.fields(); auto field = reader.next();) {
        fields += fields.empty() ? "" : " ";
        fields.append(field->name) += '=';
        switch (field->kind) {
        case LogField::Kind::Text: appendEscaped(fields, field->text); break;
        case LogField::Kind::Signed: fields += std::to_string(static_cast<std::int64_t>(field->number)); break;
        case LogField::Kind::Unsigned: fields += std::to_string(field->number); break;
        case LogField::Kind::Bool: fields += field->number ? "yes" : "no"; break;
        }
    }
    row.cells[log_column::Fields] = std::move(fields);
    return row;
}

void Collector::readLog() {
    if (!m_log)
        return;
    if (!m_logReader)
        m_logReader = std::make_unique<LogReader>(*m_log, LogReader::From::Oldest);
    std::array<Log::Record, 64> batch;
    for (std::size_t taken = 0; taken < recordsPerTick;) {
        const std::size_t count = m_logReader->read(batch);
        for (std::size_t i = 0; i != count; ++i) {
            if (batch[i].lost == 0) // a gap shows as a hole in the sequence
                m_logs.append(logRow(batch[i]));
        }
        taken += count;
        if (count < batch.size())
            return;
    }
}

// ---- Commands ----

void Collector::takeCommands(Watcher& watcher) {
    while (auto request = watcher.engine.nextCommand()) {
        Command& command = request->command;
        if (!request->isAllowed) {
            m_commands.refused(command, watcher.actor);
            continue;
        }
        if (command.verb != Verb::Close || command.filter.empty()) {
            if ((command.verb == Verb::Close || command.verb == Verb::Describe) && command.ids.empty()) {
                Ack ack;
                ack.id = command.id;
                ack.error = std::string(monitorErrors.text(static_cast<int>(MonitorError::NothingNamed)));
                watcher.engine.answer(std::move(ack));
                continue;
            }
            command.ids.resize(std::min(command.ids.size(), m_limits.commandIds));
            std::vector<std::uint64_t> targets = command.ids;
            runCommand(watcher, command, std::move(targets));
            continue;
        }
        if (auto filter = Filter::parse(command.filter, columnsOf(Topic::Connections)); !filter) {
            Ack ack;
            ack.id = command.id;
            ack.error = std::string(filter.error().text());
            ack.offset = filter.error().offset();
            watcher.engine.answer(std::move(ack));
            continue;
        }
        m_filterCommands.push_back({&watcher, std::move(command), m_rounds});
    }
}

void Collector::runCommand(Watcher& watcher, const Command& command, std::vector<std::uint64_t> targets) {
    if (command.verb == Verb::LogLevel && !command.ids.empty() && !command.isDryRun)
        watcher.raisedConnections.push_back(command.ids.front());
    m_commands.run(command, std::move(targets), watcher.actor, [weak = weak_from_this(), to = &watcher](Ack ack) {
        const auto self = weak.lock();
        if (!self || !self->isAttached(to))
            return;
        to->engine.answer(std::move(ack));
        self->flush(*to);
    });
}

void Collector::answerFilterCommands() {
    std::vector<FilterCommand> waiting;
    for (auto entry = m_filterCommands.begin(); entry != m_filterCommands.end();) {
        if (entry->round < m_rounds) {
            waiting.push_back(std::move(*entry));
            entry = m_filterCommands.erase(entry);
        } else {
            ++entry;
        }
    }
    class Lookup final : public FieldLookup {
    public:
        Lookup(const ConnectionTable& table, std::size_t index) : m_table(table), m_index(index) {}
        FieldValue field(std::size_t column) const override { return m_table.field(m_index, column); }

    private:
        const ConnectionTable& m_table;
        std::size_t m_index;
    };
    for (FilterCommand& entry : waiting) {
        const auto filter = Filter::parse(entry.command.filter, columnsOf(Topic::Connections));
        std::vector<std::uint64_t> targets;
        for (std::size_t i = 0; filter && i != m_connections.size(); ++i) {
            if (m_connections.isOpen(i) && filter->matches(Lookup(m_connections, i)))
                targets.push_back(m_connections.key(i));
        }
        if (isAttached(entry.watcher))
            runCommand(*entry.watcher, entry.command, std::move(targets));
    }
}

} // namespace burrow::monitor
