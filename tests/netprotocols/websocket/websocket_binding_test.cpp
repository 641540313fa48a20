// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Sessions of both roles on connections in memory: delivery, back-pressure, topics, closing, and a failure at each
// operation of the transport.
#include "netprotocols/websocket/websocket_client.hpp"

#include <QtTest>

#include <algorithm>
#include <deque>
#include <thread>

using namespace burrow;
using namespace burrow::ws;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

/// Answers the upgrade as an HTTP server would, then hands over.
class UpgradeSession final : public ProtocolSession {
public:
    explicit UpgradeSession(std::shared_ptr<const SocketOptions> options, UpgradePolicy policy = {})
        : m_options(std::move(options)), m_policy(std::move(policy)) {}
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        const std::string_view text = asText(in);
        const std::size_t end = text.find("\r\n\r\n");
        if (end == std::string_view::npos)
            return 0;
        std::vector<http::FieldView> fields;
        for (std::size_t at = text.find("\r\n") + 2; at < end + 2;) {
            const std::size_t stop = text.find("\r\n", at), colon = text.find(": ", at);
            fields.push_back({text.substr(at, colon - at), text.substr(colon + 2, stop - colon - 2)});
            at = stop + 2;
        }
        const auto accepted = checkUpgrade({"GET", true, fields}, m_policy);
        if (!accepted) {
            connection.out().append("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            connection.closeWhenFlushed();
            return in.size();
        }
        const std::string_view key(accepted->acceptKey.data(), accepted->acceptKey.size());
        connection.out().append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                                "Sec-WebSocket-Accept: " + std::string(key) + "\r\n" +
                                (accepted->subprotocol.empty()
                                     ? ""s
                                     : "Sec-WebSocket-Protocol: " + std::string(accepted->subprotocol) + "\r\n") +
                                "\r\n");
        connection.replaceSession(std::make_unique<Session>(m_options, std::string(accepted->subprotocol)));
        return end + 4;
    }
    void onClosed(const Error&) noexcept override {}
    std::string_view protocol() const noexcept override { return "test-http"; }

private:
    std::shared_ptr<const SocketOptions> m_options;
    UpgradePolicy m_policy;
};

/// What one side of a test does and saw.
struct Side {
    std::shared_ptr<SocketOptions> options = std::make_shared<SocketOptions>();
    Socket* socket = nullptr; ///< null before onOpen and after onClose
    std::string log;
    int closed = 0;
    bool clean = false;
    std::optional<Error> why;

    Side() {
        options->onOpen = [this](Socket& opened) { socket = &opened; };
        options->onMessage = [this](Socket&, const Message& message) { note(message); };
        options->onClose = [this](Socket&, const CloseReason& reason) {
            socket = nullptr;
            ++closed;
            clean = reason.wasClean;
            why = reason.error;
            log += "closed " + std::to_string(reason.code) + " '" + std::string(reason.text) + "'\n";
        };
    }
    void note(const Message& message) {
        log += (message.isText() ? "text " : "binary ") +
               (message.size() <= 20 ? std::string(message.text()) : std::to_string(message.size())) + '\n';
    }
};

struct Rig {
    Side server; ///< outlives the connections, which report their end to it
    std::deque<Side> clients;
    std::unique_ptr<EventLoop> loop = std::move(*EventLoop::create({.coarseTick = 1ms}));
    ConnectionRegistry registry{*loop};
    std::shared_ptr<ConnectionOptions> settings = std::make_shared<ConnectionOptions>();
    std::deque<MemoryPair> pairs;
    FaultPlan plan;
    UpgradePolicy policy;

    Rig() { settings->lingerLimit = 5ms; }
    void connect(Side& client, ClientRequest request = {}, std::size_t capacity = 256 * 1024) {
        pairs.push_back(makeMemoryPair(*loop, &plan, capacity));
        registry.open(std::move(pairs.back().first),
                      std::make_unique<UpgradeSession>(server.options, std::move(policy)), settings, {});
        registry.open(std::move(pairs.back().second),
                      std::make_unique<ClientSession>(client.options, std::move(request)), settings, {});
    }
    template <class Condition>
    bool runUntil(Condition condition, int turns = 3'000) {
        for (int turn = 0; turn < turns; ++turn) {
            if (condition())
                return true;
            if (!loop->runOnce(1ms))
                return false;
        }
        return condition();
    }
};

} // namespace

