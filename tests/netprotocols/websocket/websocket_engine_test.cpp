// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// What the engine makes of received bytes, for each rule of RFC 6455 §5 to §8: whole, cut at every byte, byte by byte.
#include "engine_probe.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::ws;
using namespace burrow::ws::test;
using namespace std::string_literals;

class WebsocketEngineTest : public QObject {
    Q_OBJECT
private slots:
    void serverReceives_data();
    void serverReceives();
    void clientReceives_data();
    void clientReceives();
    void limits_data();
    void limits();
    void wholeMessageIsAView();
    void piecesAreNotCollected();
    void errorsAreSticky();
    void receiveStopsBehindAnEvent();
    void utf8FailsBeforeTheFrameEnds();

private:
    static void columns();
    static void check(Role role, const Limits& limits);
};

void WebsocketEngineTest::columns() {
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("log");    // events
    QTest::addColumn<QByteArray>("output"); // bytes that are sent
}

namespace {
QByteArray q(const std::string& bytes) { return {bytes.data(), static_cast<qsizetype>(bytes.size())}; }

void row(const char* name, const std::string& input, const char* log, const std::string& output = {}) {
    QTest::newRow(name) << q(input) << QByteArray(log) << q(output);
}

/// The close frame with which a server answers a fault.
std::string fault(unsigned code, const char* text) { return frame(0x88, closePayload(code, text), false); }
} // namespace

void WebsocketEngineTest::check(Role role, const Limits& limits) {
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, log);
    QFETCH(QByteArray, output);
    const std::string bytes = input.toStdString();
    const std::size_t step = bytes.size() > 5000 ? bytes.size() / 50 : 1;
    for (std::size_t cut = 0; cut <= bytes.size(); cut += step) {
        EngineProbe probe(role, limits);
        if (probe.feed(std::string_view(bytes).substr(0, cut)))
            probe.feed(std::string_view(bytes).substr(cut));
        QCOMPARE(QByteArray(probe.log.c_str()), log);
        if (role == Role::Server)
            QCOMPARE(q(probe.takeOutput()).toHex(), output.toHex());
    }
    EngineProbe bytewise(role, limits);
    for (const char& byte : bytes) {
        if (!bytewise.feed({&byte, 1}))
            break;
    }
    QCOMPARE(QByteArray(bytewise.log.c_str()), log);
}

