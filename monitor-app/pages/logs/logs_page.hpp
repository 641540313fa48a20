// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor-app/models/log_model.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QTableView>
#include <QWidget>

#include <deque>
#include <optional>

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
    int waitingRecords() const { return static_cast<int>(m_waitingRecords); } ///< that come with the end of the freeze

Q_SIGNALS:
    void connectionWanted(quint64 key);

private:
    struct Waiting {
        QList<BurrowQt::MonitorRow> rows;
        std::optional<BurrowQt::MonitorGap> gap; ///< instead of rows
    };

    void applyFilter();
    void keep(Waiting waiting);

    LogModel m_model;
    quint64 m_subscription = 0;
    std::deque<Waiting> m_waiting; ///< while frozen, in order; no more records than the model would keep
    std::size_t m_waitingRecords = 0;
    QComboBox* m_level;
    QLineEdit* m_text;
    QCheckBox* m_follow;
    QTableView* m_view;
    QMetaObject::Connection m_events, m_gaps;
    bool m_frozen = false;
};

} // namespace monitor_app
