// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_facts.hpp"
#include "tests/netcore/tls/tls_fixture.hpp"

#include <QtTest>

#include <fstream>
#include <set>
#include <sys/stat.h>

using namespace burrow;
using namespace burrow::tls_test;
using namespace std::chrono_literals;

namespace {

// A P-256 key encrypted with the password "burrow" (PKCS #8, made by openssl genpkey -aes-128-cbc).
constexpr const char* encryptedKey = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAguaBHw7XL6CQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEELQNuUUBlb8O+dZx63jNBYYEgZCJ
1QxDb2uoyyfEXxj5mnFru5nrHyHs0CYYd/zo02hRUPoklMe+ecMKWnha+VHvGDde
Rp3wXG8kvHFZscvhObcHZ3ZAQwjvf8dxXaHo/YxdhlVc2wrM75S9BBrXilnCJ5oc
IqwCBe65vm9OZHggBZlHlZw8NjbdHPHmECv/PoIBEUeAQ2zQB05GM+rHiRoXmak=
-----END ENCRYPTED PRIVATE KEY-----
)";

} // namespace

class TlsContextTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string put(const char* name, const std::string& text) {
        const std::string path = m_folder.filePath(name).toStdString();
        std::ofstream(path) << text;
        return path;
    }
    /// The message without the folder.
    std::string refusal(TlsServerOptions options) {
        auto made = TlsContext::server(std::move(options));
        if (made)
            return "accepted";
        std::string text = made.error().message();
        const std::string folder = m_folder.path().toStdString() + "/";
        for (std::size_t at; (at = text.find(folder)) != std::string::npos;)
            text.erase(at, folder.size());
        return text;
    }

