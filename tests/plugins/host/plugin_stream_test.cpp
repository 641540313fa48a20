// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "host_rig.hpp"

#include <QtTest>

using namespace hostrig;

namespace {
const std::string samples = BURROW_SAMPLE_DIR "/";
const std::string probe = samples + "probe.so";
} // namespace

/// Plugins as sessions of real connections.
class PluginStreamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commands_data() {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("say") << QByteArray("say hello\n") << QByteArray("hello\n");
        QTest::newRow("two at once") << QByteArray("say a\nsay b\n") << QByteArray("a\nb\n");
        QTest::newRow("finish sends what is queued") << QByteArray("finish\nsay x\n") << QByteArray("done\n");
        QTest::newRow("half-close") << QByteArray("half\n") << QByteArray("half\n");
        QTest::newRow("fail sends what is queued") << QByteArray("fail\n") << QByteArray("failing\n");
        QTest::newRow("close loses it") << QByteArray("say x\nclose\n") << QByteArray("");
        QTest::newRow("exception") << QByteArray("say x\nthrow\n") << QByteArray("x\n");
        QTest::newRow("own thread") << QByteArray("thread\n") << QByteArray("from a thread\n");
        QTest::newRow("pause until a thread resumes") << QByteArray("later\n") << QByteArray("resumed\n");
        QTest::newRow("exception of a posted function") << QByteArray("threadthrow\n") << QByteArray("");
        QTest::newRow("too much used") << QByteArray("say x\nlie\n") << QByteArray("");
        QTest::newRow("timeout") << QByteArray("timeout\n") << QByteArray("timeout\n");
        QTest::newRow("facts") << QByteArray("info\n") << QByteArray("test|memory|1|1000|0\n");
    }
    void commands() {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, answer);
        Rig rig(probe);
        QCOMPARE(rig.problem, std::string());
        QCOMPARE(rig.ask(command.toStdString(), answer.isEmpty() ? "nothing" : answer.toStdString()),
                 answer.toStdString());
        rig.runUntil([&] { return rig.registry->size() == 0; });
        QCOMPARE(rig.facts()["sessions"], std::string("0"));
        QCOMPARE(rig.facts()["sessions-total"], std::string("1"));
        QCOMPARE(rig.facts()["closed-inside"], std::string("0"));
    }

    /// The transport gives one byte at a time.
    void everyByteByItself() {
        Rig rig(probe);
        rig.plan.readAtMost = 1;
        QCOMPARE(rig.ask("say one\nsay two\n", "one\ntwo\n"), std::string("one\ntwo\n"));
    }
    /// Whatever operation of the transport fails, the session is told once and nothing is left.
    void everyOperationFails() {
        for (std::uint32_t at = 1; at < 24; ++at) {
            for (const auto action : {FaultPlan::Action::Fail, FaultPlan::Action::Cut, FaultPlan::Action::Block}) {
                Rig rig(probe);
                rig.plan.atOperation = at;
                rig.plan.action = action;
                rig.ask("say a\nsay b\nfinish\n", "a\nb\ndone\n");
                rig.runUntil([&] { return rig.registry->size() == 0; });
                QCOMPARE(rig.registry->size(), std::size_t(0));
                QCOMPARE(rig.facts()["sessions"], std::string("0"));
            }
        }
    }

    void greetingsAndRefusals() {
        {
            Rig rig(probe, "{\"greeting\": \"hello\\n\"}");
            QCOMPARE(rig.ask("", "hello\n"), std::string("hello\n"));
        }
        for (const std::string how : {"refuse", "throw"}) {
            Rig rig(probe, "{\"greeting\": \"" + how + "\"}");
            Client::State client;
            rig.open(client);
            QVERIFY(rig.runUntil([&] { return client.ended || client.closed; }));
            QCOMPARE(rig.facts()["sessions-total"], std::string("0"));
        }
    }
    void anInstanceThatCannotBe() {
        Rig rig(probe, "{\"fail\": true}");
        QCOMPARE(rig.problem, std::string("unit: told to fail: the plugin refused its configuration"));
        Rig other(samples + "create.so");
        QCOMPARE(other.problem, std::string("unit: the cellar is flooded: the plugin refused its configuration"));
    }
    void aReloadMayBeRefused() {
        Rig rig(probe, "{\"greeting\": \"one\"}");
        QVERIFY(rig.instance->configure("{\"greeting\": \"two\"}"));
        QCOMPARE(rig.facts()["greeting"], std::string("two"));
        const auto refused = rig.instance->configure("{\"fail\": true}");
        QCOMPARE(refused.error().message(), std::string("unit: told to fail: the plugin refused its new configuration "
                                                        "and goes on with the old one"));
        QCOMPARE(rig.facts()["greeting"], std::string("two"));
        Rig echo(samples + "none.so");
        QCOMPARE(echo.instance->configure("{}").error().message(),
                 std::string("unit: the plugin takes no new configuration while it runs"));
    }
    void anIdIsTakenOnce() {
        Rig rig(samples + "none.so");
        QCOMPARE(*rig.host->load(samples + "none.so"), rig.plugin);
        QCOMPARE(rig.host->load(samples + "create.so").error().message(),
                 samples + "create.so: id \"test.broken\" of " + samples +
                     "none.so: another plugin with this id is loaded already");
        QCOMPARE(rig.host->plugins().size(), std::size_t(1));
        QCOMPARE(rig.host->find("test.broken"), rig.plugin);
    }

    /// A peer that does not read: the plugin is told when there is room again, and never inside another callback.
    void backPressure() {
        Rig rig(probe, "{\"flood\": \"5000\"}", 600);
        Client::State client;
        rig.open(client);
        auto pause = client.connection->pauseReading();
        client.send("flood\n");
        rig.runUntil([&] { return rig.instance->counters().read(PluginCounters::Calls) >= 3; });
        QVERIFY(client.received.empty());
        pause.release();
        QVERIFY(rig.runUntil([&] { return client.received.ends_with("writable\n"); }));
        QCOMPARE(client.received.find("x\n"), std::string::npos);
        const std::size_t queued = std::stoul(client.received.substr(5000));
        QVERIFY2(queued > 1000 && queued <= 5000, std::to_string(queued).c_str());
        QCOMPARE(rig.facts()["closed-inside"], std::string("0"));
    }
    /// Over the high mark for a moment only: write() makes room itself, and owes nothing.
    void aQuickPeerOwesNothing() {
        Rig rig(probe, "{\"flood\": \"5000\"}");
        const std::string expected = std::string(5000, 'x') + "0\n";
        QCOMPARE(rig.ask("flood\n", expected), expected);
    }
    void theQueueHasALimit() {
        Rig rig(probe, "{\"flood\": \"70000\"}", 600);
        rig.options->queueLimit = 60'000;
        Client::State client;
        rig.open(client);
        client.send("flood\n");
        QVERIFY(rig.runUntil([&] { return client.closed || client.ended; }));
        QCOMPARE(rig.facts()["sessions"], std::string("0"));
    }
    void theIdleAreClosed() {
        Rig rig(probe);
        Client::State client;
        Connection* connection = rig.open(client);
        QVERIFY(connection);
        QVERIFY(rig.runUntil([&] { return client.ended || client.closed; }));
    }
    void endOfInputAndDrain() {
        Rig rig(probe);
        Client::State client;
        rig.open(client);
        client.send("say a\n");
        client.connection->endOutput();
        QVERIFY(rig.runUntil([&] { return client.ended; }));
        QCOMPARE(client.received, std::string("a\neof\n"));
        Client::State second;
        rig.open(second)->closeWhenIdle();
        QVERIFY(rig.runUntil([&] { return second.ended || second.closed; }));
        QCOMPARE(second.received, std::string("bye\n"));
    }
    void halfClosedStillReceives() {
        Rig rig(probe);
        Client::State client;
        rig.open(client);
        client.send("half\n");
        QVERIFY(rig.runUntil([&] { return client.ended; }));
        const auto calls = rig.instance->counters().read(PluginCounters::Calls);
        client.send("log still here\n");
        QVERIFY(rig.runUntil([&] { return rig.instance->counters().read(PluginCounters::Calls) > calls; }));
        QVERIFY(rig.kept.contains("still here"));
        QCOMPARE(client.received, std::string("half\n"));
    }

    void outboundConnections() {
        Rig rig(probe);
        Client::State client;
        rig.open(client);
        client.send("connect somewhere\n");
        QVERIFY(rig.runUntil([&] { return client.received == "connected\n"; }));
        QVERIFY(rig.runUntil([&] { return rig.outside.received == "outbound\n"; }));
        rig.outside.send("info\n");
        QVERIFY(rig.runUntil([&] {
            return rig.outside.received == "outbound\nunit (outbound)|memory|1|262144|1\n";
        }));
        QCOMPARE(rig.ask("connect nowhere\n", "failed -7 nowhere: name not found\n"),
                 std::string("failed -7 nowhere: name not found\n"));
    }
    void anAttemptEndsWithItsSession() {
        Rig rig(probe);
        const auto before = std::stoul(rig.facts()["attempts-failed"]);
        Client::State client;
        rig.open(client);
        client.send("connect never\nclose\n");
        QVERIFY(rig.runUntil([&] { return client.closed || client.ended; }));
        QCOMPARE(std::stoul(rig.facts()["attempts-failed"]), before + 1);
    }

    /// A thread comes back after its session.
    void whoComesAfterTheSessionIsToldSo() {
        Rig rig(probe);
        const auto before = std::stoul(rig.facts()["told-gone"]), posted = std::stoul(rig.facts()["posted"]);
        Client::State client;
        rig.open(client);
        client.send("gated\nclose\n");
        QVERIFY(rig.runUntil([&] { return client.closed || client.ended; }));
        QVERIFY(rig.instance->configure("{\"gate\": true}"));
        QVERIFY(rig.runUntil([&] { return std::stoul(rig.facts()["told-gone"]) == before + 1; }));
        QTRY_COMPARE(std::stoul(rig.facts()["posted"]), posted + 1); // the thread counts when it is back
    }
    /// It comes before the end of the loop, which does not get to it; or after.
    void whoComesAtTheEndOfTheLoopIsToldSo() {
        for (const bool early : {true, false}) {
            Rig rig(probe);
            const auto gone = std::stoul(rig.facts()["told-gone"]), posted = std::stoul(rig.facts()["posted"]);
            Client::State client;
            rig.open(client);
            const auto calls = rig.instance->counters().read(PluginCounters::Calls);
            client.send("gated\n");
            QVERIFY(rig.runUntil([&] { return rig.instance->counters().read(PluginCounters::Calls) > calls; }));
            if (early) {
                QVERIFY(rig.instance->configure("{\"gate\": true}"));
                QTRY_COMPARE(std::stoul(rig.facts()["posted"]), posted + 1);
                QCOMPARE(std::stoul(rig.facts()["told-gone"]), gone);
            }
            rig.registry.reset();
            rig.loop.reset();
            QVERIFY(rig.instance->configure("{\"gate\": true}"));
            QTRY_COMPARE(std::stoul(rig.facts()["told-gone"]), gone + 1);
            QTRY_COMPARE(std::stoul(rig.facts()["posted"]), posted + 1);
        }
    }

    void aSlowCallIsNamed() {
        Rig rig(probe);
        QCOMPARE(rig.ask("say a\n", "a\n"), std::string("a\n"));
        QVERIFY(!rig.kept.contains("plugin.slow"));
        rig.clockStep = 120ms;
        QCOMPARE(rig.ask("say a\n", "a\n"), std::string("a\n"));
        QVERIFY2(rig.kept.contains("plugin test.probe held loop 2 for 120 ms"), rig.kept.text().c_str());
        QVERIFY(rig.facts()["slow-calls"] != "0");
    }
    void logLinesTellTheirPlugin() {
        Rig rig(probe);
        rig.ask("log look\there\nsay a\n", "a\n");
        QVERIFY2(rig.kept.contains("warning plugin.test.probe #"), rig.kept.text().c_str());
        QVERIFY(rig.kept.contains("look\\x09here"));
        rig.ask("throw\n", "nothing");
        QVERIFY(rig.kept.contains("an exception left receive(): from receive()"));
    }
    void thePluginDescribesItself() {
        Rig rig(probe, "{\"greeting\": \"\"}");
        Client::State client;
        Connection* connection = rig.open(client);
        client.send("say a\nsay b\n");
        QVERIFY(rig.runUntil([&] { return client.received == "a\nb\n"; }));
        const FieldMap facts = rig.facts();
        QCOMPARE(facts["id"], std::string("test.probe"));
        QCOMPARE(facts["version"], std::string("2.1.0"));
        QCOMPARE(facts["kinds"], std::string("stream, datagram, http"));
        QCOMPARE(facts["file"], probe);
        QCOMPARE(facts["instances"], std::string("1"));
        QCOMPARE(facts["sessions"], std::string("1"));
        QCOMPARE(facts["errors"], std::string("0"));
        FieldMap session;
        connection->describe(session);
        QCOMPARE(session["instance"], std::string("unit"));
        QCOMPARE(session["commands"], std::string("2"));
        QCOMPARE(connection->session().protocol(), std::string_view("test.probe"));
    }

    /// The other compiler, an older header, a newer one: all serve.
    void otherBuildsServe_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("one field fewer") << QByteArray("echo_fewer.so");
        QTest::newRow("one field more") << QByteArray("echo_more.so");
        QTest::newRow("clang, C") << QByteArray("echo_clang.so");
        QTest::newRow("clang, C++") << QByteArray("probe_clang.so");
    }
    void otherBuildsServe() {
        QFETCH(QByteArray, file);
        const std::string path = samples + file.toStdString();
        if (!QFile::exists(QString::fromStdString(path)) && qEnvironmentVariableIsEmpty("CI"))
            QSKIP("clang is not installed");
        Rig rig(path);
        QCOMPARE(rig.problem, std::string());
        const bool isEcho = file.startsWith("echo");
        QCOMPARE(rig.ask("say hello\n", isEcho ? "say hello\n" : "hello\n"),
                 std::string(isEcho ? "say hello\n" : "hello\n"));
    }
};

QTEST_APPLESS_MAIN(PluginStreamTest)
#include "plugin_stream_test.moc"
