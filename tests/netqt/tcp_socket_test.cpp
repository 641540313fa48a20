// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/TcpSocket>

#include <QDataStream>
#include <QDialog>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTextStream>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include <memory>

using BurrowQt::TcpSocket;

namespace {

/// An echo server of Qt's own.
struct Echo {
    QTcpServer server;
    QList<QTcpSocket*> sockets;
    qint64 received = 0;
    bool answers = true;

    Echo() {
        if (!server.listen(QHostAddress::LocalHost))
            qFatal("listen");
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            QTcpSocket* socket = server.nextPendingConnection();
            sockets.append(socket);
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                const QByteArray bytes = socket->readAll();
                received += bytes.size();
                if (answers)
                    socket->write(bytes);
            });
        });
    }
    void dial(TcpSocket& socket) const { socket.connectToHost(QStringLiteral("127.0.0.1"), server.serverPort()); }
};

} // namespace

class TcpSocketTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void echoes() {
        Echo echo;
        TcpSocket socket;
        QSignalSpy connected(&socket, &TcpSocket::connected), written(&socket, &QIODevice::bytesWritten);
        echo.dial(socket);
        QCOMPARE(socket.state(), TcpSocket::Connecting);
        socket.write("before "); // kept until the connection is there
        QTRY_COMPARE(connected.size(), 1);
        socket.write("after\n");
        QTRY_VERIFY(socket.canReadLine());
        QCOMPARE(socket.readLine(), QByteArray("before after\n"));
        QTRY_VERIFY(!written.isEmpty());
        QCOMPARE(socket.peerPort(), echo.server.serverPort());
        QVERIFY(socket.isSequential());
    }

    void textAndDataStreamsWorkAsOnQTcpSocket() {
        Echo echo;
        TcpSocket socket;
        echo.dial(socket);
        QTRY_COMPARE(socket.state(), TcpSocket::Connected);
        QDataStream out(&socket);
        out << quint32(0xCAFEBABE) << QStringLiteral("grüße") << 2.5;
        quint32 number = 0;
        QString text;
        double real = 0;
        QDataStream in(&socket);
        for (;;) { // the documented way to read what may be incomplete
            in.startTransaction();
            in >> number >> text >> real;
            if (in.commitTransaction())
                break;
            QTest::qWait(1); // the echo server lives in this thread too
        }
        QCOMPARE(number, 0xCAFEBABEu);
        QCOMPARE(text, QStringLiteral("grüße"));
        QCOMPARE(real, 2.5);
        QTextStream lines(&socket);
        lines << "one\ntwo\n" << Qt::flush;
        QTRY_VERIFY(socket.bytesAvailable() >= 8);
        QCOMPARE(lines.readLine(), QStringLiteral("one"));
        QCOMPARE(lines.readLine(), QStringLiteral("two"));
    }

    void readBufferSizeStopsThePeer() {
        Echo echo;
        TcpSocket socket;
        socket.setReadBufferSize(1000);
        echo.dial(socket);
        QTRY_VERIFY(!echo.sockets.isEmpty());
        echo.sockets[0]->write(QByteArray(100'000, 'x'));
        QTRY_VERIFY(socket.bytesAvailable() == 1000);
        QTest::qWait(20);
        QCOMPARE(socket.bytesAvailable(), 1000);
        QByteArray all;
        QTRY_VERIFY((all += socket.read(1000), all.size() == 100'000));
    }

    void endOfThePeerIsTold() {
        Echo echo;
        TcpSocket socket;
        QSignalSpy disconnected(&socket, &TcpSocket::disconnected), errors(&socket, &TcpSocket::errorOccurred);
        echo.dial(socket);
        QTRY_VERIFY(!echo.sockets.isEmpty());
        echo.sockets[0]->write("bye");
        echo.sockets[0]->disconnectFromHost();
        QTRY_COMPARE(disconnected.size(), 1);
        QCOMPARE(socket.readAll(), QByteArray("bye"));
        QCOMPARE(errors.size(), 0);
    }

    void refusalIsAnError() {
        quint16 port;
        {
            QTcpServer gone;
            QVERIFY(gone.listen(QHostAddress::LocalHost));
            port = gone.serverPort();
        }
        TcpSocket socket;
        QSignalSpy errors(&socket, &TcpSocket::errorOccurred);
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        QVERIFY(!socket.waitForConnected(5000));
        QCOMPARE(socket.state(), TcpSocket::Unconnected);
        QTRY_COMPARE(errors.size(), 1);
        QVERIFY2(socket.errorString().contains(QString::number(port)), qPrintable(socket.errorString()));
        TcpSocket unnamed;
        unnamed.connectToHost(QStringLiteral("not a name"), 80);
        QVERIFY(unnamed.error().isSet());
    }

    void closeSendsWhatWasWritten() {
        Echo echo;
        echo.answers = false;
        {
            TcpSocket socket;
            echo.dial(socket);
            QTRY_COMPARE(socket.state(), TcpSocket::Connected);
            socket.write(QByteArray(300'000, 'z'));
            socket.close();
            QTRY_COMPARE(socket.state(), TcpSocket::Unconnected);
        }
        QTRY_COMPARE(echo.received, 300'000);
        TcpSocket second;
        echo.dial(second);
        second.write("early");
        second.disconnectFromHost();
        QTRY_COMPARE(echo.received, 300'005);
    }

    void waitForWorksWithoutEventLoop() {
        struct Server : QThread {
            std::atomic<quint16> port{0};
            void run() override {
                QTcpServer server;
                server.listen(QHostAddress::LocalHost);
                port = server.serverPort();
                if (!server.waitForNewConnection(5000))
                    return;
                std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
                if (socket->waitForReadyRead(5000))
                    socket->write(socket->readAll());
                socket->waitForBytesWritten(5000);
                socket->disconnectFromHost();
            }
        } server;
        server.start();
        while (server.port == 0)
            QThread::yieldCurrentThread();
        TcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), server.port);
        QVERIFY(socket.waitForConnected(5000));
        socket.write("ping");
        QVERIFY(socket.waitForBytesWritten(5000));
        QVERIFY(socket.waitForReadyRead(5000));
        QCOMPARE(socket.readAll(), QByteArray("ping"));
        QVERIFY(socket.waitForDisconnected(5000));
        server.wait();
    }

    void deletionInsideEverySignalIsSafe() {
        Echo echo;
        for (int where = 0; where < 5; ++where) {
            auto* socket = new TcpSocket;
            QPointer<TcpSocket> guard(socket);
            const auto die = [socket] { delete socket; };
            switch (where) {
            case 0: connect(socket, &TcpSocket::connected, this, die); break;
            case 1: connect(socket, &QIODevice::readyRead, this, die); break;
            case 2: connect(socket, &TcpSocket::disconnected, this, die); break;
            case 3: connect(socket, &TcpSocket::stateChanged, this, die, Qt::SingleShotConnection); break;
            case 4: connect(socket, &QIODevice::bytesWritten, this, die); break;
            }
            echo.dial(*socket);
            socket->write("x");
            if (where == 2)
                connect(socket, &QIODevice::readyRead, socket, [socket] { socket->close(); });
            QTRY_VERIFY(guard.isNull());
        }
    }

    void modalDialogInASlotDoesNotReenterATurn() {
        Echo echo;
        TcpSocket socket;
        int depth = 0, deepest = 0, reads = 0;
        connect(&socket, &QIODevice::readyRead, this, [&] {
            deepest = std::max(deepest, ++depth);
            if (++reads <= 3) {
                QDialog dialog;
                QTimer::singleShot(20, &dialog, &QDialog::accept);
                socket.write("again");
                dialog.exec();
            }
            socket.readAll();
            --depth;
        });
        echo.dial(socket);
        socket.write("start");
        QTRY_VERIFY(reads >= 4);
        QVERIFY(deepest >= 2); // signals nest as in any Qt program, turns do not
    }

    void mayMoveToAThreadBeforeUseAndNotAfter() {
        Echo echo;
        QThread thread;
        thread.start();
        auto* socket = new TcpSocket;
        socket->moveToThread(&thread);
        QThread* connectedIn = nullptr;
        connect(socket, &TcpSocket::connected, socket, [&] { connectedIn = QThread::currentThread(); },
                Qt::DirectConnection);
        QMetaObject::invokeMethod(socket, [&] { echo.dial(*socket); }, Qt::QueuedConnection);
        QTRY_VERIFY(connectedIn != nullptr);
        QCOMPARE(connectedIn, &thread);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("WrongThread")));
        QCOMPARE(socket->write("from the wrong thread"), -1);
        QTRY_COMPARE(socket->state(), TcpSocket::Unconnected);
        QMetaObject::invokeMethod(socket, [&] { delete socket; }, Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
    }
};

QTEST_MAIN(TcpSocketTest)
#include "tcp_socket_test.moc"
