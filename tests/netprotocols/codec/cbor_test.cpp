// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/cbor.hpp"

#include <QTest>

#include <cmath>
#include <limits>

using namespace burrow;
using namespace burrow::cbor;

namespace {

std::string unhex(const QByteArray& hex) { return QByteArray::fromHex(hex).toStdString(); }

/// Diagnostic notation (RFC 8949 §8) of one item and everything inside.
QString printed(Reader& in) {
    const auto item = in.next();
    if (!item)
        return QStringLiteral("error");
    switch (item->kind) {
    case Kind::Unsigned: return QString::number(item->number);
    case Kind::Negative: return item->number == std::numeric_limits<std::uint64_t>::max()
                                    ? QStringLiteral("-18446744073709551616")
                                    : QLatin1Char('-') + QString::number(item->number + 1);
    case Kind::Bytes:
        return QLatin1String("h'") +
               QString::fromLatin1(QByteArray::fromStdString(std::string(item->text)).toHex()) + QLatin1Char('\'');
    case Kind::Text: return QLatin1Char('"') + QString::fromUtf8(item->text.data(), qsizetype(item->text.size())) +
                            QLatin1Char('"');
    case Kind::Bool: return item->number ? QStringLiteral("true") : QStringLiteral("false");
    case Kind::Null: return QStringLiteral("null");
    case Kind::Real: return std::isnan(item->real) ? QStringLiteral("NaN") : QString::number(item->real, 'g', 17);
    case Kind::Array:
    case Kind::Map: break;
    }
    QStringList parts;
    for (std::uint64_t i = 0; i != item->number; ++i) {
        QString part = printed(in);
        if (item->kind == Kind::Map)
            part += QLatin1String(": ") + printed(in);
        parts << part;
    }
    return item->kind == Kind::Array ? QLatin1Char('[') + parts.join(QLatin1String(", ")) + QLatin1Char(']')
                                     : QLatin1Char('{') + parts.join(QLatin1String(", ")) + QLatin1Char('}');
}

} // namespace

class CborTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Examples of RFC 8949 appendix A that fall into the subset.
    void reads_data() {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* hex, const char* text) {
            QTest::newRow(hex) << QByteArray(hex) << QString::fromUtf8(text);
        };
        row("00", "0");
        row("17", "23");
        row("1818", "24");
        row("1903e8", "1000");
        row("1a000f4240", "1000000");
        row("1b000000e8d4a51000", "1000000000000");
        row("1bffffffffffffffff", "18446744073709551615");
        row("3bffffffffffffffff", "-18446744073709551616");
        row("20", "-1");
        row("3863", "-100");
        row("3903e7", "-1000");
        row("f90000", "0");
        row("f93c00", "1");
        row("f93e00", "1.5");
        row("f97bff", "65504");
        row("fa47c35000", "100000");
        row("fb7e37e43c8800759c", "1.0000000000000001e+300");
        row("f90001", "5.9604644775390625e-08");
        row("f90400", "6.103515625e-05");
        row("f9c400", "-4");
        row("f97c00", "inf");
        row("f97e00", "NaN");
        row("f4", "false");
        row("f5", "true");
        row("f6", "null");
        row("40", "h''");
        row("4401020304", "h'01020304'");
        row("60", "\"\"");
        row("6449455446", "\"IETF\"");
        row("62c3bc", "\"\xc3\xbc\"");
        row("64f0908591", "\"\xf0\x90\x85\x91\"");
        row("80", "[]");
        row("8301820203820405", "[1, [2, 3], [4, 5]]");
        row("a0", "{}");
        row("a201020304", "{1: 2, 3: 4}");
        row("826161a161626163", "[\"a\", {\"b\": \"c\"}]");
    }
    void reads() {
        QFETCH(QByteArray, hex);
        QFETCH(QString, text);
        const std::string input = unhex(hex);
        Reader in(asBytes(input));
        QCOMPARE(printed(in), text);
        QVERIFY(in.finish().has_value());
        Reader again(asBytes(input));
        QVERIFY(again.skip().has_value());
        QVERIFY(again.finish().has_value());
        // Every prefix is refused as truncated, never read past.
        for (std::size_t size = 0; size != input.size(); ++size) {
            Reader cut(asBytes(std::string_view(input).substr(0, size)));
            const auto result = cut.skip();
            QVERIFY(!result);
            const auto code = static_cast<CborError>(result.error().code());
            QVERIFY(code == CborError::Truncated || code == CborError::CountTooLarge);
        }
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<int>("code");
        QTest::addColumn<unsigned>("offset");
        const auto row = [](const char* hex, CborError code, unsigned offset = 0) {
            QTest::newRow(hex) << QByteArray(hex) << static_cast<int>(code) << offset;
        };
        row("1817", CborError::LongHead);
        row("1900ff", CborError::LongHead);
        row("1a0000ffff", CborError::LongHead);
        row("1b00000000ffffffff", CborError::LongHead);
        row("580161", CborError::LongHead);
        row("1c", CborError::ReservedHead);
        row("7e", CborError::ReservedHead);
        row("5f4100ff", CborError::Indefinite);
        row("9fff", CborError::Indefinite);
        row("bfff", CborError::Indefinite);
        row("ff", CborError::Indefinite);
        row("c001", CborError::Tag);
        row("f7", CborError::SimpleValue);
        row("f0", CborError::SimpleValue);
        row("f818", CborError::SimpleValue);
        row("fc", CborError::SimpleValue);
        row("62c328", CborError::InvalidUtf8);
        row("62c0af", CborError::InvalidUtf8);
        row("63eda080", CborError::InvalidUtf8);
        row("64f4908080", CborError::InvalidUtf8);
        row("0000", CborError::TrailingBytes, 1);
        row("9affffffff00", CborError::CountTooLarge);
        row("bb7fffffffffffffff0000", CborError::CountTooLarge);
        row("5bffffffffffffffff00", CborError::Truncated);
        row("8201", CborError::CountTooLarge);
        row("828100", CborError::Truncated, 3);
        row("81c0", CborError::Tag, 1);
    }
    void refuses() {
        QFETCH(QByteArray, hex);
        QFETCH(int, code);
        QFETCH(unsigned, offset);
        const std::string input = unhex(hex);
        Reader in(asBytes(input));
        auto result = in.skip();
        if (result)
            result = in.finish();
        QVERIFY(!result);
        QCOMPARE(std::string(result.error().text()), std::string(cborErrors.text(code)));
        QCOMPARE(result.error().offset(), offset);
        QVERIFY(!in.next()); // an error stays
    }

    void depthIsLimited() {
        const std::string nested(17, '\x81');
        const std::string input = nested + '\x00';
        Reader shallow(asBytes(input));
        const auto result = shallow.skip();
        QVERIFY(!result);
        QCOMPARE(result.error().kind(), ErrorKind::Limit);
        Reader deep(asBytes(input), Limits{.depth = 17});
        QVERIFY(deep.skip().has_value());
        const std::string millions(2'000'000, '\x81');
        Reader huge(asBytes(millions));
        QVERIFY(!huge.skip());
    }

    void sizeIsLimited() {
        const std::string input(100, '\x00');
        Reader in(asBytes(input), Limits{.bytes = 99});
        const auto result = in.next();
        QVERIFY(!result);
        QCOMPARE(result.error().kind(), ErrorKind::Limit);
    }

    void typesAreChecked() {
        const std::string input = unhex("830120f5");
        Reader in(asBytes(input));
        QCOMPARE(*in.readArray(), std::size_t(3));
        QCOMPARE(*in.readUnsigned(), std::uint64_t(1));
        QCOMPARE(*in.readSigned(), std::int64_t(-1));
        QVERIFY(!in.readText());
        const std::string big = unhex("1b8000000000000000");
        Reader tooBig(asBytes(big));
        const auto number = tooBig.readSigned();
        QVERIFY(!number);
        QCOMPARE(static_cast<CborError>(number.error().code()), CborError::OutOfRange);
        const std::string least = unhex("3b7fffffffffffffff");
        Reader smallest(asBytes(least));
        QCOMPARE(*smallest.readSigned(), std::numeric_limits<std::int64_t>::min());
    }

    void leavingAnArrayEarlyIsFound() {
        const std::string input = unhex("820102");
        Reader in(asBytes(input));
        QVERIFY(in.readArray().has_value());
        QVERIFY(in.readUnsigned().has_value());
        QVERIFY(!in.finish());
    }

    void writesShortestForms() {
        std::string out;
        Writer writer(out);
        writer.array(14).number(23).number(24).number(256).number(65536).number(1ull << 32);
        writer.signedNumber(-1).signedNumber(-25).signedNumber(std::numeric_limits<std::int64_t>::min());
        writer.real(1.5).real(100000).real(1.1).real(5.9604644775390625e-08).real(65520).real(NAN);
        QCOMPARE(QByteArray::fromStdString(out).toHex(),
                 QByteArray("8e1718181901001a000100001b00000001000000002038183b7fffffffffffffff"
                            "f93e00fa47c35000fb3ff199999999999af90001fa477ff000f97e00"));
    }

    void badTextIsMended() {
        std::string out;
        Writer(out).text("a\xff" "b");
        QCOMPARE(QByteArray::fromStdString(out).toHex(), QByteArray("6561efbfbd62"));
    }

    void writesWhatItReads() {
        std::string out;
        Writer writer(out);
        writer.map(3).text("k").bytes(std::string("\x00\xff", 2)).text("n").null().text("r");
        writer.array(4).real(-0.0).real(0.1).boolean(true).text(std::string(300, 'x'));
        Reader in(asBytes(out));
        QVERIFY(in.skip().has_value());
        QVERIFY(in.finish().has_value());
    }
};

QTEST_APPLESS_MAIN(CborTest)
#include "cbor_test.moc"
