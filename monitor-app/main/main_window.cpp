// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/main/main_window.hpp"

#include "monitor-app/backend/format.hpp"

#include <QAbstractButton>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDateTime>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLocale>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>

#include <cerrno>

namespace monitor_app {

using BurrowQt::MonitorClient;

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent), m_list(new QListWidget), m_stack(new QStackedWidget), m_tabs(new QTabWidget),
      m_state(new StatePanel), m_overview(new OverviewPage), m_connections(new ConnectionsPage), m_logs(new LogsPage),
      m_tunnels(new TunnelsPage), m_summary(new QLabel), m_price(new QLabel), m_frozenNote(new QLabel) {
    m_tabs->addTab(m_overview, {});
    m_tabs->addTab(m_connections, {});
    m_tabs->addTab(m_logs, {});
    m_tabs->addTab(m_tunnels, {});
    m_tabs->setDocumentMode(true);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_tabs);
    m_list->setMinimumWidth(140);
    auto* splitter = new QSplitter;
    splitter->addWidget(m_list);
    splitter->addWidget(m_stack);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({180, 960});
    setCentralWidget(splitter);
    statusBar()->addWidget(m_summary, 1);
    statusBar()->addPermanentWidget(m_frozenNote);
    statusBar()->addPermanentWidget(m_price);
    buildMenus();

    connect(&m_lostTicks, &QTimer::timeout, m_overview, &OverviewPage::addGap); // the time line goes on without data
    QApplication::instance()->installEventFilter(this);
    connect(&m_servers, &ServerList::changed, this, &MainWindow::serversChanged);
    connect(m_list, &QListWidget::currentRowChanged, this, &MainWindow::chooseServer);
    connect(m_state, &StatePanel::actionTriggered, this, [this] {
        if (m_client)
            m_client->retryNow();
        else
            addServer();
    });
    connect(m_connections, &ConnectionsPage::message, this,
            [this](const QString& text) { statusBar()->showMessage(text, 8000); });
    connect(m_logs, &LogsPage::connectionWanted, this, [this](quint64 key) {
        m_tabs->setCurrentWidget(m_connections);
        m_connections->select(key);
    });
    resize(usualSize.boundedTo(screen()->availableSize()));
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
    setLanguage(QSettings().value(QStringLiteral("window/language")).toString());
    serversChanged();
}

MainWindow::~MainWindow() {
    rememberServer();
    m_connections->setClient(nullptr);
    m_logs->setClient(nullptr);
}

void MainWindow::buildMenus() {
    m_serverMenu = menuBar()->addMenu(QString());
    m_addServer = m_serverMenu->addAction({}, this, &MainWindow::addServer);
    m_removeServer = m_serverMenu->addAction({}, this, [this] {
        if (m_list->currentItem())
            m_servers.remove(m_list->currentItem()->data(Qt::UserRole).toString());
    });
    m_reconnect = m_serverMenu->addAction({}, this, [this] {
        if (m_client)
            m_client->retryNow();
    });
    m_reconnect->setShortcut(Qt::Key_F5);
    m_serverMenu->addSeparator();
    m_quit = m_serverMenu->addAction({}, this, [this] { close(); });
    m_quit->setShortcut(QKeySequence::Quit);

    m_viewMenu = menuBar()->addMenu(QString());
    m_freeze = m_viewMenu->addAction(QString());
    m_freeze->setCheckable(true);
    m_freeze->setShortcut(Qt::Key_Space);
    connect(m_freeze, &QAction::toggled, this, &MainWindow::setFrozen);
    m_themeMenu = m_viewMenu->addMenu(QString());
    auto* themes = new QActionGroup(this);
    const int chosen = QSettings().value(QStringLiteral("window/theme"), 0).toInt();
    for (int i = 0; i < 3; ++i) {
        QAction* action = m_themeMenu->addAction({}, this, [i] {
            QSettings().setValue(QStringLiteral("window/theme"), i);
            applyTheme(static_cast<Theme>(i));
        });
        action->setCheckable(true);
        action->setChecked(i == chosen);
        themes->addAction(action);
        m_themes.append(action);
    }
    m_languageMenu = m_viewMenu->addMenu(QString());
    // Each language by its own name, which is the same in all of them.
    for (const auto& [name, label] : {std::pair(QStringLiteral("en"), QStringLiteral("English")),
                                      std::pair(QStringLiteral("zh_CN"), QStringLiteral("简体中文")),
                                      std::pair(QStringLiteral("de"), QStringLiteral("Deutsch"))}) {
        m_languageMenu->addAction(label, this, [this, name = name] {
            QSettings().setValue(QStringLiteral("window/language"), name);
            setLanguage(name);
        });
    }
    for (int page = 0; page < 4; ++page) {
        auto* action = new QAction(this);
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + page)));
        connect(action, &QAction::triggered, this, [this, page] { m_tabs->setCurrentIndex(page); });
        addAction(action);
    }
    m_helpMenu = menuBar()->addMenu(QString());
    m_about = m_helpMenu->addAction({}, this, [this] {
        QMessageBox::about(this, tr("About Burrow Monitor"),
                           tr("Burrow Monitor %1\nWatches servers that are built with Burrow.\nApache License 2.0")
                               .arg(QApplication::applicationVersion()));
    });
}

