// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/interface_watcher.hpp"
#include "netcore/net/interfaces.hpp"
#include "tests/netcore/net/run_until.hpp"

#include <QTest>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace burrow;
using test::runUntil;

namespace {

bool setLoopbackUp() {
    const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ::ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return ::ioctl(fd.get(), SIOCSIFFLAGS, &request) == 0;
}

/// In a network of its own, whose loopback is down: 0 if everything was told.
int story() {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWNET) != 0)
        return 10;
    auto loop = EventLoop::create();
    int calls = 0;
    auto watcher = InterfaceWatcher::start(**loop, [&] { ++calls; });
    if (!watcher)
        return 11;
    if (listInterfaces()->front().up || !listInterfaces()->front().addresses.empty())
        return 12;
    if (!setLoopbackUp())
        return 13;
    if (!runUntil(**loop, [&] { return calls > 0; }))
        return 14;
    const auto list = listInterfaces();
    if (list->size() != 1 || !list->front().up || list->front().addresses.empty())
        return 15;
    return calls == 1 ? 0 : 16;
}

} // namespace

class InterfaceWatcherTest : public QObject {
    Q_OBJECT

private slots:
    void tellsOfChanges() {
        const ::pid_t child = ::fork();
        if (child == 0)
            ::_exit(story());
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        if (WEXITSTATUS(status) == 10)
            QSKIP("this machine does not allow a network namespace");
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void endsWithItsObject() {
        auto loop = EventLoop::create();
        auto watcher = InterfaceWatcher::start(**loop, [] {});
        QVERIFY(watcher.has_value());
        watcher->reset();
        QVERIFY((*loop)->runOnce(Duration::zero()));
    }
};

QTEST_APPLESS_MAIN(InterfaceWatcherTest)
#include "interface_watcher_test.moc"
