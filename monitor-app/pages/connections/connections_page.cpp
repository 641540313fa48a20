// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/pages/connections/connections_page.hpp"

#include "monitor-app/backend/connection_fields.hpp"
#include "monitor-app/backend/format.hpp"
#include "monitor-app/pages/connections/row_delegate.hpp"

#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QMessageBox>
#include <QScrollBar>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace monitor_app {

using BurrowQt::MonitorClient;

ConnectionsPage::ConnectionsPage(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit), m_status(new QLabel), m_filterError(new QLabel),
      m_chip(new QPushButton), m_close(new QPushButton), m_view(new QTableView), m_detail(new QTextBrowser) {
    m_filter->setClearButtonEnabled(true);
    QStringList words;
    for (const BurrowQt::MonitorColumn& column : m_model.columns())
        words.append(column.name + QLatin1Char(':'));
    m_filter->setCompleter(new QCompleter(words, m_filter));
    connect(m_filter, &QLineEdit::textChanged, this, &ConnectionsPage::filterEdited);
    m_filterError->setWordWrap(true);
    m_filterError->hide();

    m_view->setModel(&m_model);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(-1, Qt::AscendingOrder);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setAlternatingRowColors(true);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_view->horizontalHeader()->setSectionsMovable(true);
    m_view->setTabKeyNavigation(false);
    m_view->viewport()->installEventFilter(this);
    for (const char* hidden : {"transport", "opened", "active", "in", "out", "paused", "suite", "closed", "slow", "why"})
        m_view->setColumnHidden(m_model.columnNamed(QLatin1String(hidden)), true);
    const auto width = [&](const char* column, const char* sample) {
        m_view->setColumnWidth(m_model.columnNamed(QLatin1String(column)),
                               fontMetrics().horizontalAdvance(QLatin1String(sample)) + 16);
    };
    width("id", "35184372088833 **"); // with the sign of a change before it
    width("listener", "monitoring");
    width("proto", "websocket ");
    width("state", "streaming ");
    width("peer", "127.127.127.127:65535");
    for (const char* column : {"age", "idle", "queue"})
        width(column, "00:00:00 ");
    width("requests", "999.9 k ");
    for (const char* column : {"in", "out", "in-rate", "out-rate"})
        width(column, "1023 KiB/s");
    width("tls", "TLSv1.3 ");
    width("by", "network ");
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view->horizontalHeader(), &QWidget::customContextMenuRequested, this, &ConnectionsPage::showColumnMenu);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ConnectionsPage::showCellMenu);
    const QSettings settings;
    // A layout of other columns (an older version's) is not put over these.
    if (settings.value(QStringLiteral("connections/columns")).toInt() == m_model.columnCount())
        m_view->horizontalHeader()->restoreState(settings.value(QStringLiteral("connections/layout")).toByteArray());
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateHeld();
        updateDetail();
        askForDetail();
    });
    connect(&m_askAgain, &QTimer::timeout, this, &ConnectionsPage::askForDetail);
    m_askAgain.start(1000);
    connect(&m_model, &ConnectionModel::orderChanged, this, &ConnectionsPage::updateStatus);
    connect(&m_model, &ConnectionModel::dataChanged, this, &ConnectionsPage::updateDetail);

    m_chip->setFlat(true);
    m_chip->hide();
    connect(m_chip, &QPushButton::clicked, this, [this] {
        m_model.setOrderHeld(false);
        updateHeld();
    });
    m_close->setAutoDefault(false);
    connect(m_close, &QPushButton::clicked, this, [this] { closeSelected(); });
    auto* remove = new QShortcut(QKeySequence::Delete, m_view, nullptr, nullptr, Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, [this] { closeSelected(); });
    auto* copy = new QShortcut(QKeySequence::Copy, m_view, nullptr, nullptr, Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &ConnectionsPage::copySelected);
    auto* find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_filter, [this] { m_filter->setFocus(); });

    auto* top = new QHBoxLayout;
    top->addWidget(m_filter, 1);
    top->addWidget(m_status);
    top->addWidget(m_chip);
    auto* bottom = new QWidget;
    auto* bottomLayout = new QVBoxLayout(bottom);
    bottomLayout->setContentsMargins(0, 0, 0, 0);
    auto* actions = new QHBoxLayout;
    actions->addWidget(m_close);
    actions->addStretch();
    bottomLayout->addWidget(m_detail, 1);
    bottomLayout->addLayout(actions);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_view);
    splitter->addWidget(bottom);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({400, 200});
    auto* all = new QVBoxLayout(this);
    all->addLayout(top);
    all->addWidget(m_filterError);
    all->addWidget(splitter, 1);
    retranslate();
}

