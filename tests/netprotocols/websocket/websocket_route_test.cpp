// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// WebSockets as routes of an HTTP server, over real sockets.
#include "engine_probe.hpp"
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http_server/server.hpp"
#include "netprotocols/websocket/websocket_route.hpp"
#include "tests/netprotocols/http_server/raw_client.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::ws;
using ws::test::closePayload;
using ws::test::frame;

namespace {

QByteArray bytes(const std::string& text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

QByteArray upgradeRequest(const char* target, const char* more = "") {
    return QByteArray("GET ") + target +
           " HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + more + "\r\n";
}

struct Site {
    std::unique_ptr<http::Server> server;
    std::shared_ptr<Hub> hub;

    explicit Site(unsigned loops = 1) {
        http::Router router;
        serve(router, "/echo", echo());
        hub = serve(router, "/chat/<room>", {
            .onOpen = [](Socket& socket, const http::Request& request) {
                socket.subscribe("room/" + std::string(request.param("room")));
                socket.sendText("welcome to " + std::string(request.param("room")) + " " + std::string(request.query()) +
                                " " + std::string(request.field("User-Agent").value_or("?")));
            },
            .onMessage = [](Socket& socket, const Message& message) {
                socket.publish(socket.topics().front(), message, Audience::Everyone);
            },
            .limits = {.message = 1000},
            .policy = {.subprotocols = {"chat.v1"}},
        });
        serve(router, "/private", {
            .admit = [](const http::Request& request, http::Exchange& exchange) {
                if (request.field("Authorization") == "secret")
                    return true;
                if (request.field("Authorization"))
                    (void)exchange.respond(401, "wrong", {{"WWW-Authenticate", "Bearer"}});
                return false;
            },
        });
        server = std::move(*http::Server::start({.listen = {"127.0.0.1:0"}, .loops = loops}, std::move(router)));
    }
    RawClient client() { return RawClient(server->endpoints().front()); }
    QByteArray ask(const QByteArray& request) {
        RawClient asking = client();
        asking.send(request);
        asking.endInput();
        return asking.readToEnd();
    }
};

} // namespace

class WebsocketRouteTest : public QObject {
    Q_OBJECT
private slots:
    void upgradeAndFrameInOneSegment();
    void upgradeByteByByte();
    void closeEndsTheStream();
    void requestReachesOnOpen();
    void refusals();
    void admission();
    void publishAcrossLoops();
    void drainSaysGoingAway();
    void inProcessCallIsRefused();
};

void WebsocketRouteTest::upgradeAndFrameInOneSegment() { // V-WS-06
    Site site;
    RawClient client = site.client();
    client.send(upgradeRequest("/echo") + bytes(frame(0x81, "first") + frame(0x82, "second")));
    const QByteArray got = client.readUntil("second");
    QVERIFY(got.startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    QVERIFY(got.toLower().contains("\r\nupgrade: websocket\r\n"));
    QVERIFY(got.toLower().contains("\r\nconnection: upgrade\r\n"));
    QVERIFY(got.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    QVERIFY(!got.toLower().contains("content-length"));
    QVERIFY(got.endsWith("\r\n\r\n" + bytes(frame(0x81, "first", false) + frame(0x82, "second", false))));
}

void WebsocketRouteTest::upgradeByteByByte() {
    Site site;
    RawClient client = site.client();
    for (const char byte : upgradeRequest("/echo") + bytes(frame(0x81, "hello")))
        client.send(QByteArray(1, byte));
    QVERIFY(client.readUntil("hello").endsWith(bytes(frame(0x81, "hello", false))));
    const std::string big(100'000, 'x');
    client.send(bytes(frame(0x82, big + "end")));
    QVERIFY(client.readUntil("end").endsWith(bytes(frame(0x82, big + "end", false))));
}

void WebsocketRouteTest::closeEndsTheStream() {
    Site site;
    RawClient client = site.client();
    client.send(upgradeRequest("/echo") + bytes(frame(0x88, closePayload(1000, "bye"))));
    QVERIFY(client.readToEnd().endsWith(bytes(frame(0x88, closePayload(1000), false))));
    RawClient broken = site.client();
    broken.send(upgradeRequest("/echo") + bytes(frame(0xC1, "x")));
    QVERIFY(broken.readToEnd().endsWith(bytes(frame(0x88, closePayload(1002, "reserved bits are set"), false))));
}

void WebsocketRouteTest::requestReachesOnOpen() {
    Site site;
    RawClient client = site.client();
    client.send(upgradeRequest("/chat/blue%20room?x=1", "User-Agent: test\r\nSec-WebSocket-Protocol: v9, chat.v1\r\n"));
    const QByteArray got = client.readUntil("test");
    QVERIFY(got.contains("\r\nSec-WebSocket-Protocol: chat.v1\r\n"));
    QVERIFY(got.endsWith("welcome to blue room x=1 test"));
    client.send(bytes(frame(0x82, std::string(1001, 'x'))));
    QVERIFY(client.readToEnd().endsWith(bytes(frame(0x88, closePayload(1009, "message is too big"), false))));
}

void WebsocketRouteTest::refusals() {
    Site site;
    const QByteArray good = upgradeRequest("/echo");
    const QByteArray plain = site.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(plain.startsWith("HTTP/1.1 426 "));
    QVERIFY(plain.contains("\r\nSec-WebSocket-Version: 13\r\n"));
    QVERIFY(plain.contains("\r\nUpgrade: websocket\r\n"));
    QVERIFY(site.ask(QByteArray(good).replace("Version: 13", "Version: 8")).startsWith("HTTP/1.1 426 "));
    QVERIFY(site.ask(QByteArray(good).replace("dGhl", "")).startsWith("HTTP/1.1 400 "));
    QVERIFY(site.ask(QByteArray(good).replace("GET", "POST")).startsWith("HTTP/1.1 405 "));
    QVERIFY(site.ask(QByteArray(good).replace("HTTP/1.1", "HTTP/1.0")).startsWith("HTTP/1.1 400 "));
    QVERIFY(site.ask(upgradeRequest("/echo", "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403 "));
    QVERIFY(site.ask(upgradeRequest("/nothing")).startsWith("HTTP/1.1 404 "));
    QVERIFY(site.ask(upgradeRequest("/echo", "Origin: http://example.org\r\n")).startsWith("HTTP/1.1 101 "));
}

void WebsocketRouteTest::admission() {
    Site site;
    QVERIFY(site.ask(upgradeRequest("/private")).startsWith("HTTP/1.1 403 "));
    QVERIFY(site.ask(upgradeRequest("/private", "Authorization: no\r\n")).startsWith("HTTP/1.1 401 "));
    QVERIFY(site.ask(upgradeRequest("/private", "Authorization: secret\r\n")).startsWith("HTTP/1.1 101 "));
}

void WebsocketRouteTest::publishAcrossLoops() {
    Site site(2);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i) { // spread over both loops by the kernel
        clients.push_back(std::make_unique<RawClient>(site.server->endpoints().front()));
        clients.back()->send(upgradeRequest("/chat/a"));
        QVERIFY(clients.back()->readUntil("?").contains("welcome to a"));
    }
    clients[3]->send(bytes(frame(0x81, "to everybody")));
    for (auto& client : clients)
        QVERIFY(client->readUntil("to everybody").endsWith(bytes(frame(0x81, "to everybody", false))));
    site.hub->publish("room/a", MessageType::Text, "from outside");
    for (auto& client : clients)
        QVERIFY(client->readUntil("from outside").endsWith(bytes(frame(0x81, "from outside", false))));
}

void WebsocketRouteTest::drainSaysGoingAway() {
    Site site;
    RawClient client = site.client();
    client.send(upgradeRequest("/echo"));
    client.readUntil("\r\n\r\n");
    site.server->drain(std::chrono::seconds(5), [] {});
    QVERIFY(client.readUntil("down").endsWith(
        bytes(frame(0x88, closePayload(1001, "the server is shutting down"), false))));
    client.send(bytes(frame(0x88, closePayload(1001))));
    client.readToEnd();
    QVERIFY(client.isEnded());
}

void WebsocketRouteTest::inProcessCallIsRefused() {
    http::Router router;
    serve(router, "/echo", echo());
    http::OwnedRequest request{.target = "/echo"};
    request.fields = {{"Host", "a"}, {"Upgrade", "websocket"}, {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}, {"Sec-WebSocket-Version", "13"}};
    const auto answer = http::call(router, std::move(request));
    QVERIFY(answer.has_value());
    QCOMPARE(answer->status, 400);
}

QTEST_GUILESS_MAIN(WebsocketRouteTest)
#include "websocket_route_test.moc"
