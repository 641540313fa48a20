// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/authority.hpp"
#include "netprotocols/http/field_view.hpp"
#include "netprotocols/http/http_date.hpp"
#include "netprotocols/http/method.hpp"
#include "netprotocols/http/mime_types.hpp"
#include "netprotocols/http/status.hpp"
#include "netprotocols/http/token.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::http;
using namespace std::chrono;

class HttpWordsTest : public QObject {
    Q_OBJECT
private slots:
    void writesDates();
    void readsDates_data();
    void readsDates();
    void twoDigitYears();
    void walksLists();
    void splitsAuthorities();
    void knowsMethodsAndReasons();
    void knowsMediaTypes();
};

void HttpWordsTest::writesDates() {
    QCOMPARE(formatHttpDate(WallTime(seconds(784111777))),
             std::string("Sun, 06 Nov 1994 08:49:37 GMT")); // RFC 9110 §5.6.7
    QCOMPARE(formatHttpDate(WallTime(seconds(784111777) + 999ms)), std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
    QCOMPARE(formatHttpDate(WallTime()), std::string("Thu, 01 Jan 1970 00:00:00 GMT"));
    QCOMPARE(formatHttpDate(WallTime(seconds(-1))), std::string("Wed, 31 Dec 1969 23:59:59 GMT"));
    QCOMPARE(formatHttpDate(WallTime(seconds(951782400))), std::string("Tue, 29 Feb 2000 00:00:00 GMT"));
    for (std::int64_t s = 0; s < 4'000'000'000; s += 9'999'991) {
        const WallTime time{seconds(s)};
        QCOMPARE(*parseHttpDate(formatHttpDate(time), time), time);
    }
}

void HttpWordsTest::readsDates_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("seconds"); // -1: refused
    const auto add = [](const char* text, qint64 s) { QTest::newRow(text) << QByteArray(text) << s; };
    add("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
    add("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
    add("Sun Nov  6 08:49:37 1994", 784111777);
    add("Mon, 06 Nov 1994 08:49:37 GMT", 784111777); // the weekday is not checked
    add("Sun Nov 16 08:49:37 1994", 784975777);
    add("Sat, 31 Dec 2016 23:59:60 GMT", 1483228800); // leap second
    for (const char* bad : {"",
                            "x",
                            "Sun, 06 Nov 1994 08:49:37",
                            "Sun, 06 Nov 1994 08:49:37 UTC",
                            "Sun, 6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 nov 1994 08:49:37 GMT",
                            "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 00 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:37 GMT",
                            "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 06 Nov 0000 08:49:37 GMT",
                            "Sun  06 Nov 1994 08:49:37 GMT",
                            "Foo, 06 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 GMT ",
                            " Sun, 06 Nov 1994 08:49:37 GMT",
                            "Sun, +6 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 8:49:37 GMT",
                            "1994-11-06T08:49:37Z",
                            "784111777",
                            "Sun, 06-Nov-94 08:49:37 GMT",
                            "Sunday, 06-Nov-1994 08:49:37 GMT",
                            "Sun Nov 06 08:49:37 94"})
        add(bad, -1);
}

void HttpWordsTest::readsDates() {
    QFETCH(QByteArray, text);
    QFETCH(qint64, seconds);
    const auto time = parseHttpDate(text.toStdString(), WallTime(std::chrono::seconds(1'700'000'000)));
    QCOMPARE(time.has_value(), seconds >= 0);
    if (time)
        QCOMPARE(qint64(duration_cast<std::chrono::seconds>(time->time_since_epoch()).count()), seconds);
    for (std::string cut = text.toStdString(); !cut.empty(); cut.pop_back())
        (void)parseHttpDate(cut, WallTime());
}

/// RFC 9110 §5.6.7: more than 50 years ahead is the past.
void HttpWordsTest::twoDigitYears() {
    const WallTime in2026{sys_days(year(2026) / 6 / 1)};
    const auto yearOf = [&](const char* text) {
        return int(year_month_day(floor<days>(*parseHttpDate(text, in2026))).year());
    };
    QCOMPARE(yearOf("Sunday, 06-Nov-76 08:49:37 GMT"), 2076);
    QCOMPARE(yearOf("Sunday, 06-Nov-77 08:49:37 GMT"), 1977);
    QCOMPARE(yearOf("Sunday, 06-Nov-26 08:49:37 GMT"), 2026);
    QCOMPARE(yearOf("Sunday, 06-Nov-00 08:49:37 GMT"), 2000);
}

void HttpWordsTest::walksLists() {
    const auto walked = [](std::string_view text) {
        std::string result;
        for (ListCursor list(text); list.next();)
            result += "<" + std::string(list.element()) + ">";
        return result;
    };
    QCOMPARE(walked("a, b ,c"), std::string("<a><b><c>"));
    QCOMPARE(walked(" , ,a,,"), std::string("<a>"));
    QCOMPARE(walked("\"a,b\", c"), std::string("<\"a,b\"><c>"));
    QCOMPARE(walked("\"a\\\",b\", c"), std::string("<\"a\\\",b\"><c>"));
    QCOMPARE(walked(""), std::string());
    QCOMPARE(walked("\"open, x"), std::string("<\"open, x>"));
    QVERIFY(isToken("X-a!~") && !isToken("") && !isToken("a b") && !isToken("a:"));
    QVERIFY(equalsIgnoreCase("Content-TYPE", "content-type") && !equalsIgnoreCase("a", "b") &&
            !equalsIgnoreCase("a", "aa"));
    QVERIFY(!equalsIgnoreCase("[", "{") && !equalsIgnoreCase("\xC9", "\xE9"));
}

void HttpWordsTest::splitsAuthorities() {
    const auto split = splitAuthority("[::1]:8080");
    QVERIFY(split && split->host == "[::1]" && split->port == "8080");
    QVERIFY(splitAuthority("a") && !splitAuthority("a")->hasPort);
    QVERIFY(splitAuthority("a:") && splitAuthority("a:")->hasPort && splitAuthority("a:65535"));
    for (const auto* bad :
         {"", ":80", "a:65536", "a:x", "a:000080", "[::1", "[1.2.3.4]", "a@b", "a/b", "a b", "a,b", "a%41", "::1"})
        QVERIFY(!splitAuthority(bad));
}

void HttpWordsTest::knowsMethodsAndReasons() {
    for (std::size_t i = 0; i + 1 < methodCount; ++i)
        QCOMPARE(methodFrom(nameOf(static_cast<Method>(i))), static_cast<Method>(i));
    QCOMPARE(methodFrom("get"), Method::Other);
    QCOMPARE(methodFrom("OTHER"), Method::Other);
    QVERIFY(isSafe(Method::Query) && !isSafe(Method::Post) && isIdempotent(Method::Delete));
    QVERIFY(reasonOf(404) == "Not Found" && reasonOf(299).empty());
    QVERIFY(statusHasBody(200) && !statusHasBody(204) && !statusHasBody(304) && !statusHasBody(103));
}

void HttpWordsTest::knowsMediaTypes() {
    QVERIFY(mimeTypeOf("a/b.html") == "text/html; charset=utf-8" && mimeTypeOf("x.PNG") == "image/png");
    QVERIFY(mimeTypeOf("x.tar.gz") == "application/gzip" && mimeTypeOf("x.unknown") == "application/octet-stream");
    QVERIFY(mimeTypeOf("a.html/b") == "application/octet-stream" && mimeTypeOf("") == "application/octet-stream");
    QVERIFY(mimeTypeOf("x.averyverylongextension") == "application/octet-stream" &&
            mimeTypeOf("x.") == "application/octet-stream");
}

QTEST_APPLESS_MAIN(HttpWordsTest)
#include "http_words_test.moc"
