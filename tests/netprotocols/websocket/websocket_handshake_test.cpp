// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_handshake.hpp"

#include <QtTest>

using namespace burrow;
using namespace burrow::ws;

namespace {
using Field = std::pair<QByteArray, QByteArray>;
using FieldList = QList<Field>;

FieldList goodFields() {
    return {{"Host", "example.org"},
            {"Upgrade", "websocket"},
            {"Connection", "Upgrade"},
            {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
            {"Sec-WebSocket-Version", "13"}};
}
/// The good fields with one replaced, removed (no value) or added.
FieldList with(const char* name, const char* value, bool added = false) {
    FieldList fields;
    for (const Field& field : goodFields()) {
        if (added || field.first != name)
            fields.append(field);
    }
    if (value)
        fields.append(Field(name, value));
    return fields;
}

std::string_view view(const QByteArray& bytes) { return {bytes.constData(), static_cast<std::size_t>(bytes.size())}; }

struct Asked {
    int status = 101;
    std::string subprotocol;
};
Asked ask(const FieldList& fields, const UpgradePolicy& policy, std::string_view method = "GET", bool http11 = true) {
    std::vector<http::FieldView> views;
    for (const Field& field : fields)
        views.push_back({view(field.first), view(field.second)});
    const auto answer = checkUpgrade({method, http11, views}, policy);
    return answer ? Asked{101, std::string(answer->subprotocol)} : Asked{answer.error().status, {}};
}

std::string answerTo(const std::string& request, const std::string& more = {}) {
    const std::size_t key = request.find("Sec-WebSocket-Key: ") + 19;
    const AcceptKey accept = acceptKeyFor(request.substr(key, 24));
    return "HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\n"
           "Sec-WebSocket-Accept: " + std::string(accept.data(), accept.size()) + "\r\n" + more + "\r\n";
}

std::string requestOf(ClientHandshake& handshake) {
    BlockPool pool;
    OutputQueue out(pool);
    SeededRandom random(1);
    return handshake.writeRequest(out, random) ? out.toString() : "misuse";
}
} // namespace
Q_DECLARE_METATYPE(FieldList)

class WebsocketHandshakeTest : public QObject {
    Q_OBJECT
private slots:
    void acceptKey();
    void server_data();
    void server();
    void methodAndVersion();
    void subprotocols();
    void origins();
    void clientRequest();
    void clientAccepts();
    void clientRefuses_data();
    void clientRefuses();
    void clientRefusesUnsafeValues();
};

void WebsocketHandshakeTest::acceptKey() { // V-WS-01
    const AcceptKey key = acceptKeyFor("dGhlIHNhbXBsZSBub25jZQ==");
    QCOMPARE(std::string(key.data(), key.size()), std::string("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

void WebsocketHandshakeTest::server_data() {
    QTest::addColumn<FieldList>("fields");
    QTest::addColumn<int>("status");
    const auto add = [](const char* name, FieldList fields, int status) { QTest::newRow(name) << fields << status; };
    add("plain", goodFields(), 101);
    add("tokens in lists and any case", with("Connection", "keep-alive, uPGRADE"), 101);
    add("tokens over two lines", with("Connection", "keep-alive", true), 101);
    add("upgrade list", with("Upgrade", "h2c, WebSocket"), 101);
    add("no host", with("Host", nullptr), 400);
    add("two hosts", with("Host", "b.example", true), 400);
    add("no upgrade", with("Upgrade", nullptr), 426);
    add("other upgrade", with("Upgrade", "h2c"), 426);
    add("upgrade only as a part", with("Upgrade", "websockets"), 426);
    add("no connection", with("Connection", nullptr), 400);
    add("connection without upgrade", with("Connection", "keep-alive"), 400);
    add("no key", with("Sec-WebSocket-Key", nullptr), 400);
    add("two keys", with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", true), 400);
    add("key of 15 bytes", with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub24="), 400);
    add("key of 17 bytes", with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZTE="), 400);
    add("key with stray bits", with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZR=="), 400);
    add("key without padding", with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ"), 400);
    add("key is no base64", with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q=="), 400);
    add("empty key", with("Sec-WebSocket-Key", ""), 400);
    add("version 8", with("Sec-WebSocket-Version", "8"), 426);
    add("version list", with("Sec-WebSocket-Version", "13, 8"), 426);
    add("version 013", with("Sec-WebSocket-Version", "013"), 426);
    add("no version", with("Sec-WebSocket-Version", nullptr), 400);
    add("body", with("Content-Length", "5", true), 400);
    add("no body", with("Content-Length", "0", true), 101);
    add("chunked", with("Transfer-Encoding", "chunked", true), 400);
    add("bad subprotocol", with("Sec-WebSocket-Protocol", "a b", true), 400);
    add("repeated subprotocol", with("Sec-WebSocket-Protocol", "a, b, a", true), 400);
    add("extension that we do not know is ignored", with("Sec-WebSocket-Extensions", "permessage-deflate", true), 101);
}

void WebsocketHandshakeTest::server() {
    QFETCH(FieldList, fields);
    QFETCH(int, status);
    QCOMPARE(ask(fields, {}).status, status);
}

void WebsocketHandshakeTest::methodAndVersion() {
    QCOMPARE(ask(goodFields(), {}, "POST").status, 405);
    QCOMPARE(ask(goodFields(), {}, "get").status, 405);
    QCOMPARE(ask(goodFields(), {}, "GET", false).status, 400);
}

void WebsocketHandshakeTest::subprotocols() {
    UpgradePolicy policy;
    policy.subprotocols = {"chat.v1", "chat.v2"};
    QCOMPARE(ask(with("Sec-WebSocket-Protocol", "chat.v2, chat.v1", true), policy).subprotocol, std::string("chat.v2"));
    QCOMPARE(ask(with("Sec-WebSocket-Protocol", "soap, chat.v1", true), policy).subprotocol, std::string("chat.v1"));
    QCOMPARE(ask(with("Sec-WebSocket-Protocol", "Chat.v1", true), policy).subprotocol, std::string()); // case counts
    QCOMPARE(ask(goodFields(), policy).subprotocol, std::string());
}

void WebsocketHandshakeTest::origins() {
    UpgradePolicy policy;
    const auto from = [&](const char* origin) { return ask(with("Origin", origin, true), policy).status; };
    QCOMPARE(from("http://example.org"), 101);
    QCOMPARE(from("https://EXAMPLE.org:443"), 101);
    QCOMPARE(from("http://example.org:80"), 101);
    QCOMPARE(from("http://example.org:8080"), 403);
    QCOMPARE(from("http://evil.example"), 403);
    QCOMPARE(from("http://example.org.evil.example"), 403);
    QCOMPARE(from("null"), 403);
    QCOMPARE(from(""), 403);
    policy.origins = {"https://app.example"};
    QCOMPARE(from("https://app.example"), 101);
    QCOMPARE(from("http://app.example"), 403);
    policy.originCheck = [](std::string_view origin, std::string_view host) {
        return origin == "null" && host == "example.org";
    };
    QCOMPARE(from("null"), 101);
    QCOMPARE(from("http://example.org"), 403);
    policy.originCheck = nullptr;
    policy.origin = OriginPolicy::Any;
    QCOMPARE(from("http://evil.example"), 101);
}

void WebsocketHandshakeTest::clientRequest() {
    ClientHandshake handshake({.host = "example.org:81", .path = "/chat?x=1", .origin = "http://a.example",
                               .subprotocols = {"a", "b"}, .fields = {{"Authorization", "Bearer t"}}});
    const std::string request = requestOf(handshake);
    QVERIFY(request.starts_with("GET /chat?x=1 HTTP/1.1\r\nHost: example.org:81\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "));
    QVERIFY(request.ends_with("\r\nOrigin: http://a.example\r\nSec-WebSocket-Protocol: a, b\r\n"
                              "Authorization: Bearer t\r\n\r\n"));
}

void WebsocketHandshakeTest::clientAccepts() {
    const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    for (const std::string& before : {std::string(), interim, interim + interim}) {
        ClientHandshake bytewise({.subprotocols = {"a", "b"}});
        const std::string head = before + answerTo(requestOf(bytewise), "Sec-WebSocket-Protocol: b\r\n");
        for (std::size_t cut = 0; cut < head.size(); ++cut)
            QCOMPARE(*bytewise.receive(head.substr(0, cut)), std::size_t{0});
        QCOMPARE(*bytewise.receive(head + "\x81\x01x"), head.size());
        QCOMPARE(bytewise.subprotocol(), std::string("b"));
        for (std::size_t cut = 0; cut < head.size(); ++cut) {
            ClientHandshake inTwo({.subprotocols = {"a", "b"}});
            requestOf(inTwo); // the same random source: the same key
            QCOMPARE(*inTwo.receive(head.substr(0, cut)), std::size_t{0});
            QCOMPARE(*inTwo.receive(head), head.size());
        }
    }
}

void WebsocketHandshakeTest::clientRefuses_data() {
    QTest::addColumn<QByteArray>("answer"); // "OK" at its front is replaced by a right answer
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("kind");
    const auto add = [](const char* name, const char* answer, HandshakeError code, ErrorKind kind) {
        QTest::newRow(name) << QByteArray(answer) << static_cast<int>(code) << static_cast<int>(kind);
    };
    using enum HandshakeError;
    add("404", "HTTP/1.1 404 Not Found\r\n\r\n", Refused, ErrorKind::Incompatible);
    add("401", "HTTP/1.1 401 Unauthorized\r\n\r\n", Refused, ErrorKind::Unauthenticated);
    add("503", "HTTP/1.1 503 \r\n\r\n", Refused, ErrorKind::Overloaded);
    add("302", "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", Refused, ErrorKind::Incompatible);
    add("200", "HTTP/1.1 200 OK\r\n\r\n", Refused, ErrorKind::Incompatible);
    add("HTTP/1.0", "HTTP/1.0 101 OK\r\n\r\n", Malformed, ErrorKind::PeerFault);
    add("not HTTP, at once", "SSH", Malformed, ErrorKind::PeerFault);
    add("status of two digits", "HTTP/1.1 10\r\n\r\n", Malformed, ErrorKind::PeerFault);
    add("field without colon", "HTTP/1.1 101 OK\r\nUpgrade\r\n\r\n", Malformed, ErrorKind::PeerFault);
    add("folded field", "HTTP/1.1 101 OK\r\nA: b\r\n c\r\n\r\n", Malformed, ErrorKind::PeerFault);
    add("space before colon", "HTTP/1.1 101 OK\r\nA : b\r\n\r\n", Malformed, ErrorKind::PeerFault);
    add("no upgrade", "HTTP/1.1 101 OK\r\nConnection: upgrade\r\n\r\n", NotUpgraded, ErrorKind::PeerFault);
    add("no connection", "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n\r\n", NotUpgraded, ErrorKind::PeerFault);
    add("no accept key", "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", WrongAcceptKey,
        ErrorKind::PeerFault);
    add("wrong accept key", "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", WrongAcceptKey, ErrorKind::PeerFault);
    add("subprotocol not asked for", "OKSec-WebSocket-Protocol: c\r\n", Subprotocol, ErrorKind::PeerFault);
    add("extension", "OKSec-WebSocket-Extensions: permessage-deflate\r\n", Extension, ErrorKind::PeerFault);
}

void WebsocketHandshakeTest::clientRefuses() {
    QFETCH(QByteArray, answer);
    QFETCH(int, code);
    QFETCH(int, kind);
    ClientHandshake handshake({.subprotocols = {"a"}});
    const std::string request = requestOf(handshake);
    const std::string bytes =
        answer.startsWith("OK") ? answerTo(request, answer.mid(2).toStdString()) : answer.toStdString();
    const auto received = handshake.receive(bytes);
    QVERIFY(!received);
    QCOMPARE(received.error().code(), code);
    QCOMPARE(static_cast<int>(received.error().kind()), kind);
    ClientHandshake other({});
    QVERIFY(!other.receive("HTTP/1.1 101 OK\r\nA: " + std::string(ClientHandshake::maxHead, 'x')));
}

void WebsocketHandshakeTest::clientRefusesUnsafeValues() {
    const auto refused = [](ClientRequest request) {
        ClientHandshake handshake(std::move(request));
        return requestOf(handshake) == "misuse";
    };
    QVERIFY(refused({.host = "a\r\nX: y"}));
    QVERIFY(refused({.host = ""}));
    QVERIFY(refused({.path = "chat"}));
    QVERIFY(refused({.path = "/a b"}));
    QVERIFY(refused({.path = "/a\r\n"}));
    QVERIFY(refused({.path = "/a#b"}));
    QVERIFY(refused({.subprotocols = {"a,b"}}));
    QVERIFY(refused({.fields = {{"A:", "b"}}}));
    QVERIFY(refused({.fields = {{"A", "b\nc"}}}));
    QVERIFY(!refused({}));
}

QTEST_APPLESS_MAIN(WebsocketHandshakeTest)
#include "websocket_handshake_test.moc"
