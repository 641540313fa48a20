// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/pages/logs/logs_page.hpp"

#include "monitor-app/backend/format.hpp"
#include "monitor-app/widgets/theme.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace monitor_app {
namespace {

constexpr int infoLevel = 2, levels = 5;
constexpr int backlog = 500; ///< records of the past that are shown at the start

class LogDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const StateColors colors = stateColors(option->palette);
        const int level = index.data(LogModel::LevelRole).toInt();
        if (index.data(LogModel::IsGapRole).toBool())
            option->palette.setColor(QPalette::Text, colors.warning);
        else if (level >= 4)
            option->palette.setColor(QPalette::Text, colors.error);
        else if (level == 3)
            option->palette.setColor(QPalette::Text, colors.warning);
        else if (level < infoLevel)
            option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
    }
};

} // namespace

LogsPage::LogsPage(QWidget* parent)
    : QWidget(parent), m_level(new QComboBox), m_text(new QLineEdit), m_follow(new QCheckBox), m_view(new QTableView) {
    for (int level = 0; level < levels; ++level)
        m_level->addItem(levelName(level));
    m_level->setCurrentIndex(infoLevel);
    m_text->setClearButtonEnabled(true);
    m_follow->setChecked(true);
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new LogDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_view->horizontalHeader()->setStretchLastSection(true);
    const int widths[] = {fontMetrics().horizontalAdvance(QStringLiteral("00:00:00.000")) + 24,
                          fontMetrics().horizontalAdvance(QStringLiteral("warning")) + 24,
                          fontMetrics().horizontalAdvance(QStringLiteral("websocket")) + 30,
                          fontMetrics().horizontalAdvance(QStringLiteral("000000000")) + 24,
                          fontMetrics().horizontalAdvance(QStringLiteral("request.unanswered")) + 30};
    for (int column = 0; column < 5; ++column)
        m_view->setColumnWidth(column, widths[column]);

    connect(m_level, &QComboBox::currentIndexChanged, this, &LogsPage::applyFilter);
    connect(m_text, &QLineEdit::textChanged, this, &LogsPage::applyFilter);
    // Scrolling up stops following, reaching the end starts it again.
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_follow->setChecked(value == m_view->verticalScrollBar()->maximum());
    });
    connect(m_view->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_follow->isChecked())
            m_view->scrollToBottom();
    });
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_view->scrollToBottom();
    });
    connect(m_view, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (const quint64 key = index.data(LogModel::ConnectionRole).toULongLong(); key != 0)
            Q_EMIT connectionWanted(key);
    });

    auto* top = new QHBoxLayout;
    top->addWidget(m_level);
    top->addWidget(m_text, 1);
    top->addWidget(m_follow);
    auto* all = new QVBoxLayout(this);
    all->addLayout(top);
    all->addWidget(m_view, 1);
    applyFilter();
    retranslate();
}

void LogsPage::retranslate() {
    m_text->setPlaceholderText(tr("Text in any column"));
    m_text->setAccessibleName(tr("Text filter of the log"));
    m_level->setAccessibleName(tr("Lowest level shown"));
    m_level->setToolTip(tr("Lowest level shown"));
    m_follow->setText(tr("Follow"));
    m_view->setAccessibleName(tr("Log"));
    m_view->setToolTip(tr("Double-click a line to see its connection"));
}

void LogsPage::applyFilter() { m_model.setFilter(m_level->currentIndex(), m_text->text()); }

void LogsPage::setClient(BurrowQt::MonitorClient* client) {
    disconnect(m_events);
    disconnect(m_gaps);
    m_model.clear();
    m_waiting.clear();
    m_waitingRecords = 0;
    if (!client)
        return;
    m_subscription = client->subscribe(QStringLiteral("logs"), BurrowQt::MonitorQuery{.backlog = backlog});
    m_events = connect(client, &BurrowQt::MonitorClient::events, this,
                       [this](quint64 id, const QList<BurrowQt::MonitorRow>& rows) {
                           if (id != m_subscription)
                               return;
                           if (m_frozen)
                               keep({rows, {}});
                           else
                               m_model.append(rows);
                       });
    m_gaps = connect(client, &BurrowQt::MonitorClient::gap, this,
                     [this](quint64 id, const BurrowQt::MonitorGap& gap) {
                         if (id != m_subscription)
                             return;
                         if (m_frozen)
                             keep({{}, gap});
                         else
                             m_model.appendGap(gap);
                     });
}

void LogsPage::setFrozen(bool frozen) {
    m_frozen = frozen;
    if (frozen)
        return;
    for (const Waiting& waiting : std::exchange(m_waiting, {})) {
        if (waiting.gap)
            m_model.appendGap(*waiting.gap);
        else
            m_model.append(waiting.rows);
    }
    m_waitingRecords = 0;
}

void LogsPage::keep(Waiting waiting) {
    m_waitingRecords += static_cast<std::size_t>(waiting.rows.size());
    m_waiting.push_back(std::move(waiting));
    // What the model would drop at once need not wait for it; gaps count for a record each, lest they pile up.
    while (m_waitingRecords > LogModel::keptRecords || m_waiting.size() > LogModel::keptRecords) {
        m_waitingRecords -= static_cast<std::size_t>(m_waiting.front().rows.size());
        m_waiting.pop_front();
    }
}

} // namespace monitor_app
