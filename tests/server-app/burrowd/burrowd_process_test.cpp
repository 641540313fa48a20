// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server-app/burrowd/running_daemon.hpp"

#include <QDir>
#include <QFileInfo>
#include <QTest>
#include <atomic>
#include <optional>
#include <sys/un.h>
#include <thread>

using namespace burrow;
using namespace burrow::test;

namespace {

const QByteArray site = "[log]\nformat = \"json\"\n"
                        "[[listener]]\nname = \"web\"\naddress = \"127.0.0.1:0\"\n"
                        "[[listener.route]]\npath = \"/\"\ntext = \"first\\n\"\n"
                        "[[listener.route]]\npath = \"/old\"\nredirect = \"/\"\n"
                        "[[listener.route]]\npath = \"/ws\"\nwebsocket = \"echo\"\n";

struct Ran {
    int status;
    QByteArray out, err;
};
Ran run(const QStringList& arguments) {
    QProcess process;
    process.start(BURROWD_PROGRAM, arguments);
    process.waitForFinished();
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// What a service manager would hear.
class FakeManager {
public:
    explicit FakeManager(const QString& path) : m_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, path.toLocal8Bit().constData(), sizeof(address.sun_path));
        ::bind(m_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
        const timeval patience{10, 0};
        ::setsockopt(m_fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    }
    /// The next message that begins so; empty: none came.
    QByteArray next(const QByteArray& begin) {
        char bytes[4096];
        for (;;) {
            const ssize_t size = ::recv(m_fd.get(), bytes, sizeof(bytes), 0);
            if (size <= 0)
                return {};
            const QByteArray message(bytes, size);
            if (message.startsWith(begin))
                return message;
        }
    }

private:
    Fd m_fd;
};

} // namespace

class BurrowdProcessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checksAndPrintsConfigurations() {
        RunningDaemon files;
        files.writeConfig(site + "[lgo]\nlevel = 1\n");
        const QString file = files.path("burrowd.toml");
        const Ran broken = run({"--check-config", "-c", file});
        QCOMPARE(broken.status, 1);
        QCOMPARE(broken.err, (file + ":15:2: unknown table \"lgo\"; did you mean \"log\"?\n").toLocal8Bit());
        files.writeConfig(site);
        const Ran valid = run({"--check-config", "-c", file});
        QCOMPARE(valid.status, 0);
        QCOMPARE(valid.out, (file + ": valid\n").toLocal8Bit());
        const Ran printed = run({"--print-config", "-c", file});
        QCOMPARE(printed.status, 0);
        QVERIFY(printed.out.contains("\nformat = \"json\"                                          # " +
                                     file.toLocal8Bit() + ":2:10\n"));
        QCOMPARE(run({"--check-config", "-c", "/no/such.toml"}).status, 1);
        QVERIFY(run({"--version"}).out.startsWith("burrowd "));
        QVERIFY(run({"--check-config", "--print-config"}).status != 0);
    }

    void serves() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        std::optional<TinyClient> connected(daemon.port("web"));
        TinyClient& client = *connected;
        const auto first = client.get("/");
        QCOMPARE(first.status, 200);
        QCOMPARE(first.body, std::string("first\n"));
        const auto redirect = client.get("/old?x");
        QCOMPARE(redirect.status, 308);
        QVERIFY(redirect.head.find("Location: /\r\n") != std::string::npos);
        QCOMPARE(client.get("/nothing").status, 404);
        const auto upgraded =
            client.get("/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        QCOMPARE(upgraded.status, 101);
        connected.reset(); // a WebSocket that does not answer the goodbye would hold up the end
        QVERIFY(QFileInfo::exists(daemon.path("burrow/burrowd/monitor.sock")));
        daemon.signal(SIGTERM);
        QCOMPARE(daemon.waitForEnd(), 0);
        QVERIFY(!QFileInfo::exists(daemon.path("burrow/burrowd/monitor.sock")));
    }

