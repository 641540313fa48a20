// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/loop_group.hpp"
#include "netprotocols/monitor/connection_table.hpp"
#include "netprotocols/monitor/describe_rows.hpp"
#include "netprotocols/monitor/loop_probe.hpp"
#include "netprotocols/monitor/metrics.hpp"

#include <QTest>

#include <cerrno>

using namespace burrow;
using namespace burrow::monitor;
using namespace std::chrono_literals;
namespace c = connection_column;

namespace {

ConnectionInfo info(std::uint64_t id, std::uint64_t in = 0) {
    ConnectionInfo made;
    made.id = static_cast<ConnectionId>(id);
    made.protocol = "echo";
    made.state = "active";
    made.bytesIn = in;
    made.lastActive = WallTime(1'800'000'000s);
    return made;
}

struct Rig {
    void round(std::vector<ConnectionInfo> rows, Duration later = 250ms) {
        now.steady += later;
        now.wall += std::chrono::duration_cast<WallTime::duration>(later);
        table.beginRound(now);
        table.take(rows);
        table.endRound();
    }
    std::size_t indexOf(std::uint64_t id) const {
        for (std::size_t i = 0; i != table.size(); ++i) {
            if (table.key(i) == id)
                return i;
        }
        return table.size();
    }
    FieldValue field(std::uint64_t id, std::size_t column) const { return table.field(indexOf(id), column); }

    ConnectionTable table;
    Now now{TimePoint(1h), WallTime(1'800'000'000s)};
};

} // namespace

class MonitorCollectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoseDecision_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isErrno");
        QTest::addColumn<QString>("by");
        const auto row = [](const char* name, ErrorKind kind, const char* by, bool isErrno = false) {
            QTest::newRow(name) << static_cast<int>(kind) << isErrno << QString::fromLatin1(by);
        };
        row("orderly end", ErrorKind::Closed, "theirs");
        row("reset", ErrorKind::Reset, "theirs");
        row("cut", ErrorKind::Truncated, "theirs");
        row("our deadline", ErrorKind::Timeout, "ours");
        row("the kernel gave up", ErrorKind::Timeout, "network", true);
        row("no route", ErrorKind::System, "network", true);
        row("limit", ErrorKind::Limit, "ours");
        row("bad input", ErrorKind::PeerFault, "ours");
        row("operator", ErrorKind::Canceled, "ours");
    }
    void whoseDecision() {
        QFETCH(int, kind);
        QFETCH(bool, isErrno);
        QFETCH(QString, by);
        const Error why = isErrno ? Error(ErrorKind(kind), systemErrors, ETIMEDOUT) : Error(ErrorKind(kind), CoreError::Closed);
        QCOMPARE(QString::fromStdString(std::string(endedBy(why))), by);
    }

    void rowsComeAndGo() {
        Rig rig;
        rig.round({info(1), info(2), info(3)});
        QCOMPARE(rig.table.size(), std::size_t(3));
        rig.round({info(3), info(4)});
        QCOMPARE(rig.table.size(), std::size_t(2));
        QVERIFY(rig.indexOf(1) == rig.table.size());
        QVERIFY(rig.indexOf(4) != rig.table.size());
    }

    void aClosedRowStaysWithItsReason() {
        Rig rig;
        rig.round({info(1), info(2)});
        rig.table.beginRound(rig.now);
        rig.table.take(std::vector{info(2)});
        rig.table.takeClosed(info(1, 5), Error(ErrorKind::Timeout, CoreError::TimedOut), rig.now.wall);
        rig.table.takeClosed(info(9), Error(ErrorKind::Closed, CoreError::Closed), rig.now.wall); // never seen open
        rig.table.endRound();
        QCOMPARE(rig.table.size(), std::size_t(3));
        QCOMPARE(std::string(rig.field(1, c::State).text), std::string("closed"));
        QCOMPARE(std::string(rig.field(1, c::By).text), std::string("ours"));
        QCOMPARE(std::string(rig.field(1, c::Why).text), std::string("timed out"));
        QCOMPARE(std::string(rig.field(9, c::By).text), std::string("theirs"));
        QVERIFY(!rig.table.isOpen(rig.indexOf(1)));
        rig.round({info(2)}, 9s);
        QCOMPARE(rig.table.size(), std::size_t(3));
        rig.round({info(2)}, 2s);
        QCOMPARE(rig.table.size(), std::size_t(1));
    }

    void closedRowsAreLimited() {
        Rig rig;
        rig.table.beginRound(rig.now);
        for (std::uint64_t id = 1; id <= ConnectionTable::keptClosed + 500; ++id)
            rig.table.takeClosed(info(id), Error(ErrorKind::Closed, CoreError::Closed), rig.now.wall);
        rig.table.endRound();
        QCOMPARE(rig.table.size(), ConnectionTable::keptClosed);
        QVERIFY(rig.indexOf(1) == rig.table.size()); // the oldest went
    }

    void ratesFollowTheBytes() {
        Rig rig;
        rig.round({info(1, 0)});
        rig.round({info(1, 1000)}, 1s);
        QCOMPARE(rig.field(1, c::InRate).number, std::uint64_t(1000));
        for (int i = 0; i != 20; ++i)
            rig.round({info(1, 1000 + 4000u * unsigned(i + 1))}, 1s);
        const std::uint64_t rate = rig.field(1, c::InRate).number;
        QVERIFY(rate > 3900 && rate <= 4000);
        for (int i = 0; i != 20; ++i)
            rig.round({info(1, 81'000)}, 1s);
        QCOMPARE(rig.field(1, c::InRate).number, std::uint64_t(0));
    }

    void anIdleRowDoesNotChange() {
        Rig rig;
        ConnectionInfo row = info(1);
        rig.round({row});
        const std::uint64_t active = rig.field(1, c::Active).number;
        row.lastActive += 240ms; // the registry counts in ticks
        rig.round({row});
        row.lastActive -= 480ms;
        rig.round({row});
        QCOMPARE(rig.field(1, c::Active).number, active);
        row.lastActive += 5s;
        rig.round({row});
        QVERIFY(rig.field(1, c::Active).number > active);
    }

    void describedFieldsBecomeColumnsAndDetails() {
        RowWriter writer(Topic::Listeners, 7);
        writer.text("name", "web");
        writer.number("accepted", 12);
        writer.number("backlog", 4096);
        writer.number("window", 64, Unit::Bytes);
        writer.flag("tls", true);
        writer.text("note", "a\nb");
        const Row row = writer.take();
        QCOMPARE(row.key, std::uint64_t(7));
        QCOMPARE(std::get<std::string>(row.cells[listener_column::Name]), std::string("web"));
        QCOMPARE(std::get<std::uint64_t>(row.cells[listener_column::Accepted]), std::uint64_t(12));
        QCOMPARE(std::get<std::string>(row.cells[listener_column::Details]),
                 "backlog=4096 window=64 " + std::string(nameOf(Unit::Bytes)) + " tls=yes note=a\\x0ab");
    }

    void ratesNeedAPresent() {
        auto group = *LoopGroup::start({.loops = 1});
        MetricsSampler sampler(*group);
        LoopStats& stats = group->at(0).loop.stats();
        Now now{TimePoint(1h), WallTime(1'800'000'000s)};
        const auto rate = [&](Duration later, std::uint64_t requests) {
            now.steady += later;
            stats.requests.add(requests);
            sampler.sample(now, {});
            return std::get<double>(sampler.row().cells[metric_column::RequestRate]);
        };
        QCOMPARE(rate(0s, 1000), 0.0);
        QCOMPARE(rate(1s, 500), 500.0);
        QVERIFY(rate(250ms, 0) < 500.0);
        QCOMPARE(rate(1h, 1'000'000), 0.0); // nobody looked: that is no present rate
        QCOMPARE(rate(500ms, 100), 200.0);
        group->stop();
    }

    void aProbeCopiesOnlyWhenAsked() {
        auto group = *LoopGroup::start({.loops = 1});
        auto loop = *EventLoop::create();
        std::size_t batches = 0;
        bool isLast = false;
        auto probe = std::make_shared<LoopProbe>(group->at(0), loop->mailbox(), [&](LoopProbe::Batch& batch) {
            ++batches;
            isLast = batch.isLast;
        });
        QVERIFY(probe->request());
        const TimePoint limit = Clock::now() + 10s;
        while (batches == 0 && Clock::now() < limit)
            QVERIFY(loop->runOnce(20ms).has_value());
        QCOMPARE(batches, std::size_t(1));
        QVERIFY(isLast);
        group->stop();
        QVERIFY(!probe->request());
        probe->detach();
    }
};

QTEST_GUILESS_MAIN(MonitorCollectTest)
#include "monitor_collect_test.moc"
