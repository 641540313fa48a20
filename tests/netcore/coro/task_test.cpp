// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/coro/stream.hpp"
#include "netcore/coro/task_scope.hpp"
#include "netcore/transport/transport.hpp"

#include <QtTest>

#include <stdexcept>

using namespace burrow;
using namespace std::chrono_literals;

namespace {

Task<int> one() { co_return 1; }

Task<Result<long>> sumOf(long count) {
    long sum = 0;
    for (long i = 0; i < count; ++i)
        sum += co_await one();
    co_return sum;
}

Task<Result<void>> sleepThen(EventLoop& loop, Duration delay, std::string& trace, char mark) {
    co_await sleepFor(loop, delay);
    trace += mark;
    co_return Result<void>{};
}

Task<Result<void>> failing() { co_return std::unexpected(Error(ErrorKind::PeerFault, CoreError::InvalidArgument)); }
Task<Result<void>> throwing() {
    throw std::runtime_error("thrown");
    co_return Result<void>{};
}
Task<Result<ErrorKind>> kindOf(Task<Result<void>> task) {
    Result<void> result = co_await std::move(task);
    co_return result ? ErrorKind::Closed : result.error().kind();
}

struct Destroyed {
    bool* flag;
    ~Destroyed() { *flag = true; }
};
Task<Result<void>> waitForEver(EventLoop& loop, bool& destroyed) {
    const Destroyed sentinel{&destroyed};
    co_await sleepFor(loop, 1h);
    co_return Result<void>{};
}

Task<Result<void>> limited(EventLoop& loop, bool& destroyed) {
    co_return co_await withTimeout(loop, waitForEver(loop, destroyed), 2ms);
}

Task<Result<std::string>> scoped(EventLoop& loop) {
    std::string trace;
    TaskScope scope(loop);
    scope.spawn(sleepThen(loop, 6ms, trace, 'c'));
    scope.spawn(sleepThen(loop, 1ms, trace, 'a'));
    scope.spawn(sleepThen(loop, 3ms, trace, 'b'));
    if (auto ended = co_await scope.wait(); !ended)
        co_return fail(ended.error());
    co_return trace;
}

Task<Result<void>> scopeWithFailure(EventLoop& loop) {
    std::string trace;
    TaskScope scope(loop);
    scope.spawn(failing());
    scope.spawn(sleepThen(loop, 1ms, trace, 'a'));
    co_return co_await scope.wait();
}

Task<Result<void>> echoLines(Stream& stream) {
    while (true) {
        auto line = co_await stream.readLine(100);
        if (!line)
            co_return line.error().kind() == ErrorKind::Closed ? Result<void>{} : fail(line.error());
        auto sent = co_await stream.write(*line + "!\r\n");
        if (!sent)
            co_return sent;
    }
}

Task<Result<std::string>> talk(EventLoop& loop, Stream& client, Stream& server) {
    TaskScope scope(loop);
    scope.spawn(echoLines(server));
    std::string all;
    for (const char* text : {"one\r\n", "two\n", "\r\n"}) {
        if (auto sent = co_await client.write(std::string(text)); !sent)
            co_return fail(sent.error());
        BURROW_CO_TRY(std::string line, co_await client.readLine(100));
        all += line + ' ';
    }
    client.close();
    if (auto ended = co_await scope.wait(); !ended)
        co_return fail(ended.error());
    co_return all;
}

Task<Result<std::string>> tooLong(Stream& client, Stream& server) {
    (void)co_await client.write(std::string(300, 'x'));
    co_return co_await server.readLine(100);
}

Task<Result<void>> bulk(Stream& from, std::size_t size) {
    const std::string block(10'000, 'b');
    for (std::size_t sent = 0; sent < size; sent += block.size()) {
        if (auto written = co_await from.write(block); !written)
            co_return written;
    }
    from.close();
    co_return Result<void>{};
}

Task<Result<std::size_t>> countAll(EventLoop& loop, Stream& from, Stream& to, std::size_t size) {
    TaskScope scope(loop);
    scope.spawn(bulk(from, size));
    std::size_t total = 0;
    std::byte piece[3000];
    while (true) {
        BURROW_CO_TRY(const std::size_t got, co_await to.readSome(piece));
        if (got == 0)
            break;
        total += got;
    }
    co_return total;
}

Task<Result<std::unique_ptr<Stream>>> dialNowhere(EventLoop& loop) {
    co_return co_await dial(loop, *Target::parse("127.0.0.1:1"));
}

} // namespace

class TaskTest : public QObject {
    Q_OBJECT

