// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/datagram.hpp"
#include "netcore/net/socket.hpp"
#include "netcore/net/socket_options.hpp"
#include "tests/netcore/net/run_until.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

using namespace burrow;
using namespace std::chrono_literals;
using test::runUntil;

namespace {

struct Told {
    int opened = 0;
    std::vector<ErrorKind> closed;
    DatagramFlow* flow = nullptr;
};

/// Echoes; "bye" closes the flow after the answer, "bad" is an error.
class Echo final : public DatagramSession {
public:
    explicit Echo(Told* told) : m_told(told) {
        if (m_told)
            ++m_told->opened;
    }
    Result<void> onDatagram(MutableBytes data, DatagramFlow& flow) override {
        if (m_told)
            m_told->flow = &flow;
        if (asText(data) == "bad")
            return fail(Error(ErrorKind::PeerFault, CoreError::InvalidArgument));
        (void)flow.send(data);
        if (asText(data) == "bye") {
            flow.close(Error(ErrorKind::Closed, CoreError::Closed));
            if (flow.send("more"))
                std::abort();
        }
        return {};
    }
    void onClosed(const Error& why) noexcept override {
        if (m_told)
            m_told->closed.push_back(why.kind());
    }
    std::string_view protocol() const noexcept override { return "echo"; }

private:
    Told* m_told;
};

Endpoint at(const std::string& text) { return *Endpoint::parse(text, {.allowPortZero = true}); }

/// A client's socket; blocking waits are bounded.
struct Client {
    explicit Client(const Endpoint& local) : fd(std::move(*bindDatagramSocket(local))) {}
    void send(const Endpoint& to, std::string_view text) {
        ::sockaddr_storage storage;
        const ::socklen_t size = to.toSockaddr(&storage);
        QCOMPARE(::sendto(fd.get(), text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<::sockaddr*>(&storage), size),
                 static_cast<ssize_t>(text.size()));
    }
    bool waiting(int milliseconds = 0) const {
        ::pollfd one{fd.get(), POLLIN, 0};
        return ::poll(&one, 1, milliseconds) == 1;
    }
    std::optional<std::string> receive() {
        const auto count = receiver.receive(fd.get());
        if (!count || *count == 0)
            return std::nullopt;
        from = receiver.at(0).peer;
        return std::string(asText(receiver.at(0).data));
    }
    Fd fd;
    DatagramReceiver receiver{1};
    Endpoint from;
};

} // namespace

class DatagramTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_loop = std::move(*EventLoop::create({.coarseTick = 5ms}));
        m_registry = std::make_unique<ConnectionRegistry>(*m_loop);
        m_told = {};
    }
    void cleanup() {
        m_listener.close();
        (void)m_loop->runOnce(Duration::zero());
        m_registry.reset();
        m_loop.reset();
    }

    void echoesAndIsARow() {
        bind("127.0.0.1:0", {.name = "test"});
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "hello");
        QVERIFY(answered(client));
        QCOMPARE(*client.receive(), std::string("hello"));
        QVERIFY(client.from == m_listener.endpoint());
        client.send(m_listener.endpoint(), "again");
        QVERIFY(answered(client));
        QCOMPARE(m_told.opened, 1);
        ConnectionInfo rows[2];
        QCOMPARE(m_registry->copyFrom(0, rows).rows, std::size_t{1});
        QCOMPARE(rows[0].listener, std::string_view("test"));
        QCOMPARE(rows[0].protocol, std::string_view("echo"));
        QVERIFY(rows[0].transport == TransportKind::Udp);
        QVERIFY(rows[0].peer.expand() == Endpoint::localOf(client.fd.get()));
        QCOMPARE(rows[0].bytesIn, std::uint64_t{10});
        QCOMPARE(rows[0].bytesOut, std::uint64_t{10});
        QCOMPARE(rows[0].requests, std::uint64_t{2});
        const DatagramStats stats = m_listener.stats();
        QCOMPARE(stats.received, std::uint64_t{2});
        QCOMPARE(stats.sent, std::uint64_t{2});
        QCOMPARE(m_loop->stats().bytesIn.read(), std::uint64_t{10});
    }

    /// One socket on all addresses answers from the one that was asked (multi-homed server).
    void answersFromTheAddressThatWasAsked_data() {
        QTest::addColumn<QByteArray>("listen");
        QTest::newRow("v4") << QByteArray("0.0.0.0:0");
        QTest::newRow("dual stack") << QByteArray("[::]:0");
    }
    void answersFromTheAddressThatWasAsked() {
        QFETCH(const QByteArray, listen);
        bind(listen.toStdString(), {.v6Only = false});
        const std::uint16_t port = m_listener.endpoint().port();
        Client client(at("0.0.0.0:0"));
        for (const char* address : {"127.0.0.2", "127.0.0.1"}) {
            const Endpoint asked(*IpAddress::parse(address), port);
            client.send(asked, "x");
            QVERIFY(answered(client));
            QVERIFY(client.receive());
            QCOMPARE(client.from.toString(), asked.toString());
        }
        QCOMPARE(m_told.opened, 2); // two conversations
    }

    void emptyAndLongDatagrams() {
        bind("127.0.0.1:0", {.datagramAtMost = 100});
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "");
        QVERIFY(answered(client));
        QCOMPARE(*client.receive(), std::string());
        client.send(m_listener.endpoint(), std::string(101, 'x'));
        client.send(m_listener.endpoint(), std::string(100, 'y'));
        QVERIFY(answered(client));
        QCOMPARE(*client.receive(), std::string(100, 'y'));
        QCOMPARE(m_listener.stats().truncated, std::uint64_t{1});
    }

    void manyInOneBatch() {
        bind("[::1]:0");
        Client client(at("[::1]:0"));
        for (int i = 0; i < 150; ++i)
            client.send(m_listener.endpoint(), std::to_string(i));
        int next = 0;
        QVERIFY(runUntil(*m_loop, [&] {
            while (auto text = client.receive()) {
                if (*text != std::to_string(next++))
                    return true;
            }
            return next == 150;
        }));
        QCOMPARE(next, 150);
    }

    void silenceEndsAFlow() {
        bind("127.0.0.1:0", {.idleTimeout = 20ms});
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "x");
        QVERIFY(runUntil(*m_loop, [&] { return !m_told.closed.empty(); }));
        QVERIFY(m_told.closed == std::vector{ErrorKind::Timeout});
        QCOMPARE(m_registry->size(), std::size_t{0});
        client.send(m_listener.endpoint(), "y"); // a new conversation
        QVERIFY(runUntil(*m_loop, [&] { return m_told.opened == 2; }));
    }

    void closedInsideItsCallback() {
        bind("127.0.0.1:0");
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "bye");
        QVERIFY(answered(client)); // what was sent before still goes out
        QVERIFY(m_told.closed == std::vector{ErrorKind::Closed});
        client.send(m_listener.endpoint(), "bad");
        QVERIFY(runUntil(*m_loop, [&] { return m_told.closed.size() == 2; }));
        QVERIFY(m_told.closed[1] == ErrorKind::PeerFault);
    }

    void limitOfFlows() {
        bind("127.0.0.1:0", {.flowLimit = 2});
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(std::make_unique<Client>(at("127.0.0.1:0")));
            clients.back()->send(m_listener.endpoint(), "x");
        }
        QVERIFY(runUntil(*m_loop, [&] { return m_listener.stats().flowsRefused == 3; }));
        QCOMPARE(m_registry->size(), std::size_t{2});
        QCOMPARE(m_loop->stats().limitHits.read(), std::uint64_t{3});
    }

    void outputIsBounded() {
        bind("127.0.0.1:0", {.queuedAtMost = 10});
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), std::string(11, 'x'));
        QVERIFY(runUntil(*m_loop, [&] { return m_listener.stats().sendDropped == 1; }));
    }

    void drainEndsFlows() {
        bind("127.0.0.1:0");
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "x");
        QVERIFY(answered(client));
        bool empty = false;
        m_registry->drain([&] { empty = true; });
        QVERIFY(empty);
        QVERIFY(m_told.closed == std::vector{ErrorKind::Canceled});
        client.send(m_listener.endpoint(), "y");
        QVERIFY(runUntil(*m_loop, [&] { return m_listener.stats().flowsRefused == 1; }));
    }

    void unixDatagrams() {
        QTemporaryDir folder;
        bind("unix:" + folder.filePath("server").toStdString());
        Client client(at("unix:" + folder.filePath("client").toStdString()));
        client.send(m_listener.endpoint(), "over a path");
        QVERIFY(answered(client));
        QCOMPARE(*client.receive(), std::string("over a path"));
    }

    void listenerClosesItsFlows() {
        bind("127.0.0.1:0");
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "x");
        QVERIFY(answered(client));
        const Endpoint address = m_listener.endpoint();
        m_listener.close();
        QVERIFY(runUntil(*m_loop, [&] { return m_told.closed.size() == 1; }));
        QCOMPARE(m_registry->size(), std::size_t{0});
        (void)m_loop->runOnce(Duration::zero());
        QVERIFY(bindDatagramSocket(address)); // the port is free
    }

    void loopDiesFirst() {
        bind("127.0.0.1:0");
        Client client(at("127.0.0.1:0"));
        client.send(m_listener.endpoint(), "x");
        QVERIFY(answered(client));
        m_registry.reset(); // in the order of LoopGroup
        m_loop.reset();
        m_listener.close();
        QCOMPARE(m_told.closed.size(), std::size_t{1});
        m_loop = std::move(*EventLoop::create());
    }

    void onAGroupOfLoops() {
        auto group = std::move(*LoopGroup::start({.loops = 2}));
        std::atomic<int> opened = 0;
        auto listener = DatagramListener::bind(*group, at("127.0.0.1:0"), {}, [&](const DatagramPeer&) {
            ++opened;
            return std::make_unique<Echo>(nullptr);
        });
        QVERIFY(listener.has_value());
        // A second program does not silently share the port.
        const auto second = DatagramListener::bind(*group, listener->endpoint(), {}, [](const DatagramPeer&) {
            return std::make_unique<Echo>(nullptr);
        });
        QVERIFY(!second && second.error().code() == EADDRINUSE);
        for (int i = 0; i < 20; ++i) {
            Client client(at("127.0.0.1:0"));
            client.send(listener->endpoint(), "x");
            QVERIFY(client.waiting(5000));
            QCOMPARE(*client.receive(), std::string("x"));
        }
        QCOMPARE(opened.load(), 20);
        group.reset(); // before its listener
    }

private:
    void bind(const std::string& endpoint, DatagramOptions options = {}) {
        auto bound = DatagramListener::bind({LoopSlot{*m_loop, *m_registry}}, at(endpoint), std::move(options),
                                            [this](const DatagramPeer&) { return std::make_unique<Echo>(&m_told); });
        QVERIFY2(bound.has_value(), bound ? "" : bound.error().message().c_str());
        m_listener = std::move(*bound);
    }
    bool answered(Client& client) {
        return runUntil(*m_loop, [&] { return client.waiting(); });
    }

    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<ConnectionRegistry> m_registry;
    DatagramListener m_listener;
    Told m_told;
};

QTEST_GUILESS_MAIN(DatagramTest)
#include "datagram_test.moc"
