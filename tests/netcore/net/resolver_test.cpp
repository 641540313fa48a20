// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/resolver.hpp"
#include "tests/netcore/net/run_until.hpp"

#include <QTest>
#include <future>
#include <latch>
#include <mutex>
#include <set>

using namespace burrow;
using namespace std::chrono_literals;
using test::runUntil;

namespace {

Addresses list(std::initializer_list<const char*> texts) {
    Addresses addresses;
    for (const char* text : texts)
        addresses.push_back(*IpAddress::parse(text));
    return addresses;
}

/// Waits until the test lets it go; shared, since a job may outlive the test's frame.
struct Gate {
    std::promise<void> promise;
    std::shared_future<void> opened{promise.get_future()};
};

} // namespace

class ResolverTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_loop = std::move(*EventLoop::create()); }
    void cleanup() { m_loop.reset(); }

    void answersOnTheLoop() {
        std::thread::id worker;
        Resolver resolver({.lookup = [&](const std::string& name, AddressFamilies) -> Result<Addresses> {
            worker = std::this_thread::get_id();
            if (name != "example.org")
                return fail(ErrorKind::Bug, CoreError::None);
            return list({"2001:db8::1", "192.0.2.1"});
        }});
        std::optional<Result<Addresses>> found;
        std::thread::id here;
        auto query = resolver.lookup(*m_loop, "example.org", {}, [&](Result<Addresses> answer) {
            found = std::move(answer);
            here = std::this_thread::get_id();
        });
        QVERIFY(query.isPending() && !found);
        QVERIFY(runUntil(*m_loop, [&] { return found.has_value(); }));
        QVERIFY(**found == list({"2001:db8::1", "192.0.2.1"}));
        QVERIFY(here == std::this_thread::get_id() && worker != here);
        QVERIFY(!query.isPending());
    }

    void neverInsideTheCall_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("bad name") << QByteArray("1.2.3");
        QTest::newRow("localhost") << QByteArray("localhost");
    }
    void neverInsideTheCall() {
        QFETCH(const QByteArray, name);
        Resolver resolver;
        bool answered = false;
        const auto query = resolver.lookup(*m_loop, name.toStdString(), {}, [&](const auto&) { answered = true; });
        QVERIFY(!answered);
        QVERIFY(runUntil(*m_loop, [&] { return answered; }));
    }

    void neverAsked_data() {
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, NameError code) { QTest::newRow(name) << static_cast<int>(code); };
        row("1.2.3", NameError::Numeric);
        row("0x7f.1", NameError::Numeric);
        row("a b", NameError::BadCharacter);
        row("nothing.invalid", NameError::NeverInDns);
        row("INVALID.", NameError::NeverInDns);
        row("abc.onion", NameError::NeverInDns);
    }
    void neverAsked() {
        QFETCH(const int, code);
        std::atomic<int> asked = 0;
        Resolver resolver({.lookup = [&](const auto&, auto) -> Result<Addresses> {
            ++asked;
            return Addresses();
        }});
        const auto found = resolver.lookupBlocking(QTest::currentDataTag(), {}, Clock::now() + 10s);
        QVERIFY(!found.has_value());
        QCOMPARE(found.error().code(), code);
        QCOMPARE(asked.load(), 0);
    }

    void localhostIsThisHost() {
        Resolver resolver;
        const TimePoint end = Clock::now() + 10s;
        for (const char* name : {"localhost", "LocalHost.", "www.localhost"})
            QVERIFY(*resolver.lookupBlocking(name, {}, end) == list({"::1", "127.0.0.1"}));
        QVERIFY(*resolver.lookupBlocking("localhost", AddressFamilies::V4Only, end) == list({"127.0.0.1"}));
        QVERIFY(*resolver.lookupBlocking("localhost", AddressFamilies::V6Only, end) == list({"::1"}));
    }

    void destroyingTheQueryCancels() {
        auto gate = std::make_shared<Gate>();
        Resolver resolver({.lookup = [gate](const auto&, auto) -> Result<Addresses> {
            gate->opened.wait();
            return list({"192.0.2.1"});
        }});
        bool answered = false;
        {
            const auto query = resolver.lookup(*m_loop, "a.example", {}, [&](const auto&) { answered = true; });
        }
        bool other = false;
        const auto query = resolver.lookup(*m_loop, "b.example", {}, [&](const auto&) { other = true; });
        gate->promise.set_value();
        QVERIFY(runUntil(*m_loop, [&] { return other; }));
        (void)m_loop->runOnce(Duration::zero());
        QVERIFY(!answered);
    }

    void tooManyWait() {
        auto gate = std::make_shared<Gate>();
        Resolver resolver({.workers = {.threads = 1, .waiting = 1},
                           .lookup = [gate](const auto&, auto) -> Result<Addresses> {
                               gate->opened.wait();
                               return list({"192.0.2.1"});
                           }});
        int good = 0;
        std::optional<Error> refused;
        std::vector<Resolver::Query> queries;
        for (int i = 0; i < 3; ++i) {
            queries.push_back(resolver.lookup(*m_loop, "a.example", {}, [&](Result<Addresses> found) {
                if (found)
                    ++good;
                else
                    refused = found.error();
            }));
        }
        // The first may still wait for its thread when the second comes: at least the third is refused.
        QVERIFY(runUntil(*m_loop, [&] { return refused.has_value(); }));
        QVERIFY(refused->kind() == ErrorKind::Overloaded);
        gate->promise.set_value();
        QVERIFY(runUntil(*m_loop, [&] { return good >= 1; }));
    }

    void resolverDiesFirst() {
        auto gate = std::make_shared<Gate>();
        std::optional<Error> waiting;
        std::vector<Resolver::Query> queries;
        {
            Resolver resolver({.workers = {.threads = 1, .patience = 1ms},
                               .lookup = [gate](const auto&, auto) -> Result<Addresses> {
                                   gate->opened.wait();
                                   return Addresses();
                               }});
            queries.push_back(resolver.lookup(*m_loop, "a.example", {}, [&](const auto&) {}));
            queries.push_back(
                resolver.lookup(*m_loop, "b.example", {}, [&](Result<Addresses> found) { waiting = found.error(); }));
        }
        QVERIFY(runUntil(*m_loop, [&] { return waiting.has_value(); }));
        QVERIFY(waiting->kind() == ErrorKind::Canceled);
        gate->promise.set_value(); // its thread goes on alone and must touch nothing of ours
    }

    void loopDiesFirst() {
        auto gate = std::make_shared<Gate>();
        Resolver resolver({.lookup = [gate](const auto&, auto) -> Result<Addresses> {
            gate->opened.wait();
            return Addresses();
        }});
        bool answered = false;
        auto query = resolver.lookup(*m_loop, "a.example", {}, [&](const auto&) { answered = true; });
        m_loop.reset();
        gate->promise.set_value();
        query = {};
        QVERIFY(!answered);
    }

    void blockingTimeout() {
        auto gate = std::make_shared<Gate>();
        Resolver resolver({.workers = {.patience = 1ms}, .lookup = [gate](const auto&, auto) -> Result<Addresses> {
                               gate->opened.wait();
                               return Addresses();
                           }});
        const TimePoint begin = Clock::now();
        const auto found = resolver.lookupBlocking("slow.example", {}, begin + 30ms);
        QVERIFY(!found && found.error().kind() == ErrorKind::Timeout);
        QVERIFY(Clock::now() - begin >= 30ms);
        gate->promise.set_value();
    }

    void tooManyAddresses() {
        Resolver resolver({.lookup = [](const auto&, auto) -> Result<Addresses> {
                               return Addresses(1000, IpAddress::v4(0xC0000201));
                           },
                           .addressesAtMost = 5});
        QCOMPARE(resolver.lookupBlocking("many.example", {}, Clock::now() + 10s)->size(), std::size_t{5});
    }

    void poolRunsAllAndGrows() {
        WorkerPool pool({.threads = 3});
        std::latch together(3); // three threads at once, or nobody passes
        std::mutex guardsSeen;
        std::set<std::thread::id> seen;
        std::atomic<int> ran = 0;
        for (int i = 0; i < 3; ++i)
            QVERIFY(pool.submit([&] {
                together.arrive_and_wait();
                const std::lock_guard lock(guardsSeen);
                seen.insert(std::this_thread::get_id());
                ++ran;
            }));
        while (ran != 3)
            std::this_thread::yield();
        QCOMPARE(seen.size(), std::size_t{3});
    }

private:
    std::unique_ptr<EventLoop> m_loop;
};

QTEST_APPLESS_MAIN(ResolverTest)
#include "resolver_test.moc"
