// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/blocking/socket.hpp"
#include "tests/netcore/tls/tls_fixture.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <cerrno>
#include <functional>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>

using namespace burrow;
using namespace burrow::blocking;
using namespace std::chrono_literals;

namespace {

enum class Over { Tcp, Unix, Tls };

Endpoint at(const std::string& text) { return *Endpoint::parse(text, {.allowPortZero = true}); }

struct Pair {
    Socket client, server;
};

Pair makePair(Over over, bool buffered = true, bool safeDisconnect = true) {
    const blocking::SocketOptions options{buffered, safeDisconnect};
    if (over == Over::Unix) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            std::abort();
        return {Socket::adopt(Fd(ends[0]), options), Socket::adopt(Fd(ends[1]), options)};
    }
    Socket listener = *Socket::listen(at("127.0.0.1:0"), {.socket = options});
    Pair pair;
    pair.client = *Socket::connect(Target(listener.local()), {.timeout = 5s, .socket = options});
    pair.server = *listener.accept(5s);
    if (over == Over::Tls) {
        const auto context = *TlsContext::server(tls_test::serverOptions());
        const auto theirs = *TlsContext::client(tls_test::clientOptions());
        std::jthread peer([&] { (void)pair.server.startTls(context); });
        const auto done = pair.client.startTls(theirs, "example.org");
        peer.join();
        if (!done)
            qFatal("%s", done.error().message().c_str());
    }
    return pair;
}

std::string text(MutableBytes bytes) { return std::string(asText(bytes)); }

const char* nameOf(Line line) {
    constexpr const char* names[] = {"Full", "Partial", "Disconnected", "None", "TooLong", "Failed"};
    return names[static_cast<int>(line)];
}

} // namespace

class BlockingSocketTest : public QObject {
    Q_OBJECT

    /// Rows for each transport, buffered and not.
    static void transports() {
        QTest::addColumn<int>("over");
        QTest::addColumn<bool>("buffered");
        for (const bool buffered : {true, false}) {
            QTest::addRow("tcp%s", buffered ? "" : " unbuffered") << static_cast<int>(Over::Tcp) << buffered;
            QTest::addRow("unix%s", buffered ? "" : " unbuffered") << static_cast<int>(Over::Unix) << buffered;
            QTest::addRow("tls%s", buffered ? "" : " unbuffered") << static_cast<int>(Over::Tls) << buffered;
        }
    }
    static Pair pairOfRow() {
        QFETCH_GLOBAL(const int, over);
        QFETCH_GLOBAL(const bool, buffered);
        return makePair(static_cast<Over>(over), buffered);
    }

private slots:
    void initTestCase_data() { transports(); }

    /// The table of line cases: what is sent, whether the stream ends then, what each call gives.
    void lines_data() {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<bool>("end");
        QTest::addColumn<QByteArrayList>("got");
        QTest::addColumn<int>("limit");
        const auto row = [](const char* name, const QByteArray& sent, bool end, const QByteArrayList& got,
                            int limit = 1000) { QTest::newRow(name) << sent << end << got << limit; };
        row("crlf", "a\r\nb\r\n", true, {"Full a", "Full b", "Disconnected "});
        row("lf", "a\nb\n", true, {"Full a", "Full b", "Disconnected "});
        row("mixed", "a\nb\r\nc\n", true, {"Full a", "Full b", "Full c", "Disconnected "});
        row("empty lines", "\r\n\n", true, {"Full ", "Full ", "Disconnected "});
        row("lone cr is data", "a\rb\r\n", true, {"Full a\rb", "Disconnected "});
        row("cr cr lf", "a\r\r\n", true, {"Full a\r", "Disconnected "});
        row("partial", "a\r\nrest", true, {"Full a", "Partial rest", "Disconnected "});
        row("partial cr", "rest\r", true, {"Partial rest\r", "Disconnected "});
        row("nothing", "", true, {"Disconnected ", "Disconnected "});
        row("not yet", "half", false, {"None ", "None "});
        row("one and not yet", "a\nhalf", false, {"Full a", "None "});
        row("just fits", "12345\r\n", true, {"Full 12345", "Disconnected "}, 5);
        row("just fits lf", "12345\n", true, {"Full 12345", "Disconnected "}, 5);
        row("too long", "123456\r\n", false, {"TooLong ", "TooLong "}, 5);
        row("too long, no end", "123456", false, {"TooLong "}, 5);
        row("fits so far", "12345\r", false, {"None "}, 5);
        row("partial fits", "12345", true, {"Partial 12345", "Disconnected "}, 5);
        row("partial too long", "12345\r", true, {"TooLong "}, 5);
        row("nul bytes", QByteArray("a\0b\n", 4), true, {QByteArray("Full a\0b", 8), "Disconnected "});
        row("long line", QByteArray(40'000, 'x') + "\r\n", true, {"Full " + QByteArray(40'000, 'x')}, 50'000);
    }
    void lines() {
        QFETCH(const QByteArray, sent);
        QFETCH(const bool, end);
        QFETCH(const QByteArrayList, got);
        QFETCH(const int, limit);
        Pair pair = pairOfRow();
        QVERIFY(pair.server.send(sent.toStdString(), 5s));
        if (end)
            QVERIFY(pair.server.shutdownWrite());
        for (const QByteArray& wanted : got) {
            std::string line;
            const bool waits = wanted.startsWith("None");
            const Line what = pair.client.readLine(
                line, {.limit = static_cast<std::size_t>(limit), .timeout = waits ? 20ms : Duration(5s)});
            QCOMPARE(QByteArray(nameOf(what)) + ' ' + QByteArray::fromStdString(line), wanted);
        }
        if (got.last().startsWith("TooLong")) {
            QVERIFY(pair.client.lastError()->kind() == ErrorKind::Limit);
            QCOMPARE(pair.client.recv(std::size_t{3}, 5s)->size(), std::size_t{3}); // nothing was taken
        }
    }

