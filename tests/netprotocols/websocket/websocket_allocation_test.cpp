// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// After warm-up an echo of messages that fit into one read takes no memory from the allocator.
#include "engine_probe.hpp"
#include "netprotocols/websocket/websocket_binding.hpp"

#include <QtTest>

#include <cstdlib>
#include <new>
#include <sys/socket.h>
#include <unistd.h>

using namespace burrow;
using namespace burrow::ws;

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

class WebsocketAllocationTest : public QObject {
    Q_OBJECT
private slots:
    void echo_data();
    void echo();
};

void WebsocketAllocationTest::echo_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("batch"); // messages per read
    QTest::newRow("20 bytes") << 20 << 1;
    QTest::newRow("20 bytes, 16 at once") << 20 << 16;
    QTest::newRow("1 KiB") << 1024 << 1;
    QTest::newRow("16 KiB") << 16 * 1024 << 1;
}

void WebsocketAllocationTest::echo() {
    QFETCH(int, size);
    QFETCH(int, batch);
    int ends[2];
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    const auto loop = std::move(*EventLoop::create());
    ConnectionRegistry registry(*loop);
    auto options = std::make_shared<SocketOptions>();
    int messages = 0;
    options->onMessage = [&](Socket& socket, const Message& message) {
        ++messages;
        socket.send(message);
    };
    registry.open(makeSocketTransport(Fd(ends[0]), TransportKind::Unix), std::make_unique<Session>(options),
                  std::make_shared<ConnectionOptions>(), {});
    const Fd client(ends[1]);
    std::string request;
    for (int i = 0; i < batch; ++i)
        request += test::frame(0x82, std::string(static_cast<std::size_t>(size), 'x'));
    const std::size_t answer = static_cast<std::size_t>(batch) * (static_cast<std::size_t>(size) + (size > 125 ? 4 : 2));
    std::string got(answer, '\0');
    const auto rounds = [&](int count) {
        for (int i = 0; i < count; ++i) {
            if (::write(client.get(), request.data(), request.size()) != static_cast<ssize_t>(request.size()))
                return false;
            for (std::size_t at = 0; at < answer;) {
                if (!loop->runOnce(std::chrono::seconds(1)))
                    return false;
                const ssize_t part = ::read(client.get(), got.data() + at, answer - at);
                at += part > 0 ? static_cast<std::size_t>(part) : 0;
            }
        }
        return true;
    };
    QVERIFY(rounds(100));
    const std::size_t before = allocations;
    QVERIFY(rounds(200));
    QCOMPARE(allocations - before, std::size_t{0});
    QCOMPARE(messages, 300 * batch);
}

QTEST_APPLESS_MAIN(WebsocketAllocationTest)
#include "websocket_allocation_test.moc"
