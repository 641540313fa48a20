// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "tests/netcore/tls/tls_fixture.hpp"

#include <QtTest>

#include <malloc.h>

using namespace burrow;
using namespace burrow::tls_test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const TlsContext> makeServer(const TlsServerOptions& options) {
    auto made = TlsContext::server(options);
    if (!made)
        qFatal("%s", made.error().message().c_str());
    return *made;
}
std::shared_ptr<const TlsContext> makeClient(const TlsClientOptions& options = clientOptions()) {
    auto made = TlsContext::client(options);
    if (!made)
        qFatal("%s", made.error().message().c_str());
    return *made;
}

TlsError codeOf(const std::optional<Error>& error) {
    return error && &error->domain() == &tlsErrors ? static_cast<TlsError>(error->code()) : TlsError::None;
}

} // namespace

class TlsEngineTest : public QObject {
    Q_OBJECT

private slots:
    void versions_data() {
        QTest::addColumn<int>("clientNewest");
        QTest::addColumn<int>("serverNewest");
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("1.3") << 0x0304 << 0x0304 << QByteArray("TLSv1.3");
        QTest::newRow("1.2 client") << 0x0303 << 0x0304 << QByteArray("TLSv1.2");
        QTest::newRow("1.2 server") << 0x0304 << 0x0303 << QByteArray("TLSv1.2");
    }
    void versions() {
        QFETCH(int, clientNewest);
        QFETCH(int, serverNewest);
        QFETCH(QByteArray, version);
        auto theirs = clientOptions();
        auto ours = serverOptions();
        theirs.newest = static_cast<TlsVersion>(clientNewest);
        ours.newest = static_cast<TlsVersion>(serverNewest);
        EnginePair pair(makeClient(theirs), makeServer(ours));
        pair.handshake();
        QVERIFY2(pair.isDone(), messageOf(pair.client.failure).c_str());
        pair.client.send("ping");
        pair.exchange();
        pair.server.send("pong");
        pair.exchange();
        QCOMPARE(pair.server.plain, std::string("ping"));
        QCOMPARE(pair.client.plain, std::string("pong"));
        for (const Side* side : {&pair.client, &pair.server}) {
            const TlsReport& report = side->engine->report();
            QCOMPARE(std::string(report.version), version.toStdString());
            QCOMPARE(report.suite.keyExchange, std::string_view("ECDHE"));
            QCOMPARE(report.suite.authentication, std::string_view("ECDSA"));
            QCOMPARE(report.suite.cipher, std::string_view("AES-128-GCM"));
            QCOMPARE(report.suite.keyBits, 128);
            QVERIFY(report.suite.isAead());
            QCOMPARE(report.suite.prf, std::string_view("SHA-256"));
            QCOMPARE(report.group, std::string_view("X25519"));
            QCOMPARE(report.signature, std::string_view("ECDSA with SHA-256"));
            QCOMPARE(report.serverName, std::string("example.org"));
            QVERIFY(report.extendedMasterSecret);
            QVERIFY(!report.resumed);
            QCOMPARE(side->engine->version(), report.version);
            QCOMPARE(side->engine->suite(), report.suite.name);
            QVERIFY(report.handshakeBytesIn > 200 && report.handshakeBytesOut > 200);
        }
        const TlsReport& seen = pair.client.engine->report();
        QVERIFY(seen.hasPeerCertificate);
        QCOMPARE(seen.verification, std::string("ok"));
        QCOMPARE(seen.peer.subject, std::string("CN=Test leaf"));
        QCOMPARE(seen.peer.issuer, std::string("CN=Test root"));
        QCOMPARE(seen.peer.key, std::string("EC P-256"));
        QCOMPARE(seen.peer.names, (std::vector<std::string>{"example.org", "*.wild.org", "127.0.0.1", "::1"}));
        QCOMPARE(seen.peer.fingerprint.size(), std::size_t{64});
        QCOMPARE(pair.server.engine->report().own.fingerprint, seen.peer.fingerprint);
    }

    void noCommonVersion() {
        auto theirs = clientOptions();
        theirs.newest = TlsVersion::Tls12;
        auto ours = serverOptions();
        ours.oldest = TlsVersion::Tls13;
        EnginePair pair(makeClient(theirs), makeServer(ours));
        pair.handshake();
        QCOMPARE(codeOf(pair.server.failure), TlsError::NoCommonVersion);
        QCOMPARE(pair.server.failure->wireHint(), 70);
        QCOMPARE(peerAlertOf(*pair.client.failure), 70);
    }

