// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/client_engine.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"
#include "netprotocols/monitor/server_engine.hpp"

#include <QTest>

using namespace burrow;
using namespace burrow::monitor;
using namespace std::chrono_literals;
namespace column = connection_column;

namespace {

Row connection(std::uint64_t key, std::string proto, std::uint64_t queue) {
    Row row{key, std::vector<Value>(column::Count)};
    row.cells[column::Id] = key;
    row.cells[column::Proto] = std::move(proto);
    row.cells[column::Peer] = "10.0.0." + std::to_string(key % 250) + ":80";
    row.cells[column::Queue] = queue;
    return row;
}

Row record(std::uint64_t key, std::uint64_t level = 2) {
    return {key, {key * 1000, level, std::string("http1"), std::uint64_t{0}, std::string("event"), std::string()}};
}

/// Server and client joined in memory, with a clock of their own.
struct Rig {
    explicit Rig(Scopes scopes = allScopes, ClientEngine::Options options = {}) : client(options) {
        Hello hello;
        hello.instance = "test";
        hello.serverId = "a1";
        server.emplace(hello, scopes, Limits{});
        client.connected(now);
    }
    void advance(Duration by) {
        now.steady += by;
        now.wall += std::chrono::duration_cast<WallTime::duration>(by);
    }
    /// Moves messages until both are quiet; the client may be stalled.
    void exchange() {
        for (bool moved = true; moved;) {
            moved = false;
            while (auto message = client.nextOutput()) {
                QVERIFY(server->receive(asBytes(*message), now).has_value());
                moved = true;
            }
            while (!stalled) {
                auto message = server->nextOutput();
                if (!message)
                    break;
                bytes += message->size();
                QVERIFY(client.receive(asBytes(*message), now).has_value());
                moved = true;
            }
        }
        while (auto event = client.nextEvent())
            events.push_back(*std::move(event));
    }
    TopicMask tick() {
        exchange();
        const TopicMask mask = server->due(now, 0);
        Sources sources;
        table.assign(rows, toMilliseconds(now.wall));
        sources.tables[size_t(Topic::Connections)] = &table;
        sources.logs = &logs;
        metrics.cells[metric_column::Time] = toMilliseconds(now.wall);
        ++metrics.key;
        sources.metrics = &metrics;
        server->serve(sources, now, 0);
        exchange();
        return mask;
    }
    template <class T> std::vector<T> taken() {
        std::vector<T> found;
        for (auto& event : events) {
            if (auto* wanted = std::get_if<T>(&event))
                found.push_back(std::move(*wanted));
        }
        events.clear();
        return found;
    }
    /// The rows as "key:queue", in the order of a view.
    QString view(SubscriptionId id, std::optional<std::size_t> sort = {}, bool descending = false) {
        QStringList list;
        for (const Row* row : client.rows(id)->sorted(sort, descending))
            list << QStringLiteral("%1:%2").arg(row->key).arg(std::get<std::uint64_t>(row->cells[column::Queue]));
        return list.join(QLatin1Char(' '));
    }

    Now now{TimePoint(1h), WallTime(1'800'000'000s)};
    std::optional<ServerEngine> server;
    ClientEngine client;
    std::vector<Row> rows;
    RowTable table{Topic::Connections};
    LogStore logs{100};
    Row metrics{0, std::vector<Value>(metric_column::Count)};
    std::vector<ClientEngine::Event> events;
    std::size_t bytes = 0;
    bool stalled = false;
};

} // namespace

class MonitorSessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void helloComesFirst() {
        Rig rig;
        rig.exchange();
        QVERIFY(rig.client.isAttached());
        QCOMPARE(rig.client.hello().instance, std::string("test"));
        QCOMPARE(rig.client.hello().scopes.size(), std::size_t(3));
    }

    void rowsFollowTheirSource() {
        Rig rig;
        rig.rows = {connection(1, "h1", 0), connection(2, "ws", 500), connection(3, "h1", 7)};
        const auto id = rig.client.submitSubscribe(Topic::Connections);
        rig.exchange();
        rig.tick();
        QCOMPARE(rig.view(id), QStringLiteral("1:0 2:500 3:7"));
        auto changes = rig.taken<ClientEngine::RowsEvent>();
        QCOMPARE(changes.size(), std::size_t(1));
        QVERIFY(changes[0].changes.isReset);

        rig.rows = {connection(2, "ws", 501), connection(3, "h1", 7), connection(4, "h1", 1)};
        QCOMPARE(rig.tick(), TopicMask(0)); // not due yet
        QCOMPARE(rig.view(id), QStringLiteral("1:0 2:500 3:7"));
        rig.advance(250ms);
        QCOMPARE(rig.tick(), bitOf(Topic::Connections));
        QCOMPARE(rig.view(id), QStringLiteral("2:501 3:7 4:1"));
        changes = rig.taken<ClientEngine::RowsEvent>();
        QCOMPARE(changes.size(), std::size_t(1));
        QCOMPARE(changes[0].changes.added, std::vector<std::uint64_t>{4});
        QCOMPARE(changes[0].changes.changed, std::vector<std::uint64_t>{2});
        QCOMPARE(changes[0].changes.removed, std::vector<std::uint64_t>{1});

        const std::size_t before = rig.bytes;
        rig.advance(250ms);
        rig.tick();
        QCOMPARE(rig.bytes, before); // nothing changed, nothing sent
    }