    void socketThatCannotBeBoundNamesItsLine() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        RunningDaemon second;
        QByteArray same = site;
        same.replace("127.0.0.1:0", "127.0.0.1:" + QByteArray::number(daemon.port("web")));
        QVERIFY(!second.start(same));
        QCOMPARE(second.waitForEnd(), 1);
        QVERIFY2(second.log().contains(":5:11: listen 127.0.0.1:"), second.log());
        QVERIFY2(second.log().contains("Address already in use"), second.log());
    }

    void brokenReloadKeepsServing() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        TinyClient client(daemon.port("web"));
        QCOMPARE(client.get("/").status, 200);
        daemon.writeConfig(site + "[limits]\nbody = \"many\"\n");
        daemon.signal(SIGHUP);
        const QJsonObject refusal = daemon.nextEvent("reload.refused");
        QCOMPARE(refusal["line"].toInt(), 16);
        QCOMPARE(refusal["column"].toInt(), 8);
        QVERIFY(refusal["problem"].toString().startsWith("body must be a size"));
        QCOMPARE(client.get("/").body, std::string("first\n")); // the same connection
        QCOMPARE(TinyClient(daemon.port("web")).get("/").status, 200);
    }

    void reloadExchangesRoutesAndListeners() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        TinyClient client(daemon.port("web"));
        QCOMPARE(client.get("/").body, std::string("first\n"));
        QByteArray changed = site + "[server]\nloops = 3\n"
                                    "[[listener]]\nname = \"second\"\naddress = \"127.0.0.1:0\"\n"
                                    "[[listener.route]]\npath = \"/\"\ntext = \"second\"\n";
        changed.replace("first", "other");
        daemon.writeConfig(changed);
        daemon.signal(SIGHUP);
        QCOMPARE(daemon.nextEvent("reload.done")["changed"].toInt(), 3);
        QCOMPARE(daemon.nextEvent("reload.needs-restart")["key"].toString(), QString("server.loops"));
        QCOMPARE(client.get("/").body, std::string("other\n")); // no connection was closed
        const quint16 second = daemon.port("second");
        QCOMPARE(TinyClient(second).get("/").body, std::string("second"));
        daemon.writeConfig(site);
        daemon.signal(SIGHUP);
        QCOMPARE(daemon.nextEvent("listener.closed")["name"].toString(), QString("second"));
        QVERIFY(daemon.waitForEvent("reload.done"));
        QVERIFY(!TinyClient(second).isConnected());
        QCOMPARE(client.get("/").body, std::string("first\n"));
    }

    void accessLogCanBeSwitched() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        TinyClient client(daemon.port("web"));
        QCOMPARE(client.get("/quiet").status, 404);
        daemon.writeConfig(QByteArray(site).replace("[log]\n", "[log]\naccess = true\n"));
        daemon.signal(SIGHUP);
        QVERIFY(daemon.waitForEvent("reload.done"));
        QCOMPARE(client.get("/?token=secret", "User-Agent: x\x1b[2J\r\n").status, 400); // ESC is no field text
        TinyClient other(daemon.port("web"));
        QCOMPARE(other.get("/?token=secret", "User-Agent: test\r\n").status, 200);
        QJsonObject record;
        do
            record = daemon.nextEvent("request");
        while (!record.isEmpty() && record["status"].toInt() != 200);
        QCOMPARE(record["path"].toString(), QString("/"));
        QCOMPARE(record["method"].toString(), QString("GET"));
        QCOMPARE(record["peer"].toString(), QString("127.0.0.1"));
        QCOMPARE(record["agent"].toString(), QString("test"));
        QVERIFY(!daemon.log().contains("secret"));
        QVERIFY(!daemon.log().contains("/quiet"));
    }

    void termUnderLoadLosesNothing() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        const quint16 port = daemon.port("web");
        constexpr int clients = 8;
        std::atomic<int> answered{0}, unanswered{0}, truncated{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < clients; ++i)
            threads.emplace_back([&] {
                TinyClient client(port);
                for (;;) {
                    const auto answer = client.get("/");
                    if (answer.end == TinyClient::End::Answered)
                        ++answered;
                    else if (answer.end == TinyClient::End::Truncated)
                        ++truncated;
                    else
                        ++unanswered;
                    if (answer.end != TinyClient::End::Answered ||
                        answer.head.find("Connection: close") != std::string::npos)
                        return;
                }
            });
        while (answered < 500)
            std::this_thread::yield();
        daemon.signal(SIGTERM);
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(daemon.waitForEnd(), 0);
        QCOMPARE(truncated.load(), 0);
        QCOMPARE(unanswered.load(), 0);
    }

    void secondTermEndsAtOnce() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(QByteArray(site) + "[limits]\nhead_timeout = \"1min\"\n"), daemon.log());
        TinyClient client(daemon.port("web"));
        QVERIFY(client.send("GET / HTTP/1.1\r\n")); // a request that never ends
        QCOMPARE(TinyClient(daemon.port("web")).get("/").status, 200);
        daemon.signal(SIGTERM);
        QVERIFY(daemon.waitForEvent("drain.begun"));
        daemon.signal(SIGTERM);
        QCOMPARE(daemon.waitForEnd(5000), 0);
    }

    void tellsTheServiceManager() {
        RunningDaemon daemon;
        FakeManager manager(daemon.path("notify"));
        daemon.setEnvironment("NOTIFY_SOCKET", daemon.path("notify"));
        daemon.setEnvironment("WATCHDOG_USEC", "400000");
        QVERIFY2(daemon.start(site), daemon.log());
        QVERIFY(!manager.next("READY=1\nSTATUS=").isEmpty());
        QVERIFY(!manager.next("WATCHDOG=1").isEmpty());
        QVERIFY(!manager.next("WATCHDOG=1").isEmpty());
        daemon.signal(SIGHUP);
        const QByteArray reloading = manager.next("RELOADING=1\nMONOTONIC_USEC=");
        QVERIFY(reloading.mid(reloading.lastIndexOf('=') + 1).toLongLong() > 0);
        QVERIFY(!manager.next("READY=1\n").isEmpty());
        daemon.signal(SIGTERM);
        QVERIFY(!manager.next("STOPPING=1\n").isEmpty());
        QVERIFY(!manager.next("EXTEND_TIMEOUT_USEC=").isEmpty());
        QCOMPARE(daemon.waitForEnd(), 0);
    }

    void takesSocketsThatWereHandedOver() {
        const Fd listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        QCOMPARE(::bind(listening.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
        QCOMPARE(::listen(listening.get(), 16), 0);
        ::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&address), &size);
        const quint16 port = ntohs(address.sin_port);

        RunningDaemon daemon;
        daemon.writeConfig(QByteArray(site).replace("127.0.0.1:0", "127.0.0.1:" + QByteArray::number(port)) +
                           "[server]\nloops = 2\n");
        const int fd = listening.get();
        daemon.process().setChildProcessModifier([fd] { ::dup2(fd, 3); });
        daemon.process().start("/bin/sh", {"-c", QString("LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=web exec %1 -c %2")
                                                     .arg(BURROWD_PROGRAM, daemon.path("burrowd.toml"))});
        QVERIFY2(daemon.waitForEvent("daemon.started"), daemon.log());
        QCOMPARE(daemon.port("web"), port);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(TinyClient(port).get("/").status, 200);
        daemon.signal(SIGTERM);
        QCOMPARE(daemon.waitForEnd(), 0);
        QVERIFY(TinyClient(port).isConnected()); // the manager still holds it
    }

    void reopensItsLog() {
        RunningDaemon daemon;
        daemon.writeConfig(QByteArray(site).replace("[log]\n", "[log]\nfile = \"b.log\"\n"));
        daemon.process().start(BURROWD_PROGRAM, {"-c", daemon.path("burrowd.toml")});
        const QString file = daemon.path("b.log");
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(file).size() > 0, 10'000);
        QVERIFY(QFile::rename(file, file + ".1"));
        daemon.signal(SIGUSR1);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(file).size() > 0, 10'000);
        QFile reopened(file);
        QVERIFY(reopened.open(QIODevice::ReadOnly));
        QVERIFY(reopened.readAll().contains("\"log.reopened\""));
        daemon.signal(SIGTERM);
        QCOMPARE(daemon.waitForEnd(), 0);
    }

    void servesTlsWithACertificateOfItsOwn() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(QByteArray(site).replace("[[listener.route]]\npath = \"/\"",
                                                       "[listener.tls]\nself_signed = true\n"
                                                       "[[listener.route]]\npath = \"/\"")),
                 daemon.log());
        const QString url = QString("https://localhost:%1/").arg(daemon.port("web"));
        const QString certificate = daemon.path("state/burrow/dev-cert.pem");
        QProcess curl;
        curl.start("curl", {"-sS", "--noproxy", "*", "--cacert", certificate, url});
        QVERIFY(curl.waitForFinished());
        QCOMPARE(curl.readAllStandardError(), QByteArray());
        QCOMPARE(curl.readAllStandardOutput(), QByteArray("first\n"));
        daemon.signal(SIGHUP); // the certificate is read again
        QVERIFY(daemon.waitForEvent("reload.done"));
        curl.start("curl", {"-sS", "--noproxy", "*", "--cacert", certificate, url});
        QVERIFY(curl.waitForFinished());
        QCOMPARE(curl.readAllStandardOutput(), QByteArray("first\n"));
    }

    void limitsAreThoseOfTheFile() {
        RunningDaemon daemon;
        const QByteArray limits =
            "[limits]\nhead = \"2 KiB\"\nbody = \"1 KiB\"\nhead_timeout = \"200ms\"\nfields = 10\n";
        QVERIFY2(daemon.start(site + limits), daemon.log());
        const quint16 port = daemon.port("web");
        QCOMPARE(TinyClient(port).get("/", "X: " + std::string(3000, 'x') + "\r\n").status, 431);
        std::string many;
        for (int i = 0; i < 12; ++i)
            many += "X-" + std::to_string(i) + ": 1\r\n";
        QCOMPARE(TinyClient(port).get("/", many).status, 431);
        QCOMPARE(TinyClient(port).get("/", "Content-Length: 2000\r\n").status, 413);
        TinyClient slow(port);
        QVERIFY(slow.send("GET / HTTP/1.1\r\n"));
        QCOMPARE(slow.read().status, 408);
        // A reload changes the limits of new connections and leaves the routes alone.
        TinyClient kept(port);
        QCOMPARE(kept.get("/").status, 200);
        daemon.writeConfig(site);
        daemon.signal(SIGHUP);
        QVERIFY2(daemon.waitForEvent("reload.done"), daemon.log());
        QCOMPARE(TinyClient(port).get("/", "X: " + std::string(3000, 'x') + "\r\n").status, 200);
        QCOMPARE(kept.get("/").status, 200);
    }

    void renamedListenerKeepsItsSocketAndConnections() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(site), daemon.log());
        const QByteArray port = QByteArray::number(daemon.port("web"));
        const QByteArray fixed = QByteArray(site).replace("127.0.0.1:0", "127.0.0.1:" + port);
        RunningDaemon second; // the first one's port, free again
        daemon.signal(SIGTERM);
        QCOMPARE(daemon.waitForEnd(), 0);
        QVERIFY2(second.start(fixed), second.log());
        TinyClient client(port.toUShort());
        QCOMPARE(client.get("/").status, 200);
        second.writeConfig(QByteArray(fixed).replace("\"web\"", "\"site\""));
        second.signal(SIGHUP);
        QVERIFY2(second.waitForEvent("reload.done"), second.log());
        QCOMPARE(second.port("site"), port.toUShort());
        QCOMPARE(client.get("/").status, 200);
        QCOMPARE(TinyClient(port.toUShort()).get("/").status, 200);
    }

    void malformedRequestsAreInTheAccessLog() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start(QByteArray(site).replace("[log]\n", "[log]\naccess = true\n")), daemon.log());
        TinyClient good(daemon.port("web")), bad(daemon.port("web"));
        QCOMPARE(good.get("/?token=secret").status, 200);
        const QJsonObject first = daemon.nextEvent("request");
        QCOMPARE(first["status"].toInt(), 200);
        QVERIFY(first["us"].toInt() >= 0);
        QVERIFY(bad.send("GET /a\x01\"b?token=secret HTTP/1.1\r\nHost: a\r\n\r\n"));
        QCOMPARE(bad.read().status, 400);
        const QJsonObject second = daemon.nextEvent("request");
        QVERIFY2(!second.isEmpty(), daemon.log());
        QCOMPARE(second["status"].toInt(), 400);
        QCOMPARE(second["method"].toString(), QString("-"));
        QVERIFY(second["path"].toString().startsWith("GET /a"));
        QVERIFY(!daemon.log().contains("secret"));
        QCOMPARE(good.get("/").status, 200);
    }

    /// A plugin that sleeps in a callback holds its loop; the log names it and the loop, and others are served after it.
    void aPluginThatBlocksIsNamed() {
        RunningDaemon daemon;
        QVERIFY2(daemon.start("[server]\nplugin_folder = \"" BURROW_BLOCKING_PLUGIN_FOLDER "\"\nloops = 1\n"
                              "[log]\nformat = \"json\"\n"
                              "[[listener]]\nname = \"web\"\naddress = \"127.0.0.1:0\"\n"
                              "[[listener.route]]\npath = \"/\"\ntext = \"served\"\n"
                              "[[listener]]\nname = \"blocking\"\naddress = \"127.0.0.1:0\"\nplugin = \"blocking\"\n"
                              "[[plugin]]\nname = \"blocking\"\nfile = \"blocking.so\"\n"),
                 daemon.log());
        TinyClient web(daemon.port("web")), blocked(daemon.port("blocking"));
        QCOMPARE(web.get("/").body, std::string("served"));
        QVERIFY(blocked.send("x"));
        const QJsonObject record = daemon.nextEvent("plugin.slow");
        QVERIFY2(!record.isEmpty(), daemon.log());
        const QString text = record["text"].toString();
        const auto match =
            QRegularExpression("^plugin test\\.blocking held loop 0 for (\\d+) ms$").match(text);
        QVERIFY2(match.hasMatch(), qPrintable(text));
        QVERIFY(match.captured(1).toInt() >= 1000);
        QCOMPARE(record["level"].toString(), QString("warning"));
        QCOMPARE(web.get("/").body, std::string("served"));
    }

    void servesFilesAndPlugins() {
        RunningDaemon daemon;
        QVERIFY(QDir(daemon.path("")).mkdir("www"));
        write(daemon.path("www/index.html"), "<p>files</p>");
        write(daemon.path("users"), "alma:x:1001:1001:Alma Alpine:/home/alma:/bin/sh\n");
        write(daemon.path("broken.so"), "this is no shared object");
        const QByteArray config = "[server]\nplugin_folder = \"" BURROW_PLUGIN_FOLDER "\"\n[log]\nformat = \"json\"\n"
                                  "[[listener]]\nname = \"web\"\naddress = \"127.0.0.1:0\"\n"
                                  "[[listener.route]]\npath = \"/\"\nfiles = \"www\"\n"
                                  "[[listener.route]]\npath = \"/status\"\nplugin = \"status\"\n"
                                  "[[listener.route]]\npath = \"/broken\"\nplugin = \"broken\"\n"
                                  "[[listener]]\nname = \"finger\"\naddress = \"127.0.0.1:0\"\nplugin = \"finger\"\n"
                                  "[[listener]]\nname = \"silent\"\naddress = \"127.0.0.1:0\"\nplugin = \"broken\"\n"
                                  "[[plugin]]\nname = \"status\"\nfile = \"status.so\"\n"
                                  "[[plugin]]\nname = \"broken\"\nfile = \"broken.so\"\n"
                                  "[[plugin]]\nname = \"finger\"\nfile = \"finger.so\"\n"
                                  "[plugin.config]\nusers = \"${CONFIG_FOLDER}/users\"\n";
        QVERIFY2(daemon.start(config), daemon.log());
        QVERIFY2(daemon.log().contains("\"plugin.refused\",\"name\":\"broken\""), daemon.log());
        TinyClient client(daemon.port("web"));
        QCOMPARE(client.get("/").body, std::string("<p>files</p>"));
        QCOMPARE(client.get("/status").status, 200);
        QCOMPARE(client.get("/status/below").status, 200);
        QCOMPARE(client.get("/broken").status, 503);
        QCOMPARE(daemon.port("silent"), quint16(0));
        const auto finger = [&](const char* query) {
            TinyClient asking(daemon.port("finger"));
            asking.send(query);
            return asking.readAll();
        };
        QVERIFY(finger("alma\r\n").find("Alma Alpine") != std::string::npos);
        QVERIFY(finger("bobak\r\n").find("Bobak") == std::string::npos);
        write(daemon.path("users2"), "bobak:x:1002:1002:Bobak Steppe:/home/bobak:/bin/sh\n");
        daemon.writeConfig(QByteArray(config).replace("/users\"", "/users2\""));
        daemon.signal(SIGHUP);
        QVERIFY2(daemon.waitForEvent("reload.done"), daemon.log());
        QVERIFY(finger("bobak\r\n").find("Bobak Steppe") != std::string::npos);
        // A plugin that refuses its new configuration keeps the old one, and so does everything else.
        daemon.writeConfig(
            QByteArray(config).replace("/users\"", "/missing\"").replace("path = \"/status\"", "path = \"/other\""));
        daemon.signal(SIGHUP);
        QVERIFY(daemon.nextEvent("reload.refused")["line"].toInt() > 20);
        QVERIFY(finger("bobak\r\n").find("Bobak Steppe") != std::string::npos);
        QCOMPARE(client.get("/status").status, 200);
    }

    void sampleIsValid() {
        const Ran checked = run({"--check-config", "-c", BURROW_SOURCE_DIR "/server-app/burrowd/sample/burrowd.toml"});
        QVERIFY2(checked.status == 0, checked.err);
    }

private:
    static void write(const QString& path, const QByteArray& content) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
};

QTEST_GUILESS_MAIN(BurrowdProcessTest)
#include "burrowd_process_test.moc"