class WebsocketBindingTest : public QObject {
    Q_OBJECT
private slots:
    void messagesInBothDirections();
    void everyByteAlone();
    void echoOfABigMessageIsLent();
    void closeFromTheServer();
    void closeFromTheClient();
    void abortInsideOnMessage();
    void drainSaysGoingAway();
    void protocolErrorIsAnsweredAndReported();
    void clientIsRefused();
    void handshakeTimesOut();
    void closeHandshakeTimesOut();
    void idleIsPinged();
    void slowPeerQueuesThenDrops();
    void slowPeerIsClosed();
    void pausedReadingDeliversNothing();
    void topics();
    void leavingWhileATopicIsDelivered();
    void handleFromElsewhere();
    void describes();
    void everyOperationFailsOnce_data();
    void everyOperationFailsOnce();
};

void WebsocketBindingTest::messagesInBothDirections() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.policy.subprotocols = {"v1"};
    rig.server.options->onMessage = [&](Socket& socket, const Message& message) {
        rig.server.note(message);
        QCOMPARE(socket.send(message), Sent::Sent);
    };
    client.options->onOpen = [&](Socket& socket) {
        client.socket = &socket;
        socket.sendText("hello");
        socket.sendBinary("data");
    };
    rig.connect(client, {.subprotocols = {"v0", "v1"}});
    QVERIFY(rig.runUntil([&] { return client.log == "text hello\nbinary data\n"; }));
    QCOMPARE(rig.server.log, "text hello\nbinary data\n"s);
    QCOMPARE(client.socket->subprotocol(), std::string_view("v1"));
    QCOMPARE(rig.server.socket->subprotocol(), std::string_view("v1"));
    QCOMPARE(client.socket->sendText("\xFF"), Sent::Refused);
    rig.server.socket->sendText("from outside a callback");
    QVERIFY(rig.runUntil([&] { return client.log.ends_with("text 23\n"); }));
}

void WebsocketBindingTest::everyByteAlone() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.plan.readAtMost = 1;
    rig.server.options->onMessage = [&](Socket& socket, const Message& message) { socket.send(message); };
    client.options->onOpen = [&](Socket& socket) {
        socket.sendText("\xC3\xBC");
        socket.sendBinary(std::string(300, 'x'));
        socket.ping("p");
        socket.close(1000, "bye");
    };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(rig.server.log, "closed 1000 'bye'\n"s);
    QVERIFY(client.clean && rig.server.clean);
}

void WebsocketBindingTest::echoOfABigMessageIsLent() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    int lent = 0;
    rig.server.options->onMessage = [&](Socket& socket, const Message& message) {
        socket.send(message);
        lent += socket.connection()->out().hasLent();
    };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket; }));
    for (char c : {'a', 'b', 'c'})
        client.socket->sendBinary(std::string(20'000, c));
    std::string seen;
    client.options->onMessage = [&](Socket&, const Message& message) { seen += message.text(); };
    QVERIFY(rig.runUntil([&] { return seen.size() == 60'000; }));
    QCOMPARE(seen, std::string(20'000, 'a') + std::string(20'000, 'b') + std::string(20'000, 'c'));
    QVERIFY(lent > 0);
}

void WebsocketBindingTest::closeFromTheServer() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->onOpen = [](Socket& socket) {
        socket.sendText("first");
        socket.close(4001, "over");
        QVERIFY(!socket.isOpen());
        QCOMPARE(socket.sendText("late"), Sent::Closed);
    };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(client.log, "text first\nclosed 4001 'over'\n"s);
    QCOMPARE(rig.server.log, "closed 4001 ''\n"s);
    QVERIFY(client.clean && rig.server.clean);
    QCOMPARE(client.why->kind(), ErrorKind::Closed);
    QCOMPARE(rig.registry.size(), std::size_t{0});
}

void WebsocketBindingTest::closeFromTheClient() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    client.options->onOpen = [](Socket& socket) { socket.close(); };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(rig.server.log, "closed 1000 ''\n"s);
    QCOMPARE(client.log, "closed 1000 ''\n"s);
}

void WebsocketBindingTest::abortInsideOnMessage() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->onMessage = [&](Socket& socket, const Message& message) {
        rig.server.note(message);
        socket.abort();
        QVERIFY(!socket.isOpen());
        QVERIFY(!socket.connection());
        QCOMPARE(socket.sendText("x"), Sent::Closed);
        socket.close();
        socket.abort();
    };
    client.options->onOpen = [](Socket& socket) {
        socket.sendText("1");
        socket.sendText("2");
    };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(rig.server.log, "text 1\nclosed 1006 'canceled'\n"s);
    QVERIFY(client.log.starts_with("closed 1006"));
    QVERIFY(!client.clean);
}

void WebsocketBindingTest::drainSaysGoingAway() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    rig.server.socket->connection()->drain();
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(client.log, "closed 1001 'the server is shutting down'\n"s);
    QVERIFY(client.clean);
}

void WebsocketBindingTest::protocolErrorIsAnsweredAndReported() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    client.socket->connection()->out().append("\x81\x01x"); // not masked
    client.socket->connection()->flush();
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(rig.server.log, "closed 1002 'frame of a client is not masked'\n"s);
    QCOMPARE(*rig.server.why, wsError(WsError::NotMasked));
    QCOMPARE(client.log, "closed 1002 'frame of a client is not masked'\n"s);
}

void WebsocketBindingTest::clientIsRefused() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.connect(client, {.origin = "http://evil.example"});
    QVERIFY(rig.runUntil([&] { return client.closed; }));
    QCOMPARE(client.log, "closed 1006 'the server refused the WebSocket'\n"s);
    QCOMPARE(client.why->kind(), ErrorKind::Security);
    QCOMPARE(client.why->detail()->what, "HTTP 403"s);
    QCOMPARE(rig.server.closed, 0);
    Side& unsafe = rig.clients.emplace_back();
    rig.connect(unsafe, {.path = "no slash"});
    QVERIFY(rig.runUntil([&] { return unsafe.closed; }));
    QCOMPARE(unsafe.why->kind(), ErrorKind::Misuse);
}

