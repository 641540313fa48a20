// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_encode.hpp"

#include "netprotocols/http1/http1_errors.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::http1;

class Http1EncodeTest : public QObject {
    Q_OBJECT
private slots:
    void writesHeads();
    void writesChunks();
    void refusesInjection();
    void refusesASecondFraming();
};

void Http1EncodeTest::writesHeads() {
    BlockPool pool;
    const auto encoded = [&](const ResponseHead& head) {
        OutputQueue out(pool);
        return encodeResponseHead(head, out) ? out.toString() : "refused";
    };
    const http::FieldView fields[] = {{"Content-Type", "text/plain"}, {"X-Empty", ""}};
    ResponseHead head;
    head.fields = std::span<const http::FieldView>(fields);
    head.date = "Sun, 06 Nov 1994 08:49:37 GMT";
    head.contentLength = 1234567890123;
    QCOMPARE(encoded(head),
             std::string(
                 "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Empty: \r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                 "Content-Length: 1234567890123\r\n\r\n"));
    QCOMPARE(encoded({.status = 404, .connection = ConnectionField::Close}),
             std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    QCOMPARE(encoded({.framing = BodyFraming::Chunked}),
             std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    QCOMPARE(encoded({.status = 204, .framing = BodyFraming::None}), std::string("HTTP/1.1 204 No Content\r\n\r\n"));
    QCOMPARE(encoded({.status = 599, .framing = BodyFraming::None}), std::string("HTTP/1.1 599 \r\n\r\n"));
    QCOMPARE(encoded({.status = 299, .reason = "Fine \xC3\xA9", .framing = BodyFraming::None}),
             std::string("HTTP/1.1 299 Fine \xC3\xA9\r\n\r\n"));
    QCOMPARE(encoded({.status = 101, .framing = BodyFraming::None, .connection = ConnectionField::Upgrade}),
             std::string("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n"));
    const http::FieldView dated[] = {{"DATE", "x"}};
    head.fields = std::span<const http::FieldView>(dated);
    head.contentLength = 0;
    QCOMPARE(encoded(head), std::string("HTTP/1.1 200 OK\r\nDATE: x\r\nContent-Length: 0\r\n\r\n"));
}

void Http1EncodeTest::writesChunks() {
    BlockPool pool;
    OutputQueue out(pool);
    encodeContinue(out);
    encodeChunk("", out);
    encodeChunk("hello world, hello", out);
    encodeChunkStart(0xABCDEF, out);
    encodeChunkEnd(out);
    const http::FieldView trailers[] = {{"X", "y"}};
    QVERIFY(encodeLastChunk(std::span<const http::FieldView>(trailers), out));
    QCOMPARE(out.toString(),
             std::string("HTTP/1.1 100 Continue\r\n\r\n12\r\nhello world, hello\r\nabcdef\r\n\r\n0\r\nX: y\r\n\r\n"));
}

/// H1-14: every byte that could end a line or a name, in every place that an application fills.
void Http1EncodeTest::refusesInjection() {
    BlockPool pool;
    OutputQueue out(pool);
    const auto refused = [&](const ResponseHead& head) {
        const auto result = encodeResponseHead(head, out);
        return !result && result.error().kind() == ErrorKind::Misuse && out.empty();
    };
    for (int c = 0; c < 256; ++c) {
        const std::string byte(1, static_cast<char>(c)), name = "X" + byte + "Y", value = "a" + byte + "b";
        const bool control = (c < 0x20 && c != '\t') || c == 0x7F;
        const http::FieldView badName[] = {{name, "v"}}, badValue[] = {{"X", value}};
        const bool token =
            c > 0 && c < 0x7F &&
            std::string_view("()<>@,;:\\\"/[]?={} \t").find(static_cast<char>(c)) == std::string_view::npos && !control;
        QCOMPARE(refused({.fields = std::span<const http::FieldView>(badName)}), !token);
        out.clear();
        QCOMPARE(refused({.fields = std::span<const http::FieldView>(badValue)}), control);
        out.clear();
        QCOMPARE(refused({.reason = value}), control);
        out.clear();
        const auto trailer = encodeLastChunk(std::span<const http::FieldView>(badValue), out);
        QCOMPARE(!trailer, control);
        out.clear();
    }
    const http::FieldView noName[] = {{"", "v"}};
    QVERIFY(refused({.fields = std::span<const http::FieldView>(noName)}));
    for (const int status : {-1, 0, 99, 600, 1000})
        QVERIFY(refused({.status = status}));
    const std::string huge(20'000, 'v');
    const http::FieldView large[] = {{"X", huge}};
    QVERIFY(refused({.fields = std::span<const http::FieldView>(large)}));
}

void Http1EncodeTest::refusesASecondFraming() {
    BlockPool pool;
    OutputQueue out(pool);
    for (const auto* name :
         {"Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING", "Connection", "Keep-Alive"}) {
        const http::FieldView field[] = {{name, "1"}};
        const auto result = encodeResponseHead({.fields = std::span<const http::FieldView>(field)}, out);
        QVERIFY(!result && result.error().code() == static_cast<int>(Http1Error::OutFraming));
        QVERIFY(!encodeLastChunk(std::span<const http::FieldView>(field), out));
    }
    QVERIFY(!encodeResponseHead({.status = 204}, out));
    QVERIFY(!encodeResponseHead({.status = 100, .framing = BodyFraming::Chunked}, out));
    QVERIFY(out.empty());
}

QTEST_APPLESS_MAIN(Http1EncodeTest)
#include "http1_encode_test.moc"