    void alpn_data() {
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("server");
        QTest::addColumn<QByteArray>("chosen");
        QTest::addColumn<bool>("refused");
        QTest::newRow("same") << "http/1.1"
                              << "http/1.1" << QByteArray("http/1.1") << false;
        QTest::newRow("the server prefers") << "http/1.1 h2"
                                            << "h2 http/1.1" << QByteArray("h2") << false;
        QTest::newRow("second choice") << "smtp http/1.1"
                                       << "h2 http/1.1" << QByteArray("http/1.1") << false;
        QTest::newRow("client offers none") << ""
                                            << "http/1.1" << QByteArray() << false;
        QTest::newRow("server knows none") << "http/1.1"
                                           << "" << QByteArray() << false;
        QTest::newRow("no overlap") << "smtp imap"
                                    << "http/1.1" << QByteArray() << true;
        QTest::newRow("a prefix is no match") << "http/1.11"
                                              << "http/1.1" << QByteArray() << true;
    }
    void alpn() {
        QFETCH(QString, client);
        QFETCH(QString, server);
        QFETCH(QByteArray, chosen);
        QFETCH(bool, refused);
        const auto split = [](const QString& text) {
            std::vector<std::string> names;
            for (const QString& name : text.split(' ', Qt::SkipEmptyParts))
                names.push_back(name.toStdString());
            return names;
        };
        for (const TlsVersion newest : {TlsVersion::Tls12, TlsVersion::Tls13}) {
            auto theirs = clientOptions();
            theirs.alpn = split(client);
            theirs.newest = newest;
            auto ours = serverOptions();
            ours.alpn = split(server);
            EnginePair pair(makeClient(theirs), makeServer(ours));
            pair.handshake();
            QCOMPARE(pair.isDone(), !refused);
            if (refused) {
                QCOMPARE(codeOf(pair.server.failure), TlsError::NoCommonProtocol);
                QCOMPARE(pair.server.failure->wireHint(), 120);
                QCOMPARE(peerAlertOf(*pair.client.failure), 120);
            } else {
                QCOMPARE(pair.server.engine->report().alpn, chosen.toStdString());
                QCOMPARE(pair.client.engine->report().alpn, chosen.toStdString());
            }
        }
    }

    void serverNames_data() {
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("got"); ///< first name of the certificate, empty if refused
        QTest::newRow("default") << QByteArray("example.org") << QByteArray("example.org");
        QTest::newRow("exact") << QByteArray("chat.example.com") << QByteArray("chat.example.com");
        QTest::newRow("case and dot") << QByteArray("CHAT.example.com.") << QByteArray("chat.example.com");
        QTest::newRow("wildcard") << QByteArray("a.example.net") << QByteArray("*.example.net");
        QTest::newRow("exact before wildcard") << QByteArray("www.example.net") << QByteArray("www.example.net");
        QTest::newRow("one label only") << QByteArray("a.b.example.net") << QByteArray();
        QTest::newRow("not the bare domain") << QByteArray("example.net") << QByteArray();
        QTest::newRow("unknown") << QByteArray("other.org") << QByteArray();
    }
    void serverNames() {
        QFETCH(QByteArray, asked);
        QFETCH(QByteArray, got);
        auto ours = serverOptions();
        for (const char* name : {"chat.example.com", "*.example.net", "www.example.net"}) {
            const DevCertificate leaf = authority().sign({name});
            ours.more.push_back({TlsPem::text(leaf.certificate), TlsPem::text(leaf.key), {}, {}});
        }
        ours.unknownName = TlsServerOptions::UnknownName::Refuse;
        EnginePair strict(makeClient(), makeServer(ours), {.serverName = asked.toStdString()});
        strict.handshake();
        if (got.isEmpty()) {
            QCOMPARE(codeOf(strict.server.failure), TlsError::UnknownServerName);
            QCOMPARE(peerAlertOf(*strict.client.failure), 112);
        } else {
            QVERIFY2(strict.isDone(), messageOf(strict.client.failure).c_str());
            QCOMPARE(strict.client.engine->report().peer.names.front(), got.toStdString());
        }
        // By default an unknown name gets the first certificate, and it is the client that refuses.
        ours.unknownName = TlsServerOptions::UnknownName::FirstCertificate;
        EnginePair lenient(makeClient(), makeServer(ours), {.serverName = asked.toStdString()});
        lenient.handshake();
        QCOMPARE(codeOf(lenient.client.failure), got.isEmpty() ? TlsError::CertificateWrongName : TlsError::None);
    }

