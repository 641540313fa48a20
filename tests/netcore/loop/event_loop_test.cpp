// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/fd.hpp"
#include "netcore/loop/event_loop.hpp"

#include <QtTest>

#include <fcntl.h>
#include <memory>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace burrow;
using namespace std::chrono_literals;
Q_DECLARE_METATYPE(burrow::PollerKind)

namespace {

struct Pipe {
    Fd read, write;
    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
            qFatal("pipe2");
        read = Fd(ends[0]);
        write = Fd(ends[1]);
    }
    void put() const { QCOMPARE(::write(write.get(), "x", 1), 1); }
};

struct Source final : PollSource {
    std::function<void(Ready)> act;
    int calls = 0;
    void onReady(Ready ready) override {
        ++calls;
        if (act)
            act(ready);
    }
};

std::unique_ptr<EventLoop> makeLoop() {
    QFETCH(PollerKind, kind);
    return std::move(*EventLoop::create({.poller = kind}));
}

} // namespace

class EventLoopTest : public QObject {
    Q_OBJECT

    void pollers() {
        QTest::addColumn<PollerKind>("kind");
        QTest::newRow("epoll") << PollerKind::Epoll;
        QTest::newRow("poll") << PollerKind::Poll;
    }

private Q_SLOTS:
    void readinessIsLevelTriggered_data() { pollers(); }
    void readinessIsLevelTriggered() {
        auto loop = makeLoop();
        Pipe pipe;
        Source source;
        QVERIFY(loop->poller().add(pipe.read.get(), {.read = true}, source).has_value());
        QVERIFY(loop->runOnce(0ms).has_value());
        QCOMPARE(source.calls, 0);
        pipe.put();
        QVERIFY(loop->runOnce(1s).has_value());
        QVERIFY(loop->runOnce(1s).has_value());
        QCOMPARE(source.calls, 2);
        loop->poller().remove(pipe.read.get(), source);
        QVERIFY(loop->runOnce(0ms).has_value());
        QCOMPARE(source.calls, 2);
    }

    void interestCanChange_data() { pollers(); }
    void interestCanChange() {
        auto loop = makeLoop();
        Pipe pipe;
        Source source;
        bool writable = false;
        source.act = [&](Ready ready) { writable = ready.write; };
        QVERIFY(loop->poller().add(pipe.write.get(), {}, source).has_value());
        QVERIFY(loop->runOnce(0ms).has_value());
        QCOMPARE(source.calls, 0);
        QVERIFY(loop->poller().change(pipe.write.get(), {.write = true}, source).has_value());
        QVERIFY(loop->runOnce(1s).has_value());
        QVERIFY(writable);
        loop->poller().remove(pipe.write.get(), source);
    }

    void hangupIsAlwaysReported_data() { pollers(); }
    void hangupIsAlwaysReported() {
        auto loop = makeLoop();
        Pipe pipe;
        Source source;
        bool hangup = false;
        source.act = [&](Ready ready) { hangup = ready.hangup; };
        QVERIFY(loop->poller().add(pipe.read.get(), {}, source).has_value());
        pipe.write.reset();
        QVERIFY(loop->runOnce(1s).has_value());
        QVERIFY(hangup);
        loop->poller().remove(pipe.read.get(), source);
    }