void WebsocketBindingTest::handshakeTimesOut() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    client.options->limits.handshake = 5ms;
    MemoryPair pair = makeMemoryPair(*rig.loop); // nobody answers
    rig.registry.open(std::move(pair.first), std::make_unique<ClientSession>(client.options, ClientRequest{}),
                      rig.settings, {});
    QVERIFY(rig.runUntil([&] { return client.closed; }));
    QCOMPARE(*client.why, wsError(WsError::HandshakeTimeout));
}

void WebsocketBindingTest::closeHandshakeTimesOut() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->limits.closeTimeout = 10ms;
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    client.socket->pauseReading(); // never answers
    rig.server.socket->close(1000);
    QVERIFY(rig.runUntil([&] { return rig.server.closed; }));
    QCOMPARE(*rig.server.why, wsError(WsError::CloseTimeout));
    QVERIFY(!rig.server.clean);
}

void WebsocketBindingTest::idleIsPinged() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->limits.idle = 40ms;
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    const std::uint64_t before = rig.server.socket->connection()->bytesIn();
    QVERIFY(rig.runUntil([&] { return rig.server.socket->connection()->bytesIn() >= before + 12; })); // two pongs
    client.socket->pauseReading();
    QVERIFY(rig.runUntil([&] { return rig.server.closed; }));
    QCOMPARE(*rig.server.why, wsError(WsError::IdleTimeout));
}

