// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/conditional.hpp"

#include "netprotocols/http/http_date.hpp"
#include "netprotocols/http/range.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::http;

namespace {

constexpr std::string_view before = "Sun, 06 Nov 1994 08:49:36 GMT", same = "Sun, 06 Nov 1994 08:49:37 GMT",
                           after = "Sun, 06 Nov 1994 08:49:38 GMT";

WallTime at(std::string_view text) { return *parseHttpDate(text, WallTime(std::chrono::hours(24 * 365 * 30))); }

const char* nameOf(Precondition result) {
    return result == Precondition::Proceed ? "proceed" : result == Precondition::NotModified ? "304" : "412";
}

} // namespace

class ConditionalTest : public QObject {
    Q_OBJECT
private slots:
    void evaluates_data();
    void evaluates();
    void nothingThere();
    void ifRange_data();
    void ifRange();
    void tags();
    void selectsRanges_data();
    void selectsRanges();
};

/// V-H1-12 and RFC 9110 §13.2.2; the current state is "a" of the middle second.
void ConditionalTest::evaluates_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("result");
    const auto add = [](const char* method, const QByteArray& fields, const char* result) {
        QTest::addRow("%s %s", method, fields.constData()) << QByteArray(method) << fields << QByteArray(result);
    };
    for (const char* method : {"GET", "HEAD", "PUT"}) {
        const char* unchanged = qstrcmp(method, "PUT") == 0 ? "412" : "304";
        add(method, "", "proceed");
        add(method, "If-Match: \"a\"", "proceed");
        add(method, "If-Match: \"b\"", "412");
        add(method, "If-Match: \"b\", \"a\"", "proceed");
        add(method, "If-Match: W/\"a\"", "412"); // strong comparison
        add(method, "If-Match: *", "proceed");
        add(method, "If-Match: \"a\", b", "412"); // malformed
        add(method, "If-None-Match: \"a\"", unchanged);
        add(method, "If-None-Match: W/\"a\", \"b\"", unchanged);
        add(method, "If-None-Match: \"b\"", "proceed");
        add(method, "If-None-Match: *", unchanged);
        add(method, "If-None-Match: \"b\"|If-None-Match: \"a\"", unchanged);
        add(method, "If-None-Match: a", "proceed");
        add(method, "If-None-Match: \"a\" \"b\"", "proceed");
        add(method, "If-None-Match: \"a", "proceed");
        add(method, "If-None-Match: \"a\", \"b", "proceed");
        add(method, "If-None-Match: w/\"a\"", "proceed");
        add(method, "If-None-Match: \"a\", *", "proceed");
        add(method, "If-None-Match: \"a\"|If-None-Match: junk", "proceed");
        add(method, "If-None-Match: ,\"a\",,", unchanged);
        add(method, "If-None-Match: \"x,\", \"a\"", unchanged);
        add(method, "If-None-Match: ", "proceed");
        add(method, "If-Match: \"b\"|If-None-Match: \"a\"", "412");
        add(method, "If-Match: \"a\"|If-None-Match: \"a\"", unchanged);
        add(method, QByteArray("If-Unmodified-Since: ") + before.data(), "412");
        add(method, QByteArray("If-Unmodified-Since: ") + same.data(), "proceed");
        add(method, QByteArray("If-Match: \"a\"|If-Unmodified-Since: ") + before.data(), "proceed"); // not asked
        add(method, "If-Unmodified-Since: whenever", "proceed");
        add(method, QByteArray("If-None-Match: \"b\"|If-Modified-Since: ") + after.data(), "proceed"); // not asked
    }
    for (const char* method : {"GET", "HEAD"}) {
        add(method, QByteArray("If-Modified-Since: ") + before.data(), "proceed");
        add(method, QByteArray("If-Modified-Since: ") + same.data(), "304");
        add(method, QByteArray("If-Modified-Since: ") + after.data(), "304");
        add(method, "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", "304");
        add(method, "If-Modified-Since: Sun Nov  6 08:49:37 1994", "304");
        add(method, "If-Modified-Since: 784111777", "proceed");
        add(method, QByteArray("If-Modified-Since: ") + same.data() + "|If-Modified-Since: " + same.data(), "proceed");
    }
    add("PUT", QByteArray("If-Modified-Since: ") + same.data(), "proceed");
}

std::vector<FieldView> split(const QByteArray& text) {
    std::vector<FieldView> fields;
    std::string_view rest(text.constData(), static_cast<std::size_t>(text.size()));
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('|'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        fields.push_back({line.substr(0, line.find(": ")), line.substr(line.find(": ") + 2)});
    }
    return fields;
}

void ConditionalTest::evaluates() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, fields);
    const Validators current{"\"a\"", at(same) + std::chrono::milliseconds(700), true};
    const auto result = checkPreconditions(methodFrom(method.toStdString()), split(fields), current, at(after));
    QTEST(QByteArray(nameOf(result)), "result");
}

