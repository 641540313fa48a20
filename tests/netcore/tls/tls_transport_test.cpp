// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/connection.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netcore/tls/tls_transport.hpp"
#include "tests/netcore/tls/tls_fixture.hpp"

#include <QtTest>

#include <atomic>
#include <fcntl.h>
#include <functional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace burrow;
using namespace burrow::tls_test;
using namespace std::chrono_literals;

namespace {

/// A session made of functions, which records what it is told.
struct Script {
    std::function<Result<std::size_t>(MutableBytes, Connection&)> onBytes;
    std::function<void(Connection&)> onOpen;
    std::string received;
    int eofs = 0, closed = 0;
    std::optional<Error> why;
    Connection* connection = nullptr;
};

class ScriptedSession final : public ProtocolSession {
public:
    explicit ScriptedSession(Script& script) : m_script(script) {}
    void onOpen(Connection& connection) override {
        m_script.connection = &connection;
        if (m_script.onOpen)
            m_script.onOpen(connection);
    }
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        if (m_script.onBytes)
            return m_script.onBytes(in, connection);
        m_script.received += asText(in);
        return in.size();
    }
    Result<void> onEof(Connection& connection) override {
        ++m_script.eofs;
        return ProtocolSession::onEof(connection);
    }
    void onClosed(const Error& why) noexcept override {
        ++m_script.closed;
        m_script.why = why;
        m_script.connection = nullptr;
    }
    std::string_view protocol() const noexcept override { return "script"; }

private:
    Script& m_script;
};

struct Contexts {
    std::shared_ptr<const TlsContext> server = *TlsContext::server(serverOptions());
    std::shared_ptr<const TlsContext> client = *TlsContext::client(clientOptions());
};

const Contexts& contexts() {
    static const Contexts made;
    return made;
}

struct Rig {
    std::unique_ptr<EventLoop> loop = std::move(*EventLoop::create({.coarseTick = 1ms}));
    std::shared_ptr<ConnectionOptions> options = std::make_shared<ConnectionOptions>();
    FaultPlan plan;
    MemoryPair pair;
    Script client, server; ///< outlive the registry, whose death closes the connections
    ConnectionRegistry registry{*loop};

    explicit Rig(FaultPlan faults = {}, std::size_t capacity = 256 * 1024)
        : plan(faults), pair(makeMemoryPair(*loop, &plan, capacity)) {
        options->listener = "test";
        options->lingerLimit = 5ms;
    }
    void useSockets() {
        int ends[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
        pair.first = makeSocketTransport(Fd(ends[0]), TransportKind::Unix);
        pair.second = makeSocketTransport(Fd(ends[1]), TransportKind::Unix);
    }
    Connection* openServer(std::shared_ptr<const TlsContext> context = contexts().server) {
        auto transport = *makeTlsTransport(std::move(pair.second), std::move(context), *loop);
        return registry.open(std::move(transport), std::make_unique<ScriptedSession>(server), options, {});
    }
    Connection* openClient(std::string name = "example.org",
                           std::shared_ptr<const TlsContext> context = contexts().client) {
        auto transport =
            *makeTlsTransport(std::move(pair.first), std::move(context), *loop, {.serverName = std::move(name)});
        return registry.open(std::move(transport), std::make_unique<ScriptedSession>(client), options, {});
    }
    template <class Condition>
    bool runUntil(Condition condition, Duration atMost = 10s) {
        const TimePoint giveUp = Clock::now() + atMost;
        while (!condition() && Clock::now() < giveUp)
            (void)loop->runOnce(1ms);
        return condition();
    }
};

std::string messageOf(const Script& script) { return tls_test::messageOf(script.why); }

} // namespace

class TlsTransportTest : public QObject {
    Q_OBJECT

private slots:
    void pingPong_data() {
        QTest::addColumn<bool>("sockets");
        QTest::newRow("memory") << false;
        QTest::newRow("sockets") << true;
    }
    void pingPong() {
        QFETCH(bool, sockets);
        Rig rig;
        if (sockets)
            rig.useSockets();
        rig.server.onBytes = [](MutableBytes in, Connection& connection) {
            connection.out().append("echo ");
            connection.out().append(asText(in));
            return in.size();
        };
        rig.client.onOpen = [](Connection& connection) { connection.out().append("hello"); };
        Connection* server = rig.openServer();
        QVERIFY(!server->transport().info().tls);
        rig.openClient();
        QVERIFY2(rig.runUntil([&] { return rig.client.received == "echo hello"; }), messageOf(rig.client).c_str());
        const TransportInfo info = server->transport().info();
        QCOMPARE(info.kind, TransportKind::Tls);
        QVERIFY(info.tls);
        QCOMPARE(info.tls->serverName, std::string("example.org"));
        QVERIFY(info.tls->handshakeTime < 10s);
        QCOMPARE(server->transport().tlsNames().version, std::string_view("TLSv1.3"));
        QCOMPARE(server->transport().tlsNames().suite, std::string_view("TLS_AES_128_GCM_SHA256"));
        QCOMPARE(server->bytesIn(), std::uint64_t{5});
        QCOMPARE(server->bytesOut(), std::uint64_t{10});
        rig.client.connection->closeWhenFlushed();
        QVERIFY(rig.runUntil([&] { return rig.server.closed && rig.client.closed; }));
        QCOMPARE(rig.server.eofs, 1);
        QCOMPARE(rig.server.why->kind(), ErrorKind::Closed);
    }