void MainWindow::setLanguage(const QString& name) {
    const QLocale locale = name.isEmpty() ? QLocale::system() : QLocale(name);
    QLocale::setDefault(locale); // numbers and times speak the window's language too
    const auto use = [](std::unique_ptr<QTranslator>& translator, const QString& catalogue, const QList<QLocale>& wanted) {
        if (translator)
            QApplication::removeTranslator(translator.get());
        translator = std::make_unique<QTranslator>();
        for (const QLocale& each : wanted) {
            if (translator->load(each, catalogue, QStringLiteral("_"), QStringLiteral(":/i18n"))) {
                QApplication::installTranslator(translator.get());
                return;
            }
        }
    };
    // English has a catalogue too, for its plurals; the library's sentences are English by themselves.
    use(m_translator, QStringLiteral("burrow-monitor"), {locale, QLocale(QStringLiteral("en"))});
    use(m_libraryTranslator, QStringLiteral("burrow-qt"), {locale});
    retranslate();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void MainWindow::retranslate() {
    m_tabs->setTabText(0, tr("Overview"));
    m_tabs->setTabText(1, tr("Connections"));
    m_tabs->setTabText(2, tr("Logs"));
    m_tabs->setTabText(3, tr("Tunnels"));
    m_list->setAccessibleName(tr("Servers"));
    m_serverMenu->setTitle(tr("&Server"));
    m_addServer->setText(tr("&Add server…"));
    m_removeServer->setText(tr("&Remove server"));
    m_reconnect->setText(tr("Re&connect"));
    m_quit->setText(tr("&Quit"));
    m_viewMenu->setTitle(tr("&View"));
    m_freeze->setText(tr("&Freeze"));
    m_themeMenu->setTitle(tr("&Theme"));
    m_themes[0]->setText(tr("As the system"));
    m_themes[1]->setText(tr("Light"));
    m_themes[2]->setText(tr("Dark"));
    m_languageMenu->setTitle(tr("&Language"));
    m_helpMenu->setTitle(tr("&Help"));
    m_about->setText(tr("&About"));
    m_overview->retranslate();
    m_connections->retranslate();
    m_logs->retranslate();
    m_tunnels->retranslate();
    m_frozenNote->setText(m_freeze->isChecked() ? tr("frozen") : QString());
    stateChanged();
}

// ---- Servers ----

void MainWindow::serversChanged() {
    const QString current = m_client ? m_client->socketPath() : QString();
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const Server& server : m_servers.servers()) {
            auto* item = new QListWidgetItem(server.name, m_list);
            item->setData(Qt::UserRole, server.path);
            item->setToolTip(server.path);
            if (server.path == current)
                m_list->setCurrentItem(item);
        }
    }
    if (!m_client && m_list->count() > 0)
        m_list->setCurrentRow(0);
    stateChanged();
}

void MainWindow::chooseServer() {
    if (QListWidgetItem* item = m_list->currentItem())
        attach(item->data(Qt::UserRole).toString());
}

void MainWindow::addServer() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Monitor socket of a server"), {},
                                                      tr("Monitor sockets (*.sock);;All files (*)"));
    if (path.isEmpty())
        return;
    m_servers.add(path);
    attach(path);
}

void MainWindow::attach(const QString& socketPath) {
    if (m_client && m_client->socketPath() == socketPath)
        return;
    rememberServer();
    m_connections->setClient(nullptr);
    m_logs->setClient(nullptr);
    m_overview->clear();
    m_lostTicks.stop();
    m_wasAttached = false;
    recallServer(socketPath);
    m_client = std::make_unique<MonitorClient>(socketPath);
    connect(m_client.get(), &MonitorClient::stateChanged, this, &MainWindow::stateChanged);
    connect(m_client.get(), &MonitorClient::metric, this, &MainWindow::showMetric);
    m_client->subscribe(QStringLiteral("metrics"), BurrowQt::MonitorQuery{.intervalMs = 1000});
    m_connections->setClient(m_client.get());
    m_logs->setClient(m_client.get());
    setFrozen(m_freeze->isChecked());
    m_client->start();
    stateChanged();
}

namespace {
/// A group of the settings for each server; a path is no group name, since its slashes would nest.
QString settingsOf(const QString& socketPath) {
    return QStringLiteral("servers/") + QString::fromLatin1(socketPath.toUtf8().toPercentEncoding());
}
} // namespace

