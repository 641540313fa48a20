// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Our engine against OpenSSL's own programs, over loopback.
#include "netcore/connection/connection.hpp"
#include "netcore/tls/tls_transport.hpp"
#include "tests/netcore/tls/tls_fixture.hpp"

#include <QtTest>

#include <arpa/inet.h>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

using namespace burrow;
using namespace burrow::tls_test;
using namespace std::chrono_literals;

namespace {

struct Record {
    std::string received;
    std::optional<Error> why;
    std::optional<TlsReport> report;
};

/// Answers each piece with "echo: " and the piece.
class EchoSession final : public ProtocolSession {
public:
    explicit EchoSession(Record& record) : m_record(record) {}
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        m_record.received += asText(in);
        m_record.report = *connection.transport().info().tls;
        connection.out().append("echo: ");
        connection.out().append(asText(in));
        return in.size();
    }
    void onClosed(const Error& why) noexcept override { m_record.why = why; }
    std::string_view protocol() const noexcept override { return "echo"; }

private:
    Record& m_record;
};

/// Says a line and records what comes.
class AskSession final : public ProtocolSession {
public:
    explicit AskSession(Record& record) : m_record(record) {}
    void onOpen(Connection& connection) override { connection.out().append("hello\n"); }
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        m_record.received += asText(in);
        m_record.report = *connection.transport().info().tls;
        return in.size();
    }
    void onClosed(const Error& why) noexcept override { m_record.why = why; }
    std::string_view protocol() const noexcept override { return "ask"; }

private:
    Record& m_record;
};

/// One of OpenSSL's programs.
struct Peer {
    QProcess process;
    QByteArray said;

    explicit Peer(const QStringList& arguments) {
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start("openssl", arguments);
    }
    ~Peer() {
        process.kill();
        process.waitForFinished();
    }
    void pump() {
        QCoreApplication::processEvents();
        said += process.readAll();
    }
    bool isOver() const { return process.state() == QProcess::NotRunning; }
};

struct Rig {
    std::unique_ptr<EventLoop> loop = std::move(*EventLoop::create({.coarseTick = 1ms}));
    std::shared_ptr<ConnectionOptions> options = std::make_shared<ConnectionOptions>();
    ConnectionRegistry registry{*loop};

    template <class Condition>
    bool runUntil(Peer& peer, Condition condition) {
        const TimePoint giveUp = Clock::now() + 20s;
        while (!condition() && Clock::now() < giveUp) {
            (void)loop->runOnce(1ms);
            peer.pump();
        }
        return condition();
    }
    void serve(int listening, std::shared_ptr<const TlsContext> context, Record& record) {
        ::pollfd ready{listening, POLLIN, 0};
        QCOMPARE(::poll(&ready, 1, 20'000), 1);
        auto socket = makeSocketTransport(Fd(::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)),
                                          TransportKind::Tcp);
        registry.open(*makeTlsTransport(std::move(socket), std::move(context), *loop),
                      std::make_unique<EchoSession>(record), options, {});
    }
    void ask(std::uint16_t port, std::shared_ptr<const TlsContext> context, std::string name, Record& record) {
        Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        ::sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
        QCOMPARE(::connect(fd.get(), reinterpret_cast<::sockaddr*>(&address), sizeof address), 0);
        QCOMPARE(::fcntl(fd.get(), F_SETFL, O_NONBLOCK), 0);
        registry.open(*makeTlsTransport(makeSocketTransport(std::move(fd), TransportKind::Tcp), std::move(context),
                                        *loop, {.serverName = std::move(name)}),
                      std::make_unique<AskSession>(record), options, {});
    }
};

struct ListeningSocket {
    Fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    QString address;

    ListeningSocket() {
        ::sockaddr_in any{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
        ::socklen_t size = sizeof any;
        ::bind(fd.get(), reinterpret_cast<::sockaddr*>(&any), size);
        ::listen(fd.get(), 8);
        ::getsockname(fd.get(), reinterpret_cast<::sockaddr*>(&any), &size);
        address = QString("127.0.0.1:%1").arg(ntohs(any.sin_port));
    }
};

} // namespace

class TlsInteropTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_root, m_chain, m_key, m_rsaChain, m_rsaKey;

