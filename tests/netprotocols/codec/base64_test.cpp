// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/base64.hpp"

#include "netcore/base/random.hpp"
#include "netprotocols/codec/codec_errors.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::codec;

class Base64Test : public QObject {
    Q_OBJECT
private slots:
    void encodes_data();
    void encodes();
    void refuses_data();
    void refuses();
    void urlFormUsesItsOwnAlphabet();
    void mimeSkipsWhitespace();
    void roundTrips();
    void reportsMissingRoom();
};

void Base64Test::encodes_data() {
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("text");
    // RFC 4648 §10.
    const char* rows[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
                             {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& row : rows)
        QTest::addRow("'%s'", row[0]) << QByteArray(row[0]) << QByteArray(row[1]);
}

void Base64Test::encodes() {
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, text);
    QCOMPARE(encodeBase64(ByteView(plain.toStdString())), text.toStdString());
    QCOMPARE(base64Size(static_cast<std::size_t>(plain.size())), static_cast<std::size_t>(text.size()));
    const auto decoded = decodeBase64(text.toStdString());
    QVERIFY(decoded.has_value());
    QCOMPARE(*decoded, plain.toStdString());
}

void Base64Test::refuses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("offset");
    const auto add = [](const char* text, CodecError code, int offset) {
        QTest::newRow(text) << QByteArray(text) << static_cast<int>(code) << offset;
    };
    // V-B64-01 and its neighbours.
    add("Zg", CodecError::Base64Length, 2);
    add("Zg=", CodecError::Base64Length, 3);
    add("Z", CodecError::Base64Length, 1);
    add("Z===", CodecError::Base64Length, 1);
    add("====", CodecError::Base64Length, 0);
    add("Zg===", CodecError::Base64Length, 4);
    add("Zm9v=", CodecError::Base64Length, 4);
    add("Zg==Zg==", CodecError::Base64Length, 4);
    add("Zh==", CodecError::Base64NotCanonical, 4);
    add("Zm9=", CodecError::Base64NotCanonical, 4);
    add("Zg==\n", CodecError::Base64Character, 4);
    add("Z g==", CodecError::Base64Character, 1);
    add("_-8=", CodecError::Base64Character, 0);
    add("Zg\xC3\xBC=", CodecError::Base64Character, 2);
}

void Base64Test::refuses() {
    QFETCH(QByteArray, text);
    QFETCH(int, code);
    QFETCH(int, offset);
    const auto decoded = decodeBase64(text.toStdString());
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code(), code);
    QCOMPARE(static_cast<int>(decoded.error().offset()), offset);
}

void Base64Test::urlFormUsesItsOwnAlphabet() {
    const std::string bytes("\xFB\xEF\xFF", 3);
    QCOMPARE(encodeBase64(ByteView(bytes), Base64Form::Url), std::string("--__"));
    QCOMPARE(*decodeBase64("--__", Base64Form::Url), bytes);
    QCOMPARE(encodeBase64(ByteView("f"), Base64Form::Url), std::string("Zg"));
    QCOMPARE(*decodeBase64("Zg", Base64Form::Url), std::string("f"));
    QVERIFY(!decodeBase64("Zg==", Base64Form::Url));
    QVERIFY(!decodeBase64("Zh", Base64Form::Url));
    QVERIFY(!decodeBase64("++//", Base64Form::Url));
}

void Base64Test::mimeSkipsWhitespace() {
    QCOMPARE(*decodeBase64("Zm9v\r\nYm Fy\t\n", Base64Form::Mime), std::string("foobar"));
    QCOMPARE(*decodeBase64("Zg==\n", Base64Form::Mime), std::string("f"));
    QVERIFY(!decodeBase64("Zm9*", Base64Form::Mime));
}

void Base64Test::roundTrips() {
    SeededRandom random(1);
    for (std::size_t size = 0; size < 70; ++size) {
        std::string bytes(size, '\0');
        random.fill(std::as_writable_bytes(std::span(bytes)));
        for (const auto form : {Base64Form::Standard, Base64Form::Url, Base64Form::Mime}) {
            const std::string text = encodeBase64(ByteView(bytes), form);
            QCOMPARE(text.size(), base64Size(size, form));
            const auto decoded = decodeBase64(text, form);
            QVERIFY(decoded.has_value());
            QCOMPARE(*decoded, bytes);
        }
    }
}

void Base64Test::reportsMissingRoom() {
    std::byte small[2];
    const auto decoded = decodeBase64("Zm9v", MutableBytes(small));
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code(), static_cast<int>(CodecError::Base64Space));
    QCOMPARE(*decodeBase64("Zm8=", MutableBytes(small)), std::size_t{2});
}

QTEST_APPLESS_MAIN(Base64Test)
#include "base64_test.moc"
