// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_ring.hpp"

#include <QTest>
#include <array>
#include <numeric>
#include <thread>

using namespace burrow;

namespace {

using Words = std::array<std::uint64_t, LogRing::maxWords>;

/// A record whose words all follow from its seed, so that a torn one is seen.
void append(LogRing& ring, std::uint64_t seed, std::size_t size) {
    Words words{};
    std::iota(words.begin() + 2, words.begin() + size, seed * 1000);
    words[1] = seed << 8;
    ring.append({words.data(), size});
}

bool isIntact(const Words& words, std::size_t size) {
    const std::uint64_t seed = words[1] >> 8;
    for (std::size_t i = 2; i < size; ++i)
        if (words[i] != seed * 1000 + i - 2)
            return false;
    return (words[1] & 0xFF) == size;
}

} // namespace

class LogRingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesRecordsInOrder() {
        LogRing ring(64);
        auto cursor = ring.oldest();
        Words words;
        std::uint64_t lost = 0;
        QCOMPARE(ring.take(cursor, words, lost), std::size_t(0));
        const std::size_t sizes[] = {2, 15, 16, 30, 31, 60};
        for (std::uint64_t i = 0; i < std::size(sizes); ++i)
            append(ring, i, sizes[i]);
        for (std::uint64_t i = 0; i < std::size(sizes); ++i) {
            QCOMPARE(ring.take(cursor, words, lost), sizes[i]);
            QCOMPARE(words[0], i);
            QVERIFY(isIntact(words, sizes[i]));
        }
        QCOMPARE(ring.take(cursor, words, lost), std::size_t(0));
        QCOMPARE(lost, std::uint64_t(0));
    }

    void overwritesTheOldestAndCounts() {
        LogRing ring(16);
        auto cursor = ring.oldest();
        cursor.countsLoss = true;
        for (std::uint64_t i = 0; i < 100; ++i)
            append(ring, i, 20 + i % 40);
        Words words;
        std::uint64_t lost = 0, taken = 0, last = 0;
        while (const std::size_t size = ring.take(cursor, words, lost)) {
            QVERIFY(isIntact(words, size));
            last = words[0];
            ++taken;
        }
        QCOMPARE(last, std::uint64_t(99));
        QCOMPARE(lost + taken, std::uint64_t(100));
        QVERIFY(taken >= 3);
    }

    void lateReaderLosesNothing() {
        LogRing ring(16);
        for (std::uint64_t i = 0; i < 100; ++i)
            append(ring, i, 10);
        auto history = ring.oldest();
        auto newest = ring.newest();
        Words words;
        std::uint64_t lost = 0;
        QVERIFY(ring.take(history, words, lost) > 0);
        QCOMPARE(lost, std::uint64_t(0));
        QCOMPARE(ring.take(newest, words, lost), std::size_t(0));
        append(ring, 100, 10);
        QCOMPARE(ring.take(newest, words, lost), std::size_t(10));
        QCOMPARE(words[0], std::uint64_t(100));
    }

    void neverGivesATornRecord() {
        constexpr std::uint64_t records = 60'000;
        LogRing ring(32);
        std::atomic<bool> isDone{false};
        std::thread writer([&] {
            for (std::uint64_t i = 0; i < records; ++i)
                append(ring, i, 2 + i % (LogRing::maxWords - 1));
            isDone.store(true, std::memory_order_release);
        });
        auto cursor = ring.newest();
        cursor = {0, 0, true};
        Words words;
        std::uint64_t lost = 0, taken = 0, torn = 0, previous = 0;
        bool isOrdered = true;
        for (bool ends = false; !ends;) {
            ends = isDone.load(std::memory_order_acquire);
            while (const std::size_t size = ring.take(cursor, words, lost)) {
                torn += !isIntact(words, size);
                isOrdered &= taken == 0 || words[0] > previous;
                previous = words[0];
                ++taken;
            }
        }
        writer.join();
        QCOMPARE(torn, std::uint64_t(0));
        QVERIFY(isOrdered);
        QCOMPARE(lost + taken, records);
    }
};

QTEST_APPLESS_MAIN(LogRingTest)
#include "log_ring_test.moc"
