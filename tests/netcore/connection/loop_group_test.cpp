// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/loop_group.hpp"

#include <QtTest>

#include <atomic>
#include <future>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace burrow;
using namespace std::chrono_literals;

namespace {

class EchoSession final : public ProtocolSession {
public:
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        connection.countRequest();
        connection.out().append(in);
        return in.size();
    }
    bool isIdle() const override { return true; }
    void onClosed(const Error&) noexcept override {}
    std::string_view protocol() const noexcept override { return "echo"; }
};

std::unique_ptr<ProtocolSession> makeEcho(const AcceptInfo&) { return std::make_unique<EchoSession>(); }

Fd dialBlocking(const Endpoint& to) {
    ::sockaddr_storage storage{};
    const auto size = to.toSockaddr(&storage);
    Fd fd(::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(fd.get(), reinterpret_cast<::sockaddr*>(&storage), size) != 0)
        fd.reset();
    return fd;
}

std::string roundTrip(const Fd& fd, std::string_view text) {
    if (::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
        return {};
    std::string got(text.size(), '\0');
    const ssize_t size = ::recv(fd.get(), got.data(), got.size(), MSG_WAITALL);
    got.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return got;
}

} // namespace

class LoopGroupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void echoesOverTcpAndUnix() {
        auto group = std::move(*LoopGroup::start({.loops = 2}));
        auto tcp = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {.name = "tcp"}, makeEcho);
        QVERIFY2(tcp.has_value(), tcp ? "" : tcp.error().message().c_str());
        QVERIFY(tcp->endpoint().port() != 0);
        const QTemporaryDir folder;
        const std::string path = folder.filePath("echo.sock").toStdString();
        auto unixListener = group->listen(*Endpoint::unixPath(path), {.name = "unix"}, makeEcho);
        QVERIFY2(unixListener.has_value(), unixListener ? "" : unixListener.error().message().c_str());
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(roundTrip(dialBlocking(tcp->endpoint()), "over tcp"), std::string("over tcp"));
            QCOMPARE(roundTrip(dialBlocking(unixListener->endpoint()), "over unix"), std::string("over unix"));
        }
    }

    void secondInstanceHearsAddressInUse() {
        auto group = std::move(*LoopGroup::start({.loops = 2}));
        auto first = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {}, makeEcho);
        QVERIFY(first.has_value());
        auto other = std::move(*LoopGroup::start({.loops = 2}));
        auto second = other->listen(first->endpoint(), {}, makeEcho);
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().code(), EADDRINUSE);
        QVERIFY(second.error().message().find(first->endpoint().toString()) != std::string::npos);
    }

    void listenersComeAndGo() {
        auto group = std::move(*LoopGroup::start({.loops = 1}));
        Endpoint endpoint;
        {
            auto listener = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {}, makeEcho);
            QVERIFY(listener.has_value());
            endpoint = listener->endpoint();
            const Fd kept = dialBlocking(endpoint);
            QCOMPARE(roundTrip(kept, "a"), std::string("a"));
            listener->close();
            QCOMPARE(roundTrip(kept, "b"), std::string("b")); // connections outlive their listener
        }
        QVERIFY(!dialBlocking(endpoint));
        auto again = group->listen(endpoint, {}, makeEcho);
        QVERIFY(again.has_value());
        QCOMPARE(roundTrip(dialBlocking(endpoint), "c"), std::string("c"));
    }

    void closingServesWhatWaitsInTheAcceptQueue() {
        auto group = std::move(*LoopGroup::start({.loops = 1}));
        auto listener = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {}, makeEcho);
        QVERIFY(listener.has_value());
        listener->pause();
        std::vector<Fd> waiting;
        for (int i = 0; i < 20; ++i) {
            waiting.push_back(dialBlocking(listener->endpoint()));
            QCOMPARE(::send(waiting.back().get(), "early", 5, MSG_NOSIGNAL), 5);
        }
        listener->resume();
        listener->close();
        for (const Fd& client : waiting) {
            char text[5];
            QCOMPARE(::recv(client.get(), text, 5, MSG_WAITALL), 5);
        }
    }

    void aSessionClosesItsOwnListener() {
        auto group = std::move(*LoopGroup::start({.loops = 1}));
        Listener listener;
        std::atomic<int> opened{0};
        std::promise<void> isListening;
        auto future = isListening.get_future().share();
        auto made = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}),
                                  {.firstByte = ListenOptions::FirstByte::FromServer}, [&](const AcceptInfo& info) {
                                      future.wait();
                                      listener.close();
                                      ++opened;
                                      return makeEcho(info);
                                  });
        QVERIFY(made.has_value());
        const Endpoint endpoint = made->endpoint();
        listener = std::move(*made);
        std::vector<Fd> clients;
        for (int i = 0; i < 3; ++i)
            clients.push_back(dialBlocking(endpoint));
        isListening.set_value();
        for (const Fd& client : clients)
            QCOMPARE(roundTrip(client, "served"), std::string("served"));
        QCOMPARE(opened.load(), 3);
        QVERIFY(QTest::qWaitFor([&] { return !dialBlocking(endpoint); }, 5000));
    }

    void descriptorsCanBeHandedOver() {
        auto first = std::move(*LoopGroup::start({.loops = 2}));
        auto second = std::move(*LoopGroup::start({.loops = 1}));
        auto listener = first->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {}, makeEcho);
        QVERIFY(listener.has_value());
        const Endpoint endpoint = listener->endpoint();
        std::vector<Fd> descriptors = listener->handOver();
        QCOMPARE(descriptors.size(), std::size_t{2});
        const Fd waiting = dialBlocking(endpoint); // in an accept queue that nobody serves
        QVERIFY(bool(waiting));
        auto successor = second->adopt(std::move(descriptors), {}, makeEcho);
        QVERIFY(successor.has_value());
        QCOMPARE(roundTrip(waiting, "not lost"), std::string("not lost"));
    }

    void outOfDescriptorsRestsAndRecovers() {
        auto group = std::move(*LoopGroup::start({.loops = 1}));
        auto listener = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}),
                                      {.firstByte = ListenOptions::FirstByte::FromServer}, makeEcho);
        QVERIFY(listener.has_value());
        ::rlimit old{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &old), 0);
        const Fd client = dialBlocking(listener->endpoint());
        QCOMPARE(roundTrip(client, "x"), std::string("x"));
        const Fd probe(::dup(0));
        ::rlimit tight{static_cast<rlim_t>(probe.get()) + 2, old.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
        const Fd second = dialBlocking(listener->endpoint()); // takes the last descriptor, none is left to accept it
        QVERIFY(QTest::qWaitFor([&] { return group->stats(0).acceptPaused.read() > 0; }, 5000));
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &old), 0);
        QCOMPARE(roundTrip(second, "later"), std::string("later"));
    }

    void handleWorksFromAnyThreadAndIsWeak() {
        auto group = std::move(*LoopGroup::start({.loops = 1}));
        std::promise<ConnectionHandle> made;
        std::atomic<bool> once{false};
        struct Greeter final : ProtocolSession {
            std::function<void(Connection&)> tell;
            explicit Greeter(std::function<void(Connection&)> function) : tell(std::move(function)) {}
            void onOpen(Connection& connection) override { tell(connection); }
            Result<std::size_t> onBytes(MutableBytes in, Connection&) override { return in.size(); }
            void onClosed(const Error&) noexcept override {}
            std::string_view protocol() const noexcept override { return "greeter"; }
        };
        auto listener = group->listen(
            *Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}),
            {.firstByte = ListenOptions::FirstByte::FromServer}, [&](const AcceptInfo&) {
                return std::make_unique<Greeter>([&](Connection& connection) {
                    if (!once.exchange(true))
                        made.set_value(ConnectionHandle(connection));
                });
            });
        QVERIFY(listener.has_value());
        Fd client = dialBlocking(listener->endpoint());
        const ConnectionHandle handle = made.get_future().get();
        QVERIFY(handle.send(std::make_shared<const std::string>("hello")).has_value());
        char text[5];
        QCOMPARE(::recv(client.get(), text, 5, MSG_WAITALL), 5);
        handle.close(Error(ErrorKind::Closed, CoreError::Closed));
        QCOMPARE(::recv(client.get(), text, 5, 0), 0);
        QVERIFY(handle.send(std::make_shared<const std::string>("nobody")).has_value());
        group.reset();
        QVERIFY(!handle.send(std::make_shared<const std::string>("no loop")).has_value());
    }

    void drainEndsWhenAllAreGone() {
        auto group = std::move(*LoopGroup::start({.loops = 2}));
        auto listener = group->listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}), {}, makeEcho);
        QVERIFY(listener.has_value());
        std::vector<Fd> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(dialBlocking(listener->endpoint()));
            QCOMPARE(roundTrip(clients.back(), "x"), std::string("x"));
        }
        std::promise<void> done;
        group->drain(5s, [&] { done.set_value(); });
        QCOMPARE(done.get_future().wait_for(4s), std::future_status::ready);
        char byte;
        QCOMPARE(::recv(clients[0].get(), &byte, 1, 0), 0);
    }
};

QTEST_GUILESS_MAIN(LoopGroupTest)
#include "loop_group_test.moc"
