// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor-app/backend/server_list.hpp"
#include "monitor-app/pages/connections/connections_page.hpp"
#include "monitor-app/pages/logs/logs_page.hpp"
#include "monitor-app/pages/overview/overview_page.hpp"
#include "monitor-app/pages/tunnels/tunnels_page.hpp"
#include "monitor-app/widgets/state_panel.hpp"
#include "monitor-app/widgets/theme.hpp"

#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QTranslator>

#include <memory>

namespace monitor_app {

/// Wires the pages to the client of the chosen server. Holds no figures of its own.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    static constexpr QSize usualSize{1360, 820}; ///< all columns of the connections fit

    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    void attach(const QString& socketPath);
    BurrowQt::MonitorClient* client() { return m_client.get(); }
    OverviewPage& overview() { return *m_overview; }
    ConnectionsPage& connections() { return *m_connections; }
    LogsPage& logs() { return *m_logs; }
    QTabWidget& tabs() { return *m_tabs; }
    bool isShowingState() const { return m_stack->currentWidget() == m_state; }
    QString stateTitle() const { return m_state->accessibleName(); }
    void setFrozen(bool frozen);
    /// "", "de", "zh_CN"; empty: the system's.
    void setLanguage(const QString& name);

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildMenus();
    void retranslate();
    void serversChanged();
    void stateChanged();
    void showUptime();
    void showMetric(const BurrowQt::MonitorRow& row);
    void addServer();
    void rememberServer();
    void recallServer(const QString& socketPath);
    void chooseServer();

    ServerList m_servers;
    std::unique_ptr<BurrowQt::MonitorClient> m_client;
    QListWidget* m_list;
    QStackedWidget* m_stack;
    QTabWidget* m_tabs;
    StatePanel* m_state;
    OverviewPage* m_overview;
    ConnectionsPage* m_connections;
    LogsPage* m_logs;
    TunnelsPage* m_tunnels;
    QLabel *m_summary, *m_price, *m_frozenNote;
    QAction *m_freeze, *m_reconnect, *m_addServer, *m_removeServer, *m_quit, *m_about;
    QMenu *m_serverMenu, *m_viewMenu, *m_themeMenu, *m_languageMenu, *m_helpMenu;
    QList<QAction*> m_themes;
    std::unique_ptr<QTranslator> m_translator, m_libraryTranslator; ///< the window's texts, and netqt's
    QTimer m_lostTicks; ///< runs while a server that was attached is not
    QString m_frozenAt;
    bool m_wasAttached = false;
};

} // namespace monitor_app