    void removedSourceGetsNothingOfTheBatch_data() { pollers(); }
    void removedSourceGetsNothingOfTheBatch() {
        auto loop = makeLoop();
        std::vector<Pipe> pipes(8);
        std::vector<Source> sources(8);
        int calls = 0;
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            sources[i].act = [&, i](Ready) {
                ++calls;
                for (std::size_t other = 0; other < pipes.size(); ++other) {
                    if (other != i)
                        loop->poller().remove(pipes[other].read.get(), sources[other]);
                }
            };
            QVERIFY(loop->poller().add(pipes[i].read.get(), {.read = true}, sources[i]).has_value());
            pipes[i].put();
        }
        QVERIFY(loop->runOnce(1s).has_value());
        QCOMPARE(calls, 1);
    }

    void closedDescriptorCanBeForgottenAndReused_data() { pollers(); }
    void closedDescriptorCanBeForgottenAndReused() {
        auto loop = makeLoop();
        Source first, second;
        Pipe old;
        const int number = old.read.get();
        QVERIFY(loop->poller().add(number, {.read = true}, first).has_value());
        loop->poller().forget(number, first);
        old.read.reset();
        Pipe next;
        QVERIFY(loop->poller().add(next.read.get(), {.read = true}, second).has_value());
        next.put();
        QVERIFY(loop->runOnce(1s).has_value());
        QCOMPARE(first.calls, 0);
        QCOMPARE(second.calls, 1);
        loop->poller().remove(next.read.get(), second);
    }

    /// close() does not end the kernel's registration while a child that has not called exec yet holds the descriptor.
    void closedDescriptorHeldByAChildReachesNobody_data() { pollers(); }
    void closedDescriptorHeldByAChildReachesNobody() {
        auto loop = makeLoop();
        Pipe pipe;
        auto source = std::make_unique<Source>();
        QVERIFY(loop->poller().add(pipe.read.get(), {.read = true}, *source).has_value());
        const Fd childsCopy(::dup(pipe.read.get())); // the same open file description, as after a fork
        loop->poller().forget(pipe.read.get(), *source);
        pipe.read.reset();
        source.reset();
        pipe.put();
        QVERIFY(loop->runOnce(0ms).has_value()); // must not call the dead source
    }

    void timersFireInOrder_data() { pollers(); }
    void timersFireInOrder() {
        auto loop = makeLoop();
        std::vector<int> order;
        Timer third(*loop, [&] { order.push_back(3); loop->stop(); });
        Timer first(*loop, [&] { order.push_back(1); });
        Timer second(*loop, [&] { order.push_back(2); });
        Timer never(*loop, [&] { order.push_back(9); });
        third.armAfter(15ms);
        first.armAfter(1ms);
        never.armAfter(2ms);
        second.armAfter(8ms);
        never.disarm();
        loop->run();
        QCOMPARE(order, (std::vector<int>{1, 2, 3}));
    }

    void timerNeverFiresEarly() {
        auto loop = std::move(*EventLoop::create());
        const TimePoint due = loop->now().steady + 3ms;
        TimePoint fired{};
        Timer timer(*loop, [&] { fired = loop->now().steady; loop->stop(); });
        timer.arm(due);
        loop->run();
        QVERIFY(fired >= due);
    }

    void timerMayDestroyItself() {
        auto loop = std::move(*EventLoop::create());
        std::unique_ptr<Timer> timer;
        auto token = std::make_shared<int>(7);
        int seen = 0;
        timer = std::make_unique<Timer>(*loop, [&, token] {
            timer.reset();
            seen = *token; // the captures outlive the timer
            loop->stop();
        });
        timer->armAfter(0ms);
        loop->run();
        QCOMPARE(seen, 7);
        QCOMPARE(token.use_count(), 1l);
    }

    void timerMayRearmItselfWithoutHoldingTheLoop() {
        auto loop = std::move(*EventLoop::create());
        int fired = 0, posted = 0;
        Timer* self = nullptr;
        Timer timer(*loop, [&] { ++fired; self->armAfter(0ms); });
        self = &timer;
        timer.armAfter(0ms);
        loop->post([&] { ++posted; });
        for (int turn = 0; turn < 5; ++turn)
            QVERIFY(loop->runOnce(0ms).has_value());
        QCOMPARE(posted, 1);
        QVERIFY(fired >= 4 && fired <= 6);
    }

    void coarseTimersFireOnTheirTick() {
        auto loop = std::move(*EventLoop::create({.coarseTick = 2ms}));
        const TimePoint due = loop->now().steady + 5ms;
        int fired = 0;
        Timer timer(*loop, [&] { ++fired; QVERIFY(loop->now().steady >= due); loop->stop(); }, TimerPrecision::Coarse);
        Timer canceled(*loop, [&] { fired += 100; }, TimerPrecision::Coarse);
        Timer farAway(*loop, [&] { fired += 100; }, TimerPrecision::Coarse);
        timer.arm(due);
        canceled.arm(due);
        farAway.arm(due + 2ms * 512); // the same slot of the wheel, one round later
        canceled.disarm();
        loop->run();
        QCOMPARE(fired, 1);
        QVERIFY(farAway.isArmed());
    }

    void coarseTimerMayDisarmItsNeighbours() {
        auto loop = std::move(*EventLoop::create({.coarseTick = 1ms}));
        std::vector<std::unique_ptr<Timer>> timers;
        int fired = 0;
        const TimePoint due = loop->now().steady + 3ms;
        for (int i = 0; i < 5; ++i) {
            timers.push_back(std::make_unique<Timer>(
                *loop,
                [&] {
                    ++fired;
                    timers.clear();
                    loop->stop();
                },
                TimerPrecision::Coarse));
            timers.back()->arm(due);
        }
        loop->run();
        QCOMPARE(fired, 1);
    }

    void postWakesFromAnotherThread_data() { pollers(); }
    void postWakesFromAnotherThread() {
        auto loop = makeLoop();
        int sum = 0;
        std::thread other([&] {
            for (int i = 1; i <= 1000; ++i)
                loop->post([&sum, i] { sum += i; });
            loop->post([&] { loop->stop(); });
        });
        loop->run();
        other.join();
        QCOMPARE(sum, 500500);
    }

    void postAfterStopIsRefusedAndDestroyed() {
        auto loop = std::move(*EventLoop::create());
        int runs = 0;
        loop->post([&] { ++runs; });
        loop->stop();
        loop->run();
        QCOMPARE(runs, 1);
        auto token = std::make_shared<int>(1);
        QVERIFY(!loop->post([token, &runs] { ++runs; }));
        QCOMPARE(token.use_count(), 1l);
        auto mailbox = loop->mailbox();
        loop.reset();
        QVERIFY(!mailbox->post([&] { ++runs; }));
        QCOMPARE(runs, 1);
    }

    void functionThatPostsItselfDoesNotHoldTheLoop() {
        auto loop = std::move(*EventLoop::create());
        int runs = 0;
        std::function<void()> again = [&] { ++runs; loop->post(again); };
        loop->post(again);
        for (int turn = 0; turn < 3; ++turn)
            QVERIFY(loop->runOnce(0ms).has_value());
        QVERIFY(runs >= 3 && runs <= 6);
    }

    void nestedTurnIsMisuse() {
        auto loop = std::move(*EventLoop::create());
        Result<void> inner;
        loop->post([&] { inner = loop->runOnce(0ms); });
        QVERIFY(loop->runOnce(0ms).has_value());
        QVERIFY(!inner.has_value());
        QCOMPARE(inner.error().kind(), ErrorKind::Misuse);
    }

    void graveyardKeepsUntilTheTurnEnds() {
        auto loop = std::move(*EventLoop::create());
        auto token = std::make_shared<int>(1);
        long during = 0;
        loop->post([&] {
            loop->buryLater(std::make_unique<std::shared_ptr<int>>(token));
            during = token.use_count();
        });
        QVERIFY(loop->runOnce(0ms).has_value());
        QCOMPARE(during, 2l);
        QCOMPARE(token.use_count(), 1l);
    }

    void endOfTurnRunsOnceAndMayDie() {
        struct Late final : EventLoop::EndOfTurn {
            int* runs;
            explicit Late(int* counter) : runs(counter) {}
            void onEndOfTurn() override { ++*runs; }
        };
        auto loop = std::move(*EventLoop::create());
        int runs = 0;
        Late late(&runs);
        loop->post([&] {
            loop->callAtEndOfTurn(late);
            loop->callAtEndOfTurn(late);
            auto dead = std::make_unique<Late>(&runs);
            loop->callAtEndOfTurn(*dead);
        });
        QVERIFY(loop->runOnce(0ms).has_value());
        QVERIFY(loop->runOnce(0ms).has_value());
        QCOMPARE(runs, 1);
    }

    void nativeHandleSignalsForEmbedding() {
        auto loop = std::move(*EventLoop::create({.poller = PollerKind::Epoll}));
        QVERIFY(loop->poller().nativeHandle().has_value());
        QVERIFY(!std::move(*EventLoop::create({.poller = PollerKind::Poll}))->poller().nativeHandle().has_value());
        QVERIFY(!loop->nextDeadline().has_value());
        Timer timer(*loop, [] {});
        timer.armAfter(5s);
        QVERIFY(loop->nextDeadline().has_value());
    }

    void dateIsImfFixdate() {
        auto loop = std::move(*EventLoop::create());
        const QRegularExpression form("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$");
        const std::string_view date = loop->httpDate();
        QVERIFY(form.match(QString::fromLatin1(date.data(), static_cast<int>(date.size()))).hasMatch());
    }
};

QTEST_APPLESS_MAIN(EventLoopTest)
#include "event_loop_test.moc"