void WebsocketBindingTest::slowPeerQueuesThenDrops() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.settings->highMark = 10'000;
    rig.settings->lowMark = 5'000;
    rig.server.options->limits.queueHard = 30'000;
    int writable = 0;
    rig.server.options->onWritable = [&](Socket&) { ++writable; };
    rig.connect(client, {}, 4'000);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    client.socket->pauseReading();
    const std::string message(3'000, 'x');
    std::string results;
    for (int i = 0; i < 15; ++i)
        results += std::to_string(static_cast<int>(rig.server.socket->sendBinary(message)));
    QVERIFY(results.starts_with("0000") && results.find("012") == std::string::npos &&
            results.find("112") != std::string::npos && results.ends_with("22"));
    QCOMPARE(writable, 0);
    const auto kept = std::ranges::count_if(results, [](char c) { return c != '2'; });
    client.socket->resumeReading();
    QVERIFY(rig.runUntil([&] { return rig.server.socket->queuedBytes() == 0 && writable == 1; }));
    QVERIFY(rig.runUntil([&] { return std::ranges::count(client.log, '\n') == kept; }));
    QVERIFY(rig.loop->stats().limitHits.read() >= 2);
}

void WebsocketBindingTest::slowPeerIsClosed() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->limits.queueHard = 10'000;
    rig.server.options->limits.slowConsumer = SlowConsumer::Close;
    rig.connect(client, {}, 4'000);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    client.socket->pauseReading();
    Sent sent = Sent::Sent;
    for (int i = 0; i < 20 && sent == Sent::Sent; ++i)
        sent = rig.server.socket->sendBinary(std::string(3'000, 'x'));
    QCOMPARE(sent, Sent::Dropped);
    QVERIFY(!rig.server.socket->isOpen());
    client.socket->resumeReading();
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QVERIFY(client.log.ends_with("closed 1013 'messages are not read fast enough'\n"));
}

void WebsocketBindingTest::pausedReadingDeliversNothing() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->onMessage = [&](Socket& socket, const Message& message) {
        rig.server.note(message);
        socket.pauseReading();
    };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    for (const char* text : {"1", "2", "3"})
        client.socket->sendText(std::string_view(text));
    QVERIFY(rig.runUntil([&] { return !rig.server.log.empty(); }));
    for (int i = 0; i < 5; ++i)
        QVERIFY(rig.loop->runOnce(0ms));
    QCOMPARE(rig.server.log, "text 1\n"s);
    rig.server.socket->resumeReading();
    QVERIFY(rig.runUntil([&] { return rig.server.log == "text 1\ntext 2\n"; }));
    rig.server.socket->resumeReading();
    QVERIFY(rig.runUntil([&] { return rig.server.log == "text 1\ntext 2\ntext 3\n"; }));
    client.socket->sendText("4");
    rig.server.socket->close(4000); // though reading is paused: the answer is seen, the message is not
    QVERIFY(rig.runUntil([&] { return rig.server.closed && client.closed; }));
    QCOMPARE(rig.server.log, "text 1\ntext 2\ntext 3\nclosed 4000 ''\n"s);
    QVERIFY(rig.server.clean);
}

void WebsocketBindingTest::topics() {
    Rig rig;
    rig.server.options->hub = std::make_shared<Hub>();
    rig.server.options->limits.topics = 2;
    std::vector<Socket*> sockets;
    rig.server.options->onOpen = [&](Socket& socket) {
        sockets.push_back(&socket);
        QVERIFY(socket.subscribe("news"));
        QVERIFY(socket.subscribe("news"));
    };
    rig.clients.resize(3);
    std::deque<Side>& clients = rig.clients;
    for (Side& client : clients) {
        rig.connect(client);
        QVERIFY(rig.runUntil([&] { return client.socket; }));
    }
    QCOMPARE(sockets.size(), std::size_t{3});
    QVERIFY(sockets[0]->subscribe("more"));
    QVERIFY(!sockets[0]->subscribe("too many"));
    QCOMPARE(sockets[0]->topics(), (std::vector<std::string_view>{"news", "more"}));
    QCOMPARE(sockets[1]->publish("news", Message::text("a")), Sent::Sent);
    QCOMPARE(sockets[1]->publish("news", Message::text("b"), Audience::Everyone), Sent::Sent);
    QCOMPARE(sockets[1]->publish("nobody", Message::text("c")), Sent::Sent);
    QVERIFY(sockets[2]->unsubscribe("news"));
    QVERIFY(!sockets[2]->unsubscribe("news"));
    rig.server.options->hub->publish("news", MessageType::Binary, "d"); // comes by the mailbox
    QVERIFY(rig.runUntil([&] { return clients[0].log.ends_with("binary d\n") && clients[1].log.ends_with("d\n"); }));
    QCOMPARE(clients[0].log, "text a\ntext b\nbinary d\n"s);
    QCOMPARE(clients[1].log, "text b\nbinary d\n"s);
    QVERIFY(rig.runUntil([&] { return clients[2].log == "text a\ntext b\n"; }));
    TopicTable& table = rig.server.options->hub->tableOf(*rig.loop);
    QCOMPARE(table.size(), std::size_t{2});
    for (Socket* socket : sockets)
        socket->abort();
    QCOMPARE(table.size(), std::size_t{0});
    QVERIFY(rig.runUntil([&] { return clients[2].closed == 1; }));
}

void WebsocketBindingTest::leavingWhileATopicIsDelivered() {
    std::vector<Socket*> sockets;
    Rig rig;
    rig.settings->highMark = 100; // a bigger message is written at once, within the delivery
    rig.server.options->hub = std::make_shared<Hub>();
    rig.server.options->onOpen = [&](Socket& socket) {
        sockets.push_back(&socket);
        socket.subscribe("t");
    };
    // The end of one makes all others leave and join anew while the delivery runs.
    rig.server.options->onClose = [&](Socket& gone, const CloseReason&) {
        std::erase(sockets, &gone);
        for (Socket* socket : sockets) {
            socket->unsubscribe("t");
            socket->subscribe("t");
        }
    };
    rig.clients.resize(4);
    for (Side& client : rig.clients) {
        rig.connect(client);
        QVERIFY(rig.runUntil([&] { return client.socket; }));
    }
    TopicTable& table = rig.server.options->hub->tableOf(*rig.loop);
    rig.plan.atOperation = rig.plan.operations + 1;
    QCOMPARE(sockets[0]->publish("t", Message::text(std::string(200, 'x'))), Sent::Sent);
    QCOMPARE(sockets.size(), std::size_t{3}); // the first receiver's write failed
    QCOMPARE(table.size(), std::size_t{1});
    QCOMPARE(sockets[0]->publish("t", Message::text("y")), Sent::Sent);
    QVERIFY(rig.runUntil([&] { return rig.clients[2].log == "text y\n" && rig.clients[3].log == "text y\n"; }));
    sockets[2]->publish("t", Message::text("z"));
    QVERIFY(rig.runUntil([&] { return rig.clients[0].log == "text z\n" && rig.clients[2].log == "text y\ntext z\n"; }));
    while (!sockets.empty())
        sockets.back()->abort();
    QCOMPARE(table.size(), std::size_t{0});
}

void WebsocketBindingTest::handleFromElsewhere() {
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.socket && rig.server.socket; }));
    const SocketHandle handle = rig.server.socket->handle();
    QCOMPARE(handle.id(), rig.server.socket->id());
    std::thread([&] {
        QVERIFY(handle.send(Message::text("from a thread")));
        QVERIFY(handle.close(4000, "done"));
    }).join();
    QVERIFY(rig.runUntil([&] { return client.closed && rig.server.closed; }));
    QCOMPARE(client.log, "text from a thread\nclosed 4000 'done'\n"s);
    QVERIFY(handle.send(Message::text("nobody is there"))); // dropped
    QVERIFY(rig.loop->runOnce(0ms));
    QVERIFY(!SocketHandle().send(Message::text("x")));
}

