// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/HttpServer>
#include <BurrowQt/MonitorClient>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace BurrowQt;

class MonitorClientTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static int columnOf(const QString& topic, const QString& name) {
        const auto columns = MonitorClient::columns(topic);
        for (int i = 0; i < columns.size(); ++i) {
            if (columns[i].name == name)
                return i;
        }
        return -1;
    }

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8()); }

    void embeddedServerIsSeenAndClosed() {
        HttpServer server;
        server.route(QStringLiteral("/"), this, [](const HttpRequest&, HttpResponder reply) { reply.send(200, "ok"); });
        server.enableMonitoring(QStringLiteral("thermometer"));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto found = MonitorClient::findServers();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].instance, QStringLiteral("thermometer"));

        MonitorClient client(found[0].path);
        SnapshotFeed feed(&client, QStringLiteral("connections"), {});
        QSignalSpy metrics(&client, &MonitorClient::metric);
        client.subscribe(QStringLiteral("metrics"), {});
        client.start();
        QTRY_COMPARE(client.state(), MonitorClient::Attached);
        QCOMPARE(client.serverName(), QStringLiteral("thermometer"));
        QVERIFY(client.mayControl());

        QTcpSocket visitor;
        visitor.connectToHost(QHostAddress::LocalHost, server.serverPort());
        visitor.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE(feed.rows().size(), 1);
        const MonitorRow row = *feed.rows().cbegin();
        QCOMPARE(row.cell(columnOf(QStringLiteral("connections"), QStringLiteral("proto"))).toString(),
                 QStringLiteral("http/1.1"));
        QVERIFY(row.cell(columnOf(QStringLiteral("connections"), QStringLiteral("peer"))).toString().endsWith(
            QString::number(visitor.localPort())));
        QTRY_VERIFY(!metrics.isEmpty());

        QSignalSpy acks(&client, &MonitorClient::acknowledged);
        const quint64 command = client.closeConnections({row.key}, false);
        QTRY_COMPARE(acks.size(), 1);
        const auto ack = acks[0][0].value<MonitorAck>();
        QCOMPARE(ack.id, command);
        QVERIFY2(ack.isOk, qPrintable(ack.error));
        QTRY_COMPARE(visitor.state(), QAbstractSocket::UnconnectedState);
    }

    void lostServerIsFoundAgain() {
        auto server = std::make_unique<HttpServer>();
        server->enableMonitoring(QStringLiteral("comes-back"));
        QVERIFY(server->listen(QHostAddress::LocalHost));
        MonitorClient client(MonitorClient::findServers()[0].path);
        client.start();
        QTRY_COMPARE(client.state(), MonitorClient::Attached);
        server.reset();
        QTRY_COMPARE(client.state(), MonitorClient::Waiting);
        server = std::make_unique<HttpServer>();
        server->enableMonitoring(QStringLiteral("comes-back"));
        QVERIFY(server->listen(QHostAddress::LocalHost));
        client.retryNow();
        QTRY_COMPARE(client.state(), MonitorClient::Attached);
    }

    void missingServerSaysSo() {
        MonitorClient client(m_folder.filePath(QStringLiteral("none.sock")));
        client.start();
        QTRY_COMPARE(client.state(), MonitorClient::Waiting);
        QCOMPARE(client.lastError().code(), ENOENT);
    }

    void filterErrorsHaveAPlace() {
        QVERIFY(!MonitorClient::checkFilter(QStringLiteral("connections"), QStringLiteral("proto:ws and age>1m")).isSet);
        const auto wrong = MonitorClient::checkFilter(QStringLiteral("connections"), QStringLiteral("proto:ws and ("));
        QVERIFY(wrong.isSet);
        QVERIFY(wrong.offset > 0);
        QVERIFY(!wrong.text.isEmpty());
    }

    void frozenFeedCounts() {
        HttpServer server;
        server.enableMonitoring(QStringLiteral("frozen"));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        MonitorClient client(MonitorClient::findServers()[0].path);
        SnapshotFeed feed(&client, QStringLiteral("connections"), {});
        QSignalSpy applied(&feed, &SnapshotFeed::applied);
        client.start();
        QTRY_VERIFY(!applied.isEmpty());
        feed.setFrozen(true);
        QTcpSocket visitor;
        visitor.connectToHost(QHostAddress::LocalHost, server.serverPort());
        visitor.write("G");
        QTRY_VERIFY(feed.waitingChanges() > 0);
        QVERIFY(feed.rows().isEmpty());
        feed.setFrozen(false);
        QTRY_COMPARE(feed.rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(MonitorClientTest)
#include "monitor_client_test.moc"
