// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/utf8.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::codec;

class Utf8Test : public QObject {
    Q_OBJECT
private slots:
    void findsTheFirstBadByte_data();
    void findsTheFirstBadByte();
    void everyCodePointPasses();
    void prefixKeepsCharactersWhole();
};

void Utf8Test::findsTheFirstBadByte_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("good");      // bytes taken
    QTest::addColumn<bool>("complete"); // no character is open at the end
    const auto add = [](const char* name, const char* hex, int good, bool complete = true) {
        QTest::newRow(name) << QByteArray::fromHex(hex) << good << complete;
    };
    add("empty", "", 0);
    add("ascii", "48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 21 0a 00 7f", 16);
    add("kosme", "ce ba e1 bd b9 cf 83 ce bc ce b5", 11);
    add("V-WS-04: above 10FFFF", "ce ba e1 bd b9 cf 83 ce bc ce b5 f4 90 80 80", 12, false);
    add("surrogate", "61 ed a0 80", 2, false);
    add("last surrogate", "ed bf bf", 1, false);
    add("before surrogates", "ed 9f bf", 3);
    add("behind surrogates", "ee 80 80", 3);
    add("overlong 2", "c0 af", 0);
    add("overlong 2b", "c1 bf", 0);
    add("overlong 3", "e0 9f bf", 1, false);
    add("overlong 4", "f0 8f bf bf", 1, false);
    add("lowest 3", "e0 a0 80", 3);
    add("lowest 4", "f0 90 80 80", 4);
    add("highest", "f4 8f bf bf", 4);
    add("f5", "f5 80 80 80", 0);
    add("fe", "fe", 0);
    add("ff", "ff", 0);
    add("lonely continuation", "80", 0);
    add("continuation missing", "c3 28", 1, false);
    add("cut 2", "c3", 1, false);
    add("cut 3", "e2 82", 2, false);
    add("cut 4", "f0 9f 98", 3, false);
    add("byte order mark", "ef bb bf", 3);
    add("bad behind the fast path", QByteArray(67 * 2, '6').append("ff").constData(), 67);
    add("bad in the fast path", QByteArray(40, '6').append("ff").append(QByteArray(80, '6')).constData(), 20);
}

void Utf8Test::findsTheFirstBadByte() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, good);
    QFETCH(bool, complete);
    const Bytes whole = asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        Utf8Validator check;
        std::size_t taken = check.feed(whole.first(cut));
        if (taken == cut)
            taken += check.feed(whole.subspan(cut));
        QCOMPARE(static_cast<int>(taken), good);
        QCOMPARE(check.isComplete(), complete);
    }
    QCOMPARE(isValidUtf8(whole), complete && good == bytes.size());
    Utf8Validator bytewise;
    std::size_t taken = 0;
    while (taken < whole.size() && bytewise.feed(whole.subspan(taken, 1)) == 1)
        ++taken;
    QCOMPARE(static_cast<int>(taken), good);
}

void Utf8Test::everyCodePointPasses() {
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        const QByteArray bytes = QString::fromUcs4(&point, 1).toUtf8();
        if (!isValidUtf8(asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())})))
            QFAIL(qPrintable(QString::number(point, 16)));
    }
}

void Utf8Test::prefixKeepsCharactersWhole() {
    const std::string_view text = "a\xC3\xBC\xE2\x82\xAC";
    QCOMPARE(utf8Prefix(text, 9), text);
    QCOMPARE(utf8Prefix(text, 6), text);
    QCOMPARE(utf8Prefix(text, 5), text.substr(0, 3));
    QCOMPARE(utf8Prefix(text, 3), text.substr(0, 3));
    QCOMPARE(utf8Prefix(text, 2), text.substr(0, 1));
    QCOMPARE(utf8Prefix(text, 0), text.substr(0, 0));
}

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"
