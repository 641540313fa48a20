// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/socket.hpp"
#include "netcore/net/socket_options.hpp"
#include "netcore/net/unix_socket.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace burrow;

namespace {

bool waitFor(int fd, short events) {
    ::pollfd one{fd, events, 0};
    return ::poll(&one, 1, 5000) == 1;
}

Endpoint loopback(const char* text = "127.0.0.1:0") { return *Endpoint::parse(text, {.allowPortZero = true}); }

bool isTight(int fd) { return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) && (::fcntl(fd, F_GETFL) & O_NONBLOCK); }

/// Connects and waits for the outcome; 0 or the errno.
int connectTo(const Endpoint& endpoint, Fd& fd) {
    bool inProgress = false;
    auto made = connectSocket(endpoint, inProgress);
    if (!made)
        return made.error().code();
    fd = std::move(*made);
    if (inProgress && !waitFor(fd.get(), POLLOUT))
        return ETIMEDOUT;
    return pendingErrno(fd.get());
}

Result<Fd> acceptSoon(int listener, Endpoint* peer = nullptr) {
    waitFor(listener, POLLIN);
    return acceptSocket(listener, peer);
}

} // namespace

class SocketTest : public QObject {
    Q_OBJECT

private slots:
    void connectAndAccept_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("v4") << QByteArray("127.0.0.1:0");
        QTest::newRow("v6") << QByteArray("[::1]:0");
        QTest::newRow("abstract") << QByteArray("unix:@burrow-socket-test-" + QByteArray::number(::getpid()));
        QTest::newRow("path") << QByteArray("unix:" + m_folder.filePath("plain.sock").toLocal8Bit());
    }
    void connectAndAccept() {
        QFETCH(const QByteArray, address);
        auto listener = listenSocket(loopback(address.constData()));
        QVERIFY2(listener.has_value(), listener ? "" : listener.error().message().c_str());
        QVERIFY(isTight(listener->get()));
        QCOMPARE(acceptSocket(listener->get()).error().code(), EAGAIN);
        const Endpoint bound = Endpoint::localOf(listener->get());
        Fd client;
        QCOMPARE(connectTo(bound, client), 0);
        QVERIFY(isTight(client.get()));
        Endpoint peer;
        auto server = acceptSoon(listener->get(), &peer);
        QVERIFY(server.has_value());
        QVERIFY(isTight(server->get()));
        QVERIFY(!isSelfConnected(client.get()));
        if (bound.isIp()) {
            QVERIFY(peer == Endpoint::localOf(client.get()));
            QVERIFY(*readOption(server->get(), socket_option::noDelay)); // inherited
        } else {
            QVERIFY(peer.family() == Endpoint::Family::UnixUnnamed);
            const auto credentials = peerCredentials(server->get());
            QVERIFY(credentials.has_value());
            QCOMPARE(credentials->pid, ::getpid());
            QCOMPARE(credentials->uid, ::getuid());
        }
        QVERIFY(takeSocketError(client.get()).kind() == ErrorKind::Closed);
    }

    void v6OnlyIsAlwaysSet() {
        for (const bool only : {true, false}) {
            const auto fd = listenSocket(loopback("[::]:0"), {.v6Only = only});
            QVERIFY(fd.has_value());
            QCOMPARE(*readOption(fd->get(), socket_option::v6Only), only);
        }
        const auto both = listenSocketAnywhere(0);
        QVERIFY(both.has_value());
        Fd client;
        QCOMPARE(connectTo(loopback().withPort(Endpoint::localOf(both->get()).port()), client), 0);
        Endpoint peer;
        QVERIFY(acceptSoon(both->get(), &peer).has_value());
        QCOMPARE(peer.canonical().address().toString(), std::string("127.0.0.1"));
    }

    void addressInUse() {
        const auto first = listenSocket(loopback());
        const Endpoint bound = Endpoint::localOf(first->get());
        const auto second = listenSocket(bound);
        QVERIFY(!second);
        QCOMPARE(second.error().code(), EADDRINUSE);
        QVERIFY(second.error().message().starts_with("listen 127.0.0.1:"));
    }

    /// The sockets of one program share the port; another program does not get in, not even if it wants to share.
    void groupOfListeners() {
        auto group = listenSockets(loopback(), 3);
        QVERIFY2(group.has_value(), group ? "" : group.error().message().c_str());
        QCOMPARE(group->size(), std::size_t{3});
        const Endpoint bound = Endpoint::localOf(group->front().get());
        for (const Fd& fd : *group)
            QVERIFY(Endpoint::localOf(fd.get()) == bound);
        const auto stranger = listenSockets(bound, 2);
        QVERIFY(!stranger);
        QCOMPARE(stranger.error().code(), EADDRINUSE);
        std::vector<Fd> clients(60);
        for (Fd& client : clients)
            QCOMPARE(connectTo(bound, client), 0);
        int accepting = 0;
        std::size_t accepted = 0;
        for (const Fd& fd : *group) {
            std::size_t here = 0;
            while (acceptSocket(fd.get()))
                ++here;
            accepting += here > 0;
            accepted += here;
        }
        QCOMPARE(accepted, clients.size());
        QVERIFY(accepting >= 2); // 60 connections all on one of three: 1 in 3^59
    }

    void groupOnUnixSharesOneQueue() {
        const Endpoint path = *Endpoint::unixPath(m_folder.filePath("group.sock").toStdString());
        const auto group = listenSockets(path, 2);
        QVERIFY(group.has_value());
        Fd client;
        QCOMPARE(connectTo(path, client), 0);
        QVERIFY(acceptSoon(group->back().get()).has_value());
    }

    void datagramGroup() {
        const auto group = bindDatagramSockets(loopback(), 2);
        QVERIFY(group.has_value());
        const Endpoint bound = Endpoint::localOf(group->front().get());
        QVERIFY(bound == Endpoint::localOf(group->back().get()));
        QCOMPARE(bindDatagramSockets(bound, 2).error().code(), EADDRINUSE);
        QVERIFY(*readOption(group->front().get(), socket_option::packetInfo));
    }

    void refusedBeforeTheKernel_data() {
        QTest::addColumn<int>("kind");
        const auto row = [](const char* address, ErrorKind kind) { QTest::newRow(address) << static_cast<int>(kind); };
        row("0.0.0.0:80", ErrorKind::Security);
        row("[::]:80", ErrorKind::Security);
        row("[::ffff:0.0.0.0]:80", ErrorKind::Security);
        row("[fe80::1]:80", ErrorKind::Misuse);
        row("127.0.0.1:0", ErrorKind::Misuse);
    }
    void refusedBeforeTheKernel() {
        QFETCH(const int, kind);
        bool inProgress = true;
        const auto fd = connectSocket(loopback(QTest::currentDataTag()), inProgress);
        QVERIFY(!fd && !inProgress);
        QCOMPARE(static_cast<int>(fd.error().kind()), kind);
        QVERIFY(fd.error().message().starts_with("connect "));
        QVERIFY(!connectSocket(Endpoint(), inProgress));
    }

    void refusedByThePeer() {
        auto listener = listenSocket(loopback());
        const Endpoint bound = Endpoint::localOf(listener->get());
        listener->reset();
        Fd client;
        QCOMPARE(connectTo(bound, client), ECONNREFUSED);
    }

    void selfConnection() {
        Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        ::sockaddr_storage storage;
        ::socklen_t size = loopback().toSockaddr(&storage);
        auto* address = reinterpret_cast<::sockaddr*>(&storage);
        QCOMPARE(::bind(fd.get(), address, size), 0);
        size = Endpoint::localOf(fd.get()).toSockaddr(&storage);
        QCOMPARE(::connect(fd.get(), address, size), 0);
        QVERIFY(isSelfConnected(fd.get()));
    }

    void deferAccept() {
        const auto listener = listenSocket(loopback(), {.deferAcceptSeconds = 10});
        QVERIFY(listener.has_value());
        Fd client;
        QCOMPARE(connectTo(Endpoint::localOf(listener->get()), client), 0);
        QVERIFY(!acceptSocket(listener->get())); // no data yet
        QCOMPARE(::send(client.get(), "x", 1, MSG_NOSIGNAL), ssize_t{1});
        QVERIFY(acceptSoon(listener->get()).has_value());
    }

    void acceptErrors() {
        for (const int number : {ECONNABORTED, EINTR, EPROTO, ENETDOWN, EHOSTUNREACH, EPERM})
            QVERIFY(reactionToAccept(number) == AcceptReaction::Retry);
        for (const int number : {EMFILE, ENFILE, ENOBUFS, ENOMEM})
            QVERIFY(reactionToAccept(number) == AcceptReaction::Pause);
        QVERIFY(reactionToAccept(EAGAIN) == AcceptReaction::Wait);
        QVERIFY(reactionToAccept(EBADF) == AcceptReaction::Fail);
        QVERIFY(reactionToAccept(EINVAL) == AcceptReaction::Fail);
    }

    void unixPathPermissions() {
        const ::mode_t before = ::umask(0077);
        const Endpoint path = *Endpoint::unixPath(m_folder.filePath("mode.sock").toStdString());
        const auto fd = listenSocket(path, {.unixMode = 0640});
        ::umask(before);
        QVERIFY(fd.has_value());
        struct ::stat status{};
        QCOMPARE(::stat(path.path().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777u, 0640u);
    }

    void unixPathStaleOrTaken() {
        const Endpoint path = *Endpoint::unixPath(m_folder.filePath("stale.sock").toStdString());
        auto first = listenSocket(path);
        QVERIFY(first.has_value());
        QCOMPARE(listenSocket(path).error().code(), EADDRINUSE); // somebody accepts
        first->reset();                                          // the path stays behind
        QVERIFY(::access(path.path().c_str(), F_OK) == 0);
        auto second = listenSocket(path);
        QVERIFY2(second.has_value(), second ? "" : second.error().message().c_str());
        Fd client;
        QCOMPARE(connectTo(path, client), 0);
        // A listener of the other kind is somebody too.
        QCOMPARE(bindDatagramSocket(path).error().code(), EADDRINUSE);
    }

    void unixPathOfAnotherFile() {
        const std::string name = m_folder.filePath("file").toStdString();
        Fd file(::open(name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        QVERIFY(file);
        QCOMPARE(listenSocket(*Endpoint::unixPath(name)).error().code(), EADDRINUSE);
        const std::string link = m_folder.filePath("link").toStdString();
        QCOMPARE(::symlink("nowhere", link.c_str()), 0);
        QCOMPARE(listenSocket(*Endpoint::unixPath(link)).error().code(), EADDRINUSE);
        struct ::stat status{};
        QCOMPARE(::lstat(link.c_str(), &status), 0);
        QCOMPARE(::stat(name.c_str(), &status), 0);
        QCOMPARE(listenSocket(*Endpoint::unixPath(m_folder.filePath("no/such").toStdString())).error().code(), ENOENT);
    }

    void passesDescriptors() {
        int pair[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
        const Fd a(pair[0]), b(pair[1]);
        int tube[2];
        QCOMPARE(::pipe2(tube, O_CLOEXEC), 0);
        const Fd out(tube[0]), in(tube[1]);
        const int passed[] = {in.get(), in.get()};
        QCOMPARE(*sendWithDescriptors(a.get(), "hi", passed), std::size_t{2});
        std::vector<Fd> got;
        std::byte data[8];
        QCOMPARE(*receiveWithDescriptors(b.get(), data, got), std::size_t{2});
        QCOMPARE(got.size(), std::size_t{2});
        QVERIFY(::fcntl(got[0].get(), F_GETFD) & FD_CLOEXEC);
        QCOMPARE(::write(got[1].get(), "x", 1), ssize_t{1});
        QCOMPARE(::read(out.get(), data, 8), ssize_t{1});
        QVERIFY(!sendWithDescriptors(a.get(), "", passed));
        const std::vector<int> many(maxPassedDescriptors + 1, in.get());
        QVERIFY(sendWithDescriptors(a.get(), "x", many).error().kind() == ErrorKind::Misuse);
        QCOMPARE(*sendWithDescriptors(a.get(), "x", std::span(many).first(maxPassedDescriptors)), std::size_t{1});
        got.clear();
        QCOMPARE(*receiveWithDescriptors(b.get(), data, got), std::size_t{1});
        QCOMPARE(got.size(), maxPassedDescriptors);
    }

    /// The peer resets, the default action of SIGPIPE would end the process: only an error comes.
    void noSigpipe() {
        const ::pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGPIPE, SIG_DFL);
            int pair[2];
            if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
                ::_exit(1);
            ::close(pair[1]);
            const auto sent = sendWithDescriptors(pair[0], "x", {});
            ::_exit(!sent && sent.error().code() == EPIPE ? 0 : 2);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    /// A program that is started sees none of our descriptors.
    void nothingLeaksThroughExec() {
        const auto group = listenSockets(loopback(), 2);
        const auto datagrams = bindDatagramSockets(loopback(), 2);
        const auto path = listenSockets(*Endpoint::unixPath(m_folder.filePath("leak.sock").toStdString()), 2);
        Fd client;
        QCOMPARE(connectTo(Endpoint::localOf(group->front().get()), client), 0);
        const ::pid_t child = ::fork();
        if (child == 0) {
            ::execl("/bin/sh", "sh", "-c", "for f in /proc/$$/fd/*; do case $(readlink $f) in socket:*) exit 1;; esac; done",
                    static_cast<char*>(nullptr));
            ::_exit(2);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    /// In a child, since the descriptors have fixed numbers and the environment is the process's own.
    void socketsOfAServiceManager() {
        auto listener = listenSocket(loopback());
        const Endpoint bound = Endpoint::localOf(listener->get());
        const ::pid_t child = ::fork();
        if (child == 0) {
            ::dup2(listener->get(), 3);
            ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
            ::setenv("LISTEN_FDS", "1", 1);
            ::setenv("LISTEN_FDNAMES", "web:more", 1);
            const auto passed = takePassedSockets();
            const bool good = passed.size() == 1 && passed[0].name == "web" && passed[0].local == bound &&
                              isTight(passed[0].fd.get()) && !::getenv("LISTEN_FDS") && takePassedSockets().empty();
            ::_exit(good ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        ::setenv("LISTEN_PID", "1", 1);
        ::setenv("LISTEN_FDS", "1", 1);
        QVERIFY(takePassedSockets().empty()); // meant for another process
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(SocketTest)
#include "socket_test.moc"
