// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/peer_counts.hpp"

#include <QtTest>

#include <map>
#include <random>
#include <thread>

using namespace burrow;

namespace {
IpAddress ip(const char* text) { return *IpAddress::parse(text); }
} // namespace

class PeerCountsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatIsOverTheShare() {
        PeerCounts counts(2);
        QVERIFY(counts.enter(ip("192.0.2.1")));
        QVERIFY(counts.enter(ip("192.0.2.1")));
        QVERIFY(!counts.enter(ip("192.0.2.1")));
        QVERIFY(counts.enter(ip("192.0.2.2")));
        counts.leave(ip("192.0.2.1"));
        QVERIFY(counts.enter(ip("192.0.2.1")));
        QCOMPARE(counts.countOf(ip("192.0.2.1")), 2u);
    }

    void whoIsTheSamePeer_data() {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<bool>("same");
        QTest::newRow("one /64") << QByteArray("2001:db8:0:1::1") << QByteArray("2001:db8:0:1:ffff::2") << true;
        QTest::newRow("two /64") << QByteArray("2001:db8:0:1::1") << QByteArray("2001:db8:0:2::1") << false;
        QTest::newRow("mapped") << QByteArray("192.0.2.7") << QByteArray("::ffff:192.0.2.7") << true;
        QTest::newRow("mapped neighbours") << QByteArray("::ffff:192.0.2.7") << QByteArray("::ffff:192.0.2.8") << false;
        QTest::newRow("the /64 of nobody and IPv4") << QByteArray("::5") << QByteArray("0.0.0.5") << false;
    }
    void whoIsTheSamePeer() {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(bool, same);
        PeerCounts counts(1);
        QVERIFY(counts.enter(ip(first)));
        QCOMPARE(counts.enter(ip(second)), !same);
    }

    void loopbackIsNotCounted() {
        PeerCounts counts(1);
        for (int i = 0; i < 10; ++i) {
            QVERIFY(counts.enter(ip("127.0.0.1")));
            QVERIFY(counts.enter(ip("::1")));
            QVERIFY(counts.enter(ip("::ffff:127.0.0.1")));
        }
        counts.leave(ip("127.0.0.1"));
        QCOMPARE(counts.countOf(ip("::1")), 0u);
    }

    /// Against a map, with many collisions and removals in any order.
    void agreesWithAMap() {
        PeerCounts counts(3);
        std::map<std::uint32_t, std::uint32_t> truth;
        std::mt19937 random(7);
        for (int step = 0; step < 50'000; ++step) {
            const std::uint32_t number = 0xC0000200u + random() % 300;
            const IpAddress peer = IpAddress::v4(number);
            std::uint32_t& count = truth[number];
            if (random() % 2 == 0) {
                QCOMPARE(counts.enter(peer), count < 3);
                count += count < 3;
            } else if (count != 0) {
                counts.leave(peer);
                --count;
            }
            QCOMPARE(counts.countOf(peer), count);
        }
        for (const auto& [number, count] : truth)
            QCOMPARE(counts.countOf(IpAddress::v4(number)), count);
    }

    void threadsShareIt() {
        PeerCounts counts(1'000'000);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (std::uint32_t i = 0; i < 5'000; ++i)
                    (void)counts.enter(IpAddress::v4(0x0A000000u + i % 50));
                for (std::uint32_t i = 0; i < 5'000; ++i)
                    counts.leave(IpAddress::v4(0x0A000000u + i % 50));
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        for (std::uint32_t i = 0; i < 50; ++i)
            QCOMPARE(counts.countOf(IpAddress::v4(0x0A000000u + i)), 0u);
    }
};

QTEST_APPLESS_MAIN(PeerCountsTest)
#include "peer_counts_test.moc"
