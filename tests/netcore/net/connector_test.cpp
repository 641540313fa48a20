// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/address_class.hpp"
#include "netcore/net/connector.hpp"
#include "netcore/net/socket.hpp"
#include "netcore/net/socket_options.hpp"
#include "tests/netcore/net/run_until.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <future>

using namespace burrow;
using namespace std::chrono_literals;
using test::runUntil;

namespace {

Endpoint at(const char* address, std::uint16_t port = 0) { return {*IpAddress::parse(address), port}; }

/// A listener whose queue is full: the kernel drops further connection requests, as a silent host would.
struct SilentListener {
    explicit SilentListener(const Endpoint& endpoint) : fd(std::move(*listenSocket(endpoint, {.backlog = 0}))) {
        local = Endpoint::localOf(fd.get());
        for (Fd& filler : fillers) {
            bool inProgress = false;
            filler = std::move(*connectSocket(local, inProgress));
        }
    }
    Fd fd;
    Endpoint local;
    std::array<Fd, 4> fillers;
};

LookupFunction answering(std::vector<const char*> texts) {
    return [texts](const std::string&, AddressFamilies) -> Result<Addresses> {
        Addresses list;
        for (const char* text : texts)
            list.push_back(*IpAddress::parse(text));
        return list;
    };
}

} // namespace

class ConnectorTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_loop = std::move(*EventLoop::create());
        m_outcome.reset();
    }
    void cleanup() {
        m_connector.reset();
        m_loop.reset();
    }

    void interleaves_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("6644") << QByteArray("6a 6b 4a 4b") << QByteArray("6a 4a 6b 4b");
        QTest::newRow("4666") << QByteArray("4a 6a 6b 6c") << QByteArray("4a 6a 6b 6c");
        QTest::newRow("664") << QByteArray("6a 6b 6c 4a") << QByteArray("6a 4a 6b 6c");
        QTest::newRow("one") << QByteArray("4a") << QByteArray("4a");
        QTest::newRow("none") << QByteArray("") << QByteArray("");
    }
    void interleaves() {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        std::vector<Endpoint> endpoints;
        for (const QByteArray& word : from.split(' ')) {
            if (!word.isEmpty())
                endpoints.push_back(word[0] == '6' ? at("::1", static_cast<std::uint16_t>(word[1]))
                                                   : at("127.0.0.1", static_cast<std::uint16_t>(word[1])));
        }
        QByteArrayList words;
        for (const Endpoint& one : interleaveFamilies(endpoints))
            words << QByteArray(one.address().isV6() ? "6" : "4") + static_cast<char>(one.port());
        QCOMPARE(words.join(' '), to);
    }

    void toAnAddress() {
        const Fd listener = std::move(*listenSocket(at("127.0.0.1")));
        connectTo(Endpoint::localOf(listener.get()));
        QVERIFY(!m_outcome); // never inside the constructor
        QVERIFY(waitForOutcome());
        QVERIFY(m_outcome->has_value());
        QVERIFY(*readOption((*m_outcome)->fd.get(), socket_option::noDelay));
        QVERIFY((*m_outcome)->peer == Endpoint::localOf(listener.get()));
        QVERIFY(!m_connector->isPending());
    }

    void toAUnixPath() {
        QTemporaryDir folder;
        const Endpoint path = *Endpoint::unixPath(folder.filePath("x").toStdString());
        const Fd listener = std::move(*listenSocket(path));
        connectTo(path);
        QVERIFY(waitForOutcome());
        QVERIFY(m_outcome->has_value());
    }

    void refused() {
        Fd listener = std::move(*listenSocket(at("127.0.0.1")));
        const Endpoint gone = Endpoint::localOf(listener.get());
        listener.reset();
        connectTo(gone);
        QVERIFY(waitForOutcome());
        QVERIFY(!m_outcome->has_value());
        QCOMPARE(m_outcome->error().code(), ECONNREFUSED);
        QCOMPARE(m_outcome->error().message(), "connect " + gone.toString() + ": Connection refused");
    }

    void nextAddressAfterAFailure() {
        Fd listener = std::move(*listenSocket(at("127.0.0.2")));
        const std::uint16_t port = Endpoint::localOf(listener.get()).port();
        Resolver resolver({.lookup = answering({"fe80::1", "127.0.0.1", "127.0.0.2"})});
        const TimePoint begin = Clock::now();
        connectTo(*Target::make("several.example", port), {.resolver = &resolver});
        QVERIFY(waitForOutcome());
        QVERIFY2(m_outcome->has_value(), m_outcome->has_value() ? "" : m_outcome->error().message().c_str());
        QVERIFY((*m_outcome)->peer == at("127.0.0.2", port));
        QVERIFY(Clock::now() - begin < 240ms); // a failure does not wait for the delay
    }

    void slowAddressIsOvertaken() {
        const SilentListener silent(at("127.0.0.1"));
        const Fd listener = std::move(*listenSocket(at("127.0.0.2", silent.local.port())));
        Resolver resolver({.lookup = answering({"127.0.0.1", "127.0.0.2"})});
        const TimePoint begin = Clock::now();
        connectTo(*Target::make("slow.example", silent.local.port()), {.attemptDelay = 50ms, .resolver = &resolver});
        QVERIFY(waitForOutcome());
        QVERIFY2(m_outcome->has_value(), m_outcome->has_value() ? "" : m_outcome->error().message().c_str());
        QVERIFY((*m_outcome)->peer.address() == *IpAddress::parse("127.0.0.2"));
        QVERIFY(Clock::now() - begin >= 50ms);
    }

    void totalDeadline() {
        const SilentListener silent(at("127.0.0.1"));
        connectTo(silent.local, {.timeout = 60ms});
        const TimePoint begin = Clock::now();
        QVERIFY(waitForOutcome());
        QVERIFY(!m_outcome->has_value());
        QVERIFY(m_outcome->error().kind() == ErrorKind::Timeout);
        QVERIFY(Clock::now() - begin >= 55ms);
    }

    void deadlineWhileTheNameIsAsked() {
        auto gate = std::make_shared<std::promise<void>>();
        Resolver resolver({.workers = {.patience = 1ms},
                           .lookup = [future = std::shared_future(gate->get_future())](const auto&, auto)
                               -> Result<Addresses> {
                               future.wait();
                               return Addresses();
                           }});
        connectTo(*Target::make("silent.example", 1), {.timeout = 30ms, .resolver = &resolver});
        QVERIFY(waitForOutcome());
        QVERIFY(m_outcome->error().kind() == ErrorKind::Timeout);
        QVERIFY(m_outcome->error().message().find("the name server did not answer") != std::string::npos);
        gate->set_value();
    }

    void allAttemptsAreTold() {
        Fd listener = std::move(*listenSocket(at("127.0.0.1")));
        const std::uint16_t port = Endpoint::localOf(listener.get()).port();
        listener.reset();
        Resolver resolver({.lookup = answering({"127.0.0.1", "fe80::1", "0.0.0.0"})});
        connectTo(*Target::make("dead.example", port), {.resolver = &resolver});
        QVERIFY(waitForOutcome());
        QVERIFY(!m_outcome->has_value());
        const ErrorDetail* detail = m_outcome->error().detail();
        QVERIFY(detail);
        QCOMPARE(detail->what, "connect dead.example:" + std::to_string(port));
        QCOMPARE(detail->attempts.size(), std::size_t{3});
        QVERIFY(detail->attempts[0].ends_with("Connection refused"));
        QVERIFY(detail->attempts[1].find("needs its interface") != std::string::npos);
        QVERIFY(detail->attempts[2].find("unspecified") != std::string::npos);
    }

    void namesNeedAResolver() {
        connectTo(*Target::make("example.org", 1));
        QVERIFY(waitForOutcome());
        QVERIFY(m_outcome->error().kind() == ErrorKind::Misuse);
    }

    void unknownName() {
        Resolver resolver;
        connectTo(*Target::make("nothing.invalid", 80), {.resolver = &resolver});
        QVERIFY(waitForOutcome());
        QVERIFY(m_outcome->error().kind() == ErrorKind::Unresolved);
        QVERIFY(m_outcome->error().message().starts_with("connect nothing.invalid:80: "));
    }

    /// A name that points into the inner network, in each disguise, is refused before a packet leaves.
    void guardAgainstForgedRequests() {
        const Fd listener = std::move(*listenSocketAnywhere(0));
        const std::uint16_t port = Endpoint::localOf(listener.get()).port();
        Resolver resolver({.lookup = answering({"127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
                                                "::1", "10.0.0.1", "169.254.169.254"})});
        connectTo(*Target::make("rebind.example", port), {.resolver = &resolver, .allows = isGloballyReachable});
        QVERIFY(waitForOutcome());
        QVERIFY(!m_outcome->has_value());
        QVERIFY(m_outcome->error().kind() == ErrorKind::Security);
        QCOMPARE(m_outcome->error().detail()->attempts.size(), std::size_t{7});
        QCOMPARE(acceptSocket(listener.get()).error().code(), EAGAIN);
    }

    void destructionCancels() {
        const SilentListener silent(at("127.0.0.1"));
        connectTo(silent.local);
        (void)m_loop->runOnce(10ms);
        m_connector.reset();
        (void)m_loop->runOnce(10ms);
        QVERIFY(!m_outcome);
    }

    void destroyedByItsOwnOutcome() {
        const Fd listener = std::move(*listenSocket(at("127.0.0.1")));
        bool called = false;
        m_connector = std::make_unique<Connector>(*m_loop, Target(Endpoint::localOf(listener.get())), ConnectOptions(),
                                                  [&](const auto&) {
                                                      m_connector.reset();
                                                      called = true;
                                                  });
        QVERIFY(runUntil(*m_loop, [&] { return called; }));
        QVERIFY(!m_connector);
    }

private:
    void connectTo(Target target, ConnectOptions options = {}) {
        m_connector = std::make_unique<Connector>(*m_loop, std::move(target), std::move(options),
                                                  [this](Result<ConnectedSocket> one) { m_outcome = std::move(one); });
    }
    bool waitForOutcome() {
        return runUntil(*m_loop, [this] { return m_outcome.has_value(); });
    }

    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<Connector> m_connector;
    std::optional<Result<ConnectedSocket>> m_outcome;
};

QTEST_GUILESS_MAIN(ConnectorTest)
#include "connector_test.moc"
