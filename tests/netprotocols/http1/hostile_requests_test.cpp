// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "hostile_requests.hpp"
#include "valid_requests.hpp"

#include "netprotocols/http1/http1_chunked.hpp"
#include "netprotocols/http1/http1_wire.hpp"

#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

using namespace burrow;
using namespace burrow::http1;

namespace {

/// What becomes of a stream of bytes: requests understood, then the status that refuses the rest (0: none).
struct Outcome {
    std::size_t requests = 0;
    int status = 0;
    bool waiting = false; ///< ended inside a request
    std::string text;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// The parser and the body decoder as a session uses them, fed `step` bytes at a time.
class Reader {
public:
    Outcome read(std::string_view bytes, std::size_t step) {
        m_bytes = bytes;
        for (std::size_t have = 0; have != bytes.size() && m_outcome.status == 0;) {
            have = std::min(bytes.size(), have + step);
            while (m_outcome.status == 0 && advance(have)) {}
        }
        m_outcome.waiting = m_used != bytes.size() || m_body != Body::None;
        return m_outcome;
    }

private:
    enum class Body { None, Length, Chunked };

    bool advance(std::size_t have) {
        const Bytes in = ByteView(m_bytes.substr(m_used, have - m_used)).bytes();
        if (m_body == Body::Chunked) {
            const auto step = m_chunks.decode(in, m_limits);
            if (!step)
                return refuse(step.error());
            m_used += step->consumed;
            if (step->event == ChunkEvent::Done)
                m_body = Body::None;
            return step->event != ChunkEvent::NeedMore;
        }
        if (m_body == Body::Length) {
            const std::size_t take = std::min<std::uint64_t>(in.size(), m_left);
            m_used += take;
            m_left -= take;
            if (m_left == 0)
                m_body = Body::None;
            return m_left == 0;
        }
        if (in.empty())
            return false;
        return head(in);
    }
    bool head(Bytes in) {
        RequestHead head;
        const auto status = parseRequestHead(in, m_limits, m_storage, head, m_scan);
        if (!status)
            return refuse(status.error());
        if (*status == HeadStatus::Incomplete)
            return false;
        m_used += head.bytes;
        m_left = head.contentLength;
        m_body = head.chunked ? Body::Chunked : m_left != 0 ? Body::Length : Body::None;
        m_chunks = {};
        ++m_outcome.requests;
        return true;
    }
    bool refuse(const Error& error) {
        m_outcome.status = error.wireHint();
        m_outcome.text = std::string(error.text());
        return false;
    }

