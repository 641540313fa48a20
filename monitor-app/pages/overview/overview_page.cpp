// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/pages/overview/overview_page.hpp"

#include "monitor-app/backend/format.hpp"

#include <QFrame>
#include <QGridLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace monitor_app {

OverviewPage::OverviewPage(QWidget* parent)
    : QWidget(parent), m_columns(BurrowQt::MonitorClient::columns(QStringLiteral("metrics"))),
      m_requests(new LiveChart({}, formatCount)), m_traffic(new LiveChart({}, formatRate, 1024)),
      m_connections(new LiveChart({}, formatCount)) {
    auto* cards = new QGridLayout;
    cards->setSpacing(10);
    int at = 0;
    for (const char* column : {"connections", "accept-rate", "request-rate", "limit-hits", "in-rate", "out-rate",
                               "loop-busy", "cpu", "resident", "fds"}) {
        auto* frame = new QFrame;
        frame->setFrameShape(QFrame::StyledPanel);
        frame->setAutoFillBackground(true);
        frame->setBackgroundRole(QPalette::Base);
        auto* title = new QLabel;
        auto* value = new QLabel(QStringLiteral("–"));
        QFont large = font();
        large.setPointSizeF(large.pointSizeF() * 1.6);
        value->setFont(large);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* inside = new QVBoxLayout(frame);
        inside->addWidget(title);
        inside->addWidget(value);
        cards->addWidget(frame, at / 5, at % 5);
        ++at;
        m_cards.append({QLatin1String(column), title, value});
    }
    for (LiveChart* chart : {m_requests, m_traffic, m_connections}) { // one time line for all of them
        connect(chart, &LiveChart::pointed, this, [this](int ticksAgo) {
            for (LiveChart* each : {m_requests, m_traffic, m_connections})
                each->setMarker(ticksAgo);
        });
    }
    auto* charts = new QGridLayout;
    charts->setSpacing(10);
    charts->addWidget(m_requests, 0, 0, 1, 2);
    charts->addWidget(m_traffic, 1, 0);
    charts->addWidget(m_connections, 1, 1);
    auto* all = new QVBoxLayout(this);
    all->setSpacing(12);
    all->addLayout(cards);
    all->addLayout(charts, 1);
    retranslate();
}

QString OverviewPage::titleOf(const QString& column) const {
    if (column == QLatin1String("connections"))
        return tr("Connections");
    if (column == QLatin1String("accept-rate"))
        return tr("Accepted per second");
    if (column == QLatin1String("request-rate"))
        return tr("Requests per second");
    if (column == QLatin1String("limit-hits"))
        return tr("Limits hit");
    if (column == QLatin1String("in-rate"))
        return tr("Received");
    if (column == QLatin1String("out-rate"))
        return tr("Sent");
    if (column == QLatin1String("loop-busy"))
        return tr("Loops busy");
    if (column == QLatin1String("cpu"))
        return tr("Processor");
    if (column == QLatin1String("resident"))
        return tr("Memory");
    return tr("Descriptors");
}

void OverviewPage::retranslate() {
    for (const Card& card : m_cards) {
        card.title->setText(titleOf(card.column));
        for (const BurrowQt::MonitorColumn& column : m_columns) {
            if (column.name == card.column)
                card.value->setToolTip(column.description);
        }
        card.value->setAccessibleName(card.title->text());
    }
    m_requests->setTitle(tr("Requests per second"));
    m_traffic->setTitle(tr("Sent"));
    m_connections->setTitle(tr("Connections"));
}

void OverviewPage::addMetric(const BurrowQt::MonitorRow& row) {
    if (m_frozen) {
        keep(row);
        return;
    }
    const auto valueOf = [&](const QString& name) -> QVariant {
        for (int i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].name == name)
                return row.cell(i);
        }
        return {};
    };
    for (const Card& card : m_cards) {
        for (int i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].name != card.column)
                continue;
            const bool percent = m_columns[i].unit == QLatin1String("%");
            card.value->setText(percent ? QLocale().toString(row.cell(i).toDouble(), 'f', 0) + QStringLiteral(" %")
                                        : formatCell(m_columns[i], row.cell(i)));
        }
    }
    m_requests->add(valueOf(QStringLiteral("request-rate")).toDouble());
    m_traffic->add(valueOf(QStringLiteral("out-rate")).toDouble());
    m_connections->add(valueOf(QStringLiteral("connections")).toDouble());
}

/// While frozen: as many ticks as the charts show. An empty row is a tick that did not come.
void OverviewPage::keep(const BurrowQt::MonitorRow& row) {
    m_waiting.append(row);
    if (m_waiting.size() > static_cast<qsizetype>(LiveChart::points))
        m_waiting.removeFirst();
}

void OverviewPage::setFrozen(bool frozen) {
    m_frozen = frozen;
    if (frozen)
        return;
    for (const BurrowQt::MonitorRow& row : std::exchange(m_waiting, {})) {
        if (row.cells.isEmpty())
            addGap();
        else
            addMetric(row);
    }
}

void OverviewPage::addGap() {
    if (m_frozen) {
        keep({});
        return;
    }
    for (LiveChart* chart : {m_requests, m_traffic, m_connections})
        chart->add(std::nullopt);
}

void OverviewPage::clear() {
    m_waiting.clear();
    for (LiveChart* chart : {m_requests, m_traffic, m_connections})
        chart->clear();
    for (const Card& card : m_cards)
        card.value->setText(QStringLiteral("–"));
}

QList<OverviewPage::Shown> OverviewPage::shown() const {
    QList<Shown> list;
    for (const Card& card : m_cards)
        list.append({card.column, card.value->text()});
    return list;
}

} // namespace monitor_app
