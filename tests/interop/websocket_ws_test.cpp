// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Our server and our client against the npm package "ws".
#include "netcore/tls/dev_certificate.hpp"
#include "netprotocols/http_server/server.hpp"
#include "netprotocols/websocket/websocket_client.hpp"
#include "netprotocols/websocket/websocket_route.hpp"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QtTest>

#include <fcntl.h>
#include <sys/socket.h>

using namespace burrow;
using namespace burrow::ws;
using namespace std::chrono_literals;

namespace {
const QString source = QStringLiteral(BURROW_SOURCE_DIR "/tests/interop/node/");
const QString folder = QStringLiteral(BURROW_NODE_FOLDER);

struct Node {
    QProcess process;
    explicit Node(const QStringList& arguments) {
        process.setWorkingDirectory(folder);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral("node"), QStringList{source + QStringLiteral("websocket_peer.mjs")} + arguments);
    }
    ~Node() {
        process.kill();
        process.waitForFinished();
    }
};
} // namespace

class WebsocketWsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void theirClient_data();
    void theirClient();
    void theirServer();
};

void WebsocketWsTest::initTestCase() {
    QVERIFY(QDir().mkpath(folder));
    for (const QString& name : {QStringLiteral("package.json"), QStringLiteral("package-lock.json")}) {
        QFile::remove(folder + u'/' + name);
        QVERIFY2(QFile::copy(source + name, folder + u'/' + name), qPrintable(name));
    }
    if (QFile::exists(folder + QStringLiteral("/node_modules/ws/package.json")))
        return;
    QProcess npm;
    npm.setWorkingDirectory(folder);
    npm.setProcessChannelMode(QProcess::ForwardedChannels);
    npm.start(QStringLiteral("npm"), {QStringLiteral("ci"), QStringLiteral("--no-audit"), QStringLiteral("--no-fund")});
    QVERIFY2(npm.waitForFinished(100'000) && npm.exitCode() == 0, "npm ci");
}

void WebsocketWsTest::theirClient_data() {
    QTest::addColumn<bool>("tls");
    QTest::newRow("plain") << false;
    QTest::newRow("TLS") << true;
}

void WebsocketWsTest::theirClient() {
    QFETCH(bool, tls);
    http::Router router;
    serve(router, "/echo", echo());
    std::shared_ptr<const TlsContext> context;
    if (tls) {
        const auto made = makeDevCertificate({}, std::chrono::system_clock::now());
        QVERIFY(made.has_value());
        context = *TlsContext::server({.certificate = TlsPem::text(made->certificate), .key = TlsPem::text(made->key),
                                       .alpn = {"http/1.1"}});
    }
    const auto server = std::move(*http::Server::start({.listen = {{"127.0.0.1:0", context}}}, std::move(router)));
    const std::string url = (tls ? "wss://" : "ws://") + server->endpoints().front().toString() + "/echo";
    Node node({QStringLiteral("client"), QString::fromStdString(url)});
    QVERIFY(node.process.waitForFinished(30'000));
    QCOMPARE(node.process.readAllStandardOutput(),
             QByteArray("extensions none\nsizes\nfragments fragments\npong are you there\nthousand\nclose 4321\n"
                        "origin 403\n"));
    QCOMPARE(node.process.exitCode(), 0);
}

void WebsocketWsTest::theirServer() {
    Node node({QStringLiteral("server")});
    QVERIFY(node.process.waitForReadyRead(10'000));
    const auto port = static_cast<std::uint16_t>(node.process.readLine().trimmed().toUInt());
    QVERIFY(port != 0);

    const auto loop = std::move(*EventLoop::create());
    ConnectionRegistry registry(*loop);
    ::sockaddr_storage storage{};
    const auto size = Endpoint::parse("127.0.0.1:" + std::to_string(port))->toSockaddr(&storage);
    Fd fd(::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    QCOMPARE(::connect(fd.get(), reinterpret_cast<::sockaddr*>(&storage), size), 0);
    QVERIFY(::fcntl(fd.get(), F_SETFL, O_NONBLOCK) == 0);

    std::vector<std::string> got;
    std::string protocol, end;
    const std::string big(300'000, 'b');
    auto options = std::make_shared<SocketOptions>();
    options->onOpen = [&](Socket& socket) {
        protocol = socket.subprotocol();
        socket.sendText("\xC3\xBC");
        socket.sendBinary("");
        socket.sendBinary(big);
        socket.sendText("fragments");
        socket.sendText("ping");
    };
    options->onMessage = [&](Socket& socket, const Message& message) {
        got.emplace_back(message.text());
        if (message.text() == "pong hello")
            socket.sendText("close 4000 enough");
    };
    options->onClose = [&](Socket&, const CloseReason& reason) {
        end = std::to_string(reason.code) + " " + std::string(reason.text) + (reason.wasClean ? " clean" : "");
    };
    registry.open(makeSocketTransport(std::move(fd), TransportKind::Tcp),
                  std::make_unique<ClientSession>(options, ClientRequest{.subprotocols = {"a", "b"}}),
                  std::make_shared<ConnectionOptions>(), {});
    for (int turn = 0; turn < 2000 && end.empty(); ++turn)
        QVERIFY(loop->runOnce(10ms));
    QCOMPARE(protocol, std::string("a"));
    QCOMPARE(got, (std::vector<std::string>{"\xC3\xBC", "", big, "abc", "pong hello"}));
    QCOMPARE(end, std::string("4000 enough clean"));
}

QTEST_GUILESS_MAIN(WebsocketWsTest)
#include "websocket_ws_test.moc"
