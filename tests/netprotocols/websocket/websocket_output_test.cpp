// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// What the engine sends, its deadlines, and both roles against each other.
#include "engine_probe.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::ws;
using namespace burrow::ws::test;
using namespace std::string_literals;
using namespace std::chrono_literals;

class WebsocketOutputTest : public QObject {
    Q_OBJECT
private slots:
    void serverFrames();
    void clientMasksEachFrameAnew();
    void lentPayloadIsNotCopied();
    void sharedFrame();
    void pieces();
    void misuse();
    void closeReasonIsCutAtACharacter();
    void nothingAfterClose();
    void clientAnswersClose();
    void pongsOverTheRate();
    void idlePingsThenCloses();
    void closeTimesOut();
    void endOfStream();
    void rolesAgainstEachOther_data();
    void rolesAgainstEachOther();
};

void WebsocketOutputTest::serverFrames() {
    EngineProbe probe(Role::Server);
    QVERIFY(probe.engine.submitMessage(MessageType::Text, "Hello"));
    QCOMPARE(probe.takeOutput(), "\x81\x05Hello"s);
    QVERIFY(probe.engine.submitMessage(MessageType::Binary, ""));
    QCOMPARE(probe.takeOutput(), "\x82\0"s);
    for (std::size_t size : {125u, 126u, 2048u, 2049u, 65535u, 65536u, 200000u}) {
        const std::string payload(size, 'x');
        QVERIFY(probe.engine.submitMessage(MessageType::Binary, payload));
        QCOMPARE(probe.takeOutput(), frame(0x82, payload, false));
    }
    QVERIFY(probe.engine.submitPing("p"));
    QCOMPARE(probe.takeOutput(), "\x89\x01p"s);
}

void WebsocketOutputTest::clientMasksEachFrameAnew() {
    EngineProbe client(Role::Client), server(Role::Server);
    QVERIFY(client.engine.submitMessage(MessageType::Text, "Hello"));
    const std::string first = client.takeOutput();
    QVERIFY(client.engine.submitMessage(MessageType::Text, "Hello"));
    const std::string second = client.takeOutput();
    QVERIFY(first != second);
    QVERIFY(server.feed(first + second));
    QCOMPARE(server.log, "text 'Hello'\ntext 'Hello'\n"s);
    for (std::size_t size : {126u, 15346u, 15347u, 15360u, 65536u, 100001u}) {
        server.log.clear();
        QVERIFY(client.engine.submitMessage(MessageType::Binary, std::string(size, 'x')));
        QVERIFY(server.feed(client.takeOutput()));
        QCOMPARE(server.log, "binary '" + std::to_string(size) + " bytes'\n");
    }
}

void WebsocketOutputTest::lentPayloadIsNotCopied() {
    EngineProbe probe(Role::Server);
    const std::string small(100, 's'), big(16384, 'b');
    QVERIFY(probe.engine.submitMessage(MessageType::Binary, small, Payload::Lent));
    QVERIFY(!probe.out.hasLent());
    QVERIFY(probe.engine.submitMessage(MessageType::Binary, big, Payload::Lent));
    QVERIFY(probe.out.hasLent());
    QCOMPARE(probe.takeOutput(), frame(0x82, small, false) + frame(0x82, big, false));
}

void WebsocketOutputTest::sharedFrame() {
    EngineProbe one(Role::Server), two(Role::Server), client(Role::Client);
    for (std::size_t size : {5u, 510u, 5000u}) {
        const SharedBlock block = Engine::encodeShared(MessageType::Text, std::string(size, 'x'));
        QVERIFY(one.engine.submitShared(block));
        QVERIFY(two.engine.submitShared(block));
        QCOMPARE(one.takeOutput(), frame(0x81, std::string(size, 'x'), false));
        QCOMPARE(two.takeOutput(), frame(0x81, std::string(size, 'x'), false));
        QCOMPARE(client.engine.submitShared(block).error().kind(), ErrorKind::Misuse);
    }
}

void WebsocketOutputTest::pieces() {
    EngineProbe probe(Role::Server);
    QVERIFY(probe.engine.submitPiece(MessageType::Text, "a\xC3", false)); // a character may be cut
    QVERIFY(probe.engine.submitPing());
    QCOMPARE(probe.engine.submitMessage(MessageType::Text, "x").error().kind(), ErrorKind::Misuse);
    QCOMPARE(probe.engine.submitPiece(MessageType::Binary, "x", true).error().kind(), ErrorKind::Misuse);
    QVERIFY(probe.engine.submitPiece(MessageType::Text, "\xBC", false));
    QVERIFY(probe.engine.submitPiece(MessageType::Text, "", true));
    QCOMPARE(probe.takeOutput(), "\x01\x02" "a\xC3" "\x89\0" "\0\x01\xBC" "\x80\0"s);
    QVERIFY(probe.engine.submitMessage(MessageType::Text, "x"));
}