    void theServerFiltersSortsAndCuts() {
        Rig rig;
        for (std::uint64_t key = 1; key <= 100; ++key)
            rig.rows.push_back(connection(key, key % 2 ? "ws" : "h1", key * 10));
        Subscribe what;
        what.filter = "proto:ws queue>=100";
        what.sort = "queue";
        what.descending = true;
        what.count = 3;
        const auto id = rig.client.submitSubscribe(Topic::Connections, what);
        rig.exchange();
        rig.tick();
        QCOMPARE(rig.view(id, column::Queue, true), QStringLiteral("99:990 97:970 95:950"));
        QCOMPARE(rig.client.rows(id)->matching(), std::uint64_t(45));
        QCOMPARE(rig.client.rows(id)->all(), std::uint64_t(100));
        what.offset = 2;
        rig.client.submitUpdate(id, what);
        rig.exchange();
        rig.tick();
        QCOMPARE(rig.view(id, column::Queue, true), QStringLiteral("95:950 93:930 91:910"));
    }

    void aBadFilterIsAnsweredWithItsPosition() {
        Rig rig;
        Subscribe what;
        what.filter = "queue>many";
        rig.client.submitSubscribe(Topic::Connections, what);
        rig.exchange();
        rig.tick();
        const auto acks = rig.taken<Ack>();
        QCOMPARE(acks.size(), std::size_t(1));
        QVERIFY(acks[0].isSubscription && !acks[0].isOk);
        QCOMPARE(acks[0].offset, std::uint64_t(6));
        QCOMPARE(acks[0].error, std::string("expected a size such as 64KiB or 1.5MB"));
    }

    void aWatcherThatStallsCostsNothing() {
        ClientEngine::Options options;
        options.credit = 80 * 1024;
        Rig rig(allScopes, options);
        for (std::uint64_t key = 1; key <= 2000; ++key)
            rig.rows.push_back(connection(key, "h1", key));
        const auto id = rig.client.submitSubscribe(Topic::Connections);
        rig.exchange();
        rig.tick();
        QCOMPARE(rig.client.rows(id)->size(), std::size_t(2000));
        rig.stalled = true;
        std::size_t queued = 0;
        int served = 0;
        for (int i = 0; i != 40; ++i) {
            rig.rows.clear();
            for (std::uint64_t key = 1; key <= 2000; ++key)
                rig.rows.push_back(connection(key, "h1", key + std::uint64_t(i)));
            rig.advance(250ms);
            served += rig.tick() != 0;
        }
        QVERIFY(served < 10); // the collector is not even asked for rows
        while (auto message = rig.server->nextOutput()) {
            queued += message->size();
            QVERIFY(rig.client.receive(asBytes(*message), rig.now).has_value());
        }
        QVERIFY(queued < 1024 * 1024);
        rig.stalled = false;
        rig.exchange();
        rig.advance(250ms);
        rig.tick();
        QCOMPARE(std::get<std::uint64_t>(rig.client.rows(id)->find(7)->cells[column::Queue]), std::uint64_t(7 + 39));
    }

