// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// What does not depend on the transport: names, listeners, resets, datagrams, TLS itself, misuse.
#include "netcore/blocking/socket.hpp"
#include "tests/netcore/tls/tls_fixture.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <cerrno>
#include <sys/socket.h>
#include <thread>

using namespace burrow;
using namespace burrow::blocking;
using namespace std::chrono_literals;
namespace option = burrow::socket_option;

namespace {

Endpoint at(const std::string& text) { return *Endpoint::parse(text, {.allowPortZero = true}); }

struct Pair {
    Socket client, server;
};
Pair tcpPair(blocking::SocketOptions options = {}) {
    Socket listener = *Socket::listen(at("127.0.0.1:0"), {.socket = options});
    Pair pair;
    pair.client = *Socket::connect(Target(listener.local()), {.timeout = 5s, .socket = options});
    pair.server = *listener.accept(5s);
    return pair;
}

/// Closes with a reset.
void reset(Socket& socket) {
    QVERIFY(socket.setOption(option::linger, Linger{0s}));
    socket.close();
}

} // namespace

class BlockingKindsTest : public QObject {
    Q_OBJECT

private slots:
    void connectByName() {
        Socket listener = *Socket::listen(at("127.0.0.1:0"));
        const auto client = Socket::connect("localhost", listener.local().port(), {.timeout = 5s});
        QVERIFY2(client.has_value(), client ? "" : client.error().message().c_str());
        const auto server = listener.accept(5s);
        QVERIFY(server && server->peer() == client->local());
        QVERIFY(client->peer() == listener.local());
    }

