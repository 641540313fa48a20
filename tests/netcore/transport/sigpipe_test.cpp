// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/blocking/socket.hpp"
#include "netcore/transport/transport.hpp"

#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace burrow;
using namespace std::chrono_literals;

namespace {

/// The peer has reset; writes until that is seen. 0: an error came, and no signal.
int writeToAResetPeer(bool aFile) {
    std::signal(SIGPIPE, SIG_DFL);
    auto listener = blocking::Socket::listen(*Endpoint::parse("127.0.0.1:0", {.allowPortZero = true}));
    auto client = blocking::Socket::connect(Target(listener->local()), {.timeout = 5s});
    auto server = listener->accept(5s);
    (void)server->setOption(socket_option::linger, Linger{std::chrono::seconds(0)});
    server->close();
    (void)client->waitReadable(5s);
    const auto transport = makeSocketTransport(Fd(::dup(client->fd())), TransportKind::Tcp);
    auto file = std::make_shared<FileHandle>();
    file->fd = Fd(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    file->size = 1000;
    BlockPool pool;
    for (int i = 0; i < 3; ++i) { // the first write meets ECONNRESET, the next ones EPIPE
        OutputQueue queue(pool);
        if (aFile)
            queue.appendFile(file, 0, file->size);
        else
            queue.append("some bytes");
        if (transport->write(queue))
            return 1;
    }
    return 0;
}

} // namespace

class SigpipeTest : public QObject {
    Q_OBJECT

private slots:
    void resetPeer_data() {
        QTest::addColumn<bool>("aFile");
        QTest::newRow("bytes") << false;
        QTest::newRow("file") << true;
    }
    void resetPeer() {
        QFETCH(const bool, aFile);
        const ::pid_t child = ::fork();
        if (child == 0)
            ::_exit(writeToAResetPeer(aFile));
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY2(WIFEXITED(status), "ended by a signal");
        QCOMPARE(WEXITSTATUS(status), 0);
    }
};

QTEST_APPLESS_MAIN(SigpipeTest)
#include "sigpipe_test.moc"
