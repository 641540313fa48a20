// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/row.hpp"

#include <QTest>

using namespace burrow;
using namespace burrow::monitor;

namespace {

constexpr std::uint64_t nowMs = 1'800'000'000'000;

Row connectionRow() {
    namespace column = connection_column;
    Row row{88004, std::vector<Value>(column::Count)};
    row.cells[column::Id] = std::uint64_t{88004};
    row.cells[column::Listener] = std::string("web");
    row.cells[column::Proto] = std::string("websocket");
    row.cells[column::State] = std::string("idle");
    row.cells[column::Peer] = std::string("10.1.2.3:5512");
    row.cells[column::Opened] = nowMs - 131'000;
    row.cells[column::Active] = nowMs - 41'000;
    row.cells[column::Queue] = std::uint64_t{1'992'294};
    row.cells[column::InRate] = std::uint64_t{0};
    row.cells[column::Slow] = true;
    row.cells[column::Paused] = false;
    row.cells[column::Tls] = std::string("TLSv1.3");
    return row;
}

Row logRow(std::uint64_t level, std::string event, std::string fields) {
    return {7, {nowMs, level, std::string("http1"), std::uint64_t{12}, std::move(event), std::move(fields)}};
}

} // namespace

class MonitorFilterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void matches_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char* filter, bool expected) { QTest::newRow(filter) << QString::fromUtf8(filter) << expected; };
        row("", true);
        row("   ", true);
        row("proto:ws", true);
        row("proto:websocket", true);
        row("proto:socket", true);
        row("proto=ws", true);
        row("proto=socket", false);
        row("proto:h1", false);
        row("proto:ws and queue>64KiB", true);
        row("proto:ws queue>64KiB", true);
        row("queue > 1.9MiB", false);
        row("queue>=1992294", true);
        row("queue<2MB", true);
        row("queue<2M", true);
        row("queue!=0", true);
        row("in-rate:0", true);
        row("in-rate>0", false);
        row("out>0", false); // an empty cell is never larger
        row("out!=0", true);
        row("not out>0", true);
        row("idle>30s", true);
        row("idle>1min", false);
        row("age>2min", true);
        row("age>2m10s", true);
        row("age>2m12s", false);
        row("slow", true);
        row("not slow", false);
        row("!slow", false);
        row("paused", false);
        row("paused:no", true);
        row("slow=yes", true);
        row("peer:10.0.0.0/8", true);
        row("peer:10.1.2.3", true);
        row("peer:10.1.2.3:5512", true);
        row("peer:10.1.2.3:5513", false);
        row("peer:192.168.0.0/16", false);
        row("peer!=10.0.0.0/8", false);
        row("peer:::1", false);
        row("peer:[::1]:5512", false);
        row("peer:5512", true); // not an address: part of the text
        row("peer=10.1.2.3:5512", true);
        row("proto:h1 or slow", true);
        row("proto:h1 or slow and paused", false);
        row("(proto:h1 or slow) and paused", false);
        row("(proto:h1 or slow) and not paused", true);
        row("not (proto:h1 or paused)", true);
        row("NOT paused AND Slow", false); // names of fields are lower case: Slow is a word
        row("web", true);
        row("\"10.1.2\"", true);
        row("nothing-like-it", false);
        row("tls:1.3", true);
        row("tls=\"\"", false);
        row("suite=\"\"", true);
        row("id:88004", true);
        row("id:88005", false);
        row("opened<2100-01-01", true);
        row("opened>2026-11-20T12:01:07.500Z", true);
        row("state:IDLE", true);
        row("state=IDLE", false);
    }
    void matches() {
        QFETCH(QString, filter);
        QFETCH(bool, expected);
        const auto columns = columnsOf(Topic::Connections);
        const auto parsed = Filter::parse(filter.toStdString(), columns);
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message().c_str());
        const Row row = connectionRow();
        QCOMPARE(parsed->matches(RowLookup(row, columns, nowMs)), expected);
        const std::string canonical = parsed->toString();
        const auto again = Filter::parse(canonical, columns);
        QVERIFY2(again.has_value(), canonical.c_str());
        QCOMPARE(QString::fromStdString(again->toString()), QString::fromStdString(canonical));
        QCOMPARE(again->matches(RowLookup(row, columns, nowMs)), expected);
    }

    void levelsAndWords() {
        const auto columns = columnsOf(Topic::Logs);
        const Row row = logRow(3, "request.refused", "status=400 path=/old");
        const auto check = [&](const char* text) {
            const auto filter = Filter::parse(text, columns);
            return filter && filter->matches(RowLookup(row, columns, nowMs));
        };
        QVERIFY(check("level>=warning"));
        QVERIFY(check("level:warn"));
        QVERIFY(!check("level>warning"));
        QVERIFY(check("\"path=/old\" level>info"));
        QVERIFY(check("conn:12 module:http"));
        QVERIFY(!check("conn:13"));
    }

    void prints_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("printed");
        const auto row = [](const char* written, const char* printed) {
            QTest::newRow(written) << QString::fromUtf8(written) << QString::fromUtf8(printed);
        };
        row("proto:ws  queue > 65536", "proto:ws and queue>64KiB");
        row("! slow", "not slow");
        row("slow:yes OR paused=off", "slow or paused=no");
        row("((state:idle))", "state:idle");
        row("a or b and c", "a or b and c");
        row("(a or b) c", "(a or b) and c");
        row("not (a b)", "not (a and b)");
        row("idle>90s", "idle>90s");
        row("idle>120000ms", "idle>2min");
        row("queue>1.5KiB", "queue>1536");
        row("listener:\"two words\"", "listener:\"two words\"");
        row("listener:\"say \\\"hi\\\"\"", "listener:\"say \\\"hi\\\"\"");
        row("\"slow\"", "\"slow\"");
        row("\"or\"", "\"or\"");
        row("peer:10.0.0.0/8", "peer:10.0.0.0/8");
    }
    void prints() {
        QFETCH(QString, written);
        QFETCH(QString, printed);
        const auto filter = Filter::parse(written.toStdString(), columnsOf(Topic::Connections));
        QVERIFY(filter.has_value());
        QCOMPARE(QString::fromStdString(filter->toString()), printed);
    }

    void refuses_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("code");
        QTest::addColumn<unsigned>("offset");
        const auto row = [](const char* filter, FilterError code, unsigned offset) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << static_cast<int>(code) << offset;
        };
        row("queue>", FilterError::ExpectedValue, 6);
        row("queue>many", FilterError::ExpectedSize, 6);
        row("queue>5 parsecs or", FilterError::ExpectedTerm, 18);
        row("requests>x", FilterError::ExpectedNumber, 9);
        row("idle>5", FilterError::ExpectedDuration, 5);
        row("opened>yesterday", FilterError::ExpectedTime, 7);
        row("slow:maybe", FilterError::ExpectedFlag, 5);
        row("slow>yes", FilterError::NotComparable, 4);
        row("peer:10.0.0.1/8", FilterError::ExpectedAddress, 5);
        row("peer:10.0.0.0/33", FilterError::ExpectedAddress, 5);
        row("state<idle", FilterError::NotComparable, 5);
        row("color:red", FilterError::UnknownField, 0);
        row("slow and", FilterError::ExpectedTerm, 8);
        row("and slow", FilterError::ExpectedTerm, 0);
        row("slow or or paused", FilterError::ExpectedTerm, 8);
        row("(slow", FilterError::ExpectedClosingParenthesis, 5);
        row("slow)", FilterError::ExpectedEnd, 4);
        row("()", FilterError::ExpectedTerm, 1);
        row("state:\"idle", FilterError::ExpectedClosingQuote, 11);
        row("not", FilterError::ExpectedTerm, 3);
    }
    void refuses() {
        QFETCH(QString, filter);
        QFETCH(int, code);
        QFETCH(unsigned, offset);
        const auto parsed = Filter::parse(filter.toStdString(), columnsOf(Topic::Connections));
        QVERIFY(!parsed);
        QCOMPARE(std::string(parsed.error().text()), std::string(filterErrors.text(code)));
        QCOMPARE(parsed.error().offset(), offset);
    }

    void limitsHold() {
        const auto columns = columnsOf(Topic::Connections);
        QCOMPARE(Filter::parse(std::string(5000, ' '), columns).error().kind(), ErrorKind::Limit);
        QCOMPARE(Filter::parse(std::string(100, '(') + "slow", columns).error().kind(), ErrorKind::Limit);
        QCOMPARE(Filter::parse(std::string(100, '!') + "slow", columns).error().kind(), ErrorKind::Limit);
        std::string many;
        for (int i = 0; i != 1000; ++i)
            many += "a ";
        QCOMPARE(Filter::parse(many, columns).error().kind(), ErrorKind::Limit);
    }

    void comparesFields() {
        QVERIFY(compareFields({}, FieldValue::ofNumber(0)) < 0);
        QVERIFY(compareFields(FieldValue::ofNumber(2), FieldValue::ofNumber(10)) < 0);
        QVERIFY(compareFields(FieldValue::ofReal(2.5), FieldValue::ofNumber(2)) > 0);
        QVERIFY(compareFields(FieldValue::ofText("b"), FieldValue::ofText("a")) > 0);
    }
};

QTEST_APPLESS_MAIN(MonitorFilterTest)
#include "monitor_filter_test.moc"