ConnectionsPage::~ConnectionsPage() = default;

void ConnectionsPage::saveLayout() const {
    QSettings settings;
    settings.setValue(QStringLiteral("connections/columns"), m_model.columnCount());
    settings.setValue(QStringLiteral("connections/layout"), m_view->horizontalHeader()->saveState());
}

void ConnectionsPage::showColumnMenu(const QPoint& at) {
    QMenu menu(this);
    for (int column = 0; column < m_model.columnCount(); ++column) {
        QAction* action = menu.addAction(m_model.columns()[column].header);
        action->setCheckable(true);
        action->setChecked(!m_view->isColumnHidden(column));
        action->setToolTip(m_model.columns()[column].description);
        connect(action, &QAction::toggled, m_view,
                [this, column](bool isShown) { m_view->setColumnHidden(column, !isShown); });
    }
    menu.exec(m_view->horizontalHeader()->mapToGlobal(at));
    saveLayout();
}

QString ConnectionsPage::filterLike(const QModelIndex& index, bool isNegated) const {
    if (!index.isValid())
        return {};
    const BurrowQt::MonitorColumn& column = m_model.columns()[index.column()];
    QString text = index.data().toString();
    if (text.isEmpty() || text.contains(QLatin1Char('"')) ||
        (column.kind != BurrowQt::MonitorColumn::Text && column.kind != BurrowQt::MonitorColumn::Address))
        return {};
    if (column.kind == BurrowQt::MonitorColumn::Address && text.contains(QLatin1Char(':'))) {
        text.truncate(text.lastIndexOf(QLatin1Char(':'))); // the peer, not one of its ports
        text.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    } else {
        text = QLatin1Char('"') + text + QLatin1Char('"');
    }
    const QString term = (isNegated ? QStringLiteral("not ") : QString()) + column.name + QLatin1Char(':') + text;
    const QString before = m_filter->text().trimmed();
    if (before.isEmpty() || MonitorClient::checkFilter(QStringLiteral("connections"), before).isSet)
        return term;
    return QStringLiteral("(%1) and %2").arg(before, term);
}

void ConnectionsPage::showCellMenu(const QPoint& at) {
    const QModelIndex index = m_view->indexAt(at);
    if (!index.isValid())
        return;
    QMenu menu(this);
    for (const bool isNegated : {false, true}) {
        const QString filter = filterLike(index, isNegated);
        QAction* action = menu.addAction(isNegated ? tr("None like this") : tr("Only like this"), this,
                                         [this, filter] { setFilter(filter); });
        action->setEnabled(!filter.isEmpty());
    }
    menu.addSeparator();
    const QString cell = index.data().toString();
    menu.addAction(tr("Copy cell"), this, [cell] { QApplication::clipboard()->setText(cell); });
    menu.addAction(tr("Copy rows"), this, &ConnectionsPage::copySelected);
    menu.addSeparator();
    menu.addAction(m_close->text(), this, [this] { closeSelected(); });
    menu.exec(m_view->viewport()->mapToGlobal(at));
}