    void serverSpeaksFirst() {
        Rig rig;
        rig.server.onOpen = [](Connection& connection) { connection.out().append("220 ready\r\n"); };
        rig.openServer();
        rig.openClient();
        QVERIFY(rig.runUntil([&] { return rig.client.received == "220 ready\r\n"; }));
    }

    /// The last byte of a long answer arrives though the reader is slow and the writer closes at once.
    void largeAnswerThenClose_data() {
        QTest::addColumn<bool>("sockets");
        QTest::addColumn<int>("capacity");
        QTest::newRow("memory") << false << 256 * 1024;
        QTest::newRow("narrow memory") << false << 1000;
        QTest::newRow("sockets") << true << 0;
    }
    void largeAnswerThenClose() {
        QFETCH(bool, sockets);
        QFETCH(int, capacity);
        Rig rig({}, static_cast<std::size_t>(capacity));
        if (sockets)
            rig.useSockets();
        std::string answer;
        for (int i = 0; answer.size() < 2'000'000; ++i)
            answer += std::to_string(i) + '\n';
        rig.server.onBytes = [&](MutableBytes in, Connection& connection) {
            connection.out().append("head\n");
            connection.out().appendShared(std::make_shared<const std::string>(answer));
            connection.closeWhenFlushed();
            return in.size();
        };
        rig.client.onOpen = [](Connection& connection) { connection.out().append("get"); };
        rig.openServer();
        rig.openClient();
        QVERIFY(rig.runUntil([&] { return rig.client.closed != 0; }, 60s));
        QCOMPARE(rig.client.received.size(), answer.size() + 5);
        QVERIFY(rig.client.received == "head\n" + answer);
        QCOMPARE(rig.client.eofs, 1);
        QCOMPARE(rig.client.why->kind(), ErrorKind::Closed);
    }

