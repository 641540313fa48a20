// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/format.hpp"
#include "server-app/burrowctl/render.hpp"

#include <QFile>
#include <QTest>

using namespace burrow;
using namespace burrow::ctl;
using namespace burrow::monitor;
namespace c = connection_column;
namespace m = metric_column;

namespace {

constexpr std::uint64_t nowMs = 1'795'000'000'000; // 2026-11-18T11:06:40Z

Row connection(std::uint64_t id, std::string proto, std::string peer, std::uint64_t ageMs, std::string state) {
    Row row{id, std::vector<Value>(c::Count)};
    row.cells[c::Id] = id;
    row.cells[c::Listener] = std::string("web");
    row.cells[c::Proto] = std::move(proto);
    row.cells[c::State] = std::move(state);
    row.cells[c::Peer] = std::move(peer);
    row.cells[c::Opened] = nowMs - ageMs;
    row.cells[c::Active] = nowMs;
    for (const std::size_t column : {c::InRate, c::OutRate, c::Queue, c::In, c::Out})
        row.cells[column] = std::uint64_t{0};
    return row;
}

/// The scene of all golden texts: one busy client, a slow one, one that was closed, one that lies about its name.
RowSet scene() {
    Rows rows;
    rows.isSnapshot = rows.isFirst = rows.isLast = true;
    rows.wall = nowMs;
    rows.all = 48'201;
    rows.matching = 4;
    rows.added = {connection(88121, "http/1.1", "203.0.113.7:5512", 3'000, "active"),
                  connection(88004, "websocket", "198.51.100.2:80", 131'000, "slow"),
                  connection(87990, "mqtt", "192.0.2.9:1883", 602'000, "closed"),
                  connection(7, "evil\x1b[2J\n", "[2001:db8::1]:443", 273'600'000, "idle")};
    rows.added[0].cells[c::InRate] = std::uint64_t{1229};
    rows.added[0].cells[c::OutRate] = std::uint64_t{90112};
    rows.added[0].cells[c::Tls] = std::string("TLSv1.3");
    rows.added[1].cells[c::Queue] = std::uint64_t{1'992'294};
    rows.added[2].cells[c::By] = std::string("ours");
    rows.added[2].cells[c::Why] = std::string("keep-alive timeout");
    RowSet set(Topic::Connections);
    set.apply(rows);
    return set;
}

Hello hello() {
    Hello made;
    made.instance = "edge-1";
    made.program = "burrowd";
    made.version = "0.1.0";
    made.pid = 4711;
    made.started = nowMs - 273'600'000;
    made.scopes = {"read", "logs"};
    return made;
}

Metric metric() {
    Metric made;
    made.row.cells.resize(m::Count);
    for (Value& cell : made.row.cells)
        cell = std::uint64_t{0};
    made.row.cells[m::Time] = nowMs;
    made.row.cells[m::Connections] = std::uint64_t{48'201};
    made.row.cells[m::RequestRate] = 12'400.0;
    made.row.cells[m::AcceptRate] = 3.5;
    made.row.cells[m::InRate] = 4'300'000.0;
    made.row.cells[m::OutRate] = 12'582'912.0;
    made.row.cells[m::Cpu] = 119.4;
    made.row.cells[m::Resident] = std::uint64_t{25'165'824};
    made.row.cells[m::Descriptors] = std::uint64_t{48'230};
    made.row.cells[m::DescriptorLimit] = std::uint64_t{65'536};
    made.row.cells[m::WatchCpu] = 0.3;
    made.row.cells[m::WatchRate] = 41'984.0;
    made.loops = {{0, {61.0, std::uint64_t{24'100}, 6200.0}}, {1, {58.2, std::uint64_t{24'101}, 6200.0}}};
    return made;
}

QString joined(const std::vector<std::string>& lines) {
    QString text;
    for (const std::string& line : lines)
        text += QString::fromStdString(line) + QLatin1Char('\n');
    return text;
}

/// Compares with a file beside this test; BURROW_UPDATE_GOLDEN=1 writes it anew.
void compareGolden(const char* name, const QString& text) {
    QFile file(QStringLiteral(BURROW_SOURCE_DIR "/tests/server-app/burrowctl/golden/") + QLatin1String(name));
    if (qEnvironmentVariableIsSet("BURROW_UPDATE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), name);
    QCOMPARE(text, QString::fromUtf8(file.readAll()));
}

} // namespace

class BurrowctlRenderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figures_data() {
        QTest::addColumn<QString>("made");
        QTest::addColumn<QString>("wanted");
        const auto row = [](const std::string& made, const char* wanted) {
            QTest::newRow(wanted) << QString::fromStdString(made) << QString::fromUtf8(wanted);
        };
        row(humanBytes(0), "0");
        row(humanBytes(1023), "1023");
        row(humanBytes(1024), "1.0 KiB");
        row(humanBytes(1'992'294), "1.9 MiB");
        row(humanBytes(1'048'570), "1.0 MiB");
        row(humanBytes(5e15), "4547 TiB");
        row(humanCount(48'201), "48 201");
        row(humanCount(1'000'000), "1 000 000");
        row(humanCount(7), "7");
        row(humanRate(12'400), "12.4 k");
        row(humanRate(0.25), "0.2");
        row(humanRate(88), "88");
        row(humanAge(3'000), "00:03");
        row(humanAge(3'731'000), "1:02:11");
        row(humanAge(273'600'000), "3 d 4 h");
        row(humanSpan(41'000), "41 s");
        row(humanSpan(300'000), "5 min");
        row(humanSpan(7'500'000), "2 h 5 min");
        row(fitted("abcdef", 4), "abc…");
        row(fitted("日本語テキスト", 7), "日本語…");
        row(safeText("a\x1b[31m\n\x7f"), "a\\x1b[31m\\x0a\\x7f");
    }
    void figures() {
        QFETCH(QString, made);
        QFETCH(QString, wanted);
        QCOMPARE(made, wanted);
    }

    void widths() {
        QCOMPARE(displayWidth("añ"), std::size_t(2));
        QCOMPARE(displayWidth("日本"), std::size_t(4));
    }

    void status() {
        QCOMPARE(QString::fromStdString(statusLine(hello(), metric())),
                 QStringLiteral("edge-1  burrowd 0.1.0  up 3 d 4 h  48 201 connections  12.4 k req/s  2 loops 61 % 58 %  "
                                "0 limits hit"));
        compareGolden("status.json", QString::fromStdString(statusJson(hello(), metric())) + QLatin1Char('\n'));
    }

    void connections() {
        const RowSet set = scene();
        compareGolden("conns.txt", joined(connectionLines(set.sorted(c::Queue, true), set.wall())));
        const SortOrder order = sortOrder("-age");
        QVERIFY(!order.descending);
        compareGolden("conns_by_age.txt", joined(connectionLines(set.sorted(order.column, false), set.wall())));
        compareGolden("conns.json", QString::fromStdString(connectionsJson(set.sorted({}, false), set)) + QLatin1Char('\n'));
    }

    void nothingOfAPeerReachesTheTerminalRaw() {
        const RowSet set = scene();
        const QString text = joined(connectionLines(set.sorted({}, false), set.wall()));
        QVERIFY(!text.contains(QLatin1Char('\x1b')));
        QCOMPARE(text.count(QLatin1Char('\n')), 5);
        const QString json = QString::fromStdString(connectionsJson(set.sorted({}, false), set));
        QVERIFY(!json.contains(QLatin1Char('\x1b')));
    }

    void logs() {
        Row row{17, {nowMs, std::uint64_t{3}, std::string("http1"), std::uint64_t{88004}, std::string("request.refused"),
                     std::string("status=400 path=/x")}};
        QCOMPARE(logLine(row), std::string("2026-11-18T11:06:40.000Z warning http1 #88004 request.refused status=400 path=/x"));
        QCOMPARE(logJson(row),
                 std::string(R"({"sequence":17,"time":"2026-11-18T11:06:40.000Z","level":"warning","module":"http1",)"
                             R"("conn":88004,"event":"request.refused","fields":"status=400 path=/x"})"));
        row.cells[log_column::Fields] = std::string("x=\x1b[2J");
        QVERIFY(logLine(row).find('\x1b') == std::string::npos);
        Gap gap{1, 18, 1221, 1204, nowMs + 27'000, nowMs + 29'000, GapCause::Overwritten};
        QCOMPARE(gapLine(gap), std::string("-- 1 204 records not received 11:07:07 to 11:07:09: overwritten in the server --"));
        QCOMPARE(gapJson(gap), std::string(R"({"gap":1204,"from":18,"to":1221,"cause":"overwritten"})"));
    }

    void acks() {
        Command command;
        command.ids = {88004, 5};
        Ack ack;
        ack.isOk = true;
        ack.affected = 1;
        ack.matching = 2;
        ack.audit = "7f3a";
        ack.results = {{88004, {std::string("asked to end")}}, {5, {std::string("not there")}}};
        QCOMPARE(ackText(command, ack), std::string("closed 1 (asked to end), audit 7f3a\n5: not there"));
        command.isDryRun = true;
        ack.results.clear();
        QCOMPARE(ackText(command, ack), std::string("would close 2, audit 7f3a"));
        command = {};
        command.verb = Verb::Drain;
        QCOMPARE(ackText(command, ack), std::string("draining 2 connections, audit 7f3a"));
        command.verb = Verb::LogLevel;
        command.level = "debug";
        QCOMPARE(ackText(command, ack), std::string("log level of all modules is debug, audit 7f3a"));
        QCOMPARE(ackJson(ack), std::string(R"({"ok":true,"affected":1,"matching":2,"audit":"7f3a","results":[]})"));
    }

    void top_data() {
        QTest::addColumn<unsigned>("width");
        QTest::addColumn<unsigned>("height");
        for (const auto& [width, height] : {std::pair{100u, 12u}, {60u, 8u}, {20u, 4u}, {1u, 1u}})
            QTest::newRow(qPrintable(QStringLiteral("%1x%2").arg(width).arg(height))) << width << height;
    }
    void top() {
        QFETCH(unsigned, width);
        QFETCH(unsigned, height);
        TopView view;
        view.sort = "queue";
        view.width = width;
        view.height = height;
        view.colour = false;
        const auto lines = topLines(hello(), metric(), scene(), view);
        QVERIFY(lines.size() <= height);
        for (const std::string& line : lines)
            QVERIFY(displayWidth(line) <= width);
        compareGolden(qPrintable(QStringLiteral("top_%1x%2.txt").arg(width).arg(height)), joined(lines));
    }

    void topSaysWhenNothingIsThere() {
        TopView view;
        view.colour = false;
        view.notice = "lost: the server ends, trying again";
        const QString text = joined(topLines(hello(), metric(), RowSet(Topic::Connections), view));
        QVERIFY(text.contains(QLatin1String("no connections")));
        QVERIFY(text.contains(QLatin1String("lost: the server ends")));
    }
};

QTEST_APPLESS_MAIN(BurrowctlRenderTest)
#include "burrowctl_render_test.moc"
