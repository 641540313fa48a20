// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/HttpServer>

#include <QDialog>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include "netcore/tls/dev_certificate.hpp"

#include <atomic>
#include <memory>

using BurrowQt::HttpRequest;
using BurrowQt::HttpResponder;
using BurrowQt::HttpServer;

namespace {

class Thermometer : public QObject {
    Q_OBJECT

public:
    int calls = 0;
    int dialogs = 0;
    int dialogEvery = 0;
    QThread* thread = nullptr;

    void onTemperature(const HttpRequest& request, HttpResponder reply) {
        thread = QThread::currentThread();
        ++calls;
        if (dialogEvery != 0 && calls % dialogEvery == 0) {
            ++dialogs;
            QDialog dialog;
            QTimer::singleShot(1, &dialog, &QDialog::accept);
            dialog.exec(); // runs Qt's loop: further requests arrive inside
        }
        reply.send(200, "21.5 " + request.param(QStringLiteral("room")).toUtf8(), "text/plain");
    }
};

QUrl urlOf(const HttpServer& server, const QString& path, const QString& scheme = QStringLiteral("http")) {
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3").arg(scheme).arg(server.serverPort()).arg(path));
}

} // namespace

class HttpServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slotAnswersInItsThread() {
        HttpServer server;
        Thermometer thermometer;
        server.route(QStringLiteral("/temperature/<room>"), &thermometer, &Thermometer::onTemperature);
        QVERIFY2(server.listen(QHostAddress::LocalHost), qPrintable(server.error().text()));
        QNetworkAccessManager manager;
        std::unique_ptr<QNetworkReply> reply(
            manager.get(QNetworkRequest(urlOf(server, QStringLiteral("/temperature/k%C3%BCche")))));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->readAll(), QByteArray("21.5 küche"));
        QCOMPARE(reply->header(QNetworkRequest::ContentTypeHeader).toString(), QStringLiteral("text/plain"));
        QCOMPARE(thermometer.thread, QThread::currentThread());
    }

    void thousandRequestsWhileDialogsOpen() {
        HttpServer server;
        Thermometer thermometer;
        thermometer.dialogEvery = 10;
        server.route(QStringLiteral("/t/<int:room>"), &thermometer, &Thermometer::onTemperature);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QNetworkAccessManager manager;
        int finished = 0, right = 0;
        for (int i = 0; i < 1000; ++i) {
            QNetworkReply* reply = manager.get(QNetworkRequest(urlOf(server, QStringLiteral("/t/%1").arg(i))));
            connect(reply, &QNetworkReply::finished, this, [&, reply, i] {
                ++finished;
                right += reply->readAll() == "21.5 " + QByteArray::number(i);
                reply->deleteLater();
            });
        }
        QTRY_COMPARE_WITH_TIMEOUT(finished, 1000, 60000);
        QCOMPARE(right, 1000);
        QCOMPARE(thermometer.dialogs, 100);
    }

    void requestHasAllItsParts() {
        HttpServer server;
        HttpRequest seen;
        server.route(QStringLiteral("/form"), this, [&](const HttpRequest& request, HttpResponder reply) {
            seen = request;
            reply.send(201, request.body(), {}, {{"X-Echo", request.header("x-ask")}});
            QVERIFY(reply.isAnswered());
            QVERIFY(!reply.send(200));
        });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QNetworkAccessManager manager;
        QNetworkRequest request(urlOf(server, QStringLiteral("/form?a=1")));
        request.setRawHeader("X-Ask", "what");
        std::unique_ptr<QNetworkReply> reply(manager.post(request, QByteArray("body")));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 201);
        QCOMPARE(reply->rawHeader("x-echo"), QByteArray("what"));
        QCOMPARE(reply->readAll(), QByteArray("body"));
        QCOMPARE(seen.method(), QByteArray("POST"));
        QCOMPARE(seen.query(), QStringLiteral("a=1"));
        QCOMPARE(seen.peerAddress(), QHostAddress(QHostAddress::LocalHost));
    }

    void deadContextGives503AndDroppedGives500() {
        HttpServer server;
        auto context = std::make_unique<QObject>();
        server.route(QStringLiteral("/dead"), context.get(), [](const HttpRequest&, HttpResponder reply) {
            reply.send(200);
        });
        server.route(QStringLiteral("/dropped"), this, [](const HttpRequest&, HttpResponder) {});
        server.route(QStringLiteral("/throws"), this, [](const HttpRequest&, HttpResponder) { throw 1; });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        context.reset();
        QNetworkAccessManager manager;
        const auto statusOf = [&](const QString& path) {
            std::unique_ptr<QNetworkReply> reply(manager.get(QNetworkRequest(urlOf(server, path))));
            for (int i = 0; i < 500 && !reply->isFinished(); ++i)
                QTest::qWait(10);
            return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        };
        QCOMPARE(statusOf(QStringLiteral("/dead")), 503);
        QCOMPARE(statusOf(QStringLiteral("/dropped")), 500);
        QCOMPARE(statusOf(QStringLiteral("/throws")), 500);
        QCOMPARE(statusOf(QStringLiteral("/unknown")), 404);
    }

    void waitingQueueIsBounded() {
        HttpServer server;
        server.setWaitingLimit(2);
        QList<HttpResponder> kept;
        server.route(QStringLiteral("/keep"), this,
                     [&](const HttpRequest&, HttpResponder reply) { kept.append(reply); });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QNetworkAccessManager manager;
        QList<QNetworkReply*> replies;
        for (int i = 0; i < 3; ++i)
            replies.append(manager.get(QNetworkRequest(urlOf(server, QStringLiteral("/keep")))));
        const auto refused = [&] {
            return std::count_if(replies.begin(), replies.end(), [](QNetworkReply* reply) {
                return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 503 &&
                       reply->rawHeader("Retry-After") == "1";
            });
        };
        QTRY_COMPARE(refused(), 1);
        QTRY_COMPARE(kept.size(), 2);
        for (HttpResponder& responder : kept)
            QVERIFY(responder.send(200, "ok"));
        for (QNetworkReply* reply : replies) {
            QTRY_VERIFY(reply->isFinished());
            delete reply;
        }
    }

    void everythingMayDieMidFlight() {
        for (int what = 0; what < 3; ++what) {
            auto server = std::make_unique<HttpServer>();
            auto context = std::make_unique<QObject>();
            QList<HttpResponder> kept;
            server->route(QStringLiteral("/"), context.get(), [&](const HttpRequest&, HttpResponder reply) {
                kept.append(reply);
            });
            QVERIFY(server->listen(QHostAddress::LocalHost));
            auto manager = std::make_unique<QNetworkAccessManager>();
            for (int i = 0; i < 20; ++i)
                manager->get(QNetworkRequest(urlOf(*server, QStringLiteral("/"))));
            QTRY_VERIFY(!kept.isEmpty());
            if (what == 0)
                server.reset();
            else if (what == 1)
                context.reset();
            else
                manager.reset();
            for (HttpResponder& responder : kept)
                responder.send(200, "late");
        }
    }

    void portInUseIsTold() {
        HttpServer first, second;
        QVERIFY(first.listen(QHostAddress::LocalHost));
        QSignalSpy errors(&second, &HttpServer::errorOccurred);
        QVERIFY(!second.listen(QHostAddress::LocalHost, first.serverPort()));
        QCOMPARE(errors.size(), 1);
        QVERIFY(second.error().text().contains(QString::number(first.serverPort())));
        QCOMPARE(second.error().kind(), BurrowQt::Error::System);
    }

    void servesTlsToQSslSocketAndCurl() {
        QTemporaryDir folder;
        const auto made = burrow::makeDevCertificate({}, std::chrono::system_clock::now());
        QVERIFY(made.has_value());
        const QString certificate = folder.filePath(QStringLiteral("cert.pem"));
        const QString key = folder.filePath(QStringLiteral("key.pem"));
        for (const auto& [name, text] : {std::pair(certificate, made->certificate), std::pair(key, made->key)}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.data(), static_cast<qint64>(text.size()));
        }
        HttpServer server;
        server.routeOnLoop(QStringLiteral("/"), [](const HttpRequest&, HttpResponder reply) { reply.send(200, "tls"); });
        QVERIFY2(server.setTls(certificate, key), qPrintable(server.error().text()));
        QVERIFY(server.listen(QHostAddress::LocalHost));

        QSslSocket socket;
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), server.serverPort());
        QVERIFY2(socket.waitForEncrypted(5000), qPrintable(socket.errorString()));
        socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QVERIFY(socket.waitForDisconnected(5000) || socket.state() == QAbstractSocket::UnconnectedState);
        QVERIFY(socket.readAll().endsWith("\r\n\r\ntls"));

        QProcess curl;
        curl.start(QStringLiteral("curl"), {QStringLiteral("-s"), QStringLiteral("--cacert"), certificate,
                                            urlOf(server, QStringLiteral("/"), QStringLiteral("https")).toString()});
        QVERIFY(curl.waitForFinished(10000));
        QCOMPARE(curl.readAllStandardOutput(), QByteArray("tls"));
    }
};

QTEST_MAIN(HttpServerTest)
#include "http_server_test.moc"