void WebsocketOutputTest::misuse() {
    EngineProbe probe(Role::Server);
    QCOMPARE(probe.engine.submitMessage(MessageType::Text, "\xFF").error().kind(), ErrorKind::Misuse);
    QCOMPARE(probe.engine.submitPing(std::string(126, 'x')).error().kind(), ErrorKind::Misuse);
    for (std::uint16_t code : {0, 999, 1004, 1006, 1015, 2999, 5000})
        QCOMPARE(probe.engine.submitClose(code, {}, at({})).error().kind(), ErrorKind::Misuse);
    QCOMPARE(probe.engine.submitClose(1000, "\xFF", at({})).error().kind(), ErrorKind::Misuse);
    QVERIFY(probe.takeOutput().empty());
    QVERIFY(probe.engine.isOpen());
}

void WebsocketOutputTest::closeReasonIsCutAtACharacter() {
    EngineProbe probe(Role::Server);
    QVERIFY(probe.engine.submitClose(4000, std::string(122, 'r') + "\xC3\xBC", at({})));
    QCOMPARE(probe.takeOutput(), frame(0x88, closePayload(4000, std::string(122, 'r')), false));
    EngineProbe bare(Role::Server);
    QVERIFY(bare.engine.submitClose(closeCode::noStatus, "", at({})));
    QCOMPARE(bare.takeOutput(), frame(0x88, "", false));
}

void WebsocketOutputTest::nothingAfterClose() {
    EngineProbe probe(Role::Server);
    QVERIFY(probe.engine.submitClose(1000, "bye", at({})));
    QVERIFY(probe.engine.submitClose(1001, "again", at({})));
    QCOMPARE(probe.takeOutput(), frame(0x88, closePayload(1000, "bye"), false));
    QCOMPARE(probe.engine.submitMessage(MessageType::Text, "x").error().kind(), ErrorKind::Closed);
    QCOMPARE(probe.engine.submitPiece(MessageType::Text, "x", true).error().kind(), ErrorKind::Closed);
    QCOMPARE(probe.engine.submitPing().error().kind(), ErrorKind::Closed);
    QCOMPARE(probe.engine.submitShared(Engine::encodeShared(MessageType::Text, "x")).error().kind(), ErrorKind::Closed);
    // Data and pings that were on their way are thrown away; the answer ends the handshake.
    QVERIFY(probe.feed(frame(0x81, "\xFF") + frame(0x89, "p") + frame(0x01, "a") + frame(0x88, closePayload(1000))));
    QCOMPARE(probe.log, "close 1000 ''\n"s);
    QVERIFY(probe.takeOutput().empty());
    QVERIFY(probe.engine.isClosed());
    QVERIFY(!probe.engine.nextTimeout()); // a server closes the stream at once
    QVERIFY(probe.engine.receiveEof(at({})));
}

void WebsocketOutputTest::clientAnswersClose() {
    EngineProbe client(Role::Client), server(Role::Server);
    QVERIFY(server.engine.submitClose(1001, "restart", at({})));
    QVERIFY(client.feed(server.takeOutput()));
    QCOMPARE(client.log, "close 1001 'restart'\n"s);
    QVERIFY(client.engine.isClosed());
    QVERIFY(server.feed(client.takeOutput()));
    QCOMPARE(server.log, "close 1001 ''\n"s);
    QVERIFY(server.engine.isClosed());
    QCOMPARE(*client.engine.nextTimeout(), at(5s).steady); // the server's end of stream is awaited
}

void WebsocketOutputTest::pongsOverTheRate() {
    EngineProbe probe(Role::Server);
    std::string pings;
    for (int i = 0; i < 30; ++i)
        pings += frame(0x89, std::to_string(i));
    QVERIFY(probe.feed(pings));
    std::string pongs;
    for (int i : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 29})
        pongs += frame(0x8A, std::to_string(i), false);
    QCOMPARE(probe.takeOutput(), pongs);
    QVERIFY(probe.feed(frame(0x89, "later"), 1s));
    QCOMPARE(probe.takeOutput(), frame(0x8A, "later", false));
    for (int i = 0; i < 100; ++i)
        QVERIFY(probe.feed(frame(0x89, ""), 5s));
    QVERIFY(!probe.feed(frame(0x89, ""), 5s));
    QVERIFY(probe.log.ends_with("error 1008 flood of control frames @847\n"));
}