    void verification_data() {
        QTest::addColumn<int>("leaf"); ///< 0 good, 1 expired, 2 not yet valid, 3 self-signed
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("insecure"); ///< bit 0 authority, 1 name, 2 time
        QTest::addColumn<TlsError>("expected");
        QTest::newRow("good") << 0 << QByteArray("example.org") << 0 << TlsError::None;
        QTest::newRow("wildcard") << 0 << QByteArray("a.wild.org") << 0 << TlsError::None;
        QTest::newRow("IPv4") << 0 << QByteArray("127.0.0.1") << 0 << TlsError::None;
        QTest::newRow("IPv6") << 0 << QByteArray("::1") << 0 << TlsError::None;
        QTest::newRow("IPv6 in brackets") << 0 << QByteArray("[::1]") << 0 << TlsError::None;
        QTest::newRow("other IP") << 0 << QByteArray("127.0.0.2") << 0 << TlsError::CertificateWrongName;
        QTest::newRow("wrong name") << 0 << QByteArray("example.com") << 0 << TlsError::CertificateWrongName;
        QTest::newRow("wildcard, two labels") << 0 << QByteArray("a.b.wild.org") << 0 << TlsError::CertificateWrongName;
        QTest::newRow("any name") << 0 << QByteArray("example.com") << 2 << TlsError::None;
        QTest::newRow("no name at all") << 0 << QByteArray("") << 2 << TlsError::None;
        QTest::newRow("expired") << 1 << QByteArray("example.org") << 0 << TlsError::CertificateExpired;
        QTest::newRow("not yet valid") << 2 << QByteArray("example.org") << 0 << TlsError::CertificateNotYetValid;
        QTest::newRow("any time") << 1 << QByteArray("example.org") << 4 << TlsError::None;
        QTest::newRow("any authority does not mean any time")
            << 1 << QByteArray("example.org") << 1 << TlsError::CertificateExpired;
        QTest::newRow("self-signed") << 3 << QByteArray("example.org") << 0 << TlsError::CertificateUntrusted;
        QTest::newRow("any authority") << 3 << QByteArray("example.org") << 1 << TlsError::None;
        QTest::newRow("any authority does not mean any name")
            << 3 << QByteArray("example.com") << 1 << TlsError::CertificateWrongName;
    }
    void verification() {
        QFETCH(int, leaf);
        QFETCH(QByteArray, name);
        QFETCH(int, insecure);
        QFETCH(TlsError, expected);
        const WallTime now = wallNow();
        const DevCertificate made = leaf == 0   ? exampleLeaf()
                                    : leaf == 1 ? authority().sign({"example.org"}, now - 48h, now - 24h)
                                    : leaf == 2
                                        ? authority().sign({"example.org"}, now + 24h, now + 48h)
                                        : *makeDevCertificate({.commonName = "Alone", .names = {"example.org"}}, now);
        auto theirs = clientOptions();
        theirs.insecure = {.acceptAnyAuthority = (insecure & 1) != 0,
                           .acceptAnyName = (insecure & 2) != 0,
                           .acceptAnyTime = (insecure & 4) != 0};
        for (const TlsVersion newest : {TlsVersion::Tls12, TlsVersion::Tls13}) {
            theirs.newest = newest;
            EnginePair pair(makeClient(theirs), makeServer(serverOptions(made)), {.serverName = name.toStdString()});
            pair.handshake();
            QCOMPARE(codeOf(pair.client.failure), expected);
            QCOMPARE(pair.isDone(), expected == TlsError::None);
            if (expected != TlsError::None) {
                QVERIFY(peerAlertOf(*pair.server.failure) != 0);
                QCOMPARE(pair.client.failure->kind(), ErrorKind::Security);
            } else if (leaf == 3) {
                QVERIFY(pair.client.engine->report().verification.find("self-signed") != std::string::npos);
            }
        }
    }

