// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/connection.hpp"

#include <QtTest>

#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace burrow;
using namespace std::chrono_literals;

namespace {

/// A session made of functions, which records what it is told.
struct Script {
    std::function<Result<std::size_t>(MutableBytes, Connection&)> onBytes;
    std::function<Result<void>(Connection&)> onEof;
    std::function<void(Connection&)> onOpen, onWritable, onTimeout;
    std::string received;
    int eofs = 0, closed = 0, writable = 0;
    std::optional<Error> why;
    Connection* connection = nullptr;
};

class ScriptedSession final : public ProtocolSession {
public:
    explicit ScriptedSession(Script& script) : m_script(script) {}
    void onOpen(Connection& connection) override {
        m_script.connection = &connection;
        if (m_script.onOpen)
            m_script.onOpen(connection);
    }
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        if (m_script.onBytes)
            return m_script.onBytes(in, connection);
        m_script.received += asText(in);
        return in.size();
    }
    Result<void> onEof(Connection& connection) override {
        ++m_script.eofs;
        return m_script.onEof ? m_script.onEof(connection) : ProtocolSession::onEof(connection);
    }
    void onWritable(Connection& connection) override {
        ++m_script.writable;
        if (m_script.onWritable)
            m_script.onWritable(connection);
    }
    void onTimeout(Connection& connection) override {
        if (m_script.onTimeout)
            m_script.onTimeout(connection);
        else
            ProtocolSession::onTimeout(connection);
    }
    void onClosed(const Error& why) noexcept override {
        ++m_script.closed;
        m_script.why = why;
        m_script.connection = nullptr;
    }
    std::string_view protocol() const noexcept override { return "script"; }

private:
    Script& m_script;
};

struct Rig {
    std::unique_ptr<EventLoop> loop = std::move(*EventLoop::create({.coarseTick = 1ms}));
    ConnectionRegistry registry{*loop};
    std::shared_ptr<ConnectionOptions> options = std::make_shared<ConnectionOptions>();
    FaultPlan plan;
    MemoryPair pair;
    Script left, right;

    explicit Rig(std::size_t capacity = 256 * 1024) : pair(makeMemoryPair(*loop, &plan, capacity)) {
        options->listener = "test";
        options->lingerLimit = 5ms;
    }
    Connection* openLeft() {
        return registry.open(std::move(pair.first), std::make_unique<ScriptedSession>(left), options, {});
    }
    Connection* openRight() {
        return registry.open(std::move(pair.second), std::make_unique<ScriptedSession>(right), options, {});
    }
    template <class Condition>
    bool runUntil(Condition condition) {
        for (int turn = 0; turn < 20'000; ++turn) {
            if (condition())
                return true;
            if (!loop->runOnce(1ms))
                return false;
        }
        return condition();
    }
};

} // namespace

class ConnectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void echoInBothDirections() {
        Rig rig;
        rig.right.onBytes = [](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            connection.out().append(in);
            return in.size();
        };
        Connection* left = rig.openLeft();
        QVERIFY(left && rig.openRight());
        left->out().append("ping");
        left->flush();
        QVERIFY(rig.runUntil([&] { return rig.left.received == "ping"; }));
        QCOMPARE(left->bytesIn(), std::uint64_t{4});
        QCOMPARE(left->bytesOut(), std::uint64_t{4});
        QCOMPARE(rig.registry.size(), std::size_t{2});
    }

    void unconsumedBytesAreOfferedAgain() {
        Rig rig;
        rig.plan.readAtMost = 1;
        std::vector<std::string> lines;
        rig.right.onBytes = [&](MutableBytes in, Connection&) -> Result<std::size_t> {
            const auto end = asText(in).find('\n');
            if (end == std::string_view::npos)
                return 0;
            lines.emplace_back(asText(in).substr(0, end));
            return end + 1;
        };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append("one\ntwo\nthree\n");
        left->flush();
        QVERIFY(rig.runUntil([&] { return lines.size() == 3; }));
        QCOMPARE(lines[2], std::string("three"));
    }

    void needSparesCalls() {
        Rig rig;
        rig.plan.readAtMost = 1;
        int calls = 0;
        rig.right.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            ++calls;
            if (in.size() < 100) {
                connection.need(100);
                return 0;
            }
            return in.size();
        };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append(std::string(100, 'x'));
        left->flush();
        QVERIFY(rig.runUntil([&] { return calls == 2; }));
    }

    void inputLimitClosesWithLimit() {
        Rig rig;
        rig.options->inputLimit = 1000;
        rig.right.onBytes = [](MutableBytes, Connection&) -> Result<std::size_t> { return 0; };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append(std::string(5000, 'x'));
        left->flush();
        QVERIFY(rig.runUntil([&] { return rig.right.closed == 1; }));
        QCOMPARE(rig.right.why->kind(), ErrorKind::Limit);
    }

    void closeSendsWhatIsQueued() {
        Rig rig(1000);
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append(std::string(50'000, 'q'));
        left->closeWhenFlushed();
        QVERIFY(!left->isOpen());
        QVERIFY(rig.runUntil([&] { return rig.left.closed == 1 && rig.right.closed == 1; }));
        QCOMPARE(rig.right.received.size(), std::size_t{50'000});
        QCOMPARE(rig.right.eofs, 1);
        QCOMPARE(rig.left.why->kind(), ErrorKind::Closed);
        QCOMPARE(rig.registry.size(), std::size_t{0});
    }

    void errorAnswerReachesThePeerBeforeTheEnd() {
        Rig rig;
        rig.right.onBytes = [](MutableBytes, Connection& connection) -> Result<std::size_t> {
            connection.out().append("400 bad\n");
            return fail(ErrorKind::PeerFault, CoreError::InvalidArgument);
        };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append(std::string(100'000, 'z'));
        left->flush();
        QVERIFY(rig.runUntil([&] { return rig.left.received == "400 bad\n" && rig.right.closed == 1; }));
        QCOMPARE(rig.right.why->kind(), ErrorKind::PeerFault);
    }

    void abortIsAReset() {
        Rig rig;
        Connection* left = rig.openLeft();
        rig.openRight();
        left->abort(Error(ErrorKind::Canceled, CoreError::Canceled));
        QCOMPARE(rig.left.closed, 1);
        QVERIFY(rig.runUntil([&] { return rig.right.closed == 1; }));
        QCOMPARE(rig.right.why->kind(), ErrorKind::Reset);
    }

    void slowReaderPausesReadingAndGoesOn() {
        Rig rig(2000);
        rig.options->highMark = 10'000;
        rig.options->lowMark = 5'000;
        Connection* left = rig.openLeft();
        Connection* right = rig.openRight();
        auto pause = right->pauseReading();
        left->out().append(std::string(100'000, 's'));
        left->flush();
        QVERIFY(left->isOverHighMark());
        for (int i = 0; i < 10; ++i)
            QVERIFY(rig.loop->runOnce(0ms).has_value());
        QVERIFY(rig.right.received.empty());
        pause.release();
        QVERIFY(rig.runUntil([&] { return rig.right.received.size() == 100'000; }));
        QCOMPARE(rig.left.writable, 1);
    }

    void queueLimitAborts() {
        Rig rig(10);
        rig.options->highMark = 100;
        rig.options->queueLimit = 1000;
        Connection* left = rig.openLeft();
        rig.openRight();
        auto pause = rig.right.connection->pauseReading();
        left->out().append(std::string(5000, 'x'));
        left->flush();
        QCOMPARE(rig.left.closed, 1);
        QCOMPARE(rig.left.why->kind(), ErrorKind::Limit);
        rig.registry.abortAll(Error(ErrorKind::Canceled, CoreError::Canceled));
        pause = {};
    }

    void pausesAreCounted() {
        Rig rig;
        Connection* left = rig.openLeft();
        Connection* right = rig.openRight();
        auto first = right->pauseReading();
        auto second = right->pauseReading();
        left->out().append("data");
        left->flush();
        first.release();
        for (int i = 0; i < 5; ++i)
            QVERIFY(rig.loop->runOnce(0ms).has_value());
        QVERIFY(rig.right.received.empty());
        second.release();
        QVERIFY(rig.runUntil([&] { return rig.right.received == "data"; }));
    }

    void successorGetsTheRest() {
        Rig rig;
        Script next;
        rig.right.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            connection.replaceSession(std::make_unique<ScriptedSession>(next));
            return std::min<std::size_t>(in.size(), 4);
        };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append("headrest");
        left->flush();
        QVERIFY(rig.runUntil([&] { return next.received == "rest"; }));
        QCOMPARE(rig.right.closed, 1);
        QCOMPARE(next.closed, 0);
    }

    void aPlainAnswerLeavesWhollyBeforeStartTls() {
        Rig rig(4096);
        rig.plan.writeAtMost = 1000; // many writes until the answer is out
        const std::string answer(100'000, 'p');
        std::size_t receivedBeforeWrap = 0, received = 0;
        int wraps = 0;
        rig.right.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            if (wraps == 0) {
                connection.out().append(answer);
                connection.wrapTransport([&](std::unique_ptr<Transport> plain) -> Result<std::unique_ptr<Transport>> {
                    ++wraps;
                    if (!connection.out().empty())
                        return fail(ErrorKind::Misuse, CoreError::InvalidArgument);
                    receivedBeforeWrap = answer.size();
                    return plain;
                });
            }
            return in.size();
        };
        rig.left.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            received += in.size();
            if (wraps == 0)
                connection.out().append("hello of the handshake"); // early: must not reach the plain session
            return in.size();
        };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append("STARTTLS");
        left->flush();
        QVERIFY(rig.runUntil([&] { return received == answer.size() && wraps == 1; }));
        QCOMPARE(receivedBeforeWrap, answer.size());
        QCOMPARE(rig.right.closed, 0);
    }

    void plainBytesBehindStartTlsAreRefused() {
        Rig rig;
        rig.right.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            connection.wrapTransport([](std::unique_ptr<Transport> plain) -> Result<std::unique_ptr<Transport>> {
                return plain;
            });
            return std::min<std::size_t>(in.size(), 8);
        };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->out().append("STARTTLSinjected");
        left->flush();
        QVERIFY(rig.runUntil([&] { return rig.right.closed == 1; }));
        QCOMPARE(rig.right.why->kind(), ErrorKind::PeerFault);
    }

    void deadlineFiresAndMovesLazily() {
        Rig rig;
        int fired = 0;
        rig.left.onTimeout = [&](Connection&) { ++fired; };
        Connection* left = rig.openLeft();
        rig.openRight();
        left->setDeadlineTicks(5);
        left->setDeadlineTicks(20); // later: no re-arming, the entry looks again when it is due
        const TimePoint before = rig.loop->now().steady;
        QVERIFY(rig.runUntil([&] { return fired == 1; }));
        QVERIFY(rig.loop->now().steady - before >= 19ms);
        left->setDeadlineTicks(50);
        left->setDeadlineTicks(2); // earlier: re-armed at once
        QVERIFY(rig.runUntil([&] { return fired == 2; }));
        left->setDeadlineTicks(2);
        left->clearDeadline();
        for (int i = 0; i < 8; ++i)
            QVERIFY(rig.loop->runOnce(1ms).has_value());
        QCOMPARE(fired, 2);
    }

    void sessionMayAbortInsideAnyCall() {
        for (int where = 0; where < 3; ++where) {
            Rig rig;
            const auto die = [](Connection& connection) {
                connection.abort(Error(ErrorKind::Canceled, CoreError::Canceled));
            };
            if (where == 0)
                rig.right.onOpen = die;
            if (where == 1)
                rig.right.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
                    die(connection);
                    return in.size();
                };
            if (where == 2)
                rig.right.onEof = [&](Connection& connection) -> Result<void> {
                    die(connection);
                    return {};
                };
            Connection* left = rig.openLeft();
            Connection* right = rig.openRight();
            QCOMPARE(right == nullptr, where == 0);
            left->out().append("x");
            left->closeWhenFlushed();
            QVERIFY(rig.runUntil([&] { return rig.right.closed == 1 && rig.left.closed == 1; }));
        }
    }

    /// Whatever operation fails, each session is told of its end exactly once and nothing is left.
    void everyOperationMayFail() {
        for (const auto action : {FaultPlan::Action::Fail, FaultPlan::Action::Cut, FaultPlan::Action::Block}) {
            for (std::uint32_t operation = 1;; ++operation) {
                Rig rig(64);
                rig.plan.atOperation = operation;
                rig.plan.action = action;
                rig.right.onBytes = [](MutableBytes in, Connection& connection) -> Result<std::size_t> {
                    connection.out().append(in);
                    return in.size();
                };
                Connection* left = rig.openLeft();
                rig.openRight();
                left->out().append(std::string(200, 'f'));
                left->flush();
                const bool whole =
                    rig.runUntil([&] { return rig.left.received.size() == 200 || rig.left.closed || rig.right.closed; });
                QVERIFY(whole);
                if (rig.left.connection)
                    rig.left.connection->closeWhenFlushed();
                QVERIFY(rig.runUntil([&] { return rig.left.closed == 1 && rig.right.closed == 1; }));
                QCOMPARE(rig.registry.size(), std::size_t{0});
                if (rig.plan.operations < operation)
                    break;
            }
        }
    }

    void drainAsksIdleSessionsToEnd() {
        Rig rig;
        rig.openLeft();
        rig.openRight();
        bool empty = false;
        rig.registry.drain([&] { empty = true; });
        QVERIFY(!empty); // a scripted session is never idle
        rig.left.connection->closeWhenFlushed();
        QVERIFY(rig.runUntil([&] { return empty; }));
    }

    void registryCopiesInPieces() {
        Rig rig;
        rig.openLeft();
        rig.openRight();
        ConnectionInfo row[1];
        auto copied = rig.registry.copyFrom(0, row);
        QCOMPARE(copied.rows, std::size_t{1});
        QVERIFY(copied.next != 0);
        QCOMPARE(row[0].listener, std::string_view("test"));
        QCOMPARE(row[0].protocol, std::string_view("script"));
        copied = rig.registry.copyFrom(copied.next, row);
        QCOMPARE(copied.rows, std::size_t{1});
        QCOMPARE(copied.next, std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(ConnectionTest)
#include "connection_test.moc"