void WebsocketEngineTest::serverReceives_data() {
    columns();
    // §5.7, the examples.
    row("masked text", QByteArray::fromHex("818537fa213d7f9f4d5158").toStdString(), "text 'Hello'\n");
    row("fragmented text", frame(0x01, "Hel") + frame(0x80, "lo"), "text 'Hello'\n");
    row("ping", frame(0x89, "Hello"), "ping 'Hello'\n", frame(0x8A, "Hello", false));
    row("pong unasked (§5.5.3)", frame(0x8A, "x"), "pong 'x'\n");
    // §5.4 fragmentation.
    row("empty text", frame(0x81, ""), "text ''\n");
    row("empty fragments", frame(0x01, "") + frame(0x00, "") + frame(0x80, ""), "text ''\n");
    row("fragments of binary", frame(0x02, "a") + frame(0x00, "b") + frame(0x00, "") + frame(0x80, "c"),
        "binary 'abc'\n");
    row("ping between fragments", frame(0x01, "a") + frame(0x89, "p") + frame(0x80, "b"), "ping 'p'\ntext 'ab'\n",
        frame(0x8A, "p", false));
    row("two messages", frame(0x81, "a") + frame(0x82, "b"), "text 'a'\nbinary 'b'\n");
    row("a fragmented and a whole message", frame(0x01, "a") + frame(0x80, "b") + frame(0x82, "c"),
        "text 'ab'\nbinary 'c'\n");
    row("continuation first", frame(0x80, "a"), "error 1002 continuation frame outside a message @0\n",
        fault(1002, "continuation frame outside a message"));
    row("continuation without FIN first", frame(0x00, "a"), "error 1002 continuation frame outside a message @0\n",
        fault(1002, "continuation frame outside a message"));
    row("continuation behind a whole message", frame(0x81, "a") + frame(0x80, "b"),
        "text 'a'\nerror 1002 continuation frame outside a message @7\n",
        fault(1002, "continuation frame outside a message"));
    row("text inside text", frame(0x01, "a") + frame(0x81, "b"),
        "error 1002 new message inside a fragmented message @7\n",
        fault(1002, "new message inside a fragmented message"));
    row("binary inside text", frame(0x01, "a") + frame(0x02, "b"),
        "error 1002 new message inside a fragmented message @7\n",
        fault(1002, "new message inside a fragmented message"));
    // §5.2 heads.
    row("RSV1 without extension", frame(0xC1, "a"), "error 1002 reserved bits are set @0\n",
        fault(1002, "reserved bits are set"));
    row("RSV2", frame(0xA1, "a"), "error 1002 reserved bits are set @0\n", fault(1002, "reserved bits are set"));
    row("RSV3 in a later frame", frame(0x81, "a") + frame(0x91, "a"),
        "text 'a'\nerror 1002 reserved bits are set @7\n", fault(1002, "reserved bits are set"));
    row("opcode 3", frame(0x83, "a"), "error 1002 reserved opcode @0\n", fault(1002, "reserved opcode"));
    row("opcode B", frame(0x8B, "a"), "error 1002 reserved opcode @0\n", fault(1002, "reserved opcode"));
    row("not masked (§5.1)", frame(0x81, "a", false), "error 1002 frame of a client is not masked @1\n",
        fault(1002, "frame of a client is not masked"));
    row("125 in the 16-bit form", bytesOf({0x82, std::string(125, 'x'), true, 2}),
        "error 1002 length is not in its shortest form @2\n", fault(1002, "length is not in its shortest form"));
    row("200 in the 64-bit form", bytesOf({0x82, std::string(200, 'x'), true, 8}),
        "error 1002 length is not in its shortest form @2\n", fault(1002, "length is not in its shortest form"));
    row("length with top bit", QByteArray::fromHex("82ff8000000000000001").toStdString(),
        "error 1002 length has its top bit set @2\n", fault(1002, "length has its top bit set"));
    row("126 bytes", frame(0x82, std::string(126, 'x')), "binary '126 bytes'\n");
    row("65536 bytes", frame(0x82, std::string(65536, 'x')), "binary '65536 bytes'\n");
    // §5.5 control frames.
    row("ping of 125", frame(0x89, std::string(125, 'p')), "ping '125 bytes'\n",
        frame(0x8A, std::string(125, 'p'), false));
    row("ping of 126", frame(0x89, std::string(126, 'p')), "error 1002 control frame over 125 bytes @1\n",
        fault(1002, "control frame over 125 bytes"));
    row("ping without FIN", frame(0x09, "p"), "error 1002 fragmented control frame @0\n",
        fault(1002, "fragmented control frame"));
    row("empty ping", frame(0x89, ""), "ping ''\n", frame(0x8A, "", false));
    // §5.5.1, §7 closing.
    row("close", frame(0x88, closePayload(1000, "bye")), "close 1000 'bye'\n",
        frame(0x88, closePayload(1000), false));
    row("close without code", frame(0x88, ""), "close 1005 ''\n", frame(0x88, "", false));
    row("nothing counts behind close", frame(0x88, closePayload(1001)) + frame(0x81, "x") + frame(0xF3, ""),
        "close 1001 ''\n", frame(0x88, closePayload(1001), false));
    row("close inside a message", frame(0x01, "a") + frame(0x88, closePayload(1000)), "close 1000 ''\n",
        frame(0x88, closePayload(1000), false));
    row("close of one byte", frame(0x88, "x"), "error 1002 close frame with one byte @7\n",
        fault(1002, "close frame with one byte"));
    for (unsigned code : {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u, 1012u, 1013u, 1014u, 3000u,
                          3999u, 4000u, 4999u}) {
        const std::string name = "close " + std::to_string(code), log = name + " ''\n";
        row(name.c_str(), frame(0x88, closePayload(code)), log.c_str(), frame(0x88, closePayload(code), false));
    }
    for (unsigned code : {0u, 1u, 999u, 1004u, 1005u, 1006u, 1015u, 1016u, 1100u, 2000u, 2999u, 5000u, 65535u})
        row(("close " + std::to_string(code)).c_str(), frame(0x88, closePayload(code)),
            "error 1002 close code is not allowed in a frame @8\n", fault(1002, "close code is not allowed in a frame"));
    row("close reason not UTF-8", frame(0x88, closePayload(1000, "\xFF")), "error 1007 text is not valid UTF-8 @9\n",
        fault(1007, "text is not valid UTF-8"));
    row("close reason of 123 bytes", frame(0x88, closePayload(1000, std::string(123, 'r'))),
        "close 1000 '123 bytes'\n", frame(0x88, closePayload(1000), false));
    // §8.1 UTF-8. The payload begins at byte 6.
    row("text", frame(0x81, "\xCE\xBA\xE1\xBD\xB9"), "text '\xCE\xBA\xE1\xBD\xB9'\n");
    row("character over two fragments", frame(0x01, "\xCE") + frame(0x80, "\xBA"), "text '\xCE\xBA'\n");
    row("V-WS-04", frame(0x81, "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xF4\x90\x80\x80"),
        "error 1007 text is not valid UTF-8 @18\n", fault(1007, "text is not valid UTF-8"));
    row("surrogate", frame(0x81, "\xED\xA0\x80"), "error 1007 text is not valid UTF-8 @7\n",
        fault(1007, "text is not valid UTF-8"));
    row("overlong", frame(0x81, "\xC0\xAF"), "error 1007 text is not valid UTF-8 @6\n",
        fault(1007, "text is not valid UTF-8"));
    row("cut character", frame(0x81, "a\xE2\x82"), "error 1007 text is not valid UTF-8 @9\n",
        fault(1007, "text is not valid UTF-8"));
    row("cut character in the last fragment", frame(0x01, "a") + frame(0x80, "\xE2"),
        "error 1007 text is not valid UTF-8 @14\n", fault(1007, "text is not valid UTF-8"));
    row("binary may be anything", frame(0x82, "\xFF\xFE"), "binary '\xFF\xFE'\n");
    row("check starts anew with each message", frame(0x82, "\xE2") + frame(0x81, "a"), "binary '\xE2'\ntext 'a'\n");
}

