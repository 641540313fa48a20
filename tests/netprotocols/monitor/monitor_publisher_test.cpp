// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/loop_group.hpp"
#include "netcore/log/log.hpp"
#include "netcore/net/socket.hpp"
#include "netprotocols/monitor/monitor_client.hpp"
#include "netprotocols/monitor/publisher.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace burrow;
using namespace burrow::monitor;
using namespace std::chrono_literals;
namespace column = connection_column;

namespace {

class EchoSession final : public ProtocolSession {
public:
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        connection.out().append(in);
        connection.countRequest();
        return in.size();
    }
    bool isIdle() const override { return true; }
    void onClosed(const Error&) noexcept override {}
    std::string_view protocol() const noexcept override { return "echo"; }
};

class Watch final : public ClientObserver {
public:
    void onState(ClientState now, const Error* why, Duration) override {
        states.push_back(now);
        if (why)
            errors.push_back(*why);
    }
    void onEvents(SubscriptionId, std::vector<Row> rows) override {
        for (Row& row : rows)
            records.push_back(std::move(row));
    }
    void onGap(const Gap& gap) override { gaps.push_back(gap); }
    void onMetric(const Metric& metric) override { metrics.push_back(metric); }
    void onAck(const Ack& ack) override { acks.push_back(ack); }

    std::vector<ClientState> states;
    std::vector<Error> errors;
    std::vector<Row> records;
    std::vector<Gap> gaps;
    std::vector<Metric> metrics;
    std::vector<Ack> acks;
};

std::string textOf(const Row& row, std::size_t index) {
    const auto* text = std::get_if<std::string>(&row.cells.at(index));
    return text ? *text : std::string();
}

} // namespace

class MonitorPublisherTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        QVERIFY(m_folder.emplace().isValid());
        m_log.emplace();
        auto group = LoopGroup::start({.loops = 2, .log = &*m_log});
        QVERIFY(group.has_value());
        m_group = *std::move(group);
        ListenOptions options;
        options.name = "web";
        options.connection.listener = "web";
        options.firstByte = ListenOptions::FirstByte::FromServer;
        auto listener = m_group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), std::move(options),
                                        [](const AcceptInfo&) { return std::make_unique<EchoSession>(); });
        QVERIFY2(listener.has_value(), listener ? "" : listener.error().message().c_str());
        m_listener = std::make_unique<Listener>(*std::move(listener));
        startPublisher();
        m_loop = *EventLoop::create();
        m_watch = {};
        m_client = std::make_unique<MonitorClient>(*m_loop, ClientOptions{.socket = socketPath(), .firstRetry = 20ms},
                                                   m_watch);
    }
    void cleanup() {
        m_sockets.clear();
        m_client.reset();
        m_loop.reset();
        m_registration = {};
        m_publisher.reset();
        m_listener.reset();
        m_group.reset();
        m_log.reset();
    }

    void showsConnections() {
        connectSockets(3);
        Subscribe what;
        what.interval = 100;
        const auto id = m_client->subscribe(Topic::Connections, what);
        m_client->start();
        QVERIFY(until([&] { return m_client->rows(id)->size() == 3; }));
        QVERIFY(m_client->state() == ClientState::Attached);
        const Row& row = *m_client->rows(id)->sorted({}, false).front();
        QCOMPARE(textOf(row, column::Proto), std::string("echo"));
        QCOMPARE(textOf(row, column::Listener), std::string("web"));
        QVERIFY(textOf(row, column::Peer).starts_with("127.0.0.1:"));
        // Bytes show, then the closed row with whose decision it was.
        QCOMPARE(::write(m_sockets[0].get(), "hello", 5), ssize_t(5));
        QVERIFY(until([&] { return count(id, [](const Row& r) { return std::get<std::uint64_t>(r.cells[column::In]) == 5; }) == 1; }));
        m_sockets.erase(m_sockets.begin());
        QVERIFY(until([&] { return count(id, [](const Row& r) { return textOf(r, column::State) == "closed"; }) == 1; }));
        QCOMPARE(count(id, [](const Row& r) { return textOf(r, column::By) == "theirs"; }), 1);
    }

    void filtersAtTheServer() {
        connectSockets(2);
        Subscribe what;
        what.interval = 100;
        what.filter = "peer:192.0.2.0/24";
        const auto id = m_client->subscribe(Topic::Connections, what);
        m_client->start();
        QVERIFY(until([&] { return m_client->rows(id)->all() == 2; }));
        QCOMPARE(m_client->rows(id)->size(), std::size_t(0));
        QCOMPARE(m_client->rows(id)->matching(), std::uint64_t(0));
    }

    void closesConnections() {
        connectSockets(3);
        Subscribe what;
        what.interval = 100;
        const auto id = m_client->subscribe(Topic::Connections, what);
        m_client->start();
        QVERIFY(until([&] { return m_client->rows(id)->size() == 3; }));
        Command command;
        command.verb = Verb::Close;
        command.filter = "proto:echo";
        command.isDryRun = true;
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 1; }));
        QVERIFY(m_watch.acks[0].isOk);
        QCOMPARE(m_watch.acks[0].matching, std::uint64_t(3));
        QCOMPARE(m_watch.acks[0].affected, std::uint64_t(0));
        command.isDryRun = false;
        command.filter.clear();
        command.ids = {m_client->rows(id)->sorted({}, false).front()->key, 12345678};
        command.isHard = true;
        command.key = "once";
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 2; }));
        QCOMPARE(m_watch.acks[1].affected, std::uint64_t(1));
        QCOMPARE(m_watch.acks[1].results.size(), std::size_t(2));
        QVERIFY(!m_watch.acks[1].audit.empty());
        QVERIFY(until([&] { return count(id, [](const Row& r) { return textOf(r, column::By) == "ours"; }) == 1; }));
        m_client->send(command); // the same key: answered, not done
        QVERIFY(until([&] { return m_watch.acks.size() == 3; }));
        QCOMPARE(m_watch.acks[2].audit, m_watch.acks[1].audit);
        command = {};
        command.filter = "proto:echo";
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 4; }));
        QCOMPARE(m_watch.acks[3].affected, std::uint64_t(2));
        QVERIFY(until([&] { return m_group->stats(0).connectionsOpen.read() + m_group->stats(1).connectionsOpen.read() == 0; }));
    }

    void aConnectionTellsAllItKnows() {
        connectSockets(1);
        const auto id = m_client->subscribe(Topic::Connections, {.interval = 100});
        m_client->start();
        QVERIFY(until([&] { return m_client->rows(id)->size() == 1; }));
        Command command;
        command.verb = Verb::Describe;
        command.ids = {m_client->rows(id)->sorted({}, false).front()->key};
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 1; }));
        command.ids = {4711};
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 2; }));
        QVERIFY(m_watch.acks[0].isOk && m_watch.acks[0].audit.empty());
        QStringList names;
        for (const Row& row : m_watch.acks[0].results)
            names << QString::fromStdString(textOf(row, 0));
        QVERIFY2(names.contains(QLatin1String("local")) && names.contains(QLatin1String("queue-limit")),
                 qPrintable(names.join(QLatin1Char(' '))));
        QVERIFY(!m_watch.acks[1].isOk);
    }

    void badCommandsAreAnswered() {
        m_client->start();
        QVERIFY(until([&] { return m_client->state() == ClientState::Attached; }));
        m_client->send({});
        Command command;
        command.filter = "queue>>";
        m_client->send(command);
        command = {};
        command.verb = Verb::LogLevel;
        command.level = "loud";
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 3; }));
        for (const Ack& ack : m_watch.acks)
            QVERIFY(!ack.isOk && !ack.error.empty());
    }

    void followsTheLog() {
        const LogModule module = m_log->module("test");
        m_log->event(module, LogLevel::Info, {}, "before", {{"path", "/a\x1b[31m"}});
        Subscribe what;
        what.interval = 100;
        what.backlog = 100;
        what.filter = "module:test";
        m_client->subscribe(Topic::Logs, what);
        m_client->start();
        QVERIFY(until([&] { return m_watch.records.size() == 1; }));
        QCOMPARE(textOf(m_watch.records[0], log_column::Event), std::string("before"));
        QCOMPARE(textOf(m_watch.records[0], log_column::Fields), std::string("path=/a\\x1b[31m"));
        m_log->event(module, LogLevel::Debug, {}, "quiet");
        Command command;
        command.verb = Verb::LogLevel;
        command.module = "test";
        command.level = "debug";
        m_client->send(command);
        QVERIFY(until([&] { return m_watch.acks.size() == 1; }));
        m_log->event(module, LogLevel::Debug, {}, "loud");
        QVERIFY(until([&] { return m_watch.records.size() == 2; }));
        QCOMPARE(textOf(m_watch.records[1], log_column::Event), std::string("loud"));
    }

    void measures() {
        connectSockets(2);
        Subscribe what;
        what.interval = 100;
        m_client->subscribe(Topic::Metrics, what);
        m_client->start();
        QVERIFY(until([&] { return m_watch.metrics.size() >= 3; }));
        const Metric& metric = m_watch.metrics.back();
        QCOMPARE(std::get<std::uint64_t>(metric.row.cells[metric_column::Connections]), std::uint64_t(2));
        QCOMPARE(std::get<std::uint64_t>(metric.row.cells[metric_column::Loops]), std::uint64_t(2));
        QVERIFY(std::get<std::uint64_t>(metric.row.cells[metric_column::Resident]) > 1000000);
        QVERIFY(std::get<std::uint64_t>(metric.row.cells[metric_column::Descriptors]) > 5);
        QCOMPARE(std::get<std::uint64_t>(metric.row.cells[metric_column::Watchers]), std::uint64_t(1));
        QCOMPARE(metric.loops.size(), std::size_t(2));
    }

    void describesListenersAndItself() {
        auto plugin = m_publisher->add(Topic::Plugins, [](SnapshotWriter& writer) {
            writer.text("name", "echo");
            writer.text("version", "1.0");
            writer.number("calls", 7);
        });
        const auto listeners = m_client->subscribe(Topic::Listeners);
        const auto plugins = m_client->subscribe(Topic::Plugins);
        const auto info = m_client->subscribe(Topic::Info);
        m_client->start();
        QVERIFY(until([&] {
            return m_client->rows(listeners)->size() == 1 && m_client->rows(plugins)->size() == 1 &&
                   m_client->rows(info)->size() >= 8;
        }));
        const Row& row = *m_client->rows(listeners)->sorted({}, false).front();
        QCOMPARE(textOf(row, listener_column::Address), m_listener->endpoint().toString());
        QCOMPARE(textOf(*m_client->rows(plugins)->sorted({}, false).front(), plugin_column::Details),
                 std::string("calls=7"));
        plugin = {};
        QVERIFY(until([&] { return m_client->rows(plugins)->size() == 0; }));
    }

    void comesBackAfterALoss() {
        Subscribe what;
        what.interval = 100;
        const auto id = m_client->subscribe(Topic::Connections, what);
        m_client->start();
        QVERIFY(until([&] { return m_client->state() == ClientState::Attached; }));
        m_registration = {};
        m_publisher.reset();
        QVERIFY(until([&] { return m_client->state() == ClientState::Waiting; }));
        QCOMPARE(std::string(m_watch.errors.front().text()), std::string("the server ends"));
        QVERIFY(!QFile::exists(QString::fromStdString(socketPath())));
        connectSockets(1);
        startPublisher();
        QVERIFY(until([&] { return m_client->state() == ClientState::Attached && m_client->rows(id)->size() == 1; }));
    }

    void saysWhyItCannotAttach() {
        MonitorClient nobody(*m_loop, {.socket = "/nonexistent/monitor.sock", .reconnect = false}, m_watch);
        nobody.start();
        QVERIFY(until([&] { return nobody.state() == ClientState::Stopped; }));
        QCOMPARE(m_watch.errors.size(), std::size_t(1));
        QCOMPARE(m_watch.errors[0].code(), ENOENT);
    }

    void theSocketIsForUserAndGroup() {
        struct stat status {};
        QCOMPARE(::stat(socketPath().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0660));
        // A second publisher hears that the place is taken.
        PublisherOptions options;
        options.socket = socketPath();
        const auto second = Publisher::start(*m_group, &*m_log, options);
        QVERIFY(!second);
        QCOMPARE(second.error().code(), EADDRINUSE);
        QVERIFY(QFile::exists(QString::fromStdString(socketPath())));
    }

    void findsSockets() {
        const auto found = findSockets({m_folder->path().toStdString()});
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].instance, std::string("test"));
        QCOMPARE(found[0].path, socketPath());
        QVERIFY(!socketOf("../x") && !socketOf("") && !socketOf(".hidden"));
    }

    void aWatcherThatStopsReadingHoldsNothingUp() {
        connectSockets(1);
        const LogModule module = m_log->module("test");
        const auto logs = m_client->subscribe(Topic::Logs, {.filter = "module:test", .interval = 100});
        m_client->subscribe(Topic::Metrics, {.interval = 100});
        m_client->start();
        QVERIFY(until([&] { return m_watch.metrics.size() > 1; }));
        // The client's loop stands still; another watcher is served as before, and the log runs over.
        Watch other;
        auto otherLoop = *EventLoop::create();
        MonitorClient second(*otherLoop, {.socket = socketPath()}, other);
        second.subscribe(Topic::Metrics, {.interval = 100});
        second.subscribe(Topic::Logs, {.filter = "module:test", .interval = 100});
        second.start();
        const std::string text(200, 'x');
        for (int i = 0; i != 40; ++i) {
            for (int n = 0; n != 500; ++n)
                m_log->event(module, LogLevel::Info, {}, "flood", {{"text", text}});
            QVERIFY(otherLoop->runOnce(20ms).has_value());
        }
        const TimePoint limit = Clock::now() + 10s;
        while (other.metrics.size() < 10 && Clock::now() < limit)
            QVERIFY(otherLoop->runOnce(20ms).has_value());
        QVERIFY(other.metrics.size() >= 10);
        second.stop();
        // It goes on: a gap says what is missing, and new data comes at once.
        m_watch.records.clear();
        m_log->event(module, LogLevel::Info, {}, "after");
        QVERIFY(until([&] { return !m_watch.records.empty() && textOf(m_watch.records.back(), log_column::Event) == "after"; }));
        QVERIFY(!m_watch.gaps.empty());
        QVERIFY(m_client->state() == ClientState::Attached);
        QVERIFY(m_client->subscription(logs) != nullptr);
    }

    void idleWatchingTakesNoTurns() {
        const auto id = m_client->subscribe(Topic::Info, {.interval = 60'000});
        m_client->start();
        QVERIFY(until([&] { return m_client->rows(id)->size() != 0; }));
        const std::uint64_t before = m_group->stats(0).posted.read();
        for (int i = 0; i != 5; ++i)
            QVERIFY(m_loop->runOnce(20ms).has_value());
        QCOMPARE(m_group->stats(0).posted.read(), before); // the watched loops hear nothing
    }

private:
    std::string socketPath() const { return m_folder->path().toStdString() + "/test/monitor.sock"; }
    void startPublisher() {
        PublisherOptions options;
        options.instance = "test";
        options.socket = socketPath();
        auto publisher = Publisher::start(*m_group, &*m_log, std::move(options));
        QVERIFY2(publisher.has_value(), publisher ? "" : publisher.error().message().c_str());
        m_publisher = *std::move(publisher);
        m_registration = m_publisher->addListener(*m_listener, "echo");
    }
    void connectSockets(int wanted) {
        for (int i = 0; i != wanted; ++i) {
            bool inProgress = false;
            auto fd = connectSocket(m_listener->endpoint(), inProgress);
            QVERIFY(fd.has_value());
            m_sockets.push_back(*std::move(fd));
        }
    }
    template <class Condition> bool until(Condition condition) {
        const TimePoint limit = Clock::now() + 10s;
        while (!condition()) {
            if (Clock::now() > limit || !m_loop->runOnce(20ms))
                return false;
        }
        return true;
    }
    template <class Predicate> int count(SubscriptionId id, Predicate predicate) {
        int matching = 0;
        for (const Row* row : m_client->rows(id)->sorted({}, false))
            matching += predicate(*row);
        return matching;
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<Log> m_log;
    std::unique_ptr<LoopGroup> m_group;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Publisher> m_publisher;
    Publisher::Registration m_registration;
    std::unique_ptr<EventLoop> m_loop;
    Watch m_watch;
    std::unique_ptr<MonitorClient> m_client;
    std::vector<Fd> m_sockets;
};

QTEST_GUILESS_MAIN(MonitorPublisherTest)
#include "monitor_publisher_test.moc"