/// What the selected connection tells of itself, anew each second while the page is looked at.
void ConnectionsPage::askForDetail() {
    const QList<quint64> selected = selectedKeys();
    if (selected.isEmpty() || !m_client || !isVisible()) {
        if (selected.isEmpty())
            m_description.clear();
        return;
    }
    if (m_described != selected.first()) {
        m_described = selected.first();
        m_description.clear();
        m_question = 0;
    }
    const int row = m_model.indexOf(m_described);
    if (m_question == 0 && row >= 0 && !m_model.isClosed(row))
        m_question = m_client->describe(m_described);
}

QString ConnectionsPage::describedHtml() const {
    QString general, tls;
    for (const BurrowQt::MonitorRow& field : m_description) {
        const QString name = field.cell(0).toString();
        const QString value = formatField(name, field.cell(1), field.cell(2).toString());
        QString& html = name.startsWith(QLatin1String("tls-")) ? tls : general;
        if (!value.isEmpty())
            html += QStringLiteral("<tr><td>%1</td><td style='padding-left:16px'>%2</td></tr>")
                        .arg(fieldTitle(name).toHtmlEscaped(), value.toHtmlEscaped());
    }
    const QString table =
        QStringLiteral("<td style='padding-left:48px'><table><tr><td colspan='2'><b>%1</b></td></tr>%2</table></td>");
    QString html;
    if (!general.isEmpty())
        html += table.arg(tr("As the server sees it"), general);
    if (!tls.isEmpty())
        html += table.arg(tr("TLS"), tls);
    return html;
}

void ConnectionsPage::retranslate() {
    m_filter->setPlaceholderText(tr("Filter: proto:websocket and queue>64KiB, peer:10.0.0.0/8, not state:idle"));
    m_filter->setAccessibleName(tr("Filter of connections"));
    m_view->setAccessibleName(tr("Connections"));
    m_detail->setAccessibleName(tr("Detail of the connection"));
    m_close->setText(tr("Close…"));
    m_close->setToolTip(tr("Ends the selected connections politely (Del)"));
    updateStatus();
    updateDetail();
}

void ConnectionsPage::setClient(MonitorClient* client) {
    m_feed.reset();
    m_model.clear();
    m_question = m_described = 0;
    m_description.clear();
    m_client = client;
    if (!client)
        return;
    // A filter that is remembered or half typed may be none: then all rows are shown, and the field says what is wrong.
    const bool isFilter = !MonitorClient::checkFilter(QStringLiteral("connections"), m_filter->text()).isSet;
    m_feed = std::make_unique<BurrowQt::SnapshotFeed>(
        client, QStringLiteral("connections"),
        BurrowQt::MonitorQuery{.filter = isFilter ? m_filter->text() : QString()});
    connect(client, &MonitorClient::stateChanged, m_feed.get(), [this] { m_question = 0; }); // its answer may be lost
    connect(m_feed.get(), &BurrowQt::SnapshotFeed::applied, this,
            [this](bool isReset, const QList<quint64>& added, const QList<quint64>& changed,
                   const QList<quint64>& removed) {
                const QList<quint64> selected = selectedKeys();
                m_model.apply(*m_feed, isReset, added, changed, removed);
                if (isReset && !selected.isEmpty()) // a fresh snapshot keeps the selection: it is by id
                    select(selected.first());
                if (m_wanted != 0 && m_model.indexOf(m_wanted) >= 0)
                    select(std::exchange(m_wanted, 0));
            });
    connect(client, &MonitorClient::acknowledged, m_feed.get(), [this](const BurrowQt::MonitorAck& ack) {
        if (ack.id == m_question && ack.id != 0) {
            m_question = 0;
            if (ack.isOk)
                m_description = ack.results;
            updateDetail();
            return;
        }
        if (ack.id != m_command || ack.id == 0)
            return;
        m_command = 0;
        if (ack.isOk)
            Q_EMIT message(tr("%n connection(s) asked to end, audit %1", nullptr, static_cast<int>(ack.affected))
                               .arg(ack.audit));
        else if (ack.isDenied)
            Q_EMIT message(tr("Not allowed: only the server's user and root may close connections"));
        else
            Q_EMIT message(tr("Not closed: %1").arg(ack.error));
    });
}