    void connectFails_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* host, ErrorKind kind) {
            QTest::newRow(*host ? host : "empty") << QByteArray(host) << static_cast<int>(kind);
        };
        row("nothing.invalid", ErrorKind::Unresolved);
        row("1.2.3", ErrorKind::PeerFault);
        row("", ErrorKind::PeerFault);
        row("a b", ErrorKind::PeerFault);
        row("0.0.0.0", ErrorKind::Security);
        row("::", ErrorKind::Security);
        row("fe80::1", ErrorKind::Misuse);
    }
    void connectFails() {
        QFETCH(const QByteArray, host);
        QFETCH(const int, kind);
        const auto socket = Socket::connect(host.toStdString(), 80, {.timeout = 5s});
        QVERIFY(!socket);
        QCOMPARE(static_cast<int>(socket.error().kind()), kind);
    }

    void connectRefused() {
        Socket listener = *Socket::listen(at("127.0.0.1:0"));
        const Endpoint gone = listener.local();
        listener.close();
        const auto socket = Socket::connect(Target(gone), {.timeout = 5s});
        QVERIFY(!socket);
        QCOMPARE(socket.error().message(), "connect " + gone.toString() + ": Connection refused");
    }

    void overAUnixPath() {
        QTemporaryDir folder;
        const Endpoint path = *Endpoint::unixPath(folder.filePath("s").toStdString());
        Socket listener = *Socket::listen(path);
        Socket client = *Socket::connect(Target(path), {.timeout = 5s});
        Socket server = *listener.accept(5s);
        QVERIFY(client.send("hi\n", 5s));
        QCOMPARE(*server.recvLine({.timeout = 5s}), std::string("hi"));
    }

    void acceptTimesOut() {
        Socket listener = *Socket::listen(at("127.0.0.1:0"));
        const TimePoint begin = Clock::now();
        const auto none = listener.accept(20ms);
        QVERIFY(!none && none.error().kind() == ErrorKind::Timeout);
        QVERIFY(Clock::now() - begin >= 20ms);
        QVERIFY(!*listener.waitReadable(1ms));
    }

    void resetIsTheEndOrAnError_data() {
        QTest::addColumn<bool>("safe");
        QTest::newRow("safe disconnect") << true;
        QTest::newRow("typed error") << false;
    }
    void resetIsTheEndOrAnError() {
        QFETCH(const bool, safe);
        for (int call = 0; call < 4; ++call) {
            Pair pair = tcpPair({.safeDisconnect = safe});
            reset(pair.server);
            std::byte room[4];
            std::string line;
            bool isEnd = false;
            switch (call) {
            case 0: isEnd = pair.client.recv(room, 5s) == Result<std::size_t>(0); break;
            case 1: isEnd = pair.client.recvSome(room, 5s) == Result<std::size_t>(0); break;
            case 2: isEnd = pair.client.readLine(line, {.timeout = 5s}) == Line::Disconnected; break;
            case 3: isEnd = pair.client.skip(4, 5s) == Result<std::size_t>(0); break;
            }
            QCOMPARE(isEnd, safe);
            QVERIFY(pair.client.lastError()); // both ways it can be told from an orderly end
            QCOMPARE(pair.client.lastError()->code(), ECONNRESET);
        }
    }

    void sendToAResetPeer() {
        Pair pair = tcpPair();
        reset(pair.server);
        std::byte room[1];
        QCOMPARE(*pair.client.recv(room, 5s), std::size_t{0});
        const auto sent = pair.client.send("x", 5s); // SIGPIPE would end the test
        QVERIFY(!sent && sent.error().code() == EPIPE);
        QVERIFY(!pair.client.trySend("x", 5s));
    }

    void unbufferedTakesNothingAhead() {
        Pair pair = tcpPair({.buffered = false});
        QVERIFY(pair.server.send("line\r\nbody", 5s));
        QCOMPARE(*pair.client.recvLine({.timeout = 5s}), std::string("line"));
        QVERIFY(!pair.client.hasDataBuffered());
        QCOMPARE(*pair.client.recv(std::size_t{2}, 5s), std::string("bo"));
        char rest[8];
        QCOMPARE(::recv(pair.client.fd(), rest, sizeof rest, MSG_DONTWAIT), ssize_t{2});
    }

    void datagrams() {
        Socket server = *Socket::bindDatagram(at("127.0.0.1:0"));
        Socket client = *Socket::bindDatagram(at("127.0.0.1:0"));
        std::byte room[8];
        QVERIFY(server.recvFrom(room, 10ms).error().kind() == ErrorKind::Timeout);
        QVERIFY(client.sendTo(server.local(), "ping", 5s));
        auto got = server.recvFrom(room, 5s);
        QVERIFY(got && got->size == 4 && !got->truncated && got->peer == client.local());
        QCOMPARE(got->local.toString(), std::string("127.0.0.1"));
        QVERIFY(client.sendTo(server.local(), "", 5s)); // empty is not the end
        got = server.recvFrom(room, 5s);
        QVERIFY(got && got->size == 0 && got->peer == client.local());
        QVERIFY(client.sendTo(server.local(), "123456789", 5s));
        got = server.recvFrom(room, 5s);
        QVERIFY(got && got->size == 8 && got->truncated);
    }

    void connectedDatagrams() {
        Socket server = *Socket::bindDatagram(at("127.0.0.1:0"));
        Socket client = *Socket::connectDatagram(server.local());
        QVERIFY(client.send("ping", 5s));
        std::byte room[8];
        QCOMPARE(server.recvFrom(room, 5s)->size, std::size_t{4});
        server.close();
        QVERIFY(client.send("anybody?", 5s));
        const auto got = client.recvFrom(room, 5s); // the ICMP answer
        QVERIFY(!got && got.error().code() == ECONNREFUSED);
    }

    void misuse() {
        Pair pair = tcpPair();
        std::byte room[4];
        std::string line;
        QVERIFY(pair.server.send("buffered\nmore", 5s));
        QVERIFY(pair.client.readLine(line, {.timeout = 5s}) == Line::Full);
        QVERIFY(pair.client.recvFrom(room, 1s).error().kind() == ErrorKind::Misuse); // would pass by the buffer
        QVERIFY(pair.client.sendTo(at("127.0.0.1:9"), "x", 1s).error().kind() == ErrorKind::Misuse);
        QVERIFY(pair.client.accept(1s).error().kind() == ErrorKind::Misuse);
        Socket datagram = *Socket::bindDatagram(at("127.0.0.1:0"));
        QVERIFY(datagram.recv(room, 1s).error().kind() == ErrorKind::Misuse);
        QVERIFY(datagram.readLine(line, {}) == Line::Failed);
        QVERIFY(datagram.accept(1s).error().kind() == ErrorKind::Misuse);
        Socket listener = *Socket::listen(at("127.0.0.1:0"));
        QVERIFY(listener.send("x", 1s).error().kind() == ErrorKind::Misuse);
        QVERIFY(listener.recv(room, 1s).error().kind() == ErrorKind::Misuse);
    }

    void options() {
        Pair pair = tcpPair();
        QVERIFY(pair.client.setOption(option::keepAliveIdle, 42s));
        QVERIFY(*pair.client.option(option::keepAliveIdle) == 42s);
        QVERIFY(Socket().setOption(option::noDelay, true).error().code() == EBADF);
    }

    void tlsReport() {
        Socket listener = *Socket::listen(at("127.0.0.1:0"));
        const auto context = *TlsContext::server(tls_test::serverOptions());
        std::jthread peer([&] {
            Socket server = *listener.accept(5s);
            if (server.startTls(context))
                (void)server.send("welcome\r\n", 5s);
        });
        auto client = Socket::connect(Target(listener.local()),
                                      {.timeout = 5s,
                                       .tls = *TlsContext::client(tls_test::clientOptions()),
                                       .serverName = "example.org"});
        QVERIFY2(client.has_value(), client ? "" : client.error().message().c_str());
        QVERIFY(client->isTls());
        QCOMPARE(client->tlsReport()->version, std::string_view("TLSv1.3"));
        QCOMPARE(*client->recvLine({.timeout = 5s}), std::string("welcome"));
        QVERIFY(!client->nextLine({.timeout = 5s})->has_value()); // close_notify came
        peer.join();
    }

    void tlsWrongName() {
        Socket listener = *Socket::listen(at("127.0.0.1:0"));
        const auto context = *TlsContext::server(tls_test::serverOptions());
        std::optional<Error> serverSaw;
        std::jthread peer([&] {
            Socket server = *listener.accept(5s);
            std::byte room[1];
            auto done = server.startTls(context);
            if (!done)
                serverSaw = done.error();
            else if (auto got = server.recv(room, 5s); !got) // TLS 1.3 learns of the refusal later
                serverSaw = got.error();
        });
        const auto client = Socket::connect(Target(listener.local()),
                                            {.timeout = 5s,
                                             .tls = *TlsContext::client(tls_test::clientOptions()),
                                             .serverName = "other.example"});
        peer.join();
        QVERIFY(!client && client.error().kind() == ErrorKind::Security);
        QVERIFY(serverSaw && peerAlertOf(*serverSaw) != 0); // the alert was sent
    }

    void tlsHandshakeTimesOut() {
        Pair pair = tcpPair();
        const auto done = pair.client.startTls(*TlsContext::client(tls_test::clientOptions()), "example.org", 30ms);
        QVERIFY(!done && done.error().kind() == ErrorKind::Timeout);
    }

    void tlsCutOff() {
        Pair pair = tcpPair();
        const int raw = ::dup(pair.server.fd());
        const auto context = *TlsContext::server(tls_test::serverOptions());
        std::jthread peer([&] { (void)pair.server.startTls(context); });
        QVERIFY(pair.client.startTls(*TlsContext::client(tls_test::clientOptions()), "example.org"));
        peer.join();
        QVERIFY(pair.server.send("part", 5s));
        ::shutdown(raw, SHUT_WR); // TCP ends without close_notify
        ::close(raw);
        std::byte room[8];
        QVERIFY(pair.client.recv(room, 5s).error().kind() == ErrorKind::Truncated);
    }

    void startTlsInjection() {
        Pair pair = tcpPair();
        QVERIFY(pair.server.send("220 ready\r\nEVIL\r\n", 5s));
        QCOMPARE(*pair.client.recvLine({.timeout = 5s}), std::string("220 ready"));
        const auto done = pair.client.startTls(*TlsContext::client(tls_test::clientOptions()), "example.org");
        QVERIFY(!done && done.error().kind() == ErrorKind::PeerFault);
    }
};

QTEST_GUILESS_MAIN(BlockingKindsTest)
#include "blocking_kinds_test.moc"