    std::unique_ptr<EventLoop> m_loop;

private Q_SLOTS:
    void init() { m_loop = std::move(*EventLoop::create()); }

    void millionsOfAwaitsRunOnAFlatStack() {
        QCOMPARE(runUntilDone(*m_loop, sumOf(5'000'000)).value(), 5'000'000L);
    }
    void errorsAndThrows() {
        QCOMPARE(runUntilDone(*m_loop, kindOf(failing())).value(), ErrorKind::PeerFault);
        QCOMPARE(runUntilDone(*m_loop, kindOf(throwing())).value(), ErrorKind::Bug);
        QVERIFY_EXCEPTION_THROWN((void)runUntilDone(*m_loop, throwing()), std::runtime_error);
    }
    void destructionCancels() {
        bool destroyed = false;
        {
            auto task = waitForEver(*m_loop, destroyed);
            QVERIFY(!task.start());
            QVERIFY(!destroyed);
        }
        QVERIFY(destroyed);
        QVERIFY(m_loop->runOnce(0ms).has_value());
    }
    void timeoutCancels() {
        bool destroyed = false;
        const auto result = runUntilDone(*m_loop, limited(*m_loop, destroyed));
        QCOMPARE(result.error().kind(), ErrorKind::Timeout);
        QVERIFY(destroyed);
    }
    void scopeRunsBesideEachOther() {
        QCOMPARE(runUntilDone(*m_loop, scoped(*m_loop)).value(), std::string("abc"));
        QCOMPARE(runUntilDone(*m_loop, scopeWithFailure(*m_loop)).error().kind(), ErrorKind::PeerFault);
    }
    void scopeCancelsWhatIsLeft() {
        bool destroyed = false;
        {
            TaskScope scope(*m_loop);
            scope.spawn(waitForEver(*m_loop, destroyed));
            QCOMPARE(scope.running(), std::size_t{1});
        }
        QVERIFY(destroyed);
    }
    void linesOverAMemoryPair() {
        FaultPlan plan;
        for (std::size_t atMost : {0, 1, 3}) {
            plan.readAtMost = atMost;
            auto pair = makeMemoryPair(*m_loop, &plan);
            Stream client(*m_loop, std::move(pair.first)), server(*m_loop, std::move(pair.second));
            const auto all = runUntilDone(*m_loop, talk(*m_loop, client, server));
            QVERIFY2(all.has_value(), all ? "" : all.error().message().c_str());
            QCOMPARE(*all, std::string("one! two! ! "));
        }
    }
    void lineLimit() {
        auto pair = makeMemoryPair(*m_loop);
        Stream client(*m_loop, std::move(pair.first)), server(*m_loop, std::move(pair.second));
        QCOMPARE(runUntilDone(*m_loop, tooLong(client, server)).error().kind(), ErrorKind::Limit);
    }
    void backPressureBothWays() {
        auto pair = makeMemoryPair(*m_loop, nullptr, 5'000);
        Stream from(*m_loop, std::move(pair.first)), to(*m_loop, std::move(pair.second));
        QCOMPARE(runUntilDone(*m_loop, countAll(*m_loop, from, to, 2'000'000)).value(), std::size_t{2'000'000});
    }
    void dialTellsWhyItFailed() {
        const auto stream = runUntilDone(*m_loop, dialNowhere(*m_loop));
        QVERIFY(!stream.has_value());
        QVERIFY(stream.error().message().find("127.0.0.1:1") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TaskTest)
#include "task_test.moc"