    void logsFollowAndShowGaps() {
        Rig rig;
        for (std::uint64_t key = 1; key <= 5; ++key)
            rig.logs.append(record(key));
        Subscribe what;
        what.backlog = 2;
        const auto id = rig.client.submitSubscribe(Topic::Logs, what);
        rig.exchange();
        rig.tick();
        auto batches = rig.taken<ClientEngine::LogEvent>();
        QCOMPARE(batches.size(), std::size_t(1));
        QCOMPARE(batches[0].id, id);
        QCOMPARE(batches[0].rows.size(), std::size_t(2));
        QCOMPARE(batches[0].rows[0].key, std::uint64_t(4));
        rig.logs.append(record(6));
        rig.logs.append(record(10)); // the log itself lost three
        rig.advance(250ms);
        rig.tick();
        std::vector<Gap> gaps;
        std::size_t rows = 0;
        for (const auto& event : rig.events) {
            if (const auto* gap = std::get_if<Gap>(&event))
                gaps.push_back(*gap);
            if (const auto* batch = std::get_if<ClientEngine::LogEvent>(&event))
                rows += batch->rows.size();
        }
        QCOMPARE(rows, std::size_t(2));
        QCOMPARE(gaps.size(), std::size_t(1));
        QCOMPARE(gaps[0].from, std::uint64_t(7));
        QCOMPARE(gaps[0].count, std::uint64_t(3));
        QCOMPARE(rig.server->dropped(), std::uint64_t(3));
    }

    void logsAreFilteredAtTheServer() {
        Rig rig;
        Subscribe what;
        what.filter = "level>=warning";
        what.backlog = 100;
        for (std::uint64_t key = 1; key <= 20; ++key)
            rig.logs.append(record(key, key % 5));
        rig.client.submitSubscribe(Topic::Logs, what);
        rig.exchange();
        rig.tick();
        std::size_t rows = 0;
        for (const auto& batch : rig.taken<ClientEngine::LogEvent>())
            rows += batch.rows.size();
        QCOMPARE(rows, std::size_t(8));
    }

    void logsGoOnAfterALoss() {
        Rig rig;
        rig.logs.append(record(1));
        Subscribe what;
        what.backlog = 10;
        rig.client.submitSubscribe(Topic::Logs, what);
        rig.exchange();
        rig.tick();
        rig.client.disconnected();
        for (std::uint64_t key = 2; key <= 150; ++key) // the store keeps 100
            rig.logs.append(record(key));
        Hello hello;
        hello.serverId = "a1";
        rig.server.emplace(hello, allScopes, Limits{});
        rig.client.connected(rig.now);
        rig.events.clear();
        rig.exchange();
        rig.tick();
        std::size_t rows = 0;
        std::uint64_t missed = 0;
        for (const auto& event : rig.events) {
            if (const auto* gap = std::get_if<Gap>(&event))
                missed += gap->count;
            if (const auto* batch = std::get_if<ClientEngine::LogEvent>(&event))
                rows += batch->rows.size();
        }
        QCOMPARE(rows, std::size_t(100));
        QCOMPARE(missed, std::uint64_t(49));
    }

    void missedMetricsAreAGap() {
        ClientEngine::Options options;
        options.credit = 4000;
        Rig rig(allScopes, options);
        rig.client.submitSubscribe(Topic::Metrics);
        rig.exchange();
        for (int i = 0; i != 4; ++i) {
            rig.tick();
            rig.advance(250ms);
        }
        QCOMPARE(rig.taken<Metric>().size(), std::size_t(4));
        rig.stalled = true;
        for (int i = 0; i != 480; ++i) {
            rig.tick();
            rig.advance(250ms);
        }
        rig.stalled = false;
        rig.exchange();
        rig.taken<Metric>();
        rig.tick();
        const auto gaps = rig.taken<Gap>();
        QCOMPARE(gaps.size(), std::size_t(1));
        QVERIFY(gaps[0].count > 300);
        QCOMPARE(gaps[0].cause, GapCause::OverBudget);
    }

    void readersMayNotControl() {
        Rig rig(readScopes);
        rig.exchange();
        Command command;
        command.ids = {1};
        QVERIFY(rig.client.submitCommand(command) != 0);
        rig.exchange();
        const auto acks = rig.taken<Ack>();
        QCOMPARE(acks.size(), std::size_t(1));
        QVERIFY(acks[0].isDenied);
        const auto request = rig.server->nextCommand();
        QVERIFY(request.has_value());
        QVERIFY(!request->isAllowed);
    }

    void commandsReachTheServer() {
        Rig rig;
        rig.exchange();
        Command command;
        command.verb = Verb::Close;
        command.filter = "proto:ws";
        const std::uint64_t id = rig.client.submitCommand(command);
        rig.exchange();
        const auto request = rig.server->nextCommand();
        QVERIFY(request && request->isAllowed);
        QCOMPARE(request->command.filter, std::string("proto:ws"));
        Ack ack;
        ack.id = request->command.id;
        ack.isOk = true;
        ack.affected = 3;
        rig.server->answer(ack);
        rig.exchange();
        const auto acks = rig.taken<Ack>();
        QCOMPARE(acks.size(), std::size_t(1));
        QCOMPARE(acks[0].id, id);
        QCOMPARE(acks[0].affected, std::uint64_t(3));
    }

