// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/exchange_filter.hpp"
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http_server/server.hpp"
#include "tests/netprotocols/http_server/raw_client.hpp"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace burrow;
using namespace burrow::http;

namespace {

/// Adds a field to every answer and counts its own kind.
class Stamp final : public ExchangeFilter {
public:
    static inline std::atomic<int> alive = 0;
    explicit Stamp(Exchange inner) : ExchangeFilter(std::move(inner)) { ++alive; }
    ~Stamp() override { --alive; }
    Result<void> respond(int status, const ResponseBody& body, FieldsRef fields) override {
        const Fields more = stamped(fields);
        return ExchangeFilter::respond(status, body, more);
    }
    Result<void> startStream(int status, FieldsRef fields, std::optional<std::uint64_t> length) override {
        const Fields more = stamped(fields);
        return ExchangeFilter::startStream(status, more, length);
    }

private:
    static Fields stamped(FieldsRef fields) {
        Fields more;
        for (std::size_t i = 0; i < fields.size(); ++i)
            more.add(fields[i].name, fields[i].value);
        more.add("X-Stamp", "yes");
        return more;
    }
};

Handler stamped(Handler handler) {
    return [handler = std::move(handler)](const Request& request, Exchange exchange) {
        // Two of them: filters stack.
        handler(request, ExchangeFilter::wrap<Stamp>(ExchangeFilter::wrap<Stamp>(std::move(exchange))));
    };
}

} // namespace

class ExchangeFilterTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QCOMPARE(Stamp::alive.load(), 0); }
    void cleanup() { QTRY_COMPARE(Stamp::alive.load(), 0); }
    void passesEveryForm_data();
    void passesEveryForm();
    void servesOverSockets();
    void endsWithThePeer();
    void forgetsTheLastRequestsCallback();
};

void ExchangeFilterTest::passesEveryForm_data() {
    QTest::addColumn<int>("form");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("respond") << 0 << 200 << QByteArray("plain");
    QTest::newRow("shared") << 1 << 201 << QByteArray("shared");
    QTest::newRow("stream") << 2 << 200 << QByteArray("one two");
    QTest::newRow("unanswered") << 3 << 500 << QByteArray();
    QTest::newRow("other thread") << 4 << 200 << QByteArray("thread");
    QTest::newRow("whole body") << 5 << 200 << QByteArray("echo:payload");
    QTest::newRow("pulled body") << 6 << 200 << QByteArray("payload");
    QTest::newRow("moved about") << 7 << 200 << QByteArray("moved");
}

void ExchangeFilterTest::passesEveryForm() {
    QFETCH(int, form);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    Router router;
    std::jthread worker;
    router.post("/", stamped([form, &worker](const Request&, Exchange exchange) {
                    switch (form) {
                    case 0: (void)exchange.respond(200, "plain"); break;
                    case 1: (void)exchange.respondShared(201, std::make_shared<const std::string>("shared")); break;
                    case 2: {
                        BodyWriter writer = exchange.stream(200);
                        writer.write("one ");
                        writer.writeShared(std::make_shared<const std::string>("two"));
                        (void)writer.finish();
                        break;
                    }
                    case 3: break;
                    case 4:
                        worker = std::jthread([remote = std::move(exchange).handOver()]() mutable {
                            (void)remote.respond(200, "thread");
                        });
                        break;
                    case 5:
                        std::move(exchange).readBody(100, [](Exchange later, Result<std::string> text) {
                            (void)later.respond(200, "echo:" + text.value_or("none"));
                        });
                        break;
                    case 6: {
                        auto reader = std::make_shared<BodyReader>(exchange.body());
                        auto writer = std::make_shared<BodyWriter>(exchange.stream(200));
                        reader->read([writer](Bytes piece) { return writer->write(piece) != Sent::Closed; },
                                     [writer, reader](Result<void>) { (void)writer->finish(); });
                        break;
                    }
                    case 7: {
                        Exchange other;
                        other = std::move(exchange);
                        (void)other.respond(200, "moved");
                        break;
                    }
                    }
                }),
                {.body = BodyMode::Streamed});
    OwnedRequest request;
    request.method = "POST";
    request.body = "payload";
    const auto response = call(router, std::move(request));
    QVERIFY(response);
    QCOMPARE(response->status, status);
    QCOMPARE(QByteArray::fromStdString(response->body), body);
    QCOMPARE(response->fields.size(), status == 500 ? 0u : 2u);
}

void ExchangeFilterTest::servesOverSockets() {
    Router router;
    router.get("/", stamped([](const Request&, Exchange exchange) {
                   BodyWriter writer = exchange.stream(200);
                   writer.write("hello");
                   (void)writer.finish();
               }));
    auto server = Server::start({.listen = {"127.0.0.1:0"}}, std::move(router));
    QVERIFY(server);
    RawClient client((*server)->endpoints().front());
    const QByteArray got = client.request("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "0\r\n\r\n");
    QVERIFY2(got.contains("X-Stamp: yes\r\nX-Stamp: yes\r\n"), got);
    QVERIFY2(got.endsWith("5\r\nhello\r\n0\r\n\r\n"), got);
}

void ExchangeFilterTest::endsWithThePeer() {
    std::atomic<bool> told = false, open = true;
    Router router;
    router.get("/", stamped([&](const Request&, Exchange exchange) {
                   auto writer = std::make_shared<BodyWriter>(exchange.stream(200));
                   writer->write("first");
                   writer->onWritable([writer, &told, &open] {
                       open = writer->isOpen();
                       told = true;
                   });
               }));
    auto server = Server::start({.listen = {"127.0.0.1:0"}}, std::move(router));
    QVERIFY(server);
    {
        RawClient client((*server)->endpoints().front());
        QVERIFY(client.request("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "first").contains("first"));
        const ::linger reset{1, 0}; // an orderly end could still be answered
        ::setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    QTRY_VERIFY_WITH_TIMEOUT(told, 10000);
    QVERIFY(!open);
}

void ExchangeFilterTest::forgetsTheLastRequestsCallback() {
    std::atomic<int> calls = 0;
    Router router;
    router.get("/first", [&](const Request&, Exchange exchange) {
        BodyWriter writer = exchange.stream(200);
        writer.onWritable([&calls] { ++calls; });
        (void)writer.finish();
    });
    router.get("/second", [](const Request&, Exchange exchange) { (void)exchange.respond(200, "two"); });
    auto server = Server::start({.listen = {"127.0.0.1:0"}}, std::move(router));
    QVERIFY(server);
    {
        RawClient client((*server)->endpoints().front());
        client.request("GET /first HTTP/1.1\r\nHost: a\r\n\r\n", "0\r\n\r\n");
        QVERIFY(client.request("GET /second HTTP/1.1\r\nHost: a\r\n\r\n", "two").contains("two"));
    }
    (*server).reset();
    QCOMPARE(calls.load(), 0);
}

QTEST_GUILESS_MAIN(ExchangeFilterTest)
#include "exchange_filter_test.moc"
