// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/random.hpp"
#include "netprotocols/codec/digest.hpp"
#include "netprotocols/codec/mask.hpp"
#include "netprotocols/codec/varint.hpp"

#include <QtTest>

#include <cstring>

using namespace burrow;
using namespace burrow::codec;

class CodecPartsTest : public QObject {
    Q_OBJECT
private slots:
    void maskAgreesWithTheDefinition();
    void maskKeepsItsPhase();
    void varints_data();
    void varints();
    void varintRoundTrips();
    void digests();
};

namespace {
std::string randomBytes(std::size_t size, std::uint64_t seed) {
    std::string bytes(size, '\0');
    SeededRandom(seed).fill(std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

std::string maskedSlowly(std::string bytes, std::uint32_t key) {
    char parts[4];
    std::memcpy(parts, &key, 4);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(bytes[i] ^ parts[i % 4]);
    return bytes;
}
} // namespace

void CodecPartsTest::maskAgreesWithTheDefinition() {
    const std::uint32_t key = 0x37FA213Du;
    for (std::size_t shift = 0; shift < 9; ++shift) {
        for (std::size_t size : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 63, 64, 65, 127, 200, 1000}) {
            const std::string plain = randomBytes(size, size);
            std::string room(shift + size, '\0');
            std::memcpy(room.data() + shift, plain.data(), size);
            Mask(key).apply(std::as_writable_bytes(std::span(room)).subspan(shift));
            QCOMPARE(room.substr(shift), maskedSlowly(plain, key));
            std::string copied(shift + size, '\0');
            Mask(key).apply(asBytes(plain), std::as_writable_bytes(std::span(copied)).subspan(shift).data());
            QCOMPARE(copied.substr(shift), maskedSlowly(plain, key));
        }
    }
}

void CodecPartsTest::maskKeepsItsPhase() {
    const std::uint32_t key = 0xA1B2C3D4u;
    const std::string plain = randomBytes(150, 7);
    for (std::size_t first = 0; first <= plain.size(); ++first) {
        for (std::size_t second : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{70}}) {
            const std::size_t end = std::min(plain.size(), first + second);
            std::string bytes = plain;
            const auto all = std::as_writable_bytes(std::span(bytes));
            Mask mask(key);
            mask.apply(all.first(first));
            mask.apply(all.subspan(first, end - first));
            mask.apply(all.subspan(end));
            QCOMPARE(bytes, maskedSlowly(plain, key));
        }
    }
}

void CodecPartsTest::varints_data() {
    QTest::addColumn<quint64>("value");
    QTest::addColumn<QByteArray>("bytes");
    // RFC 9000 §A.1, and the edges.
    QTest::newRow("8 bytes") << quint64{151288809941952652} << QByteArray::fromHex("c2197c5eff14e88c");
    QTest::newRow("4 bytes") << quint64{494878333} << QByteArray::fromHex("9d7f3e7d");
    QTest::newRow("2 bytes") << quint64{15293} << QByteArray::fromHex("7bbd");
    QTest::newRow("1 byte") << quint64{37} << QByteArray::fromHex("25");
    QTest::newRow("63") << quint64{63} << QByteArray::fromHex("3f");
    QTest::newRow("64") << quint64{64} << QByteArray::fromHex("4040");
    QTest::newRow("16383") << quint64{16383} << QByteArray::fromHex("7fff");
    QTest::newRow("16384") << quint64{16384} << QByteArray::fromHex("80004000");
    QTest::newRow("max") << quint64{varintMax} << QByteArray::fromHex("ffffffffffffffff");
}

void CodecPartsTest::varints() {
    QFETCH(quint64, value);
    QFETCH(QByteArray, bytes);
    std::byte room[8];
    const std::size_t size = encodeVarint(value, room);
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(room), static_cast<qsizetype>(size)), bytes);
    for (std::size_t cut = 0; cut < size; ++cut)
        QVERIFY(!decodeVarint(Bytes(room, cut)));
    const auto decoded = decodeVarint(Bytes(room, size));
    QVERIFY(decoded.has_value());
    QCOMPARE(decoded->value, value);
    QCOMPARE(decoded->size, size);
}

void CodecPartsTest::varintRoundTrips() {
    std::byte room[8];
    for (int bit = 0; bit < 62; ++bit) {
        for (std::uint64_t value : {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit}) {
            QCOMPARE(encodeVarint(value, room), varintSize(value));
            QCOMPARE(decodeVarint(Bytes(room, 8))->value, value);
        }
    }
    QCOMPARE(decodeVarint(asBytes("\x40\x25"))->value, std::uint64_t{37}); // longer than needed is legal
}

void CodecPartsTest::digests() {
    const auto hex = [](auto digest) {
        return QByteArray(reinterpret_cast<const char*>(digest.data()), static_cast<qsizetype>(digest.size())).toHex();
    };
    QCOMPARE(hex(sha1("abc")), QByteArray("a9993e364706816aba3e25717850c26c9cd0d89d"));
    QCOMPARE(hex(sha256("abc")), QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(hex(sha1("")), QByteArray("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
}

QTEST_APPLESS_MAIN(CodecPartsTest)
#include "codec_parts_test.moc"