/// Which page and filters belong to the server that is left.
void MainWindow::rememberServer() {
    if (!m_client)
        return;
    QSettings settings;
    settings.beginGroup(settingsOf(m_client->socketPath()));
    settings.setValue(QStringLiteral("page"), m_tabs->currentIndex());
    settings.setValue(QStringLiteral("connections-filter"), m_connections->filter());
    m_connections->saveLayout();
}

void MainWindow::recallServer(const QString& socketPath) {
    QSettings settings;
    settings.beginGroup(settingsOf(socketPath));
    m_tabs->setCurrentIndex(settings.value(QStringLiteral("page"), m_tabs->currentIndex()).toInt());
    m_connections->setFilter(settings.value(QStringLiteral("connections-filter")).toString());
}

void MainWindow::stateChanged() {
    const QString folders = MonitorClient::socketFolders().join(QStringLiteral("\n"));
    if (!m_client) {
        m_state->show({tr("No server found"),
                       tr("No server of this user runs here. Looked for monitor sockets in:\n%1\n\nStart a server, or "
                          "publish your own program: burrow::monitor::Publisher in C++, "
                          "BurrowQt::HttpServer::enableMonitoring() in Qt.")
                           .arg(folders),
                       QStringLiteral("burrowd -c burrowd.toml"), tr("Add server…")});
        m_stack->setCurrentWidget(m_state);
        m_summary->clear();
        setWindowTitle(tr("Burrow Monitor"));
        return;
    }
    const MonitorClient::State state = m_client->state();
    setWindowTitle(state == MonitorClient::Attached ? tr("Burrow Monitor — %1").arg(m_client->serverName())
                                                    : tr("Burrow Monitor"));
    if (state == MonitorClient::Attached) {
        m_wasAttached = true;
        m_lostTicks.stop();
        m_stack->setCurrentWidget(m_tabs);
        showUptime();
        return;
    }
    if (m_wasAttached) { // the last data stays, and says that it is old
        m_summary->setText(tr("Server lost (%1); trying again every few seconds, F5 tries now")
                               .arg(m_client->lastError().text()));
        if (!m_lostTicks.isActive())
            m_lostTicks.start(1000);
        return;
    }
    m_stack->setCurrentWidget(m_state);
    const int code = m_client->lastError().code();
    const bool isSystem = m_client->lastError().domain() == QLatin1String("system");
    if (state == MonitorClient::Connecting || !m_client->lastError().isSet()) {
        m_state->show({tr("Connecting"),
                       tr("%1\nA server answers at once. If this stays, its process is stopped or hangs.")
                           .arg(m_client->socketPath()),
                       {},
                       {}});
    } else if (isSystem && (code == EACCES || code == EPERM)) {
        m_state->show({tr("Permission denied"),
                       tr("The socket %1 belongs to another user. Members of its group may read; add yourself and log "
                          "in again:")
                           .arg(m_client->socketPath()),
                       QStringLiteral("sudo usermod -aG burrow-monitor $USER"), tr("Try again")});
    } else {
        m_state->show({tr("Server not reached"),
                       tr("%1\n%2\nTrying again by itself.").arg(m_client->socketPath(), m_client->lastError().text()),
                       {},
                       tr("Try now")});
    }
}

void MainWindow::showUptime() {
    m_summary->setText(tr("%1, process up for %2")
                           .arg(m_client->program(),
                                formatDuration(QDateTime::currentMSecsSinceEpoch() - m_client->startedMs())));
}

void MainWindow::showMetric(const BurrowQt::MonitorRow& row) {
    showUptime();
    if (m_freeze->isChecked())
        m_frozenNote->setText(tr("frozen %1, %n event(s) waiting", nullptr,
                                 m_connections->waitingChanges() + m_logs->waitingRecords())
                                  .arg(m_frozenAt));
    m_overview->addMetric(row);
    const auto columns = MonitorClient::columns(QStringLiteral("metrics"));
    const auto valueOf = [&](const char* name) {
        for (int i = 0; i < columns.size(); ++i) {
            if (columns[i].name == QLatin1String(name))
                return row.cell(i).toDouble();
        }
        return 0.0;
    };
    m_price->setText(tr("watching costs %1 % of a core, %2, %n record(s) dropped", nullptr,
                        static_cast<int>(valueOf("watch-dropped")))
                         .arg(QLocale().toString(valueOf("watch-cpu"), 'f', 1), formatRate(valueOf("watch-rate"))));
}

void MainWindow::setFrozen(bool frozen) {
    const QSignalBlocker quiet(m_freeze);
    m_freeze->setChecked(frozen);
    m_overview->setFrozen(frozen);
    m_connections->setFrozen(frozen);
    m_logs->setFrozen(frozen);
    m_frozenAt = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
    m_frozenNote->setText(frozen ? tr("frozen %1").arg(m_frozenAt) : QString());
}

/// Space freezes, but where it presses a button that has the focus.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && qobject_cast<QAbstractButton*>(watched) &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        event->accept();
        return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
    rememberServer();
    event->accept();
}

} // namespace monitor_app
