// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_wire.hpp"

#include "netcore/base/random.hpp"
#include "netprotocols/http1/http1_errors.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::http1;
using http::Method;

namespace {

struct Parsed {
    RequestHead head;
    Result<HeadStatus> status = HeadStatus::Incomplete;
    http::FieldView storage[100];
};

std::unique_ptr<Parsed> parse(std::string_view bytes, Limits limits = {}) {
    auto parsed = std::make_unique<Parsed>();
    HeadScan scan;
    parsed->status = parseRequestHead(ByteView(bytes).bytes(), limits, parsed->storage, parsed->head, scan);
    return parsed;
}

QString text(std::string_view view) { return QString::fromLatin1(view.data(), static_cast<int>(view.size())); }

} // namespace

class Http1WireTest : public QObject {
    Q_OBJECT
private slots:
    void readsABrowsersHead();
    void splitsTargets_data();
    void splitsTargets();
    void decidesKeepAlive_data();
    void decidesKeepAlive();
    void readsFraming();
    void offersUpgrades();
    void reportsOffsets_data();
    void reportsOffsets();
    void sitesMayChangeRules();
    void countsThePartsOfATarget_data();
    void countsThePartsOfATarget();
    void keepsItsPlaceBetweenCalls();
    void respectsStorage();
    void survivesNoise();
    void everyCodeHasItsSentence();
};

void Http1WireTest::readsABrowsersHead() {
    const std::string bytes =
        "GET /a/b.html?x=1&y HTTP/1.1\r\nHost: www.example.org:8080\r\nConnection: keep-alive\r\n"
        "User-Agent:  Mozilla/5.0 (X11; Linux x86_64) \t\r\nAccept: text/html,*/*;q=0.8\r\nX-Empty:\r\n\r\nrest";
    const auto parsed = parse(bytes);
    QVERIFY(parsed->status && *parsed->status == HeadStatus::Complete);
    const RequestHead& head = parsed->head;
    QCOMPARE(head.bytes, bytes.size() - 4);
    QVERIFY(head.method == Method::Get && head.methodText == "GET");
    QCOMPARE(text(head.target), "/a/b.html?x=1&y");
    QCOMPARE(text(head.path), "/a/b.html");
    QCOMPARE(text(head.query), "x=1&y");
    QCOMPARE(text(head.host), "www.example.org:8080");
    QVERIFY(head.keepAlive && !head.http10 && !head.chunked && !head.hasContentLength && !head.hasBody());
    QCOMPARE(head.fields.size(), std::size_t{5});
    QCOMPARE(text(head.fields[2].name), "User-Agent");
    QCOMPARE(text(head.fields[2].value), "Mozilla/5.0 (X11; Linux x86_64)");
    QCOMPARE(text(head.fields[4].value), "");
}

void Http1WireTest::splitsTargets_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("host");
    const auto add = [](const char* line, const char* path, const char* query, const char* host) {
        QTest::newRow(line) << QByteArray(line) << QString(path) << QString(query) << QString(host);
    };
    add("GET /", "/", "", "me");
    add("GET /?", "/", "", "me");
    add("GET /a?b?c", "/a", "b?c", "me");
    add("GET /?q=\\&r=%", "/", "q=\\&r=%", "me");
    add("GET http://other/", "/", "", "other"); // V-H1-08
    add("GET HTTPS://Other:443/x?y", "/x", "y", "Other:443");
    add("GET http://other", "/", "", "other");
    add("GET http://other?q", "/", "q", "other");
    add("GET http://[::1]:80/p", "/p", "", "[::1]:80");
    add("OPTIONS *", "*", "", "me");
    add("OPTIONS http://other", "*", "", "other");
    add("OPTIONS http://other/", "/", "", "other");
    add("CONNECT other:443", "", "", "other:443");
    add("GET /a%2Fb%20c", "/a%2Fb%20c", "", "me");
    add("GET /http://x/?y", "/http://x/", "y", "me");
}

void Http1WireTest::splitsTargets() {
    QFETCH(QByteArray, line);
    const std::string bytes = line.toStdString() + " HTTP/1.1\r\nHost: me\r\n\r\n";
    const auto parsed = parse(bytes);
    QVERIFY(parsed->status && *parsed->status == HeadStatus::Complete);
    QTEST(text(parsed->head.path), "path");
    QTEST(text(parsed->head.query), "query");
    QTEST(text(parsed->head.host), "host");
}

void Http1WireTest::decidesKeepAlive_data() {
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("keepAlive");
    const auto add = [](const char* version, const char* fields, bool keepAlive) {
        QTest::addRow("%s %s", version, fields) << QByteArray(version) << QByteArray(fields) << keepAlive;
    };
    add("1.1", "", true);
    add("1.7", "", true);
    add("1.1", "Connection: close\r\n", false);
    add("1.1", "Connection: Keep-Alive\r\n", true);
    add("1.1", "Connection: keep-alive, CLOSE\r\n", false);
    add("1.1", "Connection: close\r\nConnection: keep-alive\r\n", false);
    add("1.1", "Connection: x-close\r\n", true);
    add("1.0", "", false);
    add("1.0", "Connection: keep-alive\r\n", true);
    add("1.0", "Connection: keep-alive, close\r\n", false);
}