    void linesByteByByte() {
        Pair pair = pairOfRow();
        std::jthread peer([&] {
            for (const char c : std::string("one\r\n\r\nthree\nend"))
                (void)pair.server.send(std::string(1, c), 5s);
            (void)pair.server.shutdownWrite();
        });
        std::string line;
        QByteArrayList all;
        while (pair.client.readLine(line, {.timeout = 5s}) == Line::Full)
            all << QByteArray::fromStdString(line);
        peer.join();
        QCOMPARE(all, (QByteArrayList{"one", "", "three"}));
        QCOMPARE(line, std::string("end"));
    }

    void timeoutLosesNothing() {
        Pair pair = pairOfRow();
        QVERIFY(pair.server.send("hello", 5s));
        std::byte room[10];
        const TimePoint begin = Clock::now();
        const auto first = pair.client.recv(room, 30ms);
        QVERIFY(!first && first.error().kind() == ErrorKind::Timeout);
        QVERIFY(Clock::now() - begin >= 30ms);
        QVERIFY(pair.client.lastError()->kind() == ErrorKind::Timeout);
        QVERIFY(pair.client.hasDataBuffered());
        QVERIFY(*pair.client.waitReadable(0ms)); // poll(2) alone would wait
        std::string line;
        QVERIFY(pair.client.readLine(line, {.timeout = 1ms}) == Line::None);
        QVERIFY(pair.server.send("world", 5s));
        QCOMPARE(*pair.client.recv(room, 5s), std::size_t{10});
        QCOMPARE(text(room), std::string("helloworld"));
        QVERIFY(!pair.client.hasDataBuffered());
    }

    /// A peer that drips does not prolong the call.
    void timeoutIsForTheWholeCall() {
        Pair pair = pairOfRow();
        std::atomic<bool> stop = false;
        std::jthread peer([&] {
            while (!stop) {
                (void)pair.server.trySend("x", 1s);
                std::this_thread::yield();
            }
        });
        std::vector<std::byte> room(100'000'000);
        const TimePoint begin = Clock::now();
        const auto got = pair.client.recv(room, 50ms);
        const Duration took = Clock::now() - begin;
        stop = true;
        peer.join();
        QVERIFY(!got && got.error().kind() == ErrorKind::Timeout);
        QVERIFY(took >= 50ms && took < 2s);
    }

    void recvAtTheEnd() {
        Pair pair = pairOfRow();
        QVERIFY(pair.server.send("abc", 5s));
        QVERIFY(pair.server.shutdownWrite());
        std::byte room[10];
        QVERIFY(pair.client.recvExact(room, 5s).error().kind() == ErrorKind::Truncated);
        QCOMPARE(*pair.client.recv(room, 5s), std::size_t{3}); // what came was kept
        QCOMPARE(*pair.client.recv(room, 5s), std::size_t{0});
        QCOMPARE(*pair.client.recvSome(room, 5s), std::size_t{0});
        QVERIFY(*pair.client.waitReadable(0ms));
        QVERIFY(pair.client.lastError()->kind() == ErrorKind::Truncated); // of recvExact
        QVERIFY(pair.client.send("still talking", 5s)); // half closed
        QCOMPARE(*pair.server.recv(std::size_t{13}, 5s), std::string("still talking"));
    }

