// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_chunked.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::http1;

namespace {

/// Body, trailers in brackets, then "done@N" with the bytes used, "more" or the number of the error.
std::string decode(std::string_view bytes, std::size_t first, std::size_t step, const Limits& limits = {}) {
    ChunkedDecoder decoder;
    std::string result;
    std::size_t used = 0;
    for (std::size_t have = first;; have = std::min(bytes.size(), have + step)) {
        for (;;) {
            const auto done = decoder.decode(ByteView(bytes.substr(used, have - used)).bytes(), limits);
            if (!done)
                return result + " error " + std::to_string(done.error().code());
            used += done->consumed;
            if (done->event == ChunkEvent::Data)
                result += asText(done->data);
            else if (done->event == ChunkEvent::Trailer)
                result += "[" + std::string(done->trailer.name) + "=" + std::string(done->trailer.value) + "]";
            else if (done->event == ChunkEvent::Done)
                return result + " done@" + std::to_string(used) +
                       (decoder.droppedTrailers() ? " dropped " + std::to_string(decoder.droppedTrailers()) : "");
            else
                break;
        }
        if (have == bytes.size())
            return result + " more";
    }
}

} // namespace

class Http1ChunkedTest : public QObject {
    Q_OBJECT
private slots:
    void decodes_data();
    void decodes();
    void limits();
};

void Http1ChunkedTest::decodes_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("result");
    const auto add = [](const QByteArray& bytes, const QByteArray& result) {
        QTest::newRow(bytes.left(50).constData()) << bytes << result;
    };
    const auto error = [](Http1Error code) { return " error " + QByteArray::number(static_cast<int>(code)); };
    add("0\r\n\r\n", " done@5");
    add("000\r\n\r\nGET", " done@7");
    add("5\r\nhello\r\n0\r\n\r\n", "hello done@15");
    add("5\r\nhello\r\n06\r\n, moon\r\n0\r\n\r\n", "hello, moon done@27");
    add("A;x\r\n0123456789\r\n0;a=b;c=\"d;\\\"\"\r\n\r\n", "0123456789 done@35");
    add("2\r\n\r\n\r\n0\r\n\r\n", "\r\n done@12");
    add("0\r\nX: y\r\nZ:\r\n\r\n", "[X=y][Z=] done@15");
    add("0\r\nHost: evil\r\nX: \t y \r\nContent-MD5: q\r\n\r\n", "[X=y] done@42 dropped 2");
    add("7fffffffffffffff\r\nab", "ab more");
    add("", " more");
    add("5", " more");
    add("0\r\nX: y", " more");
    add("8000000000000000\r\n", error(Http1Error::ChunkSizeTooLarge));
    add("7fffffffffffffff0\r\n", error(Http1Error::ChunkSizeSyntax));
    add("0x5\r\n", error(Http1Error::ChunkSizeSyntax));
    add("5 \r\n", error(Http1Error::ChunkSizeSyntax));
    add("\r\n", error(Http1Error::ChunkSizeSyntax));
    add("5\n", error(Http1Error::ChunkLineEnd));
    add("5\rx", error(Http1Error::ChunkLineEnd));
    add("5;\r\n", error(Http1Error::ChunkExtension));
    add("5;a\nb", error(Http1Error::ChunkLineEnd));
    add("5;a=\"\x01\"\r\n", error(Http1Error::ChunkExtension));
    add("5\r\nhelloX", "hello" + error(Http1Error::ChunkDataEnd));
    add("5\r\nhello\rX", "hello" + error(Http1Error::ChunkDataEnd));
    add("0\r\n\n", error(Http1Error::BareLf));
    add("0\r\n\rX", error(Http1Error::BareCr));
    add("0\r\nX y\r\n", error(Http1Error::TrailerSyntax));
    add("0\r\nX: y\r\n z\r\n", "[X=y]" + error(Http1Error::TrailerSyntax));
}

void Http1ChunkedTest::decodes() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, result);
    const std::string input = bytes.toStdString();
    QCOMPARE(QByteArray::fromStdString(decode(input, input.size(), 1)), result);
    for (std::size_t cut = 0; cut <= input.size(); ++cut)
        QCOMPARE(QByteArray::fromStdString(decode(input, cut, input.size())), result);
    QCOMPARE(QByteArray::fromStdString(decode(input, 0, 1)), result);
}

void Http1ChunkedTest::limits() {
    Limits limits;
    limits.chunkExtensionBytes = 4; // the CR counts
    QCOMPARE(decode("1;abc\r\nx\r\n0\r\n\r\n", 0, 1, limits), std::string("x done@15"));
    QVERIFY(decode("1;abcd\r\n", 0, 1, limits).starts_with(" error"));
    limits.tinyChunksFrom = 3;
    limits.tinyChunkBytes = 2;
    QVERIFY(decode("1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n0\r\n\r\n", 0, 1, limits).ends_with("done@23"));
    QVERIFY(decode("1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n", 0, 1, limits)
                .ends_with("error " + std::to_string(static_cast<int>(Http1Error::ChunksTooSmall))));
    limits.trailers = 1;
    QVERIFY(decode("0\r\nA: b\r\nC: d\r\n\r\n", 0, 1, limits)
                .ends_with("error " + std::to_string(static_cast<int>(Http1Error::TooManyTrailers))));
    limits.trailerBytes = 3;
    QVERIFY(decode("0\r\nA: b\r\n", 0, 1, limits)
                .ends_with("error " + std::to_string(static_cast<int>(Http1Error::TrailersTooLong))));
}

QTEST_APPLESS_MAIN(Http1ChunkedTest)
#include "http1_chunked_test.moc"
