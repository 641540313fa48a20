// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A window that answers HTTP: a slot is the handler and runs in the window's thread.
// Try: thermometer 8081, then curl http://127.0.0.1:8081/temperature; burrow-monitor shows it as "thermometer".
#include <BurrowQt/HttpServer>

#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QStatusBar>

class Window : public QMainWindow {
    Q_OBJECT

public:
    explicit Window(quint16 port) : m_label(new QLabel(tr("Nobody has asked yet"))) {
        setCentralWidget(m_label);
        m_server.route(QStringLiteral("/temperature"), this, &Window::onTemperature); // 503 after our death
        connect(&m_server, &BurrowQt::HttpServer::errorOccurred, this,
                [this](const BurrowQt::Error& error) { statusBar()->showMessage(error.text()); });
        m_server.enableMonitoring(QStringLiteral("thermometer"));
        if (m_server.listen(QHostAddress::LocalHost, port))
            statusBar()->showMessage(tr("Port %1").arg(m_server.serverPort()));
    }

    void onTemperature(const BurrowQt::HttpRequest& request, BurrowQt::HttpResponder reply) {
        m_label->setText(tr("Asked by %1").arg(request.peerAddress().toString()));
        reply.send(200, "21.5\n", "text/plain");
    }

private:
    QLabel* m_label;
    BurrowQt::HttpServer m_server;
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    Window window(static_cast<quint16>(argc > 1 ? QByteArray(argv[1]).toUInt() : 8081));
    window.show();
    return QApplication::exec();
}

#include "thermometer.moc"
