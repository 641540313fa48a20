// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// After warm-up plain keep-alive takes no memory from the allocator: neither new nor malloc, counted inside the process.
#include "netcore/connection/connection.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http1/http1_session.hpp"

#include <QtTest>

#include <cstdlib>
#include <new>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

// A sanitizer brings an allocator of its own, which must not be replaced.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool countsMalloc = false;
#else
constexpr bool countsMalloc = true;
#endif

namespace {
thread_local bool counting = false;
std::size_t allocations = 0;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* malloc(std::size_t size) {
    allocations += counting;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    allocations += counting;
    return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
    allocations += counting;
    return __libc_realloc(memory, size);
}
}
#else
void* operator new(std::size_t size) {
    allocations += counting;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

using namespace burrow;

class Http1AllocationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepAliveTakesNoMemory() {
        constexpr int connections = 64, warmUp = 1'000, until = 11'000;
        const auto loop = std::move(*EventLoop::create());
        http::Router router;
        for (int i = 0; i < 50; ++i)
            router.get("/route/" + std::to_string(i) + "/<name>", [](const http::Request& request, http::Exchange exchange) {
                (void)exchange.respond(200, request.param("name"), {{"Content-Type", "text/plain"}});
            });
        http1::ServerContext context(std::make_shared<const http::Router>(std::move(router)));
        ConnectionRegistry registry(*loop);
        const auto options = std::make_shared<ConnectionOptions>();
        std::vector<Fd> clients;
        std::vector<std::string> heads;
        for (int i = 0; i < connections; ++i) {
            int ends[2];
            QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
            registry.open(makeSocketTransport(Fd(ends[0]), TransportKind::Unix),
                          std::make_unique<http1::ServerSession>(context, *loop), options, {});
            clients.emplace_back(ends[1]);
            std::string head = "GET /route/" + std::to_string(i % 50) + "/x HTTP/1.1\r\nHost: a\r\n";
            for (int field = 0; head.size() < 150u + static_cast<unsigned>(i) * 750u / connections; ++field)
                head += "X-Field-" + std::to_string(field) + ": some value of a browser\r\n";
            heads.push_back(head + "\r\n");
        }
        char answer[4096];
        std::size_t before = 0;
        for (int done = 0; done < until; ++done) {
            if (done == warmUp) {
                before = allocations;
                counting = true;
            }
            const auto at = static_cast<std::size_t>(done % connections);
            if (::write(clients[at].get(), heads[at].data(), heads[at].size()) != static_cast<ssize_t>(heads[at].size()))
                QFAIL("write");
            if (!loop->runOnce(std::chrono::seconds(1)) || ::read(clients[at].get(), answer, sizeof answer) < 12)
                QFAIL("no answer");
        }
        counting = false;
        QCOMPARE(allocations - before, std::size_t{0});
        QVERIFY(std::string_view(answer).starts_with("HTTP/1.1 200"));
        if (countsMalloc) { // the counter counts
            counting = true;
            std::free(std::malloc(10));
            counting = false;
            QVERIFY(allocations > before);
        }
    }
};

QTEST_APPLESS_MAIN(Http1AllocationTest)
#include "http1_allocation_test.moc"
