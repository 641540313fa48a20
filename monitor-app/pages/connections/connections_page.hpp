// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor-app/models/connection_model.hpp"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <QWidget>

#include <memory>

namespace monitor_app {

/// The table of connections with its filter, the detail of the selected one, and the close action.
class ConnectionsPage : public QWidget {
    Q_OBJECT

public:
    explicit ConnectionsPage(QWidget* parent = nullptr);
    ~ConnectionsPage() override;

    /// Null: nothing is shown. The client outlives the page's use of it.
    void setClient(BurrowQt::MonitorClient* client);
    void setFrozen(bool frozen);
    void retranslate();
    void select(quint64 key);
    void setFilter(const QString& filter);
    int waitingChanges() const { return m_feed ? m_feed->waitingChanges() : 0; } ///< while frozen
    /// The filter that shows only rows like this one in this column, or none of them; empty where a column has no such
    /// term (numbers and times change too fast to be compared for equality).
    QString filterLike(const QModelIndex& index, bool isNegated) const;
    QString filter() const { return m_filter->text(); }
    /// Order, widths, visibility and sorting of the columns, for the next start.
    void saveLayout() const;
    /// Asks, and closes. The question is skipped by tests.
    void closeSelected(bool ask = true);
    ConnectionModel& model() { return m_model; }
    QTableView& view() { return *m_view; }
    QString detailText() const { return m_detail->toPlainText(); }
    QString statusText() const { return m_status->text(); }

Q_SIGNALS:
    void message(const QString& text); ///< for the status bar

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filterEdited();
    void updateStatus();
    void updateDetail();
    void updateHeld();
    void copySelected();
    void askForDetail();
    void showColumnMenu(const QPoint& at);
    void showCellMenu(const QPoint& at);
    QString describedHtml() const;
    QList<quint64> selectedKeys() const;

    ConnectionModel m_model;
    BurrowQt::MonitorClient* m_client = nullptr;
    std::unique_ptr<BurrowQt::SnapshotFeed> m_feed;
    QLineEdit* m_filter;
    QLabel *m_status, *m_filterError;
    QPushButton *m_chip, *m_close;
    QTableView* m_view;
    QTextBrowser* m_detail;
    quint64 m_command = 0;
    QTimer m_askAgain;                              ///< a selected connection goes on while it is looked at
    quint64 m_question = 0, m_described = 0;        ///< id of the running describe(); the connection that is described
    QList<BurrowQt::MonitorRow> m_description;
    quint64 m_wanted = 0;
    bool m_mouseInside = false;
};

} // namespace monitor_app