void ConditionalTest::nothingThere() {
    const Validators none{{}, {}, false};
    const FieldView any[] = {{"If-None-Match", "*"}}, match[] = {{"If-Match", "*"}};
    QCOMPARE(checkPreconditions(Method::Put, any, none, at(after)), Precondition::Proceed); // create only
    QCOMPARE(checkPreconditions(Method::Put, match, none, at(after)), Precondition::Failed);
}

void ConditionalTest::ifRange_data() {
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("current");
    QTest::newRow("none") << QByteArray() << true;
    QTest::newRow("same tag") << QByteArray("If-Range: \"a\"") << true;
    QTest::newRow("other tag") << QByteArray("If-Range: \"b\"") << false;
    QTest::newRow("weak") << QByteArray("If-Range: W/\"a\"") << false;
    QTest::newRow("list") << QByteArray("If-Range: \"a\", \"b\"") << false;
    QTest::newRow("same date") << QByteArray("If-Range: ") + same.data() << true;
    QTest::newRow("earlier") << QByteArray("If-Range: ") + before.data() << false;
    QTest::newRow("later") << QByteArray("If-Range: ") + after.data() << false;
    QTest::newRow("junk") << QByteArray("If-Range: junk") << false;
    QTest::newRow("twice") << QByteArray("If-Range: \"a\"|If-Range: \"a\"") << false;
}

void ConditionalTest::ifRange() {
    QFETCH(QByteArray, fields);
    const Validators state{"\"a\"", at(same), true};
    QTEST(isRangeCurrent(split(fields), state, at(after)), "current");
    const FieldView date[] = {{"If-Range", same}};
    QVERIFY(!isRangeCurrent(date, state, at(same))); // may still change within this second
}

void ConditionalTest::tags() {
    for (const auto* good : {"\"\"", "\"a\"", "W/\"a\"", "\"!#~\"", "\"a,b\"", "\"\xC3\xA9\""})
        QVERIFY(isEntityTag(good));
    for (const auto* bad :
         {"", "a", "\"", "\"a", "a\"", "w/\"a\"", "W/a", "W/", "\"a b\"", "\"a\"b", "\"a\"\"", "*", "\"\x7F\""})
        QVERIFY(!isEntityTag(bad));
    // RFC 9110 §8.8.3.2
    QVERIFY(!matchesStrongly("W/\"1\"", "W/\"1\"") && matchesWeakly("W/\"1\"", "W/\"1\""));
    QVERIFY(!matchesStrongly("W/\"1\"", "W/\"2\"") && !matchesWeakly("W/\"1\"", "W/\"2\""));
    QVERIFY(!matchesStrongly("W/\"1\"", "\"1\"") && matchesWeakly("W/\"1\"", "\"1\""));
    QVERIFY(matchesStrongly("\"1\"", "\"1\"") && matchesWeakly("\"1\"", "\"1\""));
}

void ConditionalTest::selectsRanges_data() {
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("result");
    const auto add = [](const char* field, const char* result) {
        QTest::newRow(field) << QByteArray(field) << QByteArray(result);
    };
    // V-H1-11, 10 bytes
    add("bytes=0-0", "0+1");
    add("bytes=-1", "9+1");
    add("bytes=9-20", "9+1");
    add("bytes=10-", "416");
    add("bytes=-0", "416");
    add("bytes=5-2", "whole");
    add("bytes=0-1,3-4", "whole");
    add("bytes=0-,0-,0-", "whole");
    add("chars=0-1", "whole");
    add("bytes=0-", "0+10");
    add("bytes=3-6", "3+4");
    add("bytes=-3", "7+3");
    add("bytes=-100", "0+10");
    add("bytes=0-9", "0+10");
    add("bytes=9-9", "9+1");
    add("BYTES=1-2", "1+2");
    add("bytes= 1-2 ", "1+2");
    add("bytes=0-18446744073709551616", "0+10");
    add("bytes=18446744073709551616-", "416");
    add("bytes=-18446744073709551616", "0+10");
    for (const auto* junk :
         {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=1-2-3", "bytes=+1-2", "bytes=1 - 2",
          "bytes 1-2", "bytes:1-2", "bytes=--1", "bytes=0x1-2", "bytes=1-2;", "bytes=1.0-2", " bytes=1-2"})
        add(junk, "whole");
}

void ConditionalTest::selectsRanges() {
    QFETCH(QByteArray, field);
    const ByteRange range = selectRange(field.toStdString(), 10);
    const QByteArray result =
        range.kind == ByteRange::Kind::Whole ? QByteArray("whole")
        : range.kind == ByteRange::Kind::Unsatisfiable
            ? QByteArray("416")
            : QByteArray::number(qulonglong(range.offset)) + "+" + QByteArray::number(qulonglong(range.size));
    QTEST(result, "result");
    QVERIFY(selectRange(field.toStdString(), 0).kind != ByteRange::Kind::Part);
}

QTEST_APPLESS_MAIN(ConditionalTest)
#include "conditional_test.moc"
