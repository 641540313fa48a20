// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/backend/format.hpp"
#include "monitor-app/main/headless.hpp"
#include "monitor-app/main/main_window.hpp"
#include "monitor-app/pages/connections/row_delegate.hpp"

#include "netcore/tls/dev_certificate.hpp"

#include <BurrowQt/HttpServer>

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QDir>
#include <QHeaderView>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace monitor_app;
using BurrowQt::HttpServer;

/// The real window against a real embedded server. Pictures of each page go into window-pictures/ of the build folder.
class WindowTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<HttpServer> m_server;
    QList<QTcpSocket*> m_visitors;

    void startServer() {
        m_server = std::make_unique<HttpServer>();
        m_server->route(QStringLiteral("/"), this,
                        [](const BurrowQt::HttpRequest&, BurrowQt::HttpResponder reply) { reply.send(200, "ok"); });
        m_server->enableMonitoring(QStringLiteral("edge-1"));
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
    }
    void visit(int count) {
        for (int i = 0; i < count; ++i) {
            auto* visitor = new QTcpSocket(m_server.get());
            visitor->connectToHost(QHostAddress::LocalHost, m_server->serverPort());
            visitor->write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            m_visitors.append(visitor);
        }
    }
    static void take(MainWindow& window, const QString& name) {
        QDir().mkpath(QStringLiteral("window-pictures"));
        window.resize(MainWindow::usualSize);
        QCoreApplication::processEvents();
        QVERIFY(window.grab().save(QStringLiteral("window-pictures/%1.png").arg(name)));
    }

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
        QCoreApplication::setOrganizationName(QStringLiteral("BurrowTest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        applyTheme(Theme::Light);
    }
    void init() { QSettings().clear(); } // a window remembers what the last one did
    void cleanup() {
        m_visitors.clear();
        m_server.reset();
    }

    void emptyStateSaysWhatToDo() {
        MainWindow window;
        window.show();
        QVERIFY(window.isShowingState());
        QCOMPARE(window.stateTitle(), QStringLiteral("No server found"));
        take(window, QStringLiteral("empty"));
    }

    void unreachableServerSaysWhy() {
        MainWindow window;
        window.attach(m_folder.filePath(QStringLiteral("none.sock")));
        window.show();
        QTRY_COMPARE(window.stateTitle(), QStringLiteral("Server not reached"));
        take(window, QStringLiteral("not-reached"));
    }

    void pagesShowTheServer() {
        startServer();
        MainWindow window;
        window.show();
        const QAbstractItemModelTester tester(&window.connections().model());
        const QAbstractItemModelTester logTester(&window.logs().model());
        QTRY_VERIFY(!window.isShowingState()); // found by itself
        visit(5);
        QTRY_COMPARE(window.connections().model().rowCount(), 5);
        QTRY_VERIFY(window.overview().shown()[0].value == QStringLiteral("5"));
        window.tabs().setCurrentIndex(0);
        take(window, QStringLiteral("overview"));
        window.tabs().setCurrentIndex(1);
        window.connections().view().selectRow(1);
        take(window, QStringLiteral("connections"));
        window.tabs().setCurrentIndex(2);
        take(window, QStringLiteral("logs"));
        window.tabs().setCurrentIndex(3);
        take(window, QStringLiteral("tunnels"));
        const QJsonObject shown = QJsonDocument::fromJson(shownAsJson(window)).object();
        QCOMPARE(shown.value(QStringLiteral("server")).toString(), QStringLiteral("edge-1"));
    }

    void filterIsAppliedAtTheServerAndErrorsAreMarked() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(3);
        QTRY_COMPARE(window.connections().model().rowCount(), 3);
        window.connections().setFilter(QStringLiteral("peer:%1").arg(m_visitors[0]->localPort()));
        QTRY_COMPARE(window.connections().model().rowCount(), 1);
        window.connections().setFilter(QStringLiteral("peer:1 and ("));
        window.tabs().setCurrentIndex(1);
        take(window, QStringLiteral("filter-error"));
        QCOMPARE(window.connections().model().rowCount(), 1); // the last valid result stays
    }

    void whatTheFilterFoundIsMarked_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("needles");
        QTest::newRow("word") << QStringLiteral("idle") << QStringList{QStringLiteral(":idle")};
        QTest::newRow("field") << QStringLiteral("proto:http and peer:127")
                               << QStringList{QStringLiteral("proto:http"), QStringLiteral("peer:127")};
        QTest::newRow("negated") << QStringLiteral("not state:idle web") << QStringList{QStringLiteral(":web")};
        QTest::newRow("quoted") << QStringLiteral("why:\"too slow\"") << QStringList{QStringLiteral("why:too slow")};
        QTest::newRow("numbers and prefixes") << QStringLiteral("queue>64KiB or peer:10.0.0.0/8") << QStringList{};
        QTest::newRow("empty") << QString() << QStringList{};
    }
    void whatTheFilterFoundIsMarked() {
        QFETCH(QString, filter);
        QFETCH(QStringList, needles);
        QCOMPARE(needlesOf(filter), needles);
    }

    void detailTellsWhatTheServerSees() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(1);
        QTRY_COMPARE(window.connections().model().rowCount(), 1);
        window.tabs().setCurrentIndex(1);
        window.connections().view().selectRow(0);
        QTRY_VERIFY(window.connections().detailText().contains(QStringLiteral("Local address")));
        QVERIFY(window.connections().detailText().contains(
            QStringLiteral("127.0.0.1:%1").arg(m_server->serverPort())));
        window.connections().setFilter(QStringLiteral("peer:127"));
        QTRY_COMPARE(window.connections().model().rowCount(), 1);
        take(window, QStringLiteral("detail"));
    }

    void detailShowsTheTlsReport() {
        const auto made = burrow::makeDevCertificate({}, std::chrono::system_clock::now());
        QVERIFY(made.has_value());
        const QString certificate = m_folder.filePath(QStringLiteral("cert.pem")), key = m_folder.filePath(QStringLiteral("key.pem"));
        for (const auto& [name, text] : {std::pair(certificate, made->certificate), std::pair(key, made->key)}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.data(), static_cast<qint64>(text.size()));
        }
        m_server = std::make_unique<HttpServer>();
        m_server->enableMonitoring(QStringLiteral("edge-1"));
        QVERIFY2(m_server->setTls(certificate, key), qPrintable(m_server->error().text()));
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
        QSslSocket visitor;
        visitor.setPeerVerifyMode(QSslSocket::VerifyNone);
        visitor.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_server->serverPort());
        QVERIFY2(visitor.waitForEncrypted(10'000), qPrintable(visitor.errorString()));
        visitor.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        QTRY_COMPARE(window.connections().model().rowCount(), 1);
        window.tabs().setCurrentIndex(1);
        window.connections().view().selectRow(0);
        for (const char* part : {"TLSv1.3", "Cipher suite", "Key exchange", "Group", "Authentication", "MAC or AEAD", "PRF",
                                 "Resumed session", "Server's certificate"})
            QTRY_VERIFY2(window.connections().detailText().contains(QLatin1String(part)), part);
        take(window, QStringLiteral("tls"));
    }

    void aCellMakesAFilter() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(2);
        ConnectionsPage& page = window.connections();
        QTRY_COMPARE(page.model().rowCount(), 2);
        const auto cell = [&](const char* column) {
            return page.model().index(0, page.model().columnNamed(QLatin1String(column)));
        };
        QCOMPARE(page.filterLike(cell("peer"), false), QStringLiteral("peer:127.0.0.1"));
        QCOMPARE(page.filterLike(cell("proto"), true), QStringLiteral("not proto:\"http/1.1\""));
        QCOMPARE(page.filterLike(cell("age"), false), QString());
        page.setFilter(page.filterLike(cell("proto"), false));
        page.setFilter(page.filterLike(cell("peer"), false));
        QCOMPARE(page.filter(), QStringLiteral("(proto:\"http/1.1\") and peer:127.0.0.1"));
        QVERIFY(!BurrowQt::MonitorClient::checkFilter(QStringLiteral("connections"), page.filter()).isSet);
        QTRY_COMPARE(page.model().rowCount(), 2);
        page.setFilter(QString());
        page.setFilter(page.filterLike(cell("proto"), true));
        QTRY_COMPARE(page.model().rowCount(), 0);
    }

    void pageFilterAndColumnsAreRemembered() {
        startServer();
        const auto openWindow = [] {
            auto window = std::make_unique<MainWindow>();
            window->show();
            return window;
        };
        auto window = openWindow();
        QTRY_VERIFY(!window->isShowingState());
        const int listener = window->connections().model().columnNamed(QStringLiteral("listener"));
        window->tabs().setCurrentIndex(1);
        window->connections().setFilter(QStringLiteral("proto:http"));
        window->connections().view().setColumnHidden(listener, true);
        window->connections().view().setColumnWidth(0, 321);
        window->connections().view().sortByColumn(0, Qt::DescendingOrder);
        window.reset();
        window = openWindow();
        QTRY_VERIFY(!window->isShowingState());
        QCOMPARE(window->tabs().currentIndex(), 1);
        QCOMPARE(window->connections().filter(), QStringLiteral("proto:http"));
        QVERIFY(window->connections().view().isColumnHidden(listener));
        QCOMPARE(window->connections().view().columnWidth(0), 321);
        QCOMPARE(window->connections().view().horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
    }

    void chartsShareOneTimeLine() {
        OverviewPage page;
        page.resize(1000, 700);
        page.show();
        for (int i = 0; i < 100; ++i)
            page.addMetric({});
        const QList<LiveChart*> charts = page.findChildren<LiveChart*>();
        QCOMPARE(charts.size(), 3);
        const QPointF at(charts[0]->width() - 40, 60);
        QMouseEvent move(QEvent::MouseMove, at, charts[0]->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(charts[0], &move);
        QVERIFY(charts[0]->marker() > 0);
        for (const LiveChart* chart : charts)
            QCOMPARE(chart->marker(), charts[0]->marker());
        QVERIFY(page.grab().save(QStringLiteral("window-pictures/time-line.png")));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(charts[0], &leave);
        for (const LiveChart* chart : charts)
            QCOMPARE(chart->marker(), -1);
    }

    void spacePressesAButtonAndElseFreezes() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        window.tabs().setCurrentIndex(2);
        auto* follow = window.logs().findChild<QCheckBox*>();
        QVERIFY(follow);
        QKeyEvent space(QEvent::ShortcutOverride, Qt::Key_Space, Qt::NoModifier);
        space.ignore();
        QCoreApplication::sendEvent(follow, &space);
        QVERIFY(space.isAccepted());
        space.ignore();
        QCoreApplication::sendEvent(&window.tabs(), &space);
        QVERIFY(!space.isAccepted());
    }

    void numbersSpeakTheLanguage() {
        MainWindow window;
        window.setLanguage(QStringLiteral("de"));
        QCOMPARE(formatBytes(1.5 * 1024 * 1024), QStringLiteral("1,5 MiB"));
        window.setLanguage(QStringLiteral("en"));
        QCOMPARE(formatBytes(1.5 * 1024 * 1024), QStringLiteral("1.5 MiB"));
    }

    void aFreezeIsReplayed() {
        OverviewPage page;
        const auto columns = BurrowQt::MonitorClient::columns(QStringLiteral("metrics"));
        page.setFrozen(true);
        for (int i = 0; i < 5; ++i)
            page.addMetric({1, QVariantList(columns.size(), 7)});
        QCOMPARE(page.shown()[0].value, QStringLiteral("–"));
        page.setFrozen(false);
        QCOMPARE(page.shown()[0].value, QStringLiteral("7"));
        LiveChart* chart = page.findChild<LiveChart*>();
        QCOMPARE(chart->count(), 5);
    }

    void pluralsAreThoseOfTheLanguage() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(1);
        QTRY_COMPARE(window.connections().statusText(), QStringLiteral("1 connection"));
        visit(1);
        QTRY_COMPARE(window.connections().statusText(), QStringLiteral("2 connections"));
    }

    void selectedConnectionIsClosedAndLingers() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(2);
        ConnectionModel& model = window.connections().model();
        QTRY_COMPARE(model.rowCount(), 2);
        const int peer = model.columnNamed(QStringLiteral("peer"));
        const QString wanted = QString::number(m_visitors[1]->localPort());
        int row = model.value(0, peer).toString().endsWith(wanted) ? 0 : 1;
        window.connections().select(model.keyAt(row));
        QVERIFY(model.isOrderHeld()); // a selection holds the order
        window.connections().closeSelected(false);
        QTRY_COMPARE(m_visitors[1]->state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(m_visitors[0]->state(), QAbstractSocket::ConnectedState);
        QTRY_VERIFY(model.isClosed(row));
        QCOMPARE(model.value(row, model.columnNamed(QStringLiteral("by"))).toString(), QStringLiteral("ours"));
        QCOMPARE(model.rowCount(), 2);
        window.tabs().setCurrentIndex(1);
        take(window, QStringLiteral("closed"));
    }

    void orderIsHeldUntilAsked() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(2);
        ConnectionModel& model = window.connections().model();
        QTRY_COMPARE(model.rowCount(), 2);
        window.connections().view().sortByColumn(model.columnNamed(QStringLiteral("id")), Qt::DescendingOrder);
        const quint64 first = model.keyAt(0);
        QVERIFY(first > model.keyAt(1));
        model.setOrderHeld(true);
        visit(1);
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(model.keyAt(0), first);
        QCOMPARE(model.rowsThatWouldMove(), 3);
        model.setOrderHeld(false);
        QVERIFY(model.keyAt(0) > first);
    }

    void freezeHoldsEverything() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        window.setFrozen(true);
        const int records = window.logs().model().rowCount();
        visit(1);
        QTest::qWait(700); // two ticks of the feed and one of the metrics pass
        QCOMPARE(window.connections().model().rowCount(), 0);
        QCOMPARE(window.logs().model().rowCount(), records);
        window.setFrozen(false);
        QTRY_COMPARE(window.connections().model().rowCount(), 1);
    }

    void lostServerKeepsItsDataAndComesBack() {
        startServer();
        MainWindow window;
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        visit(1);
        QTRY_COMPARE(window.connections().model().rowCount(), 1);
        cleanup();
        QTRY_COMPARE(window.client()->state(), BurrowQt::MonitorClient::Waiting);
        QVERIFY(!window.isShowingState());
        take(window, QStringLiteral("lost"));
        startServer();
        window.client()->retryNow();
        QTRY_COMPARE(window.client()->state(), BurrowQt::MonitorClient::Attached);
    }

    void languagesAndThemes_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("tab");
        QTest::newRow("de") << QStringLiteral("de") << false << QStringLiteral("Verbindungen");
        QTest::newRow("zh_CN-dark") << QStringLiteral("zh_CN") << true << QStringLiteral("连接");
        QTest::newRow("en-dark") << QStringLiteral("en") << true << QStringLiteral("Connections");
    }
    void languagesAndThemes() {
        QFETCH(QString, language);
        QFETCH(bool, dark);
        QFETCH(QString, tab);
        applyTheme(dark ? Theme::Dark : Theme::Light);
        startServer();
        MainWindow window;
        window.setLanguage(language);
        window.show();
        QTRY_VERIFY(!window.isShowingState());
        QCOMPARE(window.tabs().tabText(1), tab);
        visit(3);
        QTRY_COMPARE(window.connections().model().rowCount(), 3);
        for (int page = 0; page < 4; ++page) {
            window.tabs().setCurrentIndex(page);
            if (page == 1)
                window.connections().view().selectRow(0);
            take(window, QStringLiteral("%1-%2").arg(QLatin1String(QTest::currentDataTag())).arg(page));
        }
        window.setLanguage(QStringLiteral("en"));
        applyTheme(Theme::Light);
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