    void bothWaysAtOnce() {
        Rig rig({}, 10'000);
        rig.options->highMark = rig.options->lowMark = 4'000'000; // neither end stops reading
        const std::string up(1'000'000, 'u'), down(1'200'000, 'd');
        rig.server.onOpen = [&](Connection& connection) { connection.out().append(down); };
        rig.client.onOpen = [&](Connection& connection) { connection.out().append(up); };
        rig.openServer();
        rig.openClient();
        QVERIFY(rig.runUntil(
            [&] { return rig.server.received.size() == up.size() && rig.client.received.size() == down.size(); }, 60s));
        QVERIFY(rig.server.received == up && rig.client.received == down);
    }

    void fileRange() {
        char path[] = "/tmp/burrow-tls-test-XXXXXX";
        auto file = std::make_shared<FileHandle>();
        file->fd = Fd(::mkstemp(path));
        ::unlink(path);
        std::string content;
        for (int i = 0; content.size() < 300'000; ++i)
            content += std::to_string(i) + ' ';
        QCOMPARE(::write(file->fd.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
        file->size = content.size();
        Rig rig;
        rig.server.onBytes = [&](MutableBytes in, Connection& connection) {
            connection.out().append("head ");
            connection.out().appendFile(file, 10, content.size() - 10);
            connection.out().append(" tail");
            return in.size();
        };
        rig.client.onOpen = [](Connection& connection) { connection.out().append("get"); };
        rig.openServer();
        rig.openClient();
        const std::string expected = "head " + content.substr(10) + " tail";
        QVERIFY(rig.runUntil([&] { return rig.client.received.size() >= expected.size(); }));
        QVERIFY(rig.client.received == expected);
    }

    void tinySteps() {
        Rig rig({.readAtMost = 1, .writeAtMost = 3});
        rig.client.onOpen = [](Connection& connection) { connection.out().append("hello"); };
        rig.openServer();
        rig.openClient();
        QVERIFY(rig.runUntil([&] { return rig.server.received == "hello"; }));
    }

    /// Each operation fails once, is cut once, blocks once: every connection ends or goes on, none hangs or lies.
    void everyOperationFails_data() {
        QTest::addColumn<int>("action");
        QTest::newRow("fail") << static_cast<int>(FaultPlan::Action::Fail);
        QTest::newRow("cut") << static_cast<int>(FaultPlan::Action::Cut);
        QTest::newRow("block") << static_cast<int>(FaultPlan::Action::Block);
    }
    void everyOperationFails() {
        QFETCH(int, action);
        std::uint32_t last = 1;
        for (std::uint32_t at = 0; at <= last; ++at) {
            Rig rig({.atOperation = at, .action = static_cast<FaultPlan::Action>(action)});
            rig.server.onBytes = [](MutableBytes in, Connection& connection) {
                connection.out().append(asText(in));
                return in.size();
            };
            rig.client.onOpen = [](Connection& connection) { connection.out().append("hello"); };
            rig.client.onBytes = [&](MutableBytes in, Connection& connection) {
                rig.client.received += asText(in);
                if (rig.client.received == "hello")
                    connection.closeWhenFlushed();
                return in.size();
            };
            rig.openServer();
            rig.openClient();
            const bool ended = rig.runUntil([&] { return rig.client.closed && rig.server.closed; }, 5s);
            QVERIFY2(ended, qPrintable(QString("operation %1").arg(at)));
            QCOMPARE(rig.client.closed, 1);
            QCOMPARE(rig.server.closed, 1);
            if (at == 0)
                last = rig.plan.operations;
            const bool harmless = at == 0 || static_cast<FaultPlan::Action>(action) == FaultPlan::Action::Block;
            if (harmless) {
                QCOMPARE(rig.client.received, std::string("hello"));
                QCOMPARE(rig.client.why->kind(), ErrorKind::Closed);
                QCOMPARE(rig.server.why->kind(), ErrorKind::Closed);
            }
        }
        QVERIFY(last > 6);
    }

    void truncationIsReported() {
        Rig rig;
        rig.client.onOpen = [](Connection& connection) { connection.out().append("half"); };
        rig.openServer();
        auto raw =
            *makeTlsTransport(std::move(rig.pair.first), contexts().client, *rig.loop, {.serverName = "example.org"});
        Transport* client = raw.get();
        OutputQueue out(rig.loop->blocks());
        out.append("half");
        QVERIFY(rig.runUntil([&] {
            std::byte room[100];
            (void)client->read(room);
            (void)client->write(out);
            return rig.server.received == "half";
        }));
        raw.reset(); // ends the stream without close_notify
        QVERIFY(rig.runUntil([&] { return rig.server.closed != 0; }));
        QCOMPARE(rig.server.why->kind(), ErrorKind::Truncated);
        QCOMPARE(rig.server.eofs, 0);
    }

    void alertReachesThePeer() {
        Rig rig;
        rig.useSockets();
        rig.openServer();
        rig.openClient("wrong.example.com");
        QVERIFY(rig.runUntil([&] { return rig.client.closed && rig.server.closed; }));
        QCOMPARE(static_cast<TlsError>(rig.client.why->code()), TlsError::CertificateWrongName);
        QCOMPARE(peerAlertOf(*rig.server.why), 42);
    }

    void handshakeTimeout() {
        auto options = serverOptions();
        options.limits.handshakeTime = 20ms;
        Rig rig;
        rig.openServer(*TlsContext::server(options)); // nobody speaks at the other end
        QVERIFY(rig.runUntil([&] { return rig.server.closed != 0; }));
        QCOMPARE(rig.server.why->kind(), ErrorKind::Timeout);
        QCOMPARE(rig.server.why->text(), std::string_view("the TLS handshake took too long"));
    }

    /// STARTTLS: plain greeting, then both ends wrap their connection.
    void startTls() {
        Script secret;
        secret.onOpen = [](Connection& connection) { connection.out().append("secret question"); };
        Rig rig;
        const auto serve = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            rig.server.received += asText(in);
            if (asText(in) == "STARTTLS\r\n") {
                connection.out().append("220 go ahead\r\n");
                connection.wrapTransport(tlsWrapper(contexts().server, *rig.loop));
            } else {
                connection.out().append("secret answer");
            }
            return in.size();
        };
        rig.server.onBytes = serve;
        rig.client.onOpen = [](Connection& connection) { connection.out().append("STARTTLS\r\n"); };
        rig.client.onBytes = [&](MutableBytes in, Connection& connection) -> Result<std::size_t> {
            rig.client.received += asText(in);
            if (asText(in) == "220 go ahead\r\n") {
                // What is queued before the wrapper stands leaves in plain: the next session asks.
                connection.wrapTransport(tlsWrapper(contexts().client, *rig.loop, {.serverName = "example.org"}));
                connection.replaceSession(std::make_unique<ScriptedSession>(secret));
            }
            return in.size();
        };
        rig.registry.open(std::move(rig.pair.second), std::make_unique<ScriptedSession>(rig.server), rig.options, {});
        rig.registry.open(std::move(rig.pair.first), std::make_unique<ScriptedSession>(rig.client), rig.options, {});
        QVERIFY2(rig.runUntil([&] { return secret.received == "secret answer"; }), messageOf(secret).c_str());
        QCOMPARE(rig.server.received, std::string("STARTTLS\r\nsecret question"));
        QVERIFY(secret.connection->transport().info().tls);
    }

    void tlsInsideTls() {
        Rig rig;
        rig.pair.first =
            *makeTlsTransport(std::move(rig.pair.first), contexts().client, *rig.loop, {.serverName = "127.0.0.1"});
        rig.pair.second = *makeTlsTransport(std::move(rig.pair.second), contexts().server, *rig.loop);
        const std::string text(200'000, 'x');
        rig.client.onOpen = [&](Connection& connection) { connection.out().append(text); };
        rig.openServer();
        rig.openClient();
        QVERIFY2(rig.runUntil([&] { return rig.server.received.size() == text.size(); }),
                 messageOf(rig.server).c_str());
        QVERIFY(rig.server.received == text);
    }

    void budget() {
        TlsHandshakeBudget budget(2);
        QVERIFY(budget.take(1) && budget.take(1) && !budget.take(1));
        QVERIFY(budget.take(2) && budget.take(2) && !budget.take(2));
    }

    /// A listener with one handshake per turn serves a crowd all the same.
    void listenerWithBudget() {
        auto options = serverOptions();
        options.limits.handshakesPerTurn = 1;
        auto group = *LoopGroup::start({.loops = 1});
        ListenOptions listen;
        listen.wrap = tlsServerWrap(*TlsContext::server(options));
        struct Echo final : ProtocolSession {
            Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
                connection.out().append(asText(in));
                return in.size();
            }
            void onClosed(const Error&) noexcept override {}
            std::string_view protocol() const noexcept override { return "echo"; }
        };
        auto listener = *group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), std::move(listen),
                                       [](const AcceptInfo&) { return std::make_unique<Echo>(); });
        Rig rig;
        constexpr int crowd = 20;
        std::vector<Script> scripts(crowd);
        for (Script& script : scripts) {
            script.onOpen = [](Connection& connection) { connection.out().append("hello"); };
            Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            ::sockaddr_storage address;
            const std::uint32_t size = listener.endpoint().toSockaddr(&address);
            QCOMPARE(::connect(fd.get(), reinterpret_cast<::sockaddr*>(&address), size), 0);
            QCOMPARE(::fcntl(fd.get(), F_SETFL, O_NONBLOCK), 0);
            auto transport = *makeTlsTransport(makeSocketTransport(std::move(fd), TransportKind::Tcp),
                                               contexts().client, *rig.loop, {.serverName = "127.0.0.1"});
            rig.registry.open(std::move(transport), std::make_unique<ScriptedSession>(script), rig.options, {});
        }
        QVERIFY(rig.runUntil([&] {
            return std::ranges::all_of(scripts, [](const Script& script) { return script.received == "hello"; });
        }));
        for (Script& script : scripts)
            script.connection->closeWhenFlushed();
        QVERIFY(rig.runUntil(
            [&] { return std::ranges::all_of(scripts, [](const Script& script) { return script.closed; }); }));
        group->stop();
    }

    /// A certificate is renewed while others shake hands; nobody notices but by the new serial number.
    void renewedCertificate() {
        auto slot = std::make_shared<TlsContextSlot>(contexts().server);
        const TlsWrap wrap = tlsServerWrap(std::shared_ptr<const TlsContextSlot>(slot));
        std::atomic<bool> over{false};
        std::thread renewer([&] {
            while (!over)
                slot->replace(*TlsContext::server(serverOptions()));
        });
        int failures = 0;
        for (int i = 0; i < 50; ++i) {
            Rig rig;
            rig.client.onOpen = [](Connection& connection) { connection.out().append("hello"); };
            rig.registry.open(*wrap(std::move(rig.pair.second), *rig.loop),
                              std::make_unique<ScriptedSession>(rig.server), rig.options, {});
            rig.openClient();
            failures += !rig.runUntil([&] { return rig.server.received == "hello"; });
        }
        over = true;
        renewer.join();
        QCOMPARE(failures, 0);
        QVERIFY(slot->current() != contexts().server);
    }
};

QTEST_GUILESS_MAIN(TlsTransportTest)
#include "tls_transport_test.moc"
