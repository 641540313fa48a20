// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitor-app/widgets/live_chart.hpp"

#include <BurrowQt/monitor_client.h>

#include <QLabel>
#include <QList>
#include <QWidget>

namespace monitor_app {

/// Cards with the figures of one server and three live charts.
class OverviewPage : public QWidget {
    Q_OBJECT

public:
    explicit OverviewPage(QWidget* parent = nullptr);
    void addMetric(const BurrowQt::MonitorRow& row);
    void addGap(); ///< a tick that did not come
    void clear();
    void setFrozen(bool frozen); ///< the end of a freeze shows what came meanwhile
    void retranslate();
    struct Shown {
        QString name, value;
    };
    QList<Shown> shown() const; ///< what the cards say, for --headless and tests

private:
    struct Card {
        QString column;
        QLabel* title;
        QLabel* value;
    };
    QString titleOf(const QString& column) const;

    QList<BurrowQt::MonitorColumn> m_columns;
    QList<Card> m_cards;
    LiveChart *m_requests, *m_traffic, *m_connections;
    void keep(const BurrowQt::MonitorRow& row);

    QList<BurrowQt::MonitorRow> m_waiting; ///< while frozen
    bool m_frozen = false;
};

} // namespace monitor_app