void ConnectionsPage::setFrozen(bool frozen) {
    if (m_feed)
        m_feed->setFrozen(frozen);
}

void ConnectionsPage::setFilter(const QString& filter) { m_filter->setText(filter); }

void ConnectionsPage::filterEdited() {
    m_view->setProperty("needles", needlesOf(m_filter->text()));
    m_view->viewport()->update();
    const auto wrong = MonitorClient::checkFilter(QStringLiteral("connections"), m_filter->text());
    m_filterError->setVisible(wrong.isSet);
    if (wrong.isSet) { // the last valid result stays visible
        const QString text = m_filter->text();
        m_filterError->setText(QStringLiteral("%1 <b><u>%2</u></b>%3 — %4")
                                   .arg(text.left(wrong.offset).toHtmlEscaped(),
                                        (text.mid(wrong.offset, 1).isEmpty() ? QStringLiteral("␣")
                                                                             : text.mid(wrong.offset, 1))
                                            .toHtmlEscaped(),
                                        text.mid(wrong.offset + 1).toHtmlEscaped(), wrong.text.toHtmlEscaped()));
        return;
    }
    if (m_feed) {
        BurrowQt::MonitorQuery query = m_feed->query();
        query.filter = m_filter->text();
        m_feed->setQuery(query);
        updateStatus();
    }
}

void ConnectionsPage::updateStatus() {
    const quint64 total = m_feed ? m_feed->total() : 0;
    const quint64 matching = m_feed ? m_feed->matching() : 0;
    m_status->setText(m_filter->text().isEmpty() ? tr("%n connection(s)", nullptr, static_cast<int>(total))
                                                 : tr("%1 of %2").arg(matching).arg(total));
    const int moves = m_model.isOrderHeld() ? m_model.rowsThatWouldMove() : 0;
    m_chip->setText(tr("%n row(s) would move: sort", nullptr, moves));
    m_chip->setVisible(moves != 0);
}

/// Rows must not move under the pointer, nor away from a selection.
void ConnectionsPage::updateHeld() {
    m_model.setOrderHeld(m_mouseInside || m_view->selectionModel()->hasSelection());
    m_close->setEnabled(m_view->selectionModel()->hasSelection());
}

bool ConnectionsPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        m_mouseInside = event->type() == QEvent::Enter;
        updateHeld();
    }
    return QWidget::eventFilter(watched, event);
}

QList<quint64> ConnectionsPage::selectedKeys() const {
    QList<quint64> keys;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows())
        keys.append(m_model.keyAt(index.row()));
    return keys;
}

void ConnectionsPage::select(quint64 key) {
    const int at = m_model.indexOf(key);
    if (at < 0) {
        m_wanted = key;
        return;
    }
    m_view->selectRow(at);
    m_view->scrollTo(m_model.index(at, 0));
}