    void silenceIsAskedThenEnded() {
        Rig rig;
        rig.exchange();
        rig.advance(16s);
        QVERIFY(rig.client.handleTimeout(rig.now).has_value());
        rig.exchange(); // ping, pong
        rig.advance(16s);
        QVERIFY(rig.client.handleTimeout(rig.now).has_value());
        rig.stalled = true;
        rig.exchange();
        QVERIFY(rig.client.handleTimeout(rig.now).has_value()); // asks
        rig.advance(29s);
        QVERIFY(rig.client.handleTimeout(rig.now).has_value());
        rig.advance(2s);
        const auto result = rig.client.handleTimeout(rig.now);
        QVERIFY(!result);
        QCOMPARE(result.error().kind(), ErrorKind::Timeout);
    }

    void aStallOfOursIsNotTheServersSilence() {
        Rig rig;
        rig.exchange();
        rig.advance(120s); // stopped before it could ask
        QVERIFY(rig.client.handleTimeout(rig.now).has_value());
        rig.advance(120s); // and again while it waited
        QVERIFY(rig.client.handleTimeout(rig.now).has_value());
        QVERIFY(*rig.client.nextTimeout() > rig.now.steady);
        rig.exchange(); // the answer was there
        QVERIFY(*rig.client.nextTimeout() > rig.now.steady + 10s);
        rig.advance(16s);
        rig.stalled = true;
        QVERIFY(rig.client.handleTimeout(rig.now).has_value());
        rig.advance(31s);
        QVERIFY(!rig.client.handleTimeout(rig.now));
    }

    void aLossShowsInMetricsAndLogs() {
        Rig rig;
        rig.logs.append(record(1));
        Subscribe what;
        what.backlog = 10;
        rig.client.submitSubscribe(Topic::Logs, what);
        rig.client.submitSubscribe(Topic::Metrics);
        rig.exchange();
        rig.tick();
        rig.events.clear();
        rig.client.disconnected();
        rig.advance(10s);
        Hello hello;
        hello.serverId = "b2"; // another start
        rig.server.emplace(hello, allScopes, Limits{});
        rig.client.connected(rig.now);
        rig.exchange();
        rig.tick();
        const auto gaps = rig.taken<Gap>();
        QCOMPARE(gaps.size(), std::size_t(2));
        QCOMPARE(gaps[0].cause, GapCause::Restarted);
        QCOMPARE(gaps[1].cause, GapCause::Disconnected);
        QCOMPARE(gaps[1].count, std::uint64_t(40));
    }

    void strangersAreRefused() {
        ClientEngine client;
        client.connected({});
        const std::string early = encode(Message(Metric{}));
        QVERIFY(!client.receive(asBytes(early), {}));
        ClientEngine newer;
        newer.connected({});
        Hello hello;
        hello.protocolMin = hello.protocolMax = 2;
        const std::string message = encode(Message(hello));
        const auto result = newer.receive(asBytes(message), {});
        QVERIFY(!result);
        QCOMPARE(result.error().kind(), ErrorKind::Incompatible);
        ServerEngine server({}, allScopes, {});
        QVERIFY(!server.receive(asBytes(early), {}));
        QVERIFY(!server.receive(asBytes("nonsense"), {}));
    }

    void subscriptionsAreLimited() {
        Rig rig;
        for (int i = 0; i != 20; ++i)
            rig.client.submitSubscribe(Topic::Info);
        rig.exchange();
        QCOMPARE(rig.server->subscriptions(), std::size_t(16));
        QCOMPARE(rig.taken<Ack>().size(), std::size_t(4));
    }

    void otherOrderOfColumns() {
        RowSet rows(Topic::Info);
        Rows snap;
        snap.isSnapshot = snap.isFirst = snap.isLast = true;
        snap.columns = {"news", "value", "name"};
        snap.added = {{1, {true, std::string("v"), std::string("n")}}};
        rows.apply(snap);
        const Row* row = rows.find(1);
        QVERIFY(row);
        QCOMPARE(std::get<std::string>(row->cells[info_column::Name]), std::string("n"));
        QCOMPARE(std::get<std::string>(row->cells[info_column::Value]), std::string("v"));
        Rows delta;
        delta.isFirst = delta.isLast = true;
        delta.changed = {{1, {{1, std::string("w")}, {9, true}}}};
        rows.apply(delta);
        QCOMPARE(std::get<std::string>(rows.find(1)->cells[info_column::Value]), std::string("w"));
    }
};

QTEST_APPLESS_MAIN(MonitorSessionTest)
#include "monitor_session_test.moc"