void WebsocketEngineTest::serverReceives() { check(Role::Server, {}); }

void WebsocketEngineTest::clientReceives_data() {
    columns();
    const auto plain = [](unsigned first, std::string payload) { return frame(first, std::move(payload), false); };
    row("text", plain(0x81, "Hello"), "text 'Hello'\n");
    row("fragments", plain(0x02, "He") + plain(0x89, "") + plain(0x80, "llo"), "ping ''\nbinary 'Hello'\n");
    row("masked (§5.1)", frame(0x81, "a"), "error 1002 frame of a server is masked @1\n");
    row("close", plain(0x88, closePayload(1001, "restart")), "close 1001 'restart'\n");
    row("text not UTF-8", plain(0x81, "ab\xFF"), "error 1007 text is not valid UTF-8 @4\n");
    row("RSV1", plain(0xC2, "a"), "error 1002 reserved bits are set @0\n");
    row("64-bit length", plain(0x82, std::string(70000, 'x')), "binary '70000 bytes'\n");
}

void WebsocketEngineTest::clientReceives() { check(Role::Client, {}); }

void WebsocketEngineTest::limits_data() {
    columns();
    std::string fits, over, tiny, notTiny;
    for (int i = 0; i < 8; ++i)
        fits += frame(i == 0 ? 0x02 : i == 7 ? 0x80 : 0x00, "0123456789");
    row("8 fragments", fits, "binary '80 bytes'\n");
    for (int i = 0; i < 9; ++i)
        over += frame(i == 0 ? 0x02 : 0x00, "0123456789");
    row("9 fragments", over, "error 1008 message has too many fragments @128\n",
        fault(1008, "message has too many fragments"));
    for (int i = 0; i < 5; ++i)
        tiny += frame(i == 0 ? 0x02 : 0x00, "0123");
    row("tiny fragments", tiny, "error 1008 flood of tiny fragments @40\n", fault(1008, "flood of tiny fragments"));
    for (int i = 0; i < 5; ++i)
        notTiny += frame(i == 0 ? 0x02 : i == 4 ? 0x80 : 0x00, i == 0 ? "0123456789abcdef0123456789" : "");
    row("tiny only at the end", notTiny, "binary '0123456789abcdef0123456789'\n");
    row("message at its limit", frame(0x82, std::string(100, 'x')), "binary '100 bytes'\n");
    row("frame over its limit, refused at its head", frame(0x82, std::string(101, 'x')).substr(0, 8),
        "error 1009 frame is too big @0\n", fault(1009, "frame is too big"));
    row("message over its limit", frame(0x02, std::string(60, 'x')) + frame(0x80, std::string(60, 'x')),
        "error 1009 message is too big @66\n", fault(1009, "message is too big"));
    std::string flood;
    for (int i = 0; i < 21; ++i)
        flood += frame(0x8A, "");
    std::string log;
    for (int i = 0; i < 20; ++i)
        log += "pong ''\n";
    row("flood of pongs", flood, (log + "error 1008 flood of control frames @126\n").c_str(),
        fault(1008, "flood of control frames"));
}