void Http1WireTest::decidesKeepAlive() {
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, fields);
    const std::string bytes = "GET / HTTP/" + version.toStdString() + "\r\nHost: a\r\n" + fields.toStdString() + "\r\n";
    const auto parsed = parse(bytes);
    QVERIFY(parsed->status && *parsed->status == HeadStatus::Complete);
    QTEST(parsed->head.keepAlive, "keepAlive");
}

void Http1WireTest::readsFraming() {
    const auto with = [](std::string fields, std::string line = "POST / HTTP/1.1") {
        static std::string bytes; // the views outlive the call
        bytes = line + "\r\nHost: a\r\n" + fields + "\r\n";
        return parse(bytes);
    };
    auto parsed = with("Content-Length: 9223372036854775807\r\nExpect: 100-Continue\r\nTE: trailers, deflate\r\n");
    QCOMPARE(parsed->head.contentLength, std::uint64_t{9223372036854775807u});
    QVERIFY(parsed->head.hasContentLength && parsed->head.expectContinue && parsed->head.acceptsTrailers);
    parsed = with("Transfer-Encoding: Chunked\r\n");
    QVERIFY(parsed->head.chunked && parsed->head.hasBody() && !parsed->head.hasContentLength);
    parsed = with("Content-Length: 0\r\nExpect: 100-continue\r\n");
    QVERIFY(parsed->head.hasContentLength && !parsed->head.hasBody() && !parsed->head.expectContinue);
    parsed = with("Content-Length: 3\r\nExpect: 100-continue\r\n", "POST / HTTP/1.0");
    QVERIFY(!parsed->head.expectContinue); // RFC 9110 §10.1.1
}

void Http1WireTest::offersUpgrades() {
    const auto offered = [](const char* fields, const char* version = "1.1") {
        const std::string bytes = std::string("GET / HTTP/") + version + "\r\nHost: a\r\n" + fields + "\r\n";
        const auto parsed = parse(bytes);
        return parsed->status ? std::string(parsed->head.upgrade) : "refused";
    };
    QCOMPARE(offered("Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"), std::string("websocket"));
    QCOMPARE(offered("Connection: upgrade\r\nUpgrade: h2c, websocket\r\n"), std::string("h2c, websocket"));
    QCOMPARE(offered("Connection: upgrade\r\nUpgrade: h2c\r\n"), std::string());
    QCOMPARE(offered("Upgrade: websocket\r\n"), std::string());
    QCOMPARE(offered("Connection: upgrade\r\nUpgrade: websocket\r\n", "1.0"), std::string());
}

void Http1WireTest::reportsOffsets_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("offset");
    const auto add = [](const QByteArray& bytes, Http1Error code, int offset) {
        QTest::newRow(bytes.left(60).constData()) << bytes << static_cast<int>(code) << offset;
    };
    add("G@T / HTTP/1.1\r\n", Http1Error::MethodSyntax, 1);
    add("GET  /", Http1Error::LineSpace, 4);
    add("GET /a#b", Http1Error::TargetFragment, 6);
    add("GET /a%zz HTTP/1.1\r\n", Http1Error::TargetEscape, 6);
    add("GET / HTTP/2.0\r\n", Http1Error::VersionUnsupported, 6);
    add("GET / HTTP/1.1\r\nA b: c\r\n", Http1Error::NameSpace, 17);
    add("GET / HTTP/1.1\r\nA: b\r\n c\r\n", Http1Error::FoldedLine, 22);
    add("GET / HTTP/1.1\r\n A: b\r\n", Http1Error::LeadingSpace, 16);
    add("GET / HTTP/1.1\r\nA: b\n", Http1Error::BareLf, 20);
    add("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", Http1Error::HostRepeated, 31);
    add("GET / HTTP/1.1\r\nContent-Length: 5,5\r\n", Http1Error::LengthSyntax, 32);
}

void Http1WireTest::reportsOffsets() {
    QFETCH(QByteArray, bytes);
    const auto parsed = parse(bytes.toStdString());
    QVERIFY(!parsed->status);
    QTEST(parsed->status.error().code(), "code");
    QTEST(static_cast<int>(parsed->status.error().offset()), "offset");
}