void WebsocketOutputTest::idlePingsThenCloses() {
    EngineProbe probe(Role::Server);
    QCOMPARE(*probe.engine.nextTimeout(), at(60s).steady);
    QVERIFY(probe.engine.handleTimeout(at(59s)));
    QVERIFY(probe.takeOutput().empty());
    QVERIFY(probe.engine.handleTimeout(at(60s)));
    QCOMPARE(probe.takeOutput(), "\x89\0"s);
    QCOMPARE(*probe.engine.nextTimeout(), at(120s).steady);
    QVERIFY(probe.feed(frame(0x8A, ""), 70s)); // any byte counts
    QCOMPARE(*probe.engine.nextTimeout(), at(130s).steady);
    QVERIFY(probe.engine.handleTimeout(at(130s)));
    probe.takeOutput();
    const auto late = probe.engine.handleTimeout(at(190s));
    QVERIFY(!late);
    QCOMPARE(late.error().kind(), ErrorKind::Timeout);
    QCOMPARE(probe.takeOutput(), frame(0x88, closePayload(1001, "nothing was heard for too long"), false));
    Limits never;
    never.idle = Duration::zero();
    QVERIFY(!EngineProbe(Role::Server, never).engine.nextTimeout());
}

void WebsocketOutputTest::closeTimesOut() {
    for (const Role role : {Role::Server, Role::Client}) {
        EngineProbe probe(role);
        QVERIFY(probe.engine.submitClose(1000, {}, at(10s)));
        QCOMPARE(*probe.engine.nextTimeout(), at(15s).steady);
        QVERIFY(probe.feed(frame(0x82, "x", role == Role::Server), 14s)); // data does not prolong it
        QCOMPARE(*probe.engine.nextTimeout(), at(15s).steady);
        QVERIFY(probe.engine.handleTimeout(at(14s)));
        QCOMPARE(probe.engine.handleTimeout(at(15s)).error(), wsError(WsError::CloseTimeout));
    }
}

void WebsocketOutputTest::endOfStream() {
    EngineProbe open(Role::Server), closing(Role::Server), closed(Role::Server);
    const auto early = open.engine.receiveEof(at({}));
    QCOMPARE(early.error().kind(), ErrorKind::Truncated);
    QCOMPARE(early.error().wireHint(), 1006);
    QVERIFY(closing.engine.submitClose(1000, {}, at({})));
    QCOMPARE(closing.engine.receiveEof(at({})).error(), wsError(WsError::EndedWithoutClose));
    QVERIFY(closed.feed(frame(0x88, "")));
    QVERIFY(closed.engine.receiveEof(at({})));
}

void WebsocketOutputTest::rolesAgainstEachOther_data() {
    QTest::addColumn<int>("split");
    for (int split : {1, 2, 3, 7, 64, 1000, 100000})
        QTest::addRow("%d", split) << split;
}

void WebsocketOutputTest::rolesAgainstEachOther() {
    QFETCH(int, split);
    EngineProbe client(Role::Client), server(Role::Server);
    SeededRandom random(static_cast<std::uint64_t>(split));
    const auto carry = [&](EngineProbe& from, EngineProbe& to) {
        const std::string bytes = from.takeOutput();
        for (std::size_t i = 0; i < bytes.size(); i += static_cast<std::size_t>(split)) {
            if (!to.feed(std::string_view(bytes).substr(i, static_cast<std::size_t>(split))))
                return false;
        }
        return true;
    };
    std::string expected[2];
    for (int round = 0; round < 60; ++round) {
        EngineProbe& from = round % 2 ? client : server;
        std::string& said = expected[round % 2];
        const std::size_t size = random.next64() % (round % 10 == 0 ? 70000 : 300);
        const std::string payload(size, static_cast<char>('a' + round % 26));
        const std::string shown = size <= 40 ? payload : std::to_string(size) + " bytes";
        if (round % 5 == 4) {
            const std::size_t half = size / 2;
            QVERIFY(from.engine.submitPiece(MessageType::Text, payload.substr(0, half), false));
            QVERIFY(from.engine.submitPing("mid"));
            QVERIFY(from.engine.submitPiece(MessageType::Text, payload.substr(half), true));
            said += "ping 'mid'\ntext '" + shown + "'\n";
            expected[1 - round % 2] += "pong 'mid'\n";
        } else {
            QVERIFY(from.engine.submitMessage(MessageType::Binary, payload));
            said += "binary '" + shown + "'\n";
        }
        QVERIFY(carry(client, server));
        QVERIFY(carry(server, client));
        QVERIFY(carry(client, server));
    }
    QVERIFY(client.engine.submitClose(1000, "done", at({})));
    QVERIFY(carry(client, server));
    QVERIFY(carry(server, client));
    QCOMPARE(server.log, expected[1] + "close 1000 'done'\n");
    QCOMPARE(client.log, expected[0] + "close 1000 ''\n");
    QVERIFY(client.engine.isClosed() && server.engine.isClosed());
}

QTEST_APPLESS_MAIN(WebsocketOutputTest)
#include "websocket_output_test.moc"
