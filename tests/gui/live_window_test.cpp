// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/main/main_window.hpp"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSettings>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

using namespace monitor_app;

/// burrowd under wrk, a browser that holds a WebSocket, and the window that watches them and closes the browser's row.
class LiveWindowTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_daemon, m_load, m_browser;
    quint16 m_port = 0;

    void write(const QString& name, const QByteArray& text) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static void end(QProcess& process) {
        process.terminate();
        if (!process.waitForFinished(5000))
            process.kill();
        process.waitForFinished(5000);
    }

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        {
            QTcpServer probe;
            QVERIFY(probe.listen(QHostAddress::LocalHost));
            m_port = probe.serverPort();
        }
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("www")));
        // The page tells the server how its socket ended: the window shows it as a line of the access log.
        write(QStringLiteral("www/index.html"),
              "<!doctype html><title>socket</title><script>"
              "const socket = new WebSocket('ws://' + location.host + '/echo');"
              "socket.onopen = () => fetch('/opened');"
              "socket.onclose = (event) => fetch('/closed-with-' + event.code);</script>");
        write(QStringLiteral("burrowd.toml"), "[log]\naccess = true\nlevel = \"info\"\n"
                                              "[[listener]]\nname = \"web\"\naddress = \"127.0.0.1:" +
                                                  QByteArray::number(m_port) +
                                                  "\"\n  [[listener.route]]\n  path = \"/\"\n  files = \"www\"\n"
                                                  "  [[listener.route]]\n  path = \"/echo\"\n  websocket = \"echo\"\n"
                                                  "  [[listener.route]]\n  path = \"/hello\"\n  text = \"hello\"\n");
        m_daemon.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")));
        m_daemon.start(QStringLiteral(BURROW_DAEMON),
                       {QStringLiteral("-c"), m_folder.filePath(QStringLiteral("burrowd.toml"))});
        QVERIFY2(m_daemon.waitForStarted(5000), qPrintable(m_daemon.errorString()));
    }
    void cleanupTestCase() {
        end(m_browser);
        end(m_load);
        end(m_daemon);
    }

    void windowShowsAndClosesTheBrowser() {
        MainWindow window;
        window.show();
        QTRY_VERIFY_WITH_TIMEOUT(!window.isShowingState(), 15000);
        const QString site = QStringLiteral("http://127.0.0.1:%1").arg(m_port);
        m_browser.start(QStringLiteral("chromium"),
                        {QStringLiteral("--headless"), QStringLiteral("--no-sandbox"), QStringLiteral("--disable-gpu"),
                         QStringLiteral("--disable-quic"), QStringLiteral("--no-first-run"),
                         QStringLiteral("--disable-background-networking"),
                         QStringLiteral("--disable-component-update"), QStringLiteral("--disable-sync"),
                         QStringLiteral("--disable-dev-shm-usage"), QStringLiteral("--remote-debugging-port=0"),
                         QStringLiteral("--user-data-dir=") + m_folder.filePath(QStringLiteral("profile")), site});
        QVERIFY2(m_browser.waitForStarted(10000), "chromium is needed: apt-get install chromium");

        ConnectionModel& model = window.connections().model();
        const int proto = model.columnNamed(QStringLiteral("proto"));
        const auto browserRow = [&] {
            for (int row = 0; row < model.rowCount(); ++row) {
                if (model.value(row, proto).toString() == QLatin1String("websocket"))
                    return row;
            }
            return -1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(browserRow() >= 0, 60000);

        m_load.start(QStringLiteral("wrk"), {QStringLiteral("-t1"), QStringLiteral("-c64"), QStringLiteral("-d60"),
                                             site + QStringLiteral("/hello")});
        QVERIFY2(m_load.waitForStarted(5000), "wrk is needed: apt-get install wrk");
        QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() >= 65, 15000);
        const auto rateIsShown = [&] {
            for (const OverviewPage::Shown& card : window.overview().shown()) {
                if (card.name == QLatin1String("request-rate"))
                    return card.value != QLatin1String("0") && card.value != QStringLiteral("–");
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(rateIsShown(), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(window.logs().model().rowCount() > 0, 15000);
        end(m_load); // its log lines would push the one that we wait for out of the server's ring

        const quint64 key = model.keyAt(browserRow());
        window.tabs().setCurrentIndex(1);
        window.connections().select(key);
        window.connections().closeSelected(false);
        const auto closeIsLogged = [&] {
            LogModel& log = window.logs().model();
            for (int row = log.rowCount() - 1; row >= 0; --row) {
                for (int column = 0; column < log.columnCount(); ++column) {
                    if (log.index(row, column).data().toString().contains(QLatin1String("/closed-with-1001")))
                        return true;
                }
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(closeIsLogged(), 20000); // 1001, "going away": what the browser saw
        QTRY_VERIFY(model.indexOf(key) < 0 || model.isClosed(model.indexOf(key)));
        if (const int row = model.indexOf(key); row >= 0) // still lingering: an operator's close is ours
            QCOMPARE(model.value(row, model.columnNamed(QStringLiteral("by"))).toString(), QStringLiteral("ours"));
        window.grab().save(QStringLiteral("live-window.png"));
    }
};

QTEST_MAIN(LiveWindowTest)
#include "live_window_test.moc"
