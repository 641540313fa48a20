// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "host_rig.hpp"

#include "netcore/connection/datagram.hpp"
#include "netcore/net/socket.hpp"
#include "netprotocols/http/in_process.hpp"
#include "netprotocols/http_server/server.hpp"
#include "netprotocols/plugin_host/plugin_connector.hpp"
#include "netprotocols/plugin_host/plugin_datagram.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"
#include "netprotocols/plugin_host/plugin_http.hpp"
#include "netprotocols/plugin_host/plugin_sinks.hpp"

#include <QtTest>

#include <sys/socket.h>
#include <sys/time.h>

using namespace hostrig;

namespace {
const std::string samples = BURROW_SAMPLE_DIR "/";
const std::string probe = samples + "probe.so";
} // namespace

/// HTTP handlers, datagrams, log sinks, credentials, and a whole listener with real sockets.
class PluginServicesTest : public QObject {
    Q_OBJECT

    static http::Router routerOf(const Rig& rig) {
        http::Router router;
        HttpRoute route = *makeHttpRoute(rig.instance);
        router.any("/<path:rest>", std::move(route.handler), route.options);
        return router;
    }

private Q_SLOTS:
    void httpAnswers_data() {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("now") << QByteArray("/a?b=c") << 200 << QByteArray("POST /a?b=c Ada hello");
        QTest::newRow("from another thread") << QByteArray("/later") << 200 << QByteArray("POST /later? Ada hello");
        QTest::newRow("exception") << QByteArray("/throw") << 500 << QByteArray();
        QTest::newRow("forgotten") << QByteArray("/forget") << 500 << QByteArray();
        QTest::newRow("status out of range") << QByteArray("/status") << 500 << QByteArray();
        QTest::newRow("field with a line end") << QByteArray("/field") << 500 << QByteArray();
    }
    void httpAnswers() {
        QFETCH(QByteArray, target);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        Rig rig(probe);
        const http::Router router = routerOf(rig);
        const auto answer = http::call(router, {.method = "POST",
                                                .target = target.toStdString(),
                                                .fields = {{"X-Name", "Ada"}},
                                                .body = "hello"});
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->status, status);
        if (status == 200) {
            QCOMPARE(answer->body, body.toStdString());
            QCOMPARE(answer->fields.find("x-probe"), std::optional<std::string_view>("yes"));
        }
    }
    void httpBodiesHaveALimit() {
        Rig rig(probe);
        QCOMPARE(makeHttpRoute(rig.instance)->options.bodyLimit, std::uint64_t(1000));
    }
    void statusesOfErrors() {
        QCOMPARE(httpStatusOf(BURROW_E_LIMIT), 413);
        QCOMPARE(httpStatusOf(BURROW_E_PEER_FAULT), 400);
        QCOMPARE(httpStatusOf(BURROW_E_UNRESOLVED), 404);
        QCOMPARE(httpStatusOf(BURROW_E_OVERLOADED), 503);
        QCOMPARE(httpStatusOf(-999), 500);
        for (std::int32_t status = BURROW_E_CLOSED; status >= BURROW_E_BUG; --status)
            QCOMPARE(statusOf(kindOf(status)), status);
    }

    void datagrams() {
        Rig rig(probe);
        const DatagramAdapter adapter = *DatagramAdapter::create(rig.instance, "unit");
        const Endpoint local = *Endpoint::parse("127.0.0.1:53"), peer = *Endpoint::parse("192.0.2.7:4711");
        std::string sent;
        Datagram datagram{.local = local, .peer = peer, .bytes = asBytes("hi"), .reply = [&](ByteView bytes) {
                              sent = bytes.text();
                              return Result<void>();
                          }};
        QVERIFY(adapter.receive(datagram));
        QCOMPARE(sent, std::string("hi from 192.0.2.7:4711 at unit"));
        datagram.bytes = asBytes("throw");
        QCOMPARE(adapter.receive(datagram).error().message(), std::string("unit: the plugin ended the session"));
        QCOMPARE(rig.facts()["errors"], std::string("1"));
        QVERIFY(rig.kept.contains("an exception left receive(): from a datagram"));
    }
    void datagramsOverASocket() {
        Rig rig(probe);
        auto listener = DatagramListener::bind({LoopSlot{*rig.loop, *rig.registry}},
                                               *Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}),
                                               {.name = "unit"}, *makeDatagramFactory(rig.instance, "unit"));
        QVERIFY2(listener, listener ? "" : listener.error().message().c_str());
        QVERIFY(rig.loop->runOnce(1ms));
        const Fd client(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        ::sockaddr_storage address{};
        const auto size = listener->endpoint().toSockaddr(&address);
        QCOMPARE(::connect(client.get(), reinterpret_cast<::sockaddr*>(&address), size), 0);
        QCOMPARE(::send(client.get(), "hi", 2, 0), ::ssize_t(2));
        char answer[100];
        ::ssize_t got = -1;
        QVERIFY(rig.runUntil([&] { return (got = ::recv(client.get(), answer, sizeof answer, 0)) > 0; }));
        QCOMPARE(std::string(answer, static_cast<std::size_t>(got)),
                 "hi from " + Endpoint::localOf(client.get()).toString() + " at unit");
        listener->close();
        rig.runUntil([&] { return rig.registry->size() == 0; });
    }

    void logSinksGetRecordsButNotTheirOwn() {
        Rig rig(samples + "sinks.so");
        QCOMPARE(rig.problem, std::string());
        Log other;
        other.addSink(std::move(*makeLogSink(rig.instance)));
        other.event(other.module("unit"), LogLevel::Warning, {}, "it.happened",
                    {{"count", -3}, {"path", "/x y"}, {"yes", true}, {"password", "secret"}});
        other.flush();
        QCOMPARE(rig.facts()["last"], std::string("unit|it.happened|count=-3 path=/x y yes=true password=[redacted]"));
        other.event(other.module("plugin.test.sinks"), LogLevel::Info, {}, "plugin.says", {});
        other.flush();
        QCOMPARE(rig.facts()["records"], std::string("1"));
        QVERIFY(rig.facts()["flushes"] != "0");
    }
    void credentials() {
        Rig rig(samples + "sinks.so");
        QVERIFY(checkCredentials(*rig.instance, {.mechanism = "password", .user = "ada", .secret = "right"}));
        const auto wrong = checkCredentials(*rig.instance, {.mechanism = "password", .user = "ada", .secret = "no"});
        QCOMPARE(wrong.error().kind(), ErrorKind::Unauthenticated);
        const auto unclear = checkCredentials(*rig.instance, {.mechanism = "token", .secret = "x"});
        QCOMPARE(unclear.error().kind(), ErrorKind::Timeout);
        QCOMPARE(rig.facts()["errors"], std::string("1"));
    }
    void whatIsNotOffered() {
        Rig sinks(samples + "sinks.so");
        const std::string reason = ": the plugin does not offer this kind of work";
        QCOMPARE(makeStreamFactory(sinks.instance).error().message(), "unit: stream" + reason);
        QCOMPARE(makeHttpRoute(sinks.instance).error().message(), "unit: http" + reason);
        QCOMPARE(makeDatagramFactory(sinks.instance, "x").error().message(), "unit: datagram" + reason);
        Rig other(probe);
        QCOMPARE(makeLogSink(other.instance).error().message(), "unit: log" + reason);
        QCOMPARE(checkCredentials(*other.instance, {}).error().message(), "unit: auth" + reason);
    }

    /// Two loops, a TCP listener, many peers at once, and an outbound connection back to the listener.
    void manyPeersOverTcp() {
        KeptLog kept;
        PluginServices services;
        services.log = &kept.log;
        services.connect = makeConnectFunction(nullptr);
        PluginHost host(std::move(services));
        auto instance = *(*host.load(probe))->instantiate("unit", "{}");
        auto group = *LoopGroup::start({.loops = 2, .log = &kept.log});
        auto listener = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {.name = "probe"},
                                      *makeStreamFactory(instance));
        QVERIFY2(listener, listener ? "" : listener.error().message().c_str());
        ::sockaddr_storage address{};
        const auto size = listener->endpoint().toSockaddr(&address);
        const std::string command = "connect " + listener->endpoint().toString() + "\nthread\nsay x\n";
        std::vector<Fd> peers;
        for (int i = 0; i < 40; ++i) {
            peers.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            const ::timeval patience{10, 0};
            ::setsockopt(peers.back().get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            QCOMPARE(::connect(peers.back().get(), reinterpret_cast<::sockaddr*>(&address), size), 0);
            QCOMPARE(::send(peers.back().get(), command.data(), command.size(), MSG_NOSIGNAL),
                     static_cast<::ssize_t>(command.size()));
        }
        for (const Fd& peer : peers) {
            std::string got;
            char buffer[200];
            while (got.find("connected\n") == got.npos || got.find("x\n") == got.npos ||
                   got.find("from a thread\n") == got.npos) {
                const ::ssize_t bytes = ::recv(peer.get(), buffer, sizeof buffer, 0);
                QVERIFY2(bytes > 0, got.c_str());
                got.append(buffer, static_cast<std::size_t>(bytes));
            }
        }
        QVERIFY(instance->counters().read(PluginCounters::SessionsOpened) >= 80);
        peers.clear();
        group->stop();
        group.reset();
        QCOMPARE(instance->counters().read(PluginCounters::SessionsClosed),
                 instance->counters().read(PluginCounters::SessionsOpened));
    }
    /// An HTTP plugin in the real server, answered by a thread of the plugin.
    void httpOverTcp() {
        Rig rig(probe);
        auto server = http::Server::start({.listen = {"127.0.0.1:0"}}, routerOf(rig));
        QVERIFY2(server, server ? "" : server.error().message().c_str());
        ::sockaddr_storage address{};
        const auto size = (*server)->endpoints().front().toSockaddr(&address);
        const Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(client.get(), reinterpret_cast<::sockaddr*>(&address), size), 0);
        const std::string request = "GET /later HTTP/1.1\r\nHost: a\r\nX-Name: Ada\r\n\r\n"
                                    "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n";
        QCOMPARE(::send(client.get(), request.data(), request.size(), 0), static_cast<::ssize_t>(request.size()));
        std::string got;
        char buffer[1000];
        for (::ssize_t bytes = 1; bytes > 0 && got.find("413") == got.npos;) {
            bytes = ::recv(client.get(), buffer, sizeof buffer, 0);
            got.append(buffer, bytes > 0 ? static_cast<std::size_t>(bytes) : 0u);
        }
        QVERIFY2(got.starts_with("HTTP/1.1 200 "), got.c_str());
        QVERIFY2(got.find("GET /later? Ada ") != got.npos, got.c_str());
        QVERIFY2(got.find("HTTP/1.1 413 ") != got.npos, got.c_str());
    }
};

QTEST_APPLESS_MAIN(PluginServicesTest)
#include "plugin_services_test.moc"
