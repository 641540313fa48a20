// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http_server/server.hpp"
#include "tests/netprotocols/http_server/raw_client.hpp"

#include <QtTest>

#include <thread>

using namespace burrow;
using namespace burrow::http;
using namespace std::chrono_literals;

namespace {

QByteArray get(const char* target, const char* more = "") {
    return QByteArray("GET ") + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

struct Site {
    std::unique_ptr<Server> server;
    std::stop_token gone;             ///< written by the loop before isWaiting is set
    std::atomic<bool> isWaiting{false}, mayAnswer{false};
    std::vector<std::thread> workers;
    std::atomic<int> leftBehind{0};
    Exchange kept;

    explicit Site(ServerOptions options = {.listen = {"127.0.0.1:0"}}) {
        Router router;
        router.get("/hello/<name>", [](const Request& request, Exchange exchange) {
            (void)exchange.respond(200, "Hello, " + std::string(request.param("name")) + "\n");
        });
        router.post("/echo", [](const Request& request, Exchange exchange) {
            (void)exchange.respond(200, request.bodyText(), {{"Content-Type", "text/plain"}});
        }, {.bodyLimit = 100'000});
        router.post("/stream", [](const Request&, Exchange exchange) {
            auto reader = std::make_shared<BodyReader>(exchange.body());
            auto answer = std::make_shared<Exchange>(std::move(exchange));
            auto size = std::make_shared<std::size_t>(0);
            reader->read([size](Bytes piece) { *size += piece.size(); return true; },
                         [reader, answer, size](Result<void> end) {
                             (void)answer->respond(end ? 200 : 413, std::to_string(*size) + " bytes");
                         });
        }, {.body = BodyMode::Streamed, .bodyLimit = 50'000'000});
        router.post("/trailers", [](const Request& request, Exchange exchange) {
            const auto sum = request.trailers().find("x-sum");
            (void)exchange.respond(200, std::string(request.bodyText()) + " " + std::string(sum.value_or("none")) + " " +
                                            std::to_string(request.trailers().size()) +
                                            (request.field("x-sum") ? " merged\n" : "\n"));
        });
        router.post("/stream-trailers", [](const Request&, Exchange exchange) {
            auto reader = std::make_shared<BodyReader>(exchange.body());
            auto answer = std::make_shared<Exchange>(std::move(exchange));
            reader->read([](Bytes) { return true; }, [reader, answer](Result<void>) {
                (void)answer->respond(200, std::string(reader->trailers().find("X-Sum").value_or("none")) + "\n");
            });
        }, {.body = BodyMode::Streamed});
        router.post("/later", [this](const Request&, Exchange exchange) {
            { const BodyReader dropped = exchange.body(); }
            auto reader = exchange.body();
            reader.read([](Bytes) { return true; }, [](Result<void>) {});
            reader = {}; // wants no more of it
            workers.emplace_back([this, remote = std::move(exchange).handOver()]() mutable {
                mayAnswer.wait(false);
                (void)remote.respond(200, "late answer");
            });
        }, {.body = BodyMode::Streamed, .bodyLimit = 50'000'000});
        router.post("/refuse", [](const Request&, Exchange exchange) { (void)exchange.respond(401, "who are you"); },
                    {.body = BodyMode::Streamed});
        router.get("/worker", [this](const Request&, Exchange exchange) {
            workers.emplace_back([remote = std::move(exchange).handOver()]() mutable {
                (void)remote.respond(200, "from a worker");
            });
        });
        router.get("/chunks", [](const Request&, Exchange exchange) {
            BodyWriter writer = exchange.stream(200);
            writer.write("one");
            writer.write("two");
            (void)writer.finish({{"X-Trailer", "t"}});
        });
        router.get("/big", [](const Request&, Exchange exchange) {
            (void)exchange.respond(200, std::string(3'000'000, 'b'));
        });
        router.get("/none", [](const Request&, Exchange) {});
        router.get("/inject", [](const Request&, Exchange exchange) {
            if (!exchange.respond(200, "x", {{"X-A", "b\r\nSet-Cookie: evil"}}))
                (void)exchange.respond(500, "refused");
        });
        router.get("/early", [](const Request&, Exchange exchange) {
            QVERIFY(exchange.inform(103, {{"Link", "</s.css>"}}).has_value());
            (void)exchange.respond(200, "late");
        });
        router.get("/wait", [this](const Request& request, Exchange exchange) {
            gone = request.gone();
            kept = std::move(exchange);
            isWaiting = true;
        });
        auto started = Server::start(std::move(options), std::move(router));
        if (!started)
            qFatal("%s", started.error().message().c_str());
        server = std::move(*started);
    }
    ~Site() {
        for (std::thread& worker : workers)
            worker.join();
        server->stop();
    }
    Endpoint endpoint() const { return server->endpoints().front(); }
};

} // namespace

class ServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAndKeepsAlive() {
        Site site;
        RawClient client(site.endpoint());
        for (int i = 0; i < 3; ++i) {
            const QByteArray answer = client.request(get("/hello/ana"), "Hello, ana\n");
            QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer.constData());
            QVERIFY(answer.contains("Content-Length: 11\r\n"));
            QVERIFY(answer.contains("Date: "));
            QVERIFY(!answer.contains("Connection:"));
        }
    }

    void pipelinedRequestsAreAnsweredInOrder() {
        Site site;
        RawClient client(site.endpoint());
        QByteArray all;
        for (int i = 0; i < 50; ++i)
            all += get(QByteArray("/hello/n" + QByteArray::number(i)).constData());
        client.send(all);
        const QByteArray answer = client.readUntil("Hello, n49\n");
        qsizetype at = 0;
        for (int i = 0; i < 50; ++i) {
            at = answer.indexOf("Hello, n" + QByteArray::number(i) + "\n", at);
            QVERIFY(at > 0);
        }
    }

    void pipelinedBehindADelayedAnswer() {
        Site site;
        RawClient client(site.endpoint());
        client.send(get("/worker") + get("/hello/b") + get("/worker") + get("/hello/c", "Connection: close\r\n"));
        const QByteArray answer = client.readToEnd();
        QCOMPARE(answer.count("HTTP/1.1 200 OK"), 4);
        QVERIFY(answer.indexOf("from a worker") < answer.indexOf("Hello, b"));
        QVERIFY(answer.indexOf("Hello, b") < answer.indexOf("Hello, c"));
        QVERIFY(answer.contains("Connection: close\r\n"));
    }

    void bodiesInEveryForm_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        const QByteArray post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
        QTest::newRow("length") << post + "Content-Length: 5\r\n\r\nhello" << QByteArray("200") << QByteArray("hello");
        QTest::newRow("empty") << post + "Content-Length: 0\r\n\r\n" << QByteArray("200") << QByteArray("");
        QTest::newRow("chunked") << post + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: v\r\n\r\n"
                                 << QByteArray("200") << QByteArray("hello");
        QTest::newRow("large") << post + "Content-Length: 90000\r\n\r\n" + QByteArray(90000, 'x') << QByteArray("200")
                               << QByteArray(90000, 'x');
        QTest::newRow("too long") << post + "Content-Length: 100001\r\n\r\n" << QByteArray("413") << QByteArray("413 ");
        QTest::newRow("chunked too long")
            << post + "Transfer-Encoding: chunked\r\n\r\n186A1\r\n" + QByteArray(100001, 'x') << QByteArray("413")
            << QByteArray("413 ");
        QTest::newRow("stream") << QByteArray("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n") +
                                       QByteArray(300000, 's')
                                << QByteArray("200") << QByteArray("300000 bytes");
        QTest::newRow("stream chunked") << QByteArray("POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                           "5\r\nabcde\r\n0\r\n\r\n")
                                        << QByteArray("200") << QByteArray("5 bytes");
    }
    void bodiesInEveryForm() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        Site site;
        {
            RawClient whole(site.endpoint());
            whole.send(request);
            whole.endInput();
            const QByteArray answer = whole.readToEnd();
            QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.left(200).constData());
            QVERIFY(answer.mid(answer.indexOf("\r\n\r\n") + 4).startsWith(body));
        }
        RawClient pieces(site.endpoint());
        const int step = request.size() > 1000 ? 1777 : 1;
        for (int at = 0; at < request.size(); at += step) {
            pieces.send(request.mid(at, step));
            if (!pieces.isOpen())
                break;
        }
        const QByteArray answer = pieces.readUntil("\r\n\r\n" + body);
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status), answer.left(200).constData());
    }

    void refusedBodyIsNeverARequest() {
        Site site;
        RawClient client(site.endpoint());
        const QByteArray smuggled = "GET /hello/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
        client.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(smuggled.size()) +
                    "\r\n\r\n");
        client.readUntil("who are you");
        client.send(smuggled + get("/hello/next", "Connection: close\r\n"));
        const QByteArray answer = client.readToEnd();
        QVERIFY(!answer.contains("smuggled"));
        QVERIFY(answer.contains("Hello, next"));
    }

    void continueIsSentWhenTheBodyIsWanted() {
        Site site;
        RawClient wanted(site.endpoint());
        wanted.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        QVERIFY(wanted.readUntil("\r\n\r\n").startsWith("HTTP/1.1 100 Continue\r\n\r\n"));
        wanted.send("ok");
        QVERIFY(wanted.readUntil("ok").contains("HTTP/1.1 200 OK"));
        RawClient refused(site.endpoint());
        refused.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        const QByteArray answer = refused.readUntil("who are you");
        QVERIFY(answer.startsWith("HTTP/1.1 401"));
        QVERIFY(answer.contains("Connection: close")); // the body may or may not follow: no guessing
    }

    void streamedAnswerIsChunkedWithTrailers() {
        Site site;
        RawClient client(site.endpoint());
        const QByteArray answer = client.request(get("/chunks", "TE: trailers\r\n"),
                                                 "\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\nX-Trailer: t\r\n\r\n");
        QVERIFY2(answer.contains("Transfer-Encoding: chunked\r\n"), answer.constData());
        const QByteArray unasked = client.request(get("/chunks"), "\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
        QVERIFY2(unasked.endsWith("two\r\n0\r\n\r\n"), unasked.constData()); // nobody said that trailers are read
        RawClient old(site.endpoint());
        old.send("GET /chunks HTTP/1.0\r\n\r\n");
        const QByteArray plain = old.readToEnd();
        QVERIFY(plain.endsWith("\r\n\r\nonetwo"));
        QVERIFY(!plain.contains("chunked"));
    }

    void largeAnswerArrivesWhole() {
        Site site;
        RawClient client(site.endpoint());
        client.send(get("/big", "Connection: close\r\n"));
        const QByteArray answer = client.readToEnd();
        QCOMPARE(answer.size() - answer.indexOf("\r\n\r\n") - 4, 3'000'000);
    }

    void headHasNoBody() {
        Site site;
        RawClient client(site.endpoint());
        client.send("HEAD /hello/x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/hello/y", "Connection: close\r\n"));
        const QByteArray answer = client.readToEnd();
        QVERIFY(answer.contains("Content-Length: 9\r\n"));
        QVERIFY(!answer.contains("Hello, x"));
        QVERIFY(answer.contains("Hello, y"));
    }

    void unansweredAndInjected() {
        Site site;
        RawClient client(site.endpoint());
        QVERIFY(client.request(get("/none"), "500 Internal Server Error\n").startsWith("HTTP/1.1 500"));
        const QByteArray answer = client.request(get("/inject"), "refused");
        QVERIFY(answer.startsWith("HTTP/1.1 500"));
        QVERIFY(!answer.contains("evil"));
        QVERIFY(client.request(get("/early"), "late").startsWith("HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n"));
    }

    void wrongRequestsAreAnsweredAndClosed_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("length and coding")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
        QTest::newRow("method") << QByteArray("get / HTTP/1.1\r\nHost: a\r\n\r\n") << 501;
        QTest::newRow("version") << QByteArray("GET / HTTP/2.0\r\nHost: a\r\n\r\n") << 505;
        QTest::newRow("target") << get(("/" + QByteArray(9000, 'a')).constData()) << 414;
        QTest::newRow("escape") << get("/%zz") << 400;
    }
    void wrongRequestsAreAnsweredAndClosed() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        Site site;
        RawClient client(site.endpoint());
        client.send(get("/hello/good") + request);
        const QByteArray answer = client.readToEnd();
        QVERIFY(answer.contains("Hello, good"));
        QVERIFY2(answer.contains("HTTP/1.1 " + QByteArray::number(status)), answer.constData());
        QVERIFY(client.isEnded());
    }

    void clientThatLeavesIsNoticed() {
        Site site;
        auto client = std::make_unique<RawClient>(site.endpoint());
        client->send(get("/wait"));
        QTRY_VERIFY(site.isWaiting);
        client.reset();
        QTRY_VERIFY(site.gone.stop_requested());
        EventLoop& loop = site.server->group().at(0).loop;
        std::atomic<bool> done{false};
        loop.post([&] { site.kept = {}; done = true; });
        QTRY_VERIFY(done);
    }

    void routesCanBeExchanged() {
        Site site;
        RawClient client(site.endpoint());
        client.request(get("/hello/a"), "Hello, a");
        Router next;
        next.get("/hello/<name>", [](const Request&, Exchange exchange) { (void)exchange.respond(200, "new routes"); });
        QVERIFY(site.server->setRouter(std::move(next)).has_value());
        QVERIFY(client.request(get("/hello/a"), "new routes").contains("200 OK"));
    }

    void conflictingRoutesDoNotStart() {
        Router router;
        router.get("/a", [](const Request&, Exchange) {});
        router.get("/a", [](const Request&, Exchange) {});
        const auto server = Server::start({.listen = {"127.0.0.1:0"}}, std::move(router));
        QVERIFY(!server.has_value());
        QCOMPARE(server.error().kind(), ErrorKind::Misuse);
    }

    void drainAnswersWhatIsRunning() {
        Site site;
        RawClient busy(site.endpoint()), idle(site.endpoint());
        idle.request(get("/hello/a"), "Hello, a");
        busy.send(get("/wait"));
        QTRY_VERIFY(site.isWaiting);
        std::atomic<bool> drained{false};
        site.server->drain(10s, [&] { drained = true; });
        idle.send(get("/hello/b")); // on its way when the drain began
        QVERIFY(idle.readToEnd().contains("Connection: close"));
        site.server->group().at(0).loop.post([&] { (void)site.kept.respond(200, "still answered"); });
        QVERIFY(busy.readToEnd().contains("still answered"));
        QTRY_VERIFY(drained);
    }

    void drippedBodyIsTimedOut() {
        Site site({.listen = {"127.0.0.1:0"}, .limits = {.rateGrace = 600ms, .bodyBytesPerSecond = 1000}});
        RawClient drip(site.endpoint());
        drip.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
        QElapsedTimer clock;
        clock.start();
        // One byte now and then must not move the deadline.
        while (clock.elapsed() < 5000 && !drip.hasInput()) {
            drip.send("x");
            QTest::qWait(50);
        }
        QVERIFY(drip.readToEnd().startsWith("HTTP/1.1 408"));
    }

    void trailersReachTheHandlerApart() {
        Site site;
        RawClient client(site.endpoint());
        const QByteArray body = "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n";
        const QByteArray head = " HTTP/1.1\r\nHost: a\r\n";
        QVERIFY(client.request("POST /trailers" + head + body + "X-Sum: 7\r\nHost: evil\r\nContent-Length: 9\r\n\r\n",
                               "\r\n\r\nbody 7 1\n").startsWith("HTTP/1.1 200"));
        QVERIFY(client.request("POST /trailers" + head + body + "\r\n", "\r\n\r\nbody none 0\n").startsWith("HTTP/1.1 200"));
        QVERIFY(client.request("POST /stream-trailers" + head + body + "X-Sum: 8\r\n\r\n", "\r\n\r\n8\n").startsWith("HTTP/1.1 200"));
        Router router;
        router.post("/", [](const Request& request, Exchange exchange) {
            (void)exchange.respond(200, request.own().trailers.find("X-Sum").value_or("none"));
        });
        const auto answer = http::call(router, {.method = "POST", .body = "b", .trailers = {{"X-Sum", "9"}}});
        QVERIFY(answer.has_value());
        QCOMPARE(answer->bodyText(), std::string("9"));
    }

    /// What an answered request leaves unread is read away, but not for ever.
    void unreadBodyThatDripsIsEnded() {
        Site site({.listen = {"127.0.0.1:0"}, .limits = {.drainTime = 400ms}});
        RawClient drip(site.endpoint());
        drip.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin");
        QVERIFY(drip.readUntil("who are you").startsWith("HTTP/1.1 401"));
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 8000 && !drip.hasInput()) { // its end counts as input
            drip.send("x");
            QTest::qWait(20);
        }
        QVERIFY2(clock.elapsed() < 8000, "the drip goes on");
        // Bodies behind each other have their own time each: together they take longer than one may.
        Site patient({.listen = {"127.0.0.1:0"}, .limits = {.drainTime = 3s}});
        RawClient pipelined(patient.endpoint());
        const QByteArray refused = "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
        pipelined.send(refused + "begin");
        for (int i = 0; i < 4; ++i) {
            QTest::qWait(900);
            pipelined.send("ended" + refused + "begin");
        }
        pipelined.send("ended" + get("/hello/c"));
        QVERIFY(pipelined.readUntil("Hello, c\n").contains("Hello, c\n"));
        RawClient quick(patient.endpoint());
        quick.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nbegin");
        QVERIFY(quick.readUntil("who are you").startsWith("HTTP/1.1 401"));
        quick.send("ended" + get("/hello/b"));
        QVERIFY(quick.readUntil("Hello, b\n").contains("Hello, b"));
    }

    void anAnswerAfterAnUnwantedBodyArrives() {
        Site site;
        RawClient client(site.endpoint());
        client.send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + QByteArray(300'000, 'x'));
        // Over the bound of what is read away: from here on the rest stays where it is.
        const bool isOver = QTest::qWaitFor([&] { return site.server->group().stats(0).bytesIn.read() > 64 * 1024; }, 10'000);
        site.mayAnswer = true;
        site.mayAnswer.notify_all();
        QVERIFY(isOver);
        const QByteArray answer = client.readToEnd();
        QVERIFY2(answer.endsWith("late answer"), answer.constData());
        QVERIFY(answer.contains("Connection: close\r\n"));
    }

    void readerThatTakesNothingIsEnded() {
        Site site({.listen = {"127.0.0.1:0"},
                   .limits = {.idleTime = 300ms, .rateGrace = 300ms, .writeBytesPerSecond = 100'000}});
        RawClient idle(site.endpoint());
        for (int i = 0; i < 8; ++i) // more than the sockets' buffers take
            idle.send(get("/big"));
        QTRY_VERIFY_WITH_TIMEOUT(site.server->group().stats(0).connectionsOpen.read() == 1, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(site.server->group().stats(0).connectionsOpen.read() == 0, 8000);
    }

    void requestsPerConnectionAreBounded() {
        Site site({.listen = {"127.0.0.1:0"}, .limits = {.requestsPerConnection = 2}});
        RawClient client(site.endpoint());
        QVERIFY(!client.request(get("/hello/a"), "Hello, a").contains("Connection:"));
        client.send(get("/hello/b") + get("/hello/c"));
        const QByteArray answer = client.readToEnd();
        QVERIFY(answer.contains("Connection: close"));
        QVERIFY(!answer.contains("Hello, c"));
    }

    void slowHeadIsTimedOut() {
        Site site({.listen = {"127.0.0.1:0"}, .limits = {.headTime = 300ms, .idleTime = 300ms}});
        RawClient slow(site.endpoint());
        slow.send("GET / HTTP/1.1\r\nHo");
        QVERIFY(slow.readToEnd().startsWith("HTTP/1.1 408"));
        RawClient idle(site.endpoint());
        idle.request(get("/hello/a"), "Hello, a\n");
        QVERIFY(idle.readToEnd().endsWith("Hello, a\n")); // an idle end says nothing
        QVERIFY(idle.isEnded());
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