void WebsocketBindingTest::describes() {
    struct Writer final : SnapshotWriter {
        std::string all;
        void text(std::string_view name, std::string_view value, FieldPriority) override {
            all.append(name).append("=").append(value).append(" ");
        }
        void number(std::string_view name, std::uint64_t value, Unit, FieldPriority) override {
            all.append(name).append("=").append(std::to_string(value)).append(" ");
        }
        void flag(std::string_view, bool, FieldPriority) override {}
    };
    Rig rig;
    Side& client = rig.clients.emplace_back();
    rig.server.options->onMessage = [](Socket& socket, const Message& message) { socket.send(message); };
    client.options->onOpen = [](Socket& socket) { socket.sendText("x"); };
    rig.connect(client);
    QVERIFY(rig.runUntil([&] { return client.log == "text x\n"; }));
    Writer writer;
    rig.server.socket->connection()->session().describe(writer);
    QCOMPARE(writer.all, "role=server messages-in=1 messages-out=1 topics=0 message-limit=16777216 "
                         "queue-hard-limit=16777216 "s);
    QCOMPARE(rig.server.socket->connection()->session().protocol(), std::string_view("websocket"));
    QCOMPARE(rig.server.socket->connection()->session().state(), std::string_view("active"));
}

void WebsocketBindingTest::everyOperationFailsOnce_data() {
    QTest::addColumn<int>("action");
    QTest::newRow("fail") << static_cast<int>(FaultPlan::Action::Fail);
    QTest::newRow("cut") << static_cast<int>(FaultPlan::Action::Cut);
    QTest::newRow("block") << static_cast<int>(FaultPlan::Action::Block);
}

void WebsocketBindingTest::everyOperationFailsOnce() {
    QFETCH(int, action);
    for (std::uint32_t n = 1; n < 200; ++n) {
        Rig rig;
        Side& client = rig.clients.emplace_back();
        rig.plan.atOperation = n;
        rig.plan.action = static_cast<FaultPlan::Action>(action);
        rig.plan.readAtMost = 500;
        rig.server.options->onMessage = [&](Socket& socket, const Message& message) { socket.send(message); };
        int echoes = 0;
        client.options->onOpen = [&](Socket& socket) {
            socket.sendText("one");
            socket.sendBinary(std::string(3'000, 'x'));
        };
        client.options->onMessage = [&](Socket& socket, const Message&) {
            if (++echoes == 2)
                socket.close();
        };
        rig.connect(client);
        QVERIFY2(rig.runUntil([&] { return client.closed == 1 && rig.registry.size() == 0; }, 3'000),
                 qPrintable(QString::number(n)));
        QVERIFY(rig.server.closed <= 1);
        if (rig.plan.action == FaultPlan::Action::Block)
            QVERIFY(client.clean && echoes == 2);
        if (rig.plan.operations < n)
            return; // the whole story ran without the fault
    }
    QFAIL("the story has no end");
}

QTEST_APPLESS_MAIN(WebsocketBindingTest)
#include "websocket_binding_test.moc"