    std::string_view m_bytes;
    std::size_t m_used = 0;
    std::uint64_t m_left = 0;
    Body m_body = Body::None;
    ChunkedDecoder m_chunks;
    HeadScan m_scan;
    Limits m_limits;
    http::FieldView m_storage[100];
    Outcome m_outcome;
};

Outcome readAll(std::string_view bytes, std::size_t step = std::string_view::npos / 2) {
    return Reader().read(bytes, step);
}

/// 401 and 500 come from handlers: for the parser these are sound requests.
bool isRefusedByParser(const hostile::HostileCase& c) { return c.status >= 400 && c.status != 401 && c.status != 500; }

} // namespace

class HostileRequestsTest : public QObject {
    Q_OBJECT
private slots:
    void everyRequirementHasFiftyCases();
    void refusesWhole();
    void refusesByteWise();
    void refusesBehindAGoodRequest();
    void acceptsUnusualRequests();
    void emptyLineOnlyBeforeTheFirstRequest();
    void refusesEarly();
};

void HostileRequestsTest::everyRequirementHasFiftyCases() {
    std::map<std::string, int> counts;
    std::set<std::string> bytes;
    for (const auto& c : hostile::hostileRequests()) {
        if (bytes.insert(c.bytes).second)
            ++counts[c.requirement];
    }
    QCOMPARE(counts.size(), std::size_t{16});
    for (const auto& [requirement, count] : counts)
        QVERIFY2(count >= 50, qPrintable(QString("%1: %2").arg(QString::fromStdString(requirement)).arg(count)));
}

void HostileRequestsTest::refusesWhole() {
    for (const auto& c : hostile::hostileRequests()) {
        const Outcome outcome = readAll(c.bytes);
        const std::string label =
            c.requirement + " " + c.name + ": " + std::to_string(outcome.status) + " " + outcome.text;
        if (isRefusedByParser(c))
            QVERIFY2(outcome.status == c.status, label.c_str());
        else
            QVERIFY2(outcome.status == 0 && outcome.requests == 1 && !outcome.waiting, label.c_str());
    }
}

void HostileRequestsTest::refusesByteWise() {
    for (const auto& c : hostile::hostileRequests()) {
        const Outcome whole = readAll(c.bytes);
        for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
            const Outcome pieces = readAll(c.bytes, c.bytes.size() > 20'000 ? step + 300 : step);
            QVERIFY2(pieces.status == whole.status && pieces.requests == whole.requests,
                     (c.requirement + " " + c.name + ": " + pieces.text + " instead of " + whole.text).c_str());
        }
    }
}

void HostileRequestsTest::refusesBehindAGoodRequest() {
    const std::string good = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    for (const auto& c : hostile::hostileRequests()) {
        const Outcome alone = readAll(c.bytes), behind = readAll(good + c.bytes);
        const std::string label = c.requirement + " " + c.name + ": " + behind.text;
        QVERIFY2(behind.status == alone.status && behind.requests == alone.requests + 1, label.c_str());
    }
}

void HostileRequestsTest::acceptsUnusualRequests() {
    const auto requests = hostile::validRequests();
    QCOMPARE(requests.size(), std::size_t{1000});
    QCOMPARE(std::set<std::string>(requests.begin(), requests.end()).size(), std::size_t{1000});
    for (const auto& bytes : requests) {
        const Outcome outcome = readAll(bytes);
        QVERIFY2(outcome.status == 0 && outcome.requests == 1 && !outcome.waiting,
                 (outcome.text + ": " + bytes).substr(0, 600).c_str());
        const Outcome pieces = readAll(bytes, bytes.size() > 2000 ? 97 : 1);
        QVERIFY2(pieces == outcome, (pieces.text + ": " + bytes).substr(0, 600).c_str());
    }
}

void HostileRequestsTest::emptyLineOnlyBeforeTheFirstRequest() {
    const std::string good = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    QCOMPARE(readAll("\r\n" + good).requests, std::size_t{1});
    QCOMPARE(readAll("\r\n" + good, 1).requests, std::size_t{1});
    QCOMPARE(readAll("\r\n\r\n" + good).status, 400);
    QCOMPARE(readAll(good + "\r\n" + good).status, 400);
    QCOMPARE(readAll(good + good + good, 1).requests, std::size_t{3});
}

/// The first byte that can be judged is judged: the head need not be complete.
void HostileRequestsTest::refusesEarly() {
    const std::pair<const char*, int> cases[] = {{"G@", 400},
                                                 {"GET  ", 400},
                                                 {"GET / X", 400},
                                                 {"GET /#", 400},
                                                 {"GET / HTTP/2.0", 505},
                                                 {"GET / HTTP/1.1\n", 400},
                                                 {"\n", 400},
                                                 {"\x16", 400},
                                                 {"GET / HTTP/1.1\r\n ", 400},
                                                 {"GET / HTTP/1.1\r\nHost :", 400},
                                                 {"GET / HTTP/1.1\r\nX: a\x01", 400},
                                                 {"GET / HTTP/1.1\r\nContent-Length: x\r\n", 400},
                                                 {"GET / HTTP/1.1\r\nHost: a\r\nX: y\rz", 400},
                                                 {"get / HTTP/1.1\r\n", 501}};
    for (const auto& [bytes, status] : cases) {
        QCOMPARE(readAll(bytes).status, status);
        QCOMPARE(readAll(bytes, 1).status, status);
    }
}

QTEST_APPLESS_MAIN(HostileRequestsTest)
#include "hostile_requests_test.moc"