    void peekSkipRecvSome() {
        Pair pair = pairOfRow();
        QVERIFY(pair.server.send("0123456789", 5s));
        std::byte room[4];
        QCOMPARE(*pair.client.peek(room, 5s), std::size_t{4});
        QCOMPARE(text(room), std::string("0123"));
        QCOMPARE(*pair.client.peek(room, 5s), std::size_t{4});
        QCOMPARE(text(room), std::string("0123"));
        QCOMPARE(*pair.client.skip(5, 5s), std::size_t{5});
        QCOMPARE(*pair.client.recvSome(room, 5s), std::size_t{4});
        QCOMPARE(text(room), std::string("5678"));
        QCOMPARE(*pair.client.recvSome(room, 5s), std::size_t{1});
        QVERIFY(pair.server.send("xy", 5s) && pair.server.shutdownWrite());
        QCOMPARE(*pair.client.skip(100, 5s), std::size_t{2});
        QCOMPARE(*pair.client.peek(room, 5s), std::size_t{0});
    }

    void manyBytesBothWays() {
        Pair pair = pairOfRow();
        std::string big(3'000'000, ' ');
        for (std::size_t i = 0; i < big.size(); ++i)
            big[i] = static_cast<char>(i * 7 + i / 251);
        std::jthread peer([&] {
            const auto got = pair.server.recv(big.size(), 20s);
            (void)pair.server.send(got ? *got : "", 20s);
            (void)pair.server.shutdownWrite();
        });
        const auto sent = pair.client.send(big, 20s);
        const auto back = pair.client.recv(big.size() + 1, 20s);
        peer.join();
        QVERIFY(sent);
        QVERIFY(back && *back == big);
    }

    void sendTimesOut() {
        Pair pair = pairOfRow();
        const std::string big(20'000'000, 'x');
        const auto sent = pair.client.send(big, 30ms);
        QVERIFY(!sent && sent.error().kind() == ErrorKind::Timeout);
        QVERIFY(sent.error().detail()->seen > 0 && sent.error().detail()->seen < big.size());
        QVERIFY(!pair.client.trySend(big, 1ms));
    }

    void lineFaces() {
        Pair pair = pairOfRow();
        QVERIFY(pair.server.send("a\r\n\r\nb\n\nrest", 5s) && pair.server.shutdownWrite());
        QCOMPARE(*pair.client.recvLine({.timeout = 5s}), std::string("a"));
        QCOMPARE(*pair.client.recvLine({.timeout = 5s}), std::string("\r\n")); // Nim's empty line
        QCOMPARE(**pair.client.nextLine({.timeout = 5s}), std::string("b"));
        QCOMPARE(**pair.client.nextLine({.timeout = 5s}), std::string());
        QCOMPARE(**pair.client.nextLine({.timeout = 5s}), std::string("rest"));
        QVERIFY(!pair.client.nextLine({.timeout = 5s})->has_value());
        QCOMPARE(*pair.client.recvLine({.timeout = 5s}), std::string());
    }

    void closeIsIdempotent() {
        Pair pair = pairOfRow();
        QVERIFY(pair.client.isOpen() && pair.client.fd() >= 0);
        pair.client.close();
        pair.client.close();
        QVERIFY(!pair.client.isOpen());
        QCOMPARE(pair.client.fd(), -1);
        std::byte room[4];
        std::string line;
        QVERIFY(pair.client.recv(room, 1s).error().kind() == ErrorKind::Closed);
        QVERIFY(pair.client.send("x", 1s).error().kind() == ErrorKind::Closed);
        QVERIFY(pair.client.readLine(line, {}) == Line::Failed);
        QCOMPARE(*pair.server.recv(room, 5s), std::size_t{0}); // an orderly end, with close_notify in TLS
        QVERIFY(!pair.server.lastError());
    }

    /// Signals all the time: no byte is lost, no call ends early.
    void signalStorm() {
        struct ::sigaction action{}, before{};
        action.sa_handler = [](int) {};
        QCOMPARE(::sigaction(SIGALRM, &action, &before), 0);
        const ::itimerval often{{0, 1000}, {0, 1000}}, never{};
        Pair pair = pairOfRow();
        ::setitimer(ITIMER_REAL, &often, nullptr);
        const std::string big(500'000, 'y');
        std::jthread peer([&] { (void)pair.server.send(big, 20s); });
        const auto got = pair.client.recv(big.size(), 20s);
        peer.join();
        std::byte room[1];
        const TimePoint begin = Clock::now();
        const auto none = pair.client.recv(room, 30ms);
        const Duration took = Clock::now() - begin;
        ::setitimer(ITIMER_REAL, &never, nullptr);
        ::sigaction(SIGALRM, &before, nullptr);
        QVERIFY(got && *got == big);
        QVERIFY(!none && none.error().kind() == ErrorKind::Timeout && took >= 30ms);
    }
};

QTEST_GUILESS_MAIN(BlockingSocketTest)
#include "blocking_socket_test.moc"