    QString put(const char* name, const std::string& text) {
        const QString path = m_folder.filePath(name);
        std::ofstream(path.toStdString()) << text;
        return path;
    }

private slots:
    void initTestCase() {
        m_root = put("root.pem", authority().root.certificate);
        m_chain = put("leaf.pem", exampleLeaf().certificate);
        m_key = put("leaf.key", exampleLeaf().key);
        m_rsaChain = m_folder.filePath("rsa.pem");
        m_rsaKey = m_folder.filePath("rsa.key");
        QProcess make;
        make.start("openssl", {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", m_rsaKey, "-out", m_rsaChain,
                               "-subj", "/CN=rsa", "-addext", "subjectAltName=DNS:rsa.example.org", "-days", "2"});
        QVERIFY(make.waitForFinished() && make.exitCode() == 0);
    }

    void client_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<bool>("rsa");
        QTest::addColumn<QByteArray>("expected"); ///< version, exchange, authentication, cipher, group, ALPN
        const auto row = [](const char* name, const char* arguments, bool rsa, const char* expected) {
            QTest::newRow(name) << QString(arguments).split(' ', Qt::SkipEmptyParts) << rsa << QByteArray(expected);
        };
        row("1.3", "-tls1_3", false, "TLSv1.3 ECDHE ECDSA AES-128-GCM X25519 -");
        row("1.2", "-tls1_2", false, "TLSv1.2 ECDHE ECDSA AES-128-GCM X25519 -");
        row("1.3 RSA", "-tls1_3", true, "TLSv1.3 ECDHE RSA-PSS AES-128-GCM X25519 -");
        row("1.2 RSA", "-tls1_2", true, "TLSv1.2 ECDHE RSA AES-128-GCM X25519 -");
        row("ChaCha20", "-ciphersuites TLS_CHACHA20_POLY1305_SHA256", false,
            "TLSv1.3 ECDHE ECDSA ChaCha20-Poly1305 X25519 -");
        row("ChaCha20 first", "-ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256", false,
            "TLSv1.3 ECDHE ECDSA ChaCha20-Poly1305 X25519 -");
        row("our order", "-ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256", false,
            "TLSv1.3 ECDHE ECDSA AES-128-GCM X25519 -");
        row("P-384, by a second hello", "-groups P-521:P-384", false, "TLSv1.3 ECDHE ECDSA AES-128-GCM P-384 -");
        row("AES-256 in 1.2", "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384", false,
            "TLSv1.2 ECDHE ECDSA AES-256-GCM X25519 -");
        row("ALPN", "-alpn spdy/1,http/1.1", false, "TLSv1.3 ECDHE ECDSA AES-128-GCM X25519 http/1.1");
    }
    void client() {
        QFETCH(QStringList, arguments);
        QFETCH(bool, rsa);
        QFETCH(QByteArray, expected);
        auto context = TlsContext::server({.certificate = (rsa ? m_rsaChain : m_chain).toStdString(),
                                           .key = (rsa ? m_rsaKey : m_key).toStdString(),
                                           .alpn = {"http/1.1"}});
        QVERIFY2(context.has_value(), context ? "" : context.error().message().c_str());
        Record record;
        Rig rig;
        ListeningSocket listening;
        const QString name = rsa ? "rsa.example.org" : "example.org";
        Peer peer(QStringList{"s_client", "-connect", listening.address, "-servername", name, "-verify_hostname", name,
                              "-CAfile", rsa ? m_rsaChain : m_root, "-verify_return_error", "-quiet", "-no_ign_eof"} +
                  arguments);
        peer.process.write("hello\n");
        rig.serve(listening.fd.get(), *context, record);
        QVERIFY2(rig.runUntil(peer, [&] { return peer.said.contains("echo: hello"); }), peer.said.constData());
        const TlsReport& report = *record.report;
        std::string facts;
        for (const std::string_view fact :
             {report.version, report.suite.keyExchange, report.suite.authentication, report.suite.cipher, report.group})
            facts += std::string(fact) + ' ';
        facts += report.alpn.empty() ? "-" : report.alpn;
        QCOMPARE(facts, expected.toStdString());
        QCOMPARE(report.serverName, name.toStdString());
        peer.process.closeWriteChannel();
        QVERIFY(rig.runUntil(peer, [&] { return record.why && peer.isOver(); }));
        QCOMPARE(record.why->kind(), ErrorKind::Closed); // it said close_notify
        QCOMPARE(peer.process.exitCode(), 0);
    }

    void refusedClient_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<TlsError>("expected");
        QTest::addColumn<int>("alert");
        QTest::newRow("TLS 1.1") << QStringList{"-tls1_1", "-cipher", "ALL@SECLEVEL=0"} << TlsError::NoCommonVersion
                                 << 70;
        QTest::newRow("CBC only") << QStringList{"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"}
                                  << TlsError::NoCommonSuite << 40;
        QTest::newRow("no forward secrecy")
            << QStringList{"-tls1_2", "-cipher", "AES128-GCM-SHA256"} << TlsError::NoCommonSuite << 40;
        QTest::newRow("foreign ALPN") << QStringList{"-alpn", "smtp"} << TlsError::NoCommonProtocol << 120;
        QTest::newRow("foreign group") << QStringList{"-groups", "P-521"} << TlsError::NoCommonSuite << 40;
    }
    void refusedClient() {
        QFETCH(QStringList, arguments);
        QFETCH(TlsError, expected);
        QFETCH(int, alert);
        auto options = serverOptions();
        options.alpn = {"http/1.1"};
        Record record;
        Rig rig;
        ListeningSocket listening;
        Peer peer(QStringList{"s_client", "-connect", listening.address} + arguments);
        rig.serve(listening.fd.get(), *TlsContext::server(options), record);
        QVERIFY2(rig.runUntil(peer, [&] { return record.why && peer.isOver(); }), peer.said.constData());
        QCOMPARE(static_cast<TlsError>(record.why->code()), expected);
        QVERIFY2(peer.said.contains("SSL alert number " + QByteArray::number(alert)), peer.said.constData());
    }

    void resumedClient() {
        const auto context = *TlsContext::server(serverOptions());
        const QString session = m_folder.filePath("session.pem");
        Rig rig;
        for (const bool again : {false, true}) {
            Record record;
            ListeningSocket listening;
            Peer peer({"s_client", "-connect", listening.address, "-servername", "example.org", "-no_ign_eof",
                       again ? "-sess_in" : "-sess_out", session});
            peer.process.write("hello\n");
            rig.serve(listening.fd.get(), context, record);
            QVERIFY2(rig.runUntil(peer, [&] { return peer.said.contains("echo: hello"); }), peer.said.constData());
            QCOMPARE(record.report->resumed, again);
            QCOMPARE(record.report->suite.authentication, std::string_view(again ? "PSK" : "ECDSA"));
            peer.process.closeWriteChannel();
            QVERIFY(rig.runUntil(peer, [&] { return record.why && peer.isOver(); }));
        }
    }

    /// "K" makes s_client change its key and ask for ours: some are served, a flood ends the connection.
    void keyUpdates() {
        auto options = serverOptions();
        options.limits.messages = 5;
        options.limits.messagePeriod = 1h;
        Record record;
        Rig rig;
        ListeningSocket listening;
        Peer peer({"s_client", "-connect", listening.address, "-tls1_3"});
        rig.serve(listening.fd.get(), *TlsContext::server(options), record);
        for (int i = 1; i <= 5; ++i) {
            peer.process.write("K\n");
            QVERIFY2(rig.runUntil(peer, [&] { return peer.said.count("KEYUPDATE") == i; }), peer.said.constData());
        }
        peer.process.write("hello\n");
        QVERIFY2(rig.runUntil(peer, [&] { return peer.said.contains("echo: hello"); }), peer.said.constData());
        peer.process.write("K\n");
        QVERIFY(rig.runUntil(peer, [&] { return record.why.has_value(); }));
        QCOMPARE(static_cast<TlsError>(record.why->code()), TlsError::TooManyMessages);
        QCOMPARE(record.why->kind(), ErrorKind::Limit);
    }

    void renegotiationIsRefused() {
        auto options = serverOptions();
        Record record;
        Rig rig;
        ListeningSocket listening;
        Peer peer({"s_client", "-connect", listening.address, "-tls1_2"});
        rig.serve(listening.fd.get(), *TlsContext::server(options), record);
        peer.process.write("hello\n");
        QVERIFY2(rig.runUntil(peer, [&] { return peer.said.contains("echo: hello"); }), peer.said.constData());
        peer.process.write("R\n");
        QVERIFY2(rig.runUntil(peer, [&] { return record.why && peer.isOver(); }), peer.said.constData());
        QVERIFY2(peer.said.contains("RENEGOTIATING") && peer.said.contains("no renegotiation"), peer.said.constData());
    }

    void server_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* arguments, const char* expected) {
            QTest::newRow(name) << QString(arguments).split(' ', Qt::SkipEmptyParts) << QByteArray(expected);
        };
        row("1.3", "", "TLSv1.3 ECDSA AES-256-GCM X25519 -"); // its own order of suites
        row("1.2", "-tls1_2", "TLSv1.2 ECDSA AES-256-GCM X25519 -");
        row("ALPN", "-alpn http/1.1", "TLSv1.3 ECDSA AES-256-GCM X25519 http/1.1");
        row("P-256, by a second hello", "-groups P-256", "TLSv1.3 ECDSA AES-256-GCM P-256 -");
    }
    void server() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, expected);
        auto options = clientOptions();
        options.alpn = {"http/1.1"};
        Record record;
        Rig rig;
        Peer peer(
            QStringList{"s_server", "-accept", "127.0.0.1:0", "-cert", m_chain, "-key", m_key, "-rev", "-serverpref"} +
            arguments);
        static const QRegularExpression accepting("ACCEPT 127\\.0\\.0\\.1:(\\d+)\n");
        QVERIFY(rig.runUntil(peer, [&] { return accepting.match(peer.said).hasMatch(); }));
        rig.ask(accepting.match(peer.said).captured(1).toUShort(), *TlsContext::client(options), "127.0.0.1", record);
        QVERIFY2(rig.runUntil(peer, [&] { return record.received == "olleh\n"; }), messageOf(record.why).c_str());
        const TlsReport& report = *record.report;
        std::string facts;
        for (const std::string_view fact :
             {report.version, report.suite.authentication, report.suite.cipher, report.group})
            facts += std::string(fact) + ' ';
        facts += report.alpn.empty() ? "-" : report.alpn;
        QCOMPARE(facts, expected.toStdString());
        QCOMPARE(report.peer.subject, std::string("CN=Test leaf"));
        QCOMPARE(report.verification, std::string("ok"));
    }

    void distrustedServer() {
        Record record;
        Rig rig;
        Peer peer({"s_server", "-accept", "127.0.0.1:0", "-cert", m_rsaChain, "-key", m_rsaKey, "-rev"});
        static const QRegularExpression accepting("ACCEPT 127\\.0\\.0\\.1:(\\d+)\n");
        QVERIFY(rig.runUntil(peer, [&] { return accepting.match(peer.said).hasMatch(); }));
        rig.ask(accepting.match(peer.said).captured(1).toUShort(), *TlsContext::client(clientOptions()),
                "rsa.example.org", record);
        QVERIFY(rig.runUntil(peer, [&] { return record.why && peer.said.contains("alert number 48"); }));
        QCOMPARE(static_cast<TlsError>(record.why->code()), TlsError::CertificateUntrusted);
    }
};

QTEST_GUILESS_MAIN(TlsInteropTest)
#include "tls_interop_test.moc"