    /// The engine judges certificates at the time that it is given.
    void injectedTime() {
        const auto at = [&](WallTime now) {
            EnginePair pair(makeClient(), makeServer(serverOptions()), {.serverName = "example.org", .now = now});
            pair.handshake();
            return codeOf(pair.client.failure);
        };
        QCOMPARE(at(wallNow()), TlsError::None);
        QCOMPARE(at(wallNow() + 24h * 390), TlsError::None);
        QCOMPARE(at(wallNow() + 24h * 400), TlsError::CertificateExpired);
        QCOMPARE(at(wallNow() - 24h), TlsError::CertificateNotYetValid);
    }

    void intermediateAuthority() {
        const auto make = [](const char* name, const DevCertificate* issuer, bool isAuthority) {
            return *makeDevCertificate(
                {.commonName = name, .names = {"deep.example.org"}, .isAuthority = isAuthority, .issuer = issuer},
                wallNow());
        };
        const DevCertificate middle = make("Middle", &authority().root, true);
        const DevCertificate leaf = make("Deep leaf", &middle, false);
        const DevCertificate badMiddle = make("No authority", &authority().root, false);
        const DevCertificate badLeaf = make("Leaf of a leaf", &badMiddle, false);
        const auto attempt = [&](const DevCertificate& end, const std::string& sent, std::uint32_t& length) {
            EnginePair pair(makeClient(), makeServer(serverOptions({end.certificate + sent, end.key})),
                            {.serverName = "deep.example.org"});
            pair.handshake();
            length = pair.isDone() ? pair.client.engine->report().chainLength : 0;
            return codeOf(pair.client.failure);
        };
        std::uint32_t length = 0;
        QCOMPARE(attempt(leaf, middle.certificate, length), TlsError::None);
        QCOMPARE(length, 2u);
        QCOMPARE(attempt(leaf, "", length), TlsError::CertificateUntrusted);
        QCOMPARE(attempt(badLeaf, badMiddle.certificate, length), TlsError::CertificateRefused);
    }

    void noNameNoHandshake() {
        for (const char* name : {"", "exa mple.org", "-", ".", "a..b", "host:443", "b\xC3\xBC.de"}) {
            auto engine = makeTlsEngine(makeClient(), {.serverName = name});
            QCOMPARE(bool(engine), std::string_view(name) == "-");
        }
    }

    void clientCertificates_data() {
        QTest::addColumn<bool>("required");
        QTest::addColumn<bool>("given");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("required, given") << true << true << true << true;
        QTest::newRow("required, missing") << true << false << true << false;
        QTest::newRow("required, from somebody else") << true << true << false << false;
        QTest::newRow("optional, missing") << false << false << true << true;
        QTest::newRow("optional, from somebody else") << false << true << false << false;
    }
    void clientCertificates() {
        QFETCH(bool, required);
        QFETCH(bool, given);
        QFETCH(bool, trusted);
        QFETCH(bool, accepted);
        using Mode = TlsServerOptions::ClientCertificate;
        auto ours = serverOptions();
        ours.clientCertificate = required ? Mode::Required : Mode::Optional;
        const Authority stranger;
        ours.clientAuthorities = trusted ? authority().trust() : stranger.trust();
        auto theirs = clientOptions();
        const DevCertificate badge = authority().sign({"badge.example.org"});
        if (given) {
            theirs.certificate = TlsPem::text(badge.certificate);
            theirs.key = TlsPem::text(badge.key);
        }
        EnginePair pair(makeClient(theirs), makeServer(ours));
        pair.handshake();
        QCOMPARE(pair.server.engine->isHandshakeDone(), accepted);
        if (!accepted) {
            QCOMPARE(pair.server.failure->kind(), ErrorKind::Security);
            QVERIFY(peerAlertOf(*pair.client.failure) != 0);
        } else {
            const TlsReport& report = pair.server.engine->report();
            QCOMPARE(report.hasPeerCertificate, given);
            if (given)
                QCOMPARE(report.peer.names.front(), std::string("badge.example.org"));
        }
    }

