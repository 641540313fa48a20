// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "hostile_requests.hpp"
#include "valid_requests.hpp"

#include "netprotocols/http_server/server.hpp"
#include "tests/netprotocols/http_server/raw_client.hpp"

#include <QtTest>

#include <atomic>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <thread>

using namespace burrow;
using namespace burrow::http;

namespace {

/// Statuses of the answers in the bytes of one connection, interim ones left out. A crude reading, on purpose
/// independent of our own parser: bodies hold no "HTTP/1.1 ".
std::vector<int> statusesOf(const QByteArray& bytes) {
    std::vector<int> statuses;
    for (qsizetype at = 0; (at = bytes.indexOf("HTTP/1.1 ", at)) >= 0; ++at)
        if (const int status = bytes.mid(at + 9, 3).toInt(); status >= 200)
            statuses.push_back(status);
    return statuses;
}

enum class Delivery { Whole, Pieces, Behind };

} // namespace

/// Show 7: every case of the tables against a real server, with a well-behaved client beside it.
class HostileSocketsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void refuses_data();
    void refuses();
    void answersUnusualRequests();
    void isNoTunnel();
    void neighbourSawNoError();
    void cleanupTestCase();

private:
    /// What came until the server closed; "not closed" is appended if it did not. It has to close by itself unless the
    /// client ends its direction first.
    QByteArray exchange(const std::string& bytes, Delivery delivery, bool endInput);
    void behaveWell();

    std::unique_ptr<Server> m_server;
    std::atomic<int> m_admin{0};
    std::thread m_neighbour;
    std::atomic<bool> m_stop{false};
    std::atomic<int> m_good{0}, m_bad{0};
};

void HostileSocketsTest::initTestCase() {
    Router router;
    router.any("/<path:rest>", [](const Request&, Exchange exchange) { (void)exchange.respond(200, "fine\n"); });
    router.any("/admin", [this](const Request&, Exchange exchange) {
        ++m_admin;
        (void)exchange.respond(200, "executed\n");
    });
    router.any("/early", [](const Request&, Exchange exchange) { (void)exchange.respond(401, "who are you\n"); },
               {.body = BodyMode::Streamed});
    router.get("/reflect", [](const Request& request, Exchange exchange) {
        const std::string_view query = request.query();
        const QByteArray value =
            QByteArray::fromPercentEncoding(QByteArray(query.data(), static_cast<qsizetype>(query.size())));
        (void)exchange.respond(200, "reflected\n", {{"X-Value", value.toStdString()}});
    });
    auto server = Server::start({.listen = {"127.0.0.1:0"}}, std::move(router));
    QVERIFY2(server.has_value(), server ? "" : server.error().message().c_str());
    m_server = std::move(*server);
    m_neighbour = std::thread([this] { behaveWell(); });
}

void HostileSocketsTest::behaveWell() {
    RawClient client(m_server->endpoints().front());
    while (!m_stop) {
        const QByteArray answer = client.request("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "fine\n");
        const bool good = answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\nfine\n");
        ++(good ? m_good : m_bad);
        if (!good)
            return;
    }
}

QByteArray HostileSocketsTest::exchange(const std::string& bytes, Delivery delivery, bool endInput) {
    RawClient client(m_server->endpoints().front());
    const int on = 1;
    ::setsockopt(client.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    QByteArray all = QByteArray::fromStdString(bytes);
    if (delivery == Delivery::Behind)
        all.prepend("POST /good HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    const qsizetype step = delivery == Delivery::Pieces ? std::max<qsizetype>(1, all.size() / 300) : all.size();
    for (qsizetype at = 0; at < all.size() && client.isOpen(); at += step)
        client.send(all.mid(at, step));
    if (endInput)
        client.endInput();
    const QByteArray answer = client.readToEnd();
    return client.isEnded() ? answer : answer + "HTTP/1.1 999 not closed";
}

void HostileSocketsTest::refuses_data() {
    QTest::addColumn<int>("number");
    for (int number = 1; number <= 16; ++number)
        QTest::addRow("H1-%02d", number) << number;
}

void HostileSocketsTest::refuses() {
    QFETCH(int, number);
    const std::string requirement = QString::asprintf("H1-%02d", number).toStdString();
    QStringList wrong;
    int count = 0;
    for (const auto& c : hostile::hostileRequests()) {
        if (c.requirement != requirement || wrong.size() > 10)
            continue;
        ++count;
        for (const Delivery delivery : {Delivery::Whole, Delivery::Pieces, Delivery::Behind}) {
            std::vector<int> expected{c.status};
            if (delivery == Delivery::Behind)
                expected.insert(expected.begin(), 200);
            // An error of framing ends the connection; what a handler refuses need not.
            const bool closesByItself = c.status >= 400 && c.status != 401 && requirement != "H1-14";
            const QByteArray answer = exchange(c.bytes, delivery, !closesByItself);
            std::vector<int> statuses = statusesOf(answer);
            if (statuses == expected)
                continue;
            QString seen;
            for (const int status : statuses)
                seen += QString::number(status) + " ";
            wrong
                << QString("%1 (%2): %3 instead of %4").arg(c.name.c_str()).arg(int(delivery)).arg(seen).arg(c.status);
        }
        if (m_admin != 0)
            wrong << QString("%1: a request inside a body was executed").arg(c.name.c_str());
        m_admin = 0;
    }
    QVERIFY(count >= 50);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void HostileSocketsTest::answersUnusualRequests() {
    QStringList wrong;
    for (const auto& bytes : hostile::validRequests()) {
        const std::vector<int> statuses = statusesOf(exchange(bytes, Delivery::Whole, true));
        if (statuses.size() != 1 || statuses[0] >= 300)
            wrong << QString("%1: %2")
                         .arg(statuses.empty() ? 0 : statuses[0])
                         .arg(QString::fromStdString(bytes.substr(0, 300)));
        if (wrong.size() > 10)
            break;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    QCOMPARE(m_admin.load(), 0);
}

void HostileSocketsTest::isNoTunnel() {
    for (const char* target : {"host:443", "127.0.0.1:22", "[::1]:80"}) {
        const std::string request = std::string("CONNECT ") + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
        QCOMPARE(statusesOf(exchange(request, Delivery::Whole, true)), std::vector<int>{501});
    }
}

void HostileSocketsTest::neighbourSawNoError() {
    m_stop = true;
    m_neighbour.join();
    QCOMPARE(m_bad.load(), 0);
    QVERIFY(m_good > 100);
}

void HostileSocketsTest::cleanupTestCase() {
    m_stop = true;
    if (m_neighbour.joinable())
        m_neighbour.join();
    if (m_server)
        m_server->stop();
}

QTEST_GUILESS_MAIN(HostileSocketsTest)
#include "hostile_sockets_test.moc"
