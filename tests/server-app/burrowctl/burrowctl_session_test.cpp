// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/loop_group.hpp"
#include "netcore/log/log.hpp"
#include "netcore/net/socket.hpp"
#include "netprotocols/monitor/publisher.hpp"
#include "server-app/burrowctl/run.hpp"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sstream>

using namespace burrow;
using namespace burrow::ctl;

namespace {

class QuietSession final : public ProtocolSession {
public:
    Result<std::size_t> onBytes(MutableBytes in, Connection&) override { return in.size(); }
    bool isIdle() const override { return true; }
    void onClosed(const Error&) noexcept override {}
    std::string_view protocol() const noexcept override { return "quiet"; }
};

struct Outcome {
    int exit = -1;
    QString out, err;
};

} // namespace

/// Whole sessions: a command line, a server in this process, what is printed, the exit status.
class BurrowctlSessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_group = *LoopGroup::start({.loops = 1, .log = &m_log});
        ListenOptions options;
        options.firstByte = ListenOptions::FirstByte::FromServer;
        m_listener = *m_group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), std::move(options),
                                      [](const AcceptInfo&) { return std::make_unique<QuietSession>(); });
        m_socket = m_folder.path() + QLatin1String("/edge-1/monitor.sock");
        monitor::PublisherOptions publish;
        publish.instance = "edge-1";
        publish.program = "burrowd";
        publish.version = "0.1.0";
        publish.socket = m_socket.toStdString();
        publish.drain = [this](Duration) { m_drained = true; };
        auto publisher = monitor::Publisher::start(*m_group, &m_log, std::move(publish));
        QVERIFY2(publisher.has_value(), publisher ? "" : publisher.error().message().c_str());
        m_publisher = *std::move(publisher);
    }
    void cleanupTestCase() {
        m_publisher.reset();
        m_listener = {};
        m_group.reset();
    }

    void usage_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QStringList{} << 2 << "A subcommand is required";
        QTest::newRow("help") << QStringList{"--help"} << 0 << "Exit status: 0 done, 1 failed";
        QTest::newRow("version") << QStringList{"--version"} << 0 << "burrowctl ";
        QTest::newRow("unknown") << QStringList{"stats"} << 2 << "";
        QTest::newRow("filter") << QStringList{"conns", "queue>many"} << 2
                                << "        ^ expected a size such as 64KiB or 1.5MB";
        QTest::newRow("column") << QStringList{"conns", "--sort", "colour"} << 2 << "no such column: colour";
        QTest::newRow("close without target") << QStringList{"close"} << 2 << "name connections";
        QTest::newRow("close with both") << QStringList{"close", "1", "--filter", "slow"} << 2 << "name connections";
        QTest::newRow("hard and graceful") << QStringList{"close", "1", "--hard", "--graceful"} << 2 << "excludes";
        QTest::newRow("level") << QStringList{"loglevel", "loud"} << 2 << "expected trace";
        QTest::newRow("duration") << QStringList{"drain", "--limit", "soon"} << 2 << "expected a duration";
    }
    void usage() {
        QFETCH(QStringList, words);
        QFETCH(int, exit);
        QFETCH(QString, says);
        const Outcome outcome = call(words);
        QCOMPARE(outcome.exit, exit);
        QVERIFY2((outcome.out + outcome.err).contains(says), qPrintable(outcome.out + outcome.err));
    }

    void noServer() {
        const Outcome outcome = call({"--socket", "/nonexistent/monitor.sock", "status"});
        QCOMPARE(outcome.exit, 3);
        QCOMPARE(outcome.err, QStringLiteral("burrowctl: no server at /nonexistent/monitor.sock: No such file or directory\n"));
        QVERIFY(outcome.out.isEmpty());
    }

    void choosesAServer() {
        Options options;
        const std::vector<monitor::FoundSocket> two{{"a", "/run/a"}, {"b", "/run/b"}};
        QCOMPARE(chooseSocket(options, two).error().exit, Exit::Usage);
        QCOMPARE(*chooseSocket(options, {{"a", "/run/a"}}), std::string("/run/a"));
        QCOMPARE(*chooseSocket(options, {{"a", "/run/a"}, {"default", "/run/d"}}), std::string("/run/d"));
        QCOMPARE(chooseSocket(options, {}).error().exit, Exit::NoServer);
        options.instance = "b";
        QCOMPARE(*chooseSocket(options, two), std::string("/run/b"));
        options.instance = "c";
        const auto missing = chooseSocket(options, two);
        QCOMPARE(missing.error().exit, Exit::NoServer);
        QCOMPARE(missing.error().text, std::string("no server is called \"c\"; there is a b\n"));
        options.socket = "/x";
        QCOMPARE(*chooseSocket(options, two), std::string("/x"));
    }

    void explainsDenial() {
        const Refusal refusal = explain(Error::fromErrno(EACCES), "/run/burrow/x/monitor.sock");
        QCOMPARE(refusal.exit, Exit::Denied);
        QVERIFY(refusal.text.find("sudo usermod -aG burrow-monitor $USER") != std::string::npos);
    }

    void status() {
        const Outcome outcome = ask({"status"});
        QCOMPARE(outcome.exit, 0);
        static const QRegularExpression line(QStringLiteral(
            "^edge-1  burrowd 0\\.1\\.0  up \\d+ s  0 connections  0(\\.\\d)? req/s  1 loop \\d+ %  0 limits hit\n$"));
        QVERIFY2(line.match(outcome.out).hasMatch(), qPrintable(outcome.out));
        const Outcome json = ask({"--json", "status"});
        QVERIFY(json.out.startsWith(QLatin1String("{\"instance\":\"edge-1\"")));
    }

    void closesWhatItLists() {
        bool inProgress = false;
        auto fd = connectSocket(m_listener.endpoint(), inProgress);
        QVERIFY(fd.has_value());
        Outcome outcome;
        QTRY_VERIFY((outcome = ask({"conns"})).out.contains(QLatin1String("quiet")));
        QCOMPARE(outcome.exit, 0);
        QVERIFY(outcome.out.startsWith(QLatin1String("ID  PROTO")));
        const QString id = outcome.out.section(QLatin1Char('\n'), 1, 1).trimmed().section(QLatin1Char(' '), 0, 0);
        outcome = ask({"close", "--dry-run", "--filter", "proto:quiet"});
        QCOMPARE(outcome.exit, 0);
        QVERIFY(outcome.out.startsWith(QLatin1String("would close 1, audit ")));
        outcome = ask({"close", id, "99", "--hard", "--reason", "test"});
        QCOMPARE(outcome.exit, 1); // one of the two was not there
        QVERIFY(outcome.out.startsWith(QLatin1String("closed 1 (reset), audit ")));
        QVERIFY(outcome.out.endsWith(QLatin1String("99: not there\n")));
        outcome = ask({"conns", "state:quiet"});
        QCOMPARE(outcome.out, QStringLiteral("ID  PROTO  PEER  AGE  IN/s  OUT/s  QUEUE  STATE\n"));
    }

    void readsTheLog() {
        m_log.event(m_log.module("test"), LogLevel::Warning, {}, "strange", {{"path", "/\x1b[2J"}});
        const Outcome outcome = ask({"logs", "module:test"});
        QCOMPARE(outcome.exit, 0);
        static const QRegularExpression line(QStringLiteral("^\\S+Z warning test strange path=/\\\\x1b\\[2J\n$"));
        QVERIFY2(line.match(outcome.out).hasMatch(), qPrintable(outcome.out));
        const Outcome audit = ask({"logs", "event:audit.done", "--json"});
        QVERIFY(audit.out.contains(QLatin1String("reason=test")));
    }

    void setsLevels() {
        const Outcome outcome = ask({"loglevel", "debug", "--module", "test"});
        QCOMPARE(outcome.exit, 0);
        QVERIFY(outcome.out.startsWith(QLatin1String("log level of test is debug, audit ")));
        QVERIFY(m_log.isOn(m_log.module("test"), LogLevel::Debug));
    }

    void drains() {
        const Outcome dry = ask({"drain", "--dry-run"});
        QVERIFY(dry.out.startsWith(QLatin1String("would drain 0 connections")));
        QVERIFY(!m_drained);
        const Outcome outcome = ask({"drain", "--limit", "5s"});
        QCOMPARE(outcome.exit, 0);
        QTRY_VERIFY(m_drained);
    }

    void topWithoutATerminalPrintsOnce() {
        const Outcome outcome = ask({"top"});
        QCOMPARE(outcome.exit, 0);
        QVERIFY(!outcome.out.contains(QLatin1Char('\x1b')));
        QVERIFY(outcome.out.contains(QLatin1String("burrowd 0.1.0")));
        QVERIFY(outcome.out.contains(QLatin1String("PROTO")));
    }

    void pluginCheckNamesTheFault() {
        const Outcome outcome = call({"plugin", "check", "/nonexistent.so"});
        QCOMPARE(outcome.exit, 1);
        QVERIFY(outcome.err.startsWith(QLatin1String("burrowctl: /nonexistent.so: ")));
        const Outcome json = call({"--json", "plugin", "check", "/nonexistent.so"});
        QVERIFY(json.out.startsWith(QLatin1String("{\"ok\":false,")));
    }

private:
    static Outcome call(const QStringList& words) {
        std::vector<std::string> texts{"burrowctl"};
        for (const QString& word : words)
            texts.push_back(word.toStdString());
        std::vector<const char*> argv;
        for (const std::string& text : texts)
            argv.push_back(text.c_str());
        const auto options = parseOptions(static_cast<int>(argv.size()), argv.data());
        if (!options)
            return {static_cast<int>(options.error().exit), {}, QString::fromStdString(options.error().text)};
        std::ostringstream out, err;
        const Exit exit = run(*options, {out, err});
        return {static_cast<int>(exit), QString::fromStdString(out.str()), QString::fromStdString(err.str())};
    }
    Outcome ask(QStringList words) const {
        words.prepend(m_socket);
        words.prepend(QStringLiteral("--socket"));
        return call(words);
    }

    Log m_log;
    QTemporaryDir m_folder;
    QString m_socket;
    std::unique_ptr<LoopGroup> m_group;
    Listener m_listener;
    std::unique_ptr<monitor::Publisher> m_publisher;
    std::atomic<bool> m_drained{false};
};

QTEST_GUILESS_MAIN(BurrowctlSessionTest)
#include "burrowctl_session_test.moc"