    void splitEverywhere_data() {
        QTest::addColumn<int>("newest");
        QTest::addColumn<int>("piece");
        QTest::addColumn<int>("room");
        for (const int newest : {0x0303, 0x0304}) {
            for (const int piece : {1, 2, 3, 5, 7, 16, 100, 1000})
                QTest::addRow("%x, %d bytes", newest, piece) << newest << piece << 64 * 1024;
            for (const int room : {1, 10, 1000})
                QTest::addRow("%x, room for %d", newest, room) << newest << 64 * 1024 << room;
            QTest::addRow("%x, both tiny", newest) << newest << 1 << 1;
        }
    }
    void splitEverywhere() {
        QFETCH(int, newest);
        QFETCH(int, piece);
        QFETCH(int, room);
        auto theirs = clientOptions();
        theirs.newest = static_cast<TlsVersion>(newest);
        EnginePair pair(makeClient(theirs), makeServer(serverOptions()));
        pair.handshake(static_cast<std::size_t>(piece));
        QVERIFY2(pair.isDone(), messageOf(pair.server.failure).c_str());
        std::string text;
        for (int i = 0; i < 5000; ++i)
            text += std::to_string(i) + ' ';
        pair.client.send(text);
        pair.server.send("hello");
        pair.client.engine->close(pair.client.cipherOut);
        pair.exchange(static_cast<std::size_t>(piece), static_cast<std::size_t>(room));
        QCOMPARE(pair.server.plain, text);
        QCOMPARE(pair.client.plain, std::string("hello"));
        QVERIFY(pair.server.peerClosed);
        QVERIFY(!pair.client.peerClosed);
    }

    /// The same conversation, cut once at each byte.
    void cutAtEachByte() {
        const auto client = makeClient();
        const auto server = makeServer(serverOptions());
        EnginePair model(client, server);
        model.client.begin();
        const std::size_t helloSize = model.client.cipherOut.size();
        for (std::size_t cut = 1; cut < helloSize; ++cut) {
            EnginePair pair(client, server);
            pair.client.begin();
            const std::string hello = pair.client.takeCipher();
            pair.server.feed(std::string_view(hello).substr(0, cut));
            QVERIFY(pair.server.cipherOut.empty());
            pair.server.feed(std::string_view(hello).substr(cut));
            QVERIFY2(!pair.server.failure && !pair.server.cipherOut.empty(), std::to_string(cut).c_str());
        }
    }

    void largeDataBothWays() {
        EnginePair pair(makeClient(), makeServer(serverOptions()));
        pair.handshake();
        std::string up(3 * 1024 * 1024, 'u'), down(3 * 1024 * 1024 + 17, 'd');
        for (std::size_t i = 0; i < up.size(); i += 101)
            up[i] = static_cast<char>(i);
        pair.client.send(up);
        pair.server.send(down);
        pair.exchange(50'000, 20'000);
        QVERIFY(pair.server.plain == up);
        QVERIFY(pair.client.plain == down);
    }

    /// Head and small body leave in one record, large slices are not joined.
    void smallSlicesShareARecord() {
        EnginePair pair(makeClient(), makeServer(serverOptions()));
        pair.handshake();
        OutputQueue queue(pair.server.pool);
        const std::string body(700, 'b');
        queue.append("HTTP/1.1 200 OK\r\n\r\n");
        queue.appendStatic(body);
        queue.appendShared(std::make_shared<const std::string>("tail"));
        pair.server.send(queue);
        const std::string cipher = pair.server.takeCipher();
        QCOMPARE(cipher.size(), 5 + 19 + body.size() + 4 + 1 + 16); // header, text, type, tag
        pair.client.feed(cipher);
        QCOMPARE(pair.client.plain, "HTTP/1.1 200 OK\r\n\r\n" + body + "tail");
    }

    void truncationIsAnError() {
        EnginePair pair(makeClient(), makeServer(serverOptions()));
        pair.client.begin();
        auto early = makeTlsEngine(makeServer(serverOptions()));
        QCOMPARE((*early)->receiveEof().error().kind(), ErrorKind::Truncated);
        pair.exchange();
        pair.client.send("all of it");
        pair.exchange();
        auto ended = pair.server.engine->receiveEof();
        QVERIFY(!ended);
        QCOMPARE(ended.error().kind(), ErrorKind::Truncated);
        // Errors stick.
        QCOMPARE(pair.server.engine->receive({}, {}, pair.server.cipherOut).error().kind(), ErrorKind::Truncated);
    }