void ConnectionsPage::updateDetail() {
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    m_close->setEnabled(!rows.isEmpty());
    if (rows.isEmpty()) {
        m_detail->setHtml(QStringLiteral("<p>%1</p>").arg(tr("Select a connection to see its details.")));
        return;
    }
    const int row = rows.first().row();
    const auto text = [&](const char* name) {
        const int column = m_model.columnNamed(QLatin1String(name));
        return formatCell(m_model.columns()[column], m_model.value(row, column)).toHtmlEscaped();
    };
    QString html = QStringLiteral("<h3>%1 · %2 · %3</h3>").arg(text("peer"), text("proto"), text("listener"));
    if (m_model.isClosed(row))
        html += QStringLiteral("<p><b>%1</b> %2 (%3)</p>").arg(tr("Closed:"), text("why"), text("by"));
    else if (!text("slow").isEmpty())
        html += QStringLiteral("<p>%1</p>")
                    .arg(tr("Slow: %1 wait here, because the peer does not take them.").arg(text("queue")));
    const auto line = [&](const QString& title, const QString& value) {
        if (!value.isEmpty())
            html += QStringLiteral("<tr><td>%1</td><td style='padding-left:16px'>%2</td></tr>").arg(title, value);
    };
    html += QStringLiteral("<table><tr><td><table>");
    line(tr("State"), text("state"));
    line(tr("Age"), text("age"));
    line(tr("Idle for"), text("idle"));
    line(tr("Requests"), text("requests"));
    line(tr("Received"), QStringLiteral("%1 (%2)").arg(text("in"), text("in-rate")));
    line(tr("Sent"), QStringLiteral("%1 (%2)").arg(text("out"), text("out-rate")));
    line(tr("Waiting to be sent"), text("queue"));
    line(tr("TLS"), text("tls").isEmpty() ? tr("none") : text("tls") + QStringLiteral(" · ") + text("suite"));
    html += QStringLiteral("</table></td>");
    if (m_described == m_model.keyAt(row))
        html += describedHtml();
    html += QStringLiteral("</tr></table>");
    if (html != m_detail->property("shown").toString()) { // setHtml() would lose scroll position and selection
        m_detail->setProperty("shown", html);
        const int scrolled = m_detail->verticalScrollBar()->value();
        m_detail->setHtml(html);
        m_detail->verticalScrollBar()->setValue(scrolled);
    }
}

void ConnectionsPage::closeSelected(bool ask) {
    const QList<quint64> keys = selectedKeys();
    if (keys.isEmpty() || !m_client)
        return;
    if (ask) {
        const int row = m_model.indexOf(keys.first());
        const int queue = m_model.columnNamed(QStringLiteral("queue"));
        QString effect = tr("Close %n connection(s)?", nullptr, static_cast<int>(keys.size()));
        if (keys.size() == 1 && row >= 0)
            effect += QLatin1Char('\n') +
                      tr("%1: running requests end first, %2 still wait to be sent.")
                          .arg(m_model.value(row, m_model.columnNamed(QStringLiteral("peer"))).toString(),
                               formatBytes(m_model.value(row, queue).toDouble()));
        QMessageBox box(QMessageBox::Question, tr("Close connections"), effect, QMessageBox::Cancel, this);
        QAbstractButton* close = box.addButton(tr("Close politely"), QMessageBox::AcceptRole);
        box.setDefaultButton(QMessageBox::Cancel); // what destroys is never the default
        box.exec();
        if (box.clickedButton() != close)
            return;
    }
    m_command = m_client->closeConnections(keys, false);
    if (m_command == 0)
        Q_EMIT message(tr("Not attached to a server"));
}

/// An aligned text table of the visible columns.
void ConnectionsPage::copySelected() {
    QList<int> columns;
    for (int visual = 0; visual < m_model.columnCount(); ++visual) {
        const int column = m_view->horizontalHeader()->logicalIndex(visual);
        if (!m_view->isColumnHidden(column))
            columns.append(column);
    }
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QList<QStringList> table{{}};
    for (const int column : columns)
        table[0].append(m_model.columns()[column].header);
    for (const QModelIndex& row : rows) {
        QStringList line;
        for (const int column : columns)
            line.append(m_model.index(row.row(), column).data().toString());
        table.append(line);
    }
    QString text;
    for (const QStringList& line : table) {
        for (int i = 0; i < columns.size(); ++i) {
            qsizetype width = 0;
            for (const QStringList& other : table)
                width = std::max(width, other[i].size());
            text += line[i].leftJustified(width + 2);
        }
        text += QLatin1Char('\n');
    }
    QApplication::clipboard()->setText(text);
    Q_EMIT message(tr("%n row(s) copied", nullptr, static_cast<int>(rows.size())));
}

} // namespace monitor_app
