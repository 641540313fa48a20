// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/cbor.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"

#include <QTest>

using namespace burrow;
using namespace burrow::monitor;

namespace {

std::vector<Message> samples() {
    Hello hello;
    hello.instance = "edge-1";
    hello.topics = {"info", "logs"};
    hello.pid = 77;
    Subscribe subscribe;
    subscribe.id = 3;
    subscribe.topic = "connections";
    subscribe.filter = "proto:ws";
    subscribe.sort = "queue";
    subscribe.descending = true;
    subscribe.count = 5;
    Rows snap;
    snap.isSnapshot = snap.isFirst = snap.isLast = true;
    snap.id = 3;
    snap.columns = {"id", "peer"};
    snap.added = {{9, {std::uint64_t{9}, std::string("10.0.0.1:80")}}, {10, {}}};
    Rows delta;
    delta.id = 3;
    delta.sequence = 2;
    delta.changed = {{9, {{1, std::string("x")}, {4, 0.5}}}};
    delta.removed = {10};
    Command command;
    command.id = 5;
    command.ids = {9};
    command.isDryRun = true;
    Ack ack;
    ack.id = 5;
    ack.isOk = true;
    ack.affected = 1;
    ack.audit = "7f3a";
    return {hello, subscribe, Unsubscribe{3}, snap, delta,
            Event{4, {{17, {std::uint64_t{1}, std::uint64_t{2}, std::monostate(), false}}}},
            Gap{4, 18, 20, 3, 1000, 2000, GapCause::OverBudget}, Metric{5, {"time"}, {1, {std::uint64_t{7}}}, {}},
            Credit{65536}, command, ack, Ping{1}, Pong{1}, Bye{ByeCode::Slow, "slow"}};
}

} // namespace

class MonitorWireTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void golden_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("unsub") << 2 << QByteArray("a2616b65756e73756262696403");
        QTest::newRow("delta") << 4 << QByteArray("a5616b6564656c746162696403637365710267" "6368616e6765648185"
                                                  "0901617804f9380064676f6e65810a");
        QTest::newRow("credit") << 8 << QByteArray("a2616b66637265646974656279746573" "1a00010000");
        QTest::newRow("cmd") << 9 << QByteArray("a4616b63636d64626964056369647381096364" "7279f5");
        QTest::newRow("bye") << 13 << QByteArray("a3616b6362796564636f64650164746578746473" "6c6f77");
    }
    void golden() {
        QFETCH(int, index);
        QFETCH(QByteArray, hex);
        QCOMPARE(QByteArray::fromStdString(encode(samples()[size_t(index)])).toHex(), hex);
    }

    void everyMessageComesBack() {
        for (const Message& message : samples()) {
            const std::string wire = encode(message);
            const auto back = decode(asBytes(wire));
            QVERIFY2(back.has_value(), back ? "" : back.error().message().c_str());
            QVERIFY(*back == message);
        }
    }

    void everyPrefixIsRefused() {
        for (const Message& message : samples()) {
            const std::string wire = encode(message);
            for (std::size_t size = 0; size != wire.size(); ++size)
                QVERIFY(!decode(asBytes(std::string_view(wire).substr(0, size))));
            QVERIFY(!decode(asBytes(wire + '\0')));
        }
    }

    void newMembersAreSkipped() {
        std::string wire;
        cbor::Writer(wire).map(3).text("k").text("ping").text("colour").array(2).number(1).map(0).text("n").number(4);
        const auto message = decode(asBytes(wire));
        QVERIFY(message.has_value());
        QCOMPARE(std::get<Ping>(*message).number, std::uint64_t(4));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, MonitorError code, auto build) {
            std::string wire;
            cbor::Writer writer(wire);
            build(writer);
            QTest::newRow(name) << QByteArray::fromStdString(wire) << static_cast<int>(code);
        };
        row("empty map", MonitorError::NotAMessage, [](auto& w) { w.map(0); });
        row("kind not first", MonitorError::NotAMessage, [](auto& w) { w.map(1).text("n").number(1); });
        row("unknown kind", MonitorError::UnknownKind, [](auto& w) { w.map(1).text("k").text("shout"); });
        row("twice", MonitorError::DuplicateMember,
            [](auto& w) { w.map(3).text("k").text("ping").text("n").number(1).text("n").number(1); });
        row("enumeration", MonitorError::InvalidMember,
            [](auto& w) { w.map(2).text("k").text("bye").text("code").number(4); });
        row("row without key", MonitorError::InvalidMember,
            [](auto& w) { w.map(2).text("k").text("event").text("rows").array(1).array(0); });
        row("odd patch", MonitorError::InvalidMember,
            [](auto& w) { w.map(2).text("k").text("delta").text("changed").array(1).array(2).number(1).number(2); });
        row("cell is an array", MonitorError::InvalidMember,
            [](auto& w) { w.map(2).text("k").text("event").text("rows").array(1).array(2).number(1).array(0); });
    }
    void refuses() {
        QFETCH(QByteArray, wire);
        QFETCH(int, code);
        const std::string input = wire.toStdString();
        const auto message = decode(asBytes(input));
        QVERIFY(!message);
        QCOMPARE(std::string(message.error().text()), std::string(monitorErrors.text(code)));
    }

    void longMessagesAreRefused() {
        const auto message = decode(asBytes(std::string(65537, '\0')));
        QVERIFY(!message);
        QCOMPARE(message.error().kind(), ErrorKind::Limit);
        QCOMPARE(message.error().wireHint(), 1009);
    }

    void rowsAreCutIntoChunks() {
        Rows rows;
        rows.isSnapshot = true;
        rows.id = 1;
        rows.matching = 5000;
        rows.columns = {"id", "text"};
        for (std::uint64_t key = 1; key <= 5000; ++key)
            rows.added.push_back({key, {key, std::string(50, 'x')}});
        for (std::uint64_t key = 1; key <= 3000; ++key)
            rows.removed.push_back(key + 10000);
        std::vector<Rows> chunks;
        encodeRows(rows, {}, [&](std::string wire) {
            QVERIFY(wire.size() <= Limits().message);
            auto message = decode(asBytes(wire));
            QVERIFY(message.has_value());
            chunks.push_back(std::get<Rows>(*message));
        });
        QVERIFY(chunks.size() > 4);
        std::size_t added = 0, removed = 0;
        for (std::size_t i = 0; i != chunks.size(); ++i) {
            QCOMPARE(chunks[i].isFirst, i == 0);
            QCOMPARE(chunks[i].isLast, i + 1 == chunks.size());
            added += chunks[i].added.size();
            removed += chunks[i].removed.size();
        }
        QCOMPARE(added, std::size_t(5000));
        QCOMPARE(removed, std::size_t(3000));
        QCOMPARE(chunks.front().columns.size(), std::size_t(2));
    }

    void eventsAreCutIntoChunks() {
        std::vector<Row> rows;
        for (std::uint64_t key = 1; key <= 1000; ++key)
            rows.push_back({key, {std::string(200, 'x')}});
        std::uint64_t next = 1;
        encodeEvents(2, rows, {}, [&](std::string wire) {
            QVERIFY(wire.size() <= Limits().message);
            const auto message = decode(asBytes(wire));
            QVERIFY(message.has_value());
            for (const Row& row : std::get<Event>(*message).rows)
                QCOMPARE(row.key, next++);
        });
        QCOMPARE(next, std::uint64_t(1001));
    }

    void columnsAreNamedOnce() {
        for (std::size_t t = 0; t != topicCount; ++t) {
            const auto topic = static_cast<Topic>(t);
            QVERIFY(topicFrom(nameOf(topic)) == topic);
            const auto columns = columnsOf(topic);
            for (std::size_t i = 0; i != columns.size(); ++i)
                QCOMPARE(*columnOf(topic, columns[i].name), i);
        }
    }
};

QTEST_APPLESS_MAIN(MonitorWireTest)
#include "monitor_wire_test.moc"