void WebsocketEngineTest::limits() {
    Limits small;
    small.message = small.frame = 100;
    small.fragments = 8;
    small.tinyFragmentsFrom = 4;
    small.tinyFragmentBytes = 5;
    small.controlsPerSecond = 20;
    check(Role::Server, small);
}

void WebsocketEngineTest::wholeMessageIsAView() {
    EngineProbe probe(Role::Server);
    std::string bytes = frame(0x82, "payload");
    const MutableBytes in = std::as_writable_bytes(std::span(bytes));
    QCOMPARE(*probe.engine.receive(in, at({})), in.size());
    const auto event = *probe.engine.nextEvent();
    QVERIFY(event.has_value());
    QCOMPARE(event->data.data(), static_cast<const std::byte*>(in.data() + 6));
    QCOMPARE(asText(event->data), std::string_view("payload"));
}

void WebsocketEngineTest::piecesAreNotCollected() {
    EngineProbe probe(Role::Server, {}, Delivery::Pieces);
    const std::string bytes = frame(0x01, "Hello ") + frame(0x80, "world");
    probe.feed(bytes.substr(0, 8));
    probe.feed(bytes.substr(8, 4));
    probe.feed(bytes.substr(12));
    QCOMPARE(probe.log, "text first 'He'\ntext more 'llo '\ntext last 'world'\n"s);
    probe.log.clear();
    probe.feed(frame(0x82, "") + frame(0x02, "") + frame(0x80, ""));
    QCOMPARE(probe.log, "binary ''\nbinary ''\n"s);
}

void WebsocketEngineTest::errorsAreSticky() {
    EngineProbe probe(Role::Server);
    QVERIFY(!probe.feed(frame(0x81, "a") + frame(0xC1, "a")));
    probe.takeOutput();
    probe.log.clear();
    QVERIFY(!probe.feed(frame(0x81, "a")));
    QCOMPARE(probe.log, "error 1002 reserved bits are set @7\n"s);
    QVERIFY(probe.takeOutput().empty());
    QVERIFY(!probe.engine.wantsRead());
    QVERIFY(!probe.engine.nextTimeout());
    QVERIFY(!probe.engine.submitMessage(MessageType::Text, "x"));
    QVERIFY(probe.takeOutput().empty());
}

void WebsocketEngineTest::receiveStopsBehindAnEvent() {
    EngineProbe probe(Role::Server);
    const std::string first = frame(0x81, "a"), second = frame(0x81, "b");
    std::string bytes = first + second;
    const MutableBytes in = std::as_writable_bytes(std::span(bytes));
    QCOMPARE(*probe.engine.receive(in, at({})), first.size());
    QCOMPARE(bytes.substr(first.size()), second); // untouched: it may be offered again later
    QVERIFY((*probe.engine.nextEvent()).has_value());
    QVERIFY(!(*probe.engine.nextEvent()).has_value());
    QCOMPARE(*probe.engine.receive(in.subspan(first.size()), at({})), second.size());
    QVERIFY((*probe.engine.nextEvent()).has_value());
}

void WebsocketEngineTest::utf8FailsBeforeTheFrameEnds() {
    EngineProbe probe(Role::Server);
    const std::string bytes = frame(0x01, "ab\xFF" + std::string(1000, 'x'));
    QVERIFY(probe.feed(bytes.substr(0, 10))); // 16-bit length: the payload begins at byte 8
    QVERIFY(!probe.feed(bytes.substr(10, 1)));
    QCOMPARE(probe.log, "error 1007 text is not valid UTF-8 @10\n"s);
}

QTEST_APPLESS_MAIN(WebsocketEngineTest)
#include "websocket_engine_test.moc"