void Http1WireTest::sitesMayChangeRules() {
    Limits limits;
    QVERIFY(parse("PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", limits)->status.error().wireHint() == 501);
    limits.unknownMethods = true;
    const std::string unknown = "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto parsed = parse(unknown, limits);
    QVERIFY(parsed->status && parsed->head.method == Method::Other && parsed->head.methodText == "PROPFIND");
    limits.underscoreNames = false;
    QCOMPARE(parse("GET / HTTP/1.1\r\nHost: a\r\nX_A: b\r\n\r\n", limits)->status.error().code(),
             static_cast<int>(Http1Error::NameUnderscore));
    limits.hostMismatch = false;
    QCOMPARE(parse("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", limits)->status.error().code(),
             static_cast<int>(Http1Error::HostMismatch));
    limits.fields = 1;
    QCOMPARE(parse("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n", limits)->status.error().wireHint(), 431);
    limits.targetBytes = 4;
    QCOMPARE(parse("GET /abcd HTTP/1.1\r\n", limits)->status.error().wireHint(), 414);
}

void Http1WireTest::countsThePartsOfATarget_data() {
    QTest::addColumn<int>("segments");
    QTest::addColumn<int>("pairs");
    QTest::addColumn<int>("code");
    QTest::newRow("most of both") << 256 << 1024 << 0;
    QTest::newRow("a segment more") << 257 << 1 << static_cast<int>(Http1Error::TargetSegments);
    QTest::newRow("a pair more") << 1 << 1025 << static_cast<int>(Http1Error::TargetPairs);
}

void Http1WireTest::countsThePartsOfATarget() {
    QFETCH(int, segments);
    QFETCH(int, pairs);
    std::string target;
    for (int i = 0; i < segments; ++i)
        target += "/s";
    for (int i = 0; i < pairs; ++i)
        target += (i == 0 ? "?a=" : "&a=") + std::to_string(i % 10);
    const std::string bytes = "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto parsed = parse(bytes);
    QTEST(parsed->status ? 0 : parsed->status.error().code(), "code");
    if (!parsed->status)
        QCOMPARE(parsed->status.error().wireHint(), 414);
}

/// Lines that were in order are not read again before the head is complete; the result is that of one call.
void Http1WireTest::keepsItsPlaceBetweenCalls() {
    std::string bytes = "POST /x HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 50; ++i)
        bytes += "X-Field-" + std::to_string(i) + ": " + std::string(static_cast<std::size_t>(i) * 5, 'v') + "\r\n";
    bytes += "Content-Length: 12\r\n\r\n";
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        Parsed parsed;
        HeadScan scan;
        auto status = parseRequestHead(ByteView(bytes.substr(0, cut)).bytes(), {}, parsed.storage, parsed.head, scan);
        QVERIFY(status && *status == HeadStatus::Incomplete);
        QVERIFY(scan.lineStart <= cut);
        status = parseRequestHead(ByteView(bytes).bytes(), {}, parsed.storage, parsed.head, scan);
        QVERIFY(status && *status == HeadStatus::Complete);
        QCOMPARE(parsed.head.fields.size(), std::size_t{52});
        QCOMPARE(parsed.head.contentLength, std::uint64_t{12});
        QVERIFY(scan.lineStart == 0 && !scan.firstRequest);
    }
}

void Http1WireTest::respectsStorage() {
    http::FieldView two[2];
    RequestHead head;
    HeadScan scan;
    const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n",
                      more = "GET / HTTP/1.1\r\nHost: a\r\nB: c\r\nD: e\r\n\r\n";
    QVERIFY(parseRequestHead(ByteView(bytes).bytes(), {}, two, head, scan).has_value());
    scan = {};
    QCOMPARE(parseRequestHead(ByteView(more).bytes(), {}, two, head, scan).error().wireHint(), 431);
}

/// One byte of a good head changed: never a crash, and never a head that reaches beyond the input.
void Http1WireTest::survivesNoise() {
    const std::string good =
        "POST /a?b HTTP/1.1\r\nHost: example.org\r\nConnection: close, upgrade\r\nContent-Length: 10\r\nX: y\r\n\r\n";
    SeededRandom random(4);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        for (std::uint64_t changes = random.next64() % 3 + 1; changes != 0; --changes)
            bytes[random.next64() % bytes.size()] = static_cast<char>(random.next64());
        const auto parsed = parse(bytes);
        if (!parsed->status)
            QVERIFY(parsed->status.error().wireHint() >= 400 && parsed->status.error().offset() <= bytes.size());
        else if (*parsed->status == HeadStatus::Complete)
            QVERIFY(parsed->head.bytes <= bytes.size() && !parsed->head.target.empty());
    }
}

void Http1WireTest::everyCodeHasItsSentence() {
    for (int code = 1; code < static_cast<int>(Http1Error::Count_); ++code) {
        const Error error = http1Error(static_cast<Http1Error>(code));
        QVERIFY(error.text().size() > 20);
        QVERIFY(error.wireHint() >= 400 || code == static_cast<int>(Http1Error::OutBodyLength));
    }
    QCOMPARE(http1Error(static_cast<Http1Error>(-1)).kind(), ErrorKind::Bug);
}

QTEST_APPLESS_MAIN(Http1WireTest)
#include "http1_wire_test.moc"
