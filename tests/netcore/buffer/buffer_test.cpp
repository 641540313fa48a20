// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/buffer/buffer.hpp"
#include "netcore/buffer/output_queue.hpp"

#include <QtTest>

#include <sys/uio.h>

using namespace burrow;

class BufferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void literalHasNoTerminator() {
        QCOMPARE(ByteView("QUIT\r\n").size(), std::size_t{6});
        QCOMPARE(ByteView(std::string("ab")).text(), std::string_view("ab"));
    }

    void inputKeepsOrderAndFreesItself() {
        Buffer buffer(4096);
        QVERIFY(buffer.append("hello ").has_value());
        QVERIFY(buffer.append("world").has_value());
        QCOMPARE(asText(buffer.readable()), std::string_view("hello world"));
        buffer.consume(6);
        QCOMPARE(asText(buffer.readable()), std::string_view("world"));
        buffer.consume(5);
        QVERIFY(buffer.empty());
        QCOMPARE(buffer.capacity(), std::size_t{0});
    }

    void inputLimitIsExact() {
        Buffer buffer(1000);
        QVERIFY(buffer.append(std::string(1000, 'x')).has_value());
        const auto more = buffer.append("y");
        QVERIFY(!more.has_value());
        QCOMPARE(more.error().kind(), ErrorKind::Limit);
        QCOMPARE(more.error().detail()->limit, std::uint64_t{1000});
        QCOMPARE(buffer.size(), std::size_t{1000});
        buffer.consume(400);
        QVERIFY(buffer.append(std::string(400, 'z')).has_value());
        QCOMPARE(buffer.readable()[999], std::byte('z'));
    }

    void outputKeepsOrderAcrossKinds() {
        BlockPool pool;
        OutputQueue out(pool);
        const std::string lent = "lent ";
        out.append("copied ");
        out.appendStatic("static ");
        out.appendLent(lent);
        out.appendShared(std::make_shared<const std::string>("xshared y"), 1, 7);
        out.append("end");
        QCOMPARE(out.toString(), std::string("copied static lent shared end"));
        QCOMPARE(out.size(), out.toString().size());
        QVERIFY(out.hasLent());
        out.materialise();
        QVERIFY(!out.hasLent());
        QCOMPARE(out.toString(), std::string("copied static lent shared end"));
    }

    void outputCanBeConsumedAtEveryByte() {
        const std::string big(40'000, 'b');
        for (std::size_t step : {1, 7, 4096, 16'383, 16'384, 50'000}) {
            BlockPool pool;
            OutputQueue out(pool);
            out.append("head");
            out.appendLent(big);
            out.append(big);
            out.appendStatic("tail");
            const std::string all = "head" + big + big + "tail";
            std::string got;
            while (!out.empty()) {
                ::iovec pieces[3];
                const std::size_t count = out.gather(pieces);
                QVERIFY(count > 0);
                std::size_t left = step;
                for (std::size_t i = 0; i < count && left != 0; ++i) {
                    const std::size_t part = std::min(left, pieces[i].iov_len);
                    got.append(static_cast<const char*>(pieces[i].iov_base), part);
                    left -= part;
                }
                out.consume(step - left);
            }
            QVERIFY(got == all);
        }
    }

    void emptyQueueGivesItsBlocksBack() {
        BlockPool pool;
        OutputQueue out(pool);
        for (int i = 0; i < 3; ++i) {
            out.append(std::string(100, 'a'));
            out.consume(100);
        }
        QCOMPARE(pool.idleBlocks(), std::size_t{1});
    }

    void reserveThenNothingIsHarmless() {
        BlockPool pool;
        OutputQueue out(pool);
        QVERIFY(out.reserve(100).size() >= 100);
        out.commit(0);
        out.appendFile(std::make_shared<const FileHandle>(), 10, 20);
        ::iovec piece;
        QCOMPARE(out.gather({&piece, 1}), std::size_t{0});
        QCOMPARE(out.frontFile().offset, std::uint64_t{10});
        out.consume(5);
        QCOMPARE(out.frontFile().offset, std::uint64_t{15});
        QCOMPARE(out.frontFile().size, std::uint64_t{15});
        out.consume(15);
        QVERIFY(out.empty());
    }

    void queuesCanBeJoined() {
        BlockPool pool;
        OutputQueue first(pool), second(pool);
        first.append("a");
        second.append("b");
        first.appendQueue(second);
        QVERIFY(second.empty());
        second.append("c");
        first.appendQueue(second);
        QCOMPARE(first.toString(), std::string("abc"));
    }
};

QTEST_APPLESS_MAIN(BufferTest)
#include "buffer_test.moc"
