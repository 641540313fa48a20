// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_wire.hpp"

#include <QtTest>

#include <cstring>

using namespace burrow;
using namespace burrow::ws;

class WebsocketWireTest : public QObject {
    Q_OBJECT
private slots:
    void writesTheExamplesOfTheRfc();
    void roundTrips();
    void failsAtTheFirstWrongByte_data();
    void failsAtTheFirstWrongByte();
    void closeCodes();
};

void WebsocketWireTest::writesTheExamplesOfTheRfc() {
    std::byte head[maxHeadBytes];
    const auto hex = [&](std::size_t size) {
        return QByteArray(reinterpret_cast<const char*>(head), static_cast<qsizetype>(size)).toHex();
    };
    std::uint32_t key = 0;
    std::memcpy(&key, "\x37\xfa\x21\x3d", 4);
    QCOMPARE(hex(encodeHead(head, Opcode::Text, true, 5)), QByteArray("8105"));
    QCOMPARE(hex(encodeHead(head, Opcode::Text, true, 5, key)), QByteArray("818537fa213d"));
    QCOMPARE(hex(encodeHead(head, Opcode::Text, false, 3)), QByteArray("0103"));
    QCOMPARE(hex(encodeHead(head, Opcode::Binary, true, 256)), QByteArray("827e0100"));
    QCOMPARE(hex(encodeHead(head, Opcode::Binary, true, 65536)), QByteArray("827f0000000000010000"));
}

void WebsocketWireTest::roundTrips() {
    for (const Role role : {Role::Server, Role::Client}) {
        for (const std::uint64_t size : {0ull, 1ull, 125ull, 126ull, 127ull, 65535ull, 65536ull, 1ull << 40}) {
            for (const Opcode opcode : {Opcode::Text, Opcode::Binary, Opcode::Continuation}) {
                std::byte bytes[maxHeadBytes];
                const auto key = role == Role::Server ? std::optional<std::uint32_t>(0xDEADBEEF) : std::nullopt;
                const std::size_t written = encodeHead(bytes, opcode, size & 1, size, key);
                FrameHead head;
                HeadError error;
                for (std::size_t cut = 0; cut < written; ++cut)
                    QCOMPARE(parseHead(Bytes(bytes, cut), role, head, error), HeadStep::Incomplete);
                QCOMPARE(parseHead(Bytes(bytes, written), role, head, error), HeadStep::Done);
                QCOMPARE(std::size_t{head.size}, written);
                QCOMPARE(head.payload, size);
                QCOMPARE(head.opcode, opcode);
                QCOMPARE(head.fin, (size & 1) != 0);
                QCOMPARE(head.key, key.value_or(0));
            }
        }
    }
}

void WebsocketWireTest::failsAtTheFirstWrongByte_data() {
    QTest::addColumn<bool>("server");
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("byte");
    const auto add = [](const char* name, bool server, const char* hex, WsError code, int byte) {
        QTest::newRow(name) << server << QByteArray::fromHex(hex) << static_cast<int>(code) << byte;
    };
    add("RSV1", true, "c1", WsError::ReservedBits, 0);
    add("RSV2", true, "a1", WsError::ReservedBits, 0);
    add("RSV3", true, "91", WsError::ReservedBits, 0);
    for (const char* opcode : {"83", "84", "85", "86", "87", "8b", "8c", "8d", "8e", "8f"})
        add(opcode, true, opcode, WsError::ReservedOpcode, 0);
    add("ping without FIN", true, "09", WsError::ControlFragmented, 0);
    add("close without FIN", true, "08", WsError::ControlFragmented, 0);
    add("client frame without mask", true, "8105", WsError::NotMasked, 1);
    add("server frame with mask", false, "8185", WsError::Masked, 1);
    add("ping of 126", true, "89fe", WsError::ControlTooLong, 1);
    add("pong of 64 bit", true, "8aff", WsError::ControlTooLong, 1);
    add("125 in 16 bits", true, "82fe007d", WsError::LengthNotMinimal, 2);
    add("0 in 16 bits", true, "82fe0000", WsError::LengthNotMinimal, 2);
    add("65535 in 64 bits", false, "827f000000000000ffff", WsError::LengthNotMinimal, 2);
    add("top bit of 64", false, "827f8000000000010000", WsError::LengthTooBig, 2);
}

void WebsocketWireTest::failsAtTheFirstWrongByte() {
    QFETCH(bool, server);
    QFETCH(QByteArray, hex);
    QFETCH(int, code);
    QFETCH(int, byte);
    const Bytes bytes = asBytes({hex.constData(), static_cast<std::size_t>(hex.size())});
    FrameHead head;
    HeadError error;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        QCOMPARE(parseHead(bytes.first(cut), server ? Role::Server : Role::Client, head, error), HeadStep::Incomplete);
    QCOMPARE(parseHead(bytes, server ? Role::Server : Role::Client, head, error), HeadStep::Bad);
    QCOMPARE(static_cast<int>(error.code), code);
    QCOMPARE(static_cast<int>(error.at), byte);
    QCOMPARE(wsError(error.code).wireHint(), 1002);
}

void WebsocketWireTest::closeCodes() {
    for (unsigned code : {1000, 1001, 1002, 1003, 1007, 1010, 1014, 3000, 3999, 4000, 4999})
        QVERIFY(isSendableCloseCode(code));
    for (unsigned code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535})
        QVERIFY(!isSendableCloseCode(code));
}

QTEST_APPLESS_MAIN(WebsocketWireTest)
#include "websocket_wire_test.moc"
