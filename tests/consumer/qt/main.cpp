// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A slot answers 1 000 requests while every tenth opens a modal dialog; a socket talks to the same server as a QIODevice.
#include <BurrowQt/HttpServer>
#include <BurrowQt/MonitorClient>
#include <BurrowQt/TcpSocket>

#include <QtCore/QTimer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>

#include <cstdio>

static_assert(__cplusplus < 202002L, "this program is C++17");

class Program : public QObject {
    Q_OBJECT

public:
    bool start() {
        m_server.route(QStringLiteral("/temperature"), this, &Program::onTemperature);
        if (!m_server.listen(QHostAddress::LocalHost))
            return false;
        m_url = QUrl(QStringLiteral("http://127.0.0.1:%1/temperature").arg(m_server.serverPort()));
        for (int i = 0; i < 1000; ++i) {
            QNetworkReply* reply = m_manager.get(QNetworkRequest(m_url));
            connect(reply, &QNetworkReply::finished, this, [this, reply] {
                m_right += reply->readAll() == "21.5";
                reply->deleteLater();
                if (++m_finished == 1000)
                    talk();
            });
        }
        return true;
    }
    void onTemperature(const BurrowQt::HttpRequest&, BurrowQt::HttpResponder reply) {
        if (++m_calls % 10 == 0) {
            QDialog dialog;
            QTimer::singleShot(1, &dialog, &QDialog::accept);
            dialog.exec();
        }
        reply.send(200, "21.5");
    }

private:
    void talk() {
        connect(&m_socket, &BurrowQt::TcpSocket::connected, this,
                [this] { m_socket.write("GET /temperature HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); });
        connect(&m_socket, &BurrowQt::TcpSocket::disconnected, this, [this] {
            const bool isGood = m_right == 1000 && m_calls == 1001 && m_socket.readAll().endsWith("\r\n\r\n21.5");
            std::printf("%d right of %d, %d calls\n", m_right, m_finished, m_calls);
            QCoreApplication::exit(isGood ? 0 : 1);
        });
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), m_server.serverPort());
    }

    BurrowQt::HttpServer m_server;
    BurrowQt::TcpSocket m_socket;
    QNetworkAccessManager m_manager;
    QUrl m_url;
    int m_calls = 0, m_finished = 0, m_right = 0;
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false); // each dialog is the last window
    Program program;
    QTimer::singleShot(60000, &application, [] { QCoreApplication::exit(2); });
    return program.start() ? QApplication::exec() : 3;
}

#include "main.moc"