    void orderlyClose() {
        EnginePair pair(makeClient(), makeServer(serverOptions()));
        pair.handshake();
        pair.client.engine->close(pair.client.cipherOut);
        pair.client.engine->close(pair.client.cipherOut); // once
        pair.exchange();
        QVERIFY(pair.server.peerClosed);
        QVERIFY(pair.server.engine->receiveEof());
        // The other direction still works (RFC 8446 §6.1).
        pair.server.send("late answer");
        pair.exchange();
        QCOMPARE(pair.client.plain, std::string("late answer"));
        QCOMPARE(pair.client.engine->send(ByteView("x"), pair.client.cipherOut).error().kind(), ErrorKind::Closed);
    }

    void notTls() {
        for (const char* text : {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\nxxxxxxxxxxxxxxxxxx"}) {
            Side server(std::move(*makeTlsEngine(makeServer(serverOptions()))));
            server.feed(text);
            QVERIFY(server.failure);
            QCOMPARE(codeOf(server.failure), TlsError::NotTls);
        }
    }

    /// A hello of TLS 1.2 without extended master secret, written by hand.
    void weakPeer() {
        std::string hello("\x03\x03", 2);
        hello += std::string(32, 'r') + std::string(1, '\0');             // random, no session
        hello += std::string("\x00\x02\xC0\x2B\x01\x00", 6);              // one suite, no compression
        std::string extensions("\x00\x0A\x00\x04\x00\x02\x00\x17", 8);    // supported_groups: P-256
        extensions += std::string("\x00\x0D\x00\x04\x00\x02\x04\x03", 8); // signature_algorithms: ECDSA with SHA-256
        hello += std::string("\x00\x10", 2) + extensions;
        std::string message = std::string("\x01\x00\x00", 3) + static_cast<char>(hello.size()) + hello;
        Side server(std::move(*makeTlsEngine(makeServer(serverOptions()))));
        server.feed(std::string("\x16\x03\x01\x00", 4) + static_cast<char>(message.size()) + message);
        QCOMPARE(codeOf(server.failure), TlsError::WeakPeer);
        QCOMPARE(server.takeCipher(), std::string("\x15\x03\x03\x00\x02\x02\x28", 7)); // fatal handshake_failure
    }

    void closedInsideTheHandshake() {
        Side server(std::move(*makeTlsEngine(makeServer(serverOptions()))));
        server.feed(std::string("\x15\x03\x01\x00\x02\x01\x00", 7));
        QVERIFY(server.failure && server.failure->kind() != ErrorKind::Bug);
        EnginePair pair(makeClient(), makeServer(serverOptions()));
        pair.client.begin();
        pair.client.feed(std::string("\x15\x03\x03\x00\x02\x01\x00", 7));
        QCOMPARE(codeOf(pair.client.failure), TlsError::Closed);
        QCOMPARE(pair.client.failure->message(),
                 std::string("handshake for example.org: the TLS connection is closed"));
    }

    void changedCipherTextIsRefused() {
        EnginePair pair(makeClient(), makeServer(serverOptions()));
        pair.handshake();
        pair.client.send("money");
        std::string cipher = pair.client.takeCipher();
        cipher.back() = static_cast<char>(cipher.back() ^ 1);
        pair.server.feed(cipher);
        QCOMPARE(pair.server.failure->kind(), ErrorKind::PeerFault);
        pair.exchange();
        QCOMPARE(peerAlertOf(*pair.client.failure), 20);
    }

    void handshakeByteLimit() {
        auto ours = serverOptions();
        ours.limits.handshakeBytes = 100;
        EnginePair pair(makeClient(), makeServer(ours));
        pair.handshake();
        QCOMPARE(codeOf(pair.server.failure), TlsError::HandshakeTooLarge);
        QCOMPARE(pair.server.failure->detail()->limit, std::uint64_t{100});
        // An endless hello stops at the limit and not later.
        Side server(std::move(*makeTlsEngine(makeServer(serverOptions()))));
        std::string endless;
        for (int i = 0; i < 64; ++i) // records of 16 KiB that carry one huge handshake message
            endless += std::string("\x16\x03\x01\x40\x00", 5) +
                       (i == 0 ? std::string("\x01\x0F\xFF\xFF", 4) : std::string(4, 'x')) + std::string(16380, 'x');
        server.feed(endless, 1000);
        QVERIFY(server.failure);
        QVERIFY(server.failure->kind() == ErrorKind::Limit || server.failure->kind() == ErrorKind::PeerFault);
    }

    void messagesAfterTheHandshakeAreCounted() {
        // TLS 1.2: attempts to renegotiate are answered by OpenSSL with a warning each; a flood ends the connection.
        // TLS 1.3: session tickets count for a client. One handshake's tickets pass, a limit of one does not.
        auto theirs = clientOptions();
        theirs.limits.messages = 1;
        EnginePair pair(makeClient(theirs), makeServer(serverOptions()));
        pair.handshake();
        QCOMPARE(codeOf(pair.client.failure), TlsError::TooManyMessages);
        theirs.limits.messages = 2;
        EnginePair patient(makeClient(theirs), makeServer(serverOptions()));
        patient.handshake();
        QVERIFY(!patient.client.failure);
    }

    void resumption_data() {
        QTest::addColumn<int>("newest");
        QTest::newRow("1.2") << 0x0303;
        QTest::newRow("1.3") << 0x0304;
    }
    void resumption() {
        QFETCH(int, newest);
        auto theirs = clientOptions();
        theirs.newest = static_cast<TlsVersion>(newest);
        const auto client = makeClient(theirs);
        const auto server = makeServer(serverOptions());
        std::shared_ptr<const TlsSession> session;
        {
            EnginePair pair(client, server, {.serverName = "example.org", .keepSession = true});
            pair.handshake();
            QVERIFY(pair.isDone());
            session = pair.client.engine->session();
        }
        QVERIFY(session);
        EnginePair again(client, server, {.serverName = "example.org", .resume = session});
        again.handshake();
        QVERIFY(again.isDone());
        QVERIFY(again.client.engine->report().resumed);
        QVERIFY(again.server.engine->report().resumed);
        QVERIFY(again.server.engine->report().signature.empty());
        if (newest == 0x0304)
            QCOMPARE(again.server.engine->report().suite.authentication, std::string_view("PSK"));
        // A session is for its server name only; and another server (new ticket keys) falls back to a full handshake.
        EnginePair other(client, server, {.serverName = "a.wild.org", .resume = session});
        other.handshake();
        QVERIFY(other.isDone() && !other.client.engine->report().resumed);
        EnginePair fresh(client, makeServer(serverOptions()), {.serverName = "example.org", .resume = session});
        fresh.handshake();
        QVERIFY(fresh.isDone() && !fresh.server.engine->report().resumed);
    }

    /// OpenSSL's buffers are given back between bursts: what an idle connection costs.
    void idleMemory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("the sanitizer has an allocator of its own");
#endif
        const auto client = makeClient();
        const auto server = makeServer(serverOptions());
        constexpr std::size_t count = 50;
        std::vector<std::unique_ptr<TlsEngine>> idle;
        std::size_t before = 0;
        for (std::size_t i = 0; i <= count; ++i) {
            EnginePair pair(client, server);
            pair.handshake();
            pair.client.send(std::string(700, 'q'));
            pair.exchange();
            pair.server.send(std::string(1000, 'a'));
            pair.exchange();
            idle.push_back(std::move(pair.server.engine));
            if (i == 0)
                before = ::mallinfo2().uordblks;
        }
        const std::size_t each = (::mallinfo2().uordblks - before) / count;
        QVERIFY2(each <= 14'400, std::to_string(each).c_str());
    }

    void sendingBeforeTheEndOfTheHandshake() {
        Side server(std::move(*makeTlsEngine(makeServer(serverOptions()))));
        OutputQueue queue(server.pool);
        queue.append("early");
        QCOMPARE(*server.engine->send(queue, server.cipherOut, 100), std::size_t{0});
        QCOMPARE(server.engine->send(ByteView("x"), server.cipherOut).error().kind(), ErrorKind::Misuse);
        server.engine->close(server.cipherOut);
        QVERIFY(server.cipherOut.empty());
        QCOMPARE(queue.size(), std::size_t{5});
    }
};

QTEST_GUILESS_MAIN(TlsEngineTest)
#include "tls_engine_test.moc"
