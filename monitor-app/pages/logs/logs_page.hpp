// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor-app/models/log_model.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QTableView>
#include <QWidget>

namespace monitor_app {

/// The server's log: follows while the end is in sight, filtered by level and text.
class LogsPage : public QWidget {
    Q_OBJECT

public:
    explicit LogsPage(QWidget* parent = nullptr);

    void setClient(BurrowQt::MonitorClient* client);
    void setFrozen(bool frozen);
    void retranslate();
    LogModel& model() { return m_model; }

Q_SIGNALS:
    void connectionWanted(quint64 key);

private:
    void applyFilter();

    LogModel m_model;
    quint64 m_subscription = 0;
    QList<BurrowQt::MonitorRow> m_waiting; ///< while frozen
    QComboBox* m_level;
    QLineEdit* m_text;
    QCheckBox* m_follow;
    QTableView* m_view;
    QMetaObject::Connection m_events, m_gaps;
    bool m_frozen = false;
};

} // namespace monitor_app