private slots:
    void errorsNameTheFile() {
        const DevCertificate& leaf = exampleLeaf();
        const DevCertificate other = authority().sign({"other.org"});
        const std::string chat = put("chat.pem", leaf.certificate);
        const std::string key = put("chat.key", leaf.key);
        const std::string both = put("both.pem", leaf.certificate + leaf.key);
        const std::string otherKey = put("other.key", other.key);
        const std::string empty = put("empty.pem", "");
        const std::string prose = put("prose.pem", "no certificate at all\n");
        const std::string broken = put("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        const std::string brokenKey =
            put("broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        const std::string sealed = put("sealed.key", encryptedKey);
        QCOMPARE(refusal({.certificate = chat, .key = key}), std::string("accepted"));
        QCOMPARE(refusal({.certificate = both}), std::string("accepted"));
        QCOMPARE(refusal({.certificate = chat, .key = otherKey}),
                 std::string("other.key: does not match the certificate"));
        QCOMPARE(refusal({.certificate = m_folder.filePath("gone.pem").toStdString(), .key = key}),
                 std::string("gone.pem: No such file or directory"));
        QCOMPARE(refusal({.certificate = chat, .key = m_folder.filePath("gone.key").toStdString()}),
                 std::string("gone.key: No such file or directory"));
        QCOMPARE(refusal({.certificate = empty, .key = key}), std::string("empty.pem: contains no certificate"));
        QCOMPARE(refusal({.certificate = prose, .key = key}), std::string("prose.pem: contains no certificate"));
        QCOMPARE(refusal({.certificate = chat, .key = prose}), std::string("prose.pem: contains no private key"));
        QCOMPARE(refusal({.certificate = chat}), std::string("chat.pem: contains no private key"));
        QVERIFY(refusal({.certificate = broken, .key = key}).starts_with("broken.pem: is not a valid certificate"));
        QVERIFY(refusal({.certificate = chat, .key = brokenKey}).starts_with("broken.key: is not a valid private key"));
        QCOMPARE(refusal({.certificate = chat, .key = sealed}),
                 std::string("sealed.key: is encrypted, and the password is missing or wrong"));
        QCOMPARE(refusal({.certificate = chat, .key = sealed, .keyPassword = "wrong"}),
                 std::string("sealed.key: is encrypted, and the password is missing or wrong"));
        QCOMPARE(refusal({.certificate = chat, .key = sealed, .keyPassword = "burrow"}),
                 std::string("sealed.key: does not match the certificate"));
        QVERIFY(refusal({.certificate = m_folder.path().toStdString(), .key = key}).ends_with(": Is a directory"));
        QCOMPARE(refusal({}), std::string("a TLS server without a certificate: the TLS options do not fit together"));
        TlsServerOptions options{.certificate = chat, .key = key};
        options.alpn = {"http/1.1", ""};
        QVERIFY(refusal(options).starts_with("ALPN name"));
        options.alpn.clear();
        options.more = {{chat, key, {}, {"*.*.org"}}};
        QCOMPARE(refusal(options), std::string("\"*.*.org\": is not a host name or an IP address"));
        options.more = {{chat, otherKey, {}, {}}};
        QCOMPARE(refusal(options), std::string("other.key: does not match the certificate"));
        options.more.clear();
        options.clientCertificate = TlsServerOptions::ClientCertificate::Required;
        QVERIFY(refusal(options).starts_with("client certificates without authorities"));
    }

    void clientErrors() {
        auto made = TlsContext::client({.authorities = {m_folder.filePath("nowhere.pem").toStdString()}});
        QVERIFY(!made);
        QVERIFY(made.error().message().ends_with("nowhere.pem: No such file or directory"));
        QVERIFY(TlsContext::client());
    }

    void facts() {
        auto context = *TlsContext::server(serverOptions());
        QVERIFY(context->isServer());
        QCOMPARE(context->certificates().size(), std::size_t{1});
        const TlsCertificateFacts& facts = context->certificates().front();
        QCOMPARE(facts.subject, std::string("CN=Test leaf"));
        QVERIFY(!facts.selfSigned);
        QVERIFY(facts.notBefore < wallNow() && facts.notAfter > wallNow() + 24h * 300);
    }

    void devCertificate() {
        const std::string folder = m_folder.filePath("dev").toStdString();
        const WallTime now = wallNow();
        auto first = ensureDevCertificate(folder, {"burrow.test", "localhost"}, now);
        QVERIFY2(first.has_value(), first ? "" : first.error().message().c_str());
        QVERIFY(first->created);
        for (const std::string& path : {first->certificate, first->key}) {
            struct ::stat facts {};
            QCOMPARE(::stat(path.c_str(), &facts), 0);
            QCOMPARE(facts.st_mode & 07777, ::mode_t{0600});
        }
        auto context = *TlsContext::server({.certificate = first->certificate, .key = first->key});
        const TlsCertificateFacts& made = context->certificates().front();
        QCOMPARE(made.names, (std::vector<std::string>{"localhost", "127.0.0.1", "::1", "burrow.test"}));
        QCOMPARE(made.key, std::string("EC P-256"));
        QVERIFY(made.selfSigned);
        QVERIFY(made.notAfter - made.notBefore <= 397 * 24h);
        // It is kept as long as it serves.
        QVERIFY(!ensureDevCertificate(folder, {"burrow.test"}, now)->created);
        QVERIFY(!ensureDevCertificate(folder, {}, now + 390 * 24h)->created);
        QVERIFY(ensureDevCertificate(folder, {"more.test"}, now)->created);
        QVERIFY(ensureDevCertificate(folder, {"more.test"}, now + 396 * 24h)->created);
        std::ofstream(first->key) << "garbage";
        QVERIFY(ensureDevCertificate(folder, {}, now)->created);
        QVERIFY(!ensureDevCertificate(folder, {"not a name"}, now));
        QVERIFY(!ensureDevCertificate("/proc/nowhere/dev", {}, now));
        // A client that is told to trust exactly this certificate does, for these names.
        auto trusting = *TlsContext::client({.authorities = {first->certificate}, .trustSystemStore = false});
        auto server = *TlsContext::server({.certificate = first->certificate, .key = first->key});
        EnginePair pair(trusting, server, {.serverName = "127.0.0.1"});
        pair.handshake();
        QVERIFY2(pair.isDone(), messageOf(pair.client.failure).c_str());
    }

    void devCertificatesDiffer() {
        const auto serialOf = [] {
            const DevCertificate made = *makeDevCertificate({}, wallNow());
            auto context = *TlsContext::server(serverOptions(made));
            return context->certificates().front().serial;
        };
        const std::string serial = serialOf();
        QVERIFY(serial.size() > 20 && serial != serialOf());
    }

    void namesThatAreNone() {
        for (const char* name : {"", "a b", "x,DNS:evil.org", "a..b", "-a.org/", "*.", "*.*.org", "a*.org", "host:80"})
            QVERIFY2(!makeDevCertificate({.names = {name}}, wallNow()) || std::string_view(name) == "-a.org", name);
    }

    void suites_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("parts"); ///< exchange, authentication, cipher, bits, MAC, PRF
        const auto row = [](const char* name, const char* parts) {
            QTest::newRow(name) << QByteArray(name) << QByteArray(parts);
        };
        row("TLS_AES_128_GCM_SHA256", "||AES-128-GCM|128|AEAD|SHA-256");
        row("TLS_AES_256_GCM_SHA384", "||AES-256-GCM|256|AEAD|SHA-384");
        row("TLS_CHACHA20_POLY1305_SHA256", "||ChaCha20-Poly1305|256|AEAD|SHA-256");
        row("TLS_AES_128_CCM_8_SHA256", "||AES-128-CCM-8|128|AEAD|SHA-256");
        row("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE|RSA|AES-128-GCM|128|AEAD|SHA-256");
        row("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE|ECDSA|AES-256-GCM|256|AEAD|SHA-384");
        row("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE|ECDSA|ChaCha20-Poly1305|256|AEAD|SHA-256");
        row("TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "ECDHE|ECDSA|AES-128-CCM|128|AEAD|SHA-256");
        row("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "ECDHE|RSA|AES-256-CBC|256|HMAC-SHA384|SHA-384");
        row("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE|RSA|AES-128-CBC|128|HMAC-SHA1|SHA-256");
        row("TLS_RSA_WITH_3DES_EDE_CBC_SHA", "RSA|RSA|3DES-EDE-CBC|112|HMAC-SHA1|SHA-256");
        row("TLS_RSA_WITH_RC4_128_MD5", "RSA|RSA|RC4-128|128|HMAC-MD5|SHA-256");
        row("TLS_DHE_PSK_WITH_AES_128_GCM_SHA256", "DHE|PSK|AES-128-GCM|128|AEAD|SHA-256");
        row("TLS_DH_anon_WITH_AES_128_CBC_SHA256", "DHE|anonymous|AES-128-CBC|128|HMAC-SHA256|SHA-256");
        row("TLS_NULL_WITH_NULL_NULL", "none|none|none|0||");
        row("TLS_SOMETHING_NEW", "|||0||");
        row("", "|||0||");
    }
    void suites() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, parts);
        const std::string text = name.toStdString();
        const TlsSuite suite = decomposeSuite(text);
        std::string joined;
        for (const std::string_view part : {suite.keyExchange, suite.authentication, suite.cipher})
            joined += std::string(part) + '|';
        joined += std::to_string(suite.keyBits) + '|' + std::string(suite.mac) + '|' + std::string(suite.prf);
        QCOMPARE(joined, parts.toStdString());
        QCOMPARE(suite.name, std::string_view(text));
    }

    void reportAsText() {
        TlsReport report;
        report.version = "TLSv1.3";
        report.suite = decomposeSuite("TLS_AES_128_GCM_SHA256");
        report.suite.keyExchange = "ECDHE";
        report.alpn = "http/1.1";
        report.handshakeTime = 1500us;
        report.hasPeerCertificate = true;
        report.peer.names = {"a.org", "b.org"};
        report.peer.notAfter = WallTime(std::chrono::seconds(1'000'000'000));
        std::string text;
        for (const TlsFact& fact : listFacts(report))
            text += std::string(fact.name) + '=' + fact.text + '\n';
        QCOMPARE(text, std::string("version=TLSv1.3\nsuite=TLS_AES_128_GCM_SHA256\nalpn=http/1.1\nkey-exchange=ECDHE\n"
                                   "cipher=AES-128-GCM\nkey-bits=128\nmac=AEAD\nprf=SHA-256\nresumed=no\n"
                                   "peer-names=a.org, b.org\npeer-valid-from=1970-01-01T00:00:00Z\n"
                                   "peer-valid-until=2001-09-09T01:46:40Z\nhandshake-bytes-in=0\n"
                                   "handshake-bytes-out=0\nhandshake-microseconds=1500\n"));
        QCOMPARE(listFacts(TlsCertificateFacts{.subject = "CN=x", .issuer = "CN=x", .selfSigned = true})[1].text,
                 std::string("itself"));
    }

    /// Every code has a sentence of its own.
    void sentences() {
        std::set<std::string_view> seen;
        for (int code = 0; code <= static_cast<int>(TlsError::Internal); ++code) {
            const Error error = makeTlsError(static_cast<TlsError>(code));
            QVERIFY2(seen.insert(error.text()).second, std::to_string(code).c_str());
        }
        for (const int alert : {10, 20, 40, 42, 48, 70, 112, 116, 120}) {
            const Error error = makePeerAlertError(alert);
            QVERIFY(error.text().find("alert " + std::to_string(alert)) != std::string_view::npos);
            QCOMPARE(peerAlertOf(error), alert);
            QCOMPARE(error.wireHint(), 0);
        }
        QCOMPARE(makePeerAlertError(200).text(), std::string_view("the peer refused with an unknown alert"));
        QCOMPARE(makeTlsError(TlsError::NoCommonProtocol).wireHint(), 120);
    }
};

QTEST_GUILESS_MAIN(TlsContextTest)
#include "tls_context_test.moc"
