// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/models/connection_model.hpp"

#include "monitor-app/backend/format.hpp"

#include <QDateTime>

#include <algorithm>
#include <numeric>

namespace monitor_app {

using BurrowQt::MonitorColumn;

ConnectionModel::ConnectionModel(QObject* parent)
    : QAbstractTableModel(parent), m_columns(BurrowQt::MonitorClient::columns(QStringLiteral("connections"))) {
    connect(&m_expiry, &QTimer::timeout, this, &ConnectionModel::expire);
    m_expiry.start(500);
}

int ConnectionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int ConnectionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

int ConnectionModel::columnNamed(const QString& name) const {
    for (int i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].name == name)
            return i;
    }
    return -1;
}

int ConnectionModel::indexOf(quint64 key) const { return m_index.value(key, -1); }

bool ConnectionModel::isClosed(int index) const {
    return m_rows[index].goneAtMs != 0 || m_rows[index].row.cell(columnNamed(QStringLiteral("closed"))).isValid();
}

QVariant ConnectionModel::value(int index, int column) const {
    const BurrowQt::MonitorRow& row = m_rows[index].row;
    const QString& name = m_columns[column].name;
    if (name == QLatin1String("age") || name == QLatin1String("idle")) {
        const int since = columnNamed(name == QLatin1String("age") ? QStringLiteral("opened") : QStringLiteral("active"));
        const QVariant closed = row.cell(columnNamed(QStringLiteral("closed")));
        const qint64 until = closed.isValid() ? closed.toLongLong() : m_serverTimeMs;
        return QVariant::fromValue<qint64>(std::max<qint64>(0, until - row.cell(since).toLongLong()));
    }
    return row.cell(column);
}

QVariant ConnectionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Entry& entry = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return formatCell(m_columns[index.column()], value(index.row(), index.column()));
    case Qt::TextAlignmentRole: {
        const auto kind = m_columns[index.column()].kind;
        const bool isNumber = kind == MonitorColumn::Number || kind == MonitorColumn::Real ||
                              kind == MonitorColumn::Duration || kind == MonitorColumn::Time;
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    case Qt::ToolTipRole: return m_columns[index.column()].description;
    case KeyRole: return QVariant::fromValue(entry.row.key);
    case ColumnNameRole: return m_columns[index.column()].name;
    case HighlightRole: {
        if (isClosed(index.row()))
            return Closed;
        const qint64 since = QDateTime::currentMSecsSinceEpoch() - entry.changedAtMs;
        return since > highlightForMs ? Plain : entry.isNew ? New : Changed;
    }
    default: return {};
    }
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns[section].header;
    if (role == Qt::ToolTipRole)
        return m_columns[section].description;
    return {};
}

void ConnectionModel::apply(const BurrowQt::SnapshotFeed& feed, bool isReset, const QList<quint64>& added,
                            const QList<quint64>& changed, const QList<quint64>& removed) {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_serverTimeMs = feed.serverTimeMs();
    if (isReset)
        clear();
    for (const quint64 key : removed) {
        if (const int at = indexOf(key); at >= 0 && m_rows[at].goneAtMs == 0)
            m_rows[at].goneAtMs = now;
    }
    int first = std::numeric_limits<int>::max(), last = -1;
    for (const quint64 key : changed) {
        const int at = indexOf(key);
        if (at < 0)
            continue;
        m_rows[at].row = feed.rows().value(key);
        m_rows[at].changedAtMs = now;
        m_rows[at].isNew = false;
        first = std::min(first, at);
        last = std::max(last, at);
    }
    QList<quint64> fresh;
    for (const quint64 key : added) {
        if (indexOf(key) < 0)
            fresh.append(key);
    }
    if (!fresh.isEmpty()) {
        std::sort(fresh.begin(), fresh.end());
        const int at = static_cast<int>(m_rows.size());
        beginInsertRows({}, at, at + static_cast<int>(fresh.size()) - 1);
        for (const quint64 key : fresh) {
            m_index.insert(key, static_cast<int>(m_rows.size()));
            m_rows.append({feed.rows().value(key), isReset ? 0 : now, 0, true});
        }
        endInsertRows();
    }
    if (last >= 0) // one range for all: views repaint what is visible anyway
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    if (!m_held)
        reorder();
    Q_EMIT orderChanged();
}

void ConnectionModel::clear() {
    if (m_rows.isEmpty())
        return;
    beginResetModel();
    m_rows.clear();
    m_index.clear();
    endResetModel();
}

/// Takes out what has been closed long enough, and lets ages and highlights go on.
void ConnectionModel::expire() {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto isOver = [&](int at) { return m_rows[at].goneAtMs != 0 && now - m_rows[at].goneAtMs >= closedForMs; };
    for (int end = static_cast<int>(m_rows.size()); end > 0;) { // runs, since thousands may have closed at once
        if (!isOver(end - 1)) {
            --end;
            continue;
        }
        int begin = end - 1;
        while (begin > 0 && isOver(begin - 1))
            --begin;
        beginRemoveRows({}, begin, end - 1);
        m_rows.remove(begin, end - begin);
        reindex();
        endRemoveRows();
        end = begin;
    }
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void ConnectionModel::reindex() {
    m_index.clear();
    for (int i = 0; i < m_rows.size(); ++i)
        m_index.insert(m_rows[i].row.key, i);
}

QList<int> ConnectionModel::wantedOrder() const {
    QList<int> order(m_rows.size());
    std::iota(order.begin(), order.end(), 0);
    if (m_sortColumn < 0) {
        std::sort(order.begin(), order.end(),
                  [this](int a, int b) { return m_rows[a].row.key < m_rows[b].row.key; });
        return order;
    }
    QList<QVariant> keys;
    keys.reserve(m_rows.size());
    for (int i = 0; i < m_rows.size(); ++i)
        keys.append(value(i, m_sortColumn));
    const auto kind = m_columns[m_sortColumn].kind;
    const bool isText = kind == MonitorColumn::Text || kind == MonitorColumn::Address;
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        const int left = m_sortOrder == Qt::AscendingOrder ? a : b, right = m_sortOrder == Qt::AscendingOrder ? b : a;
        if (isText) {
            const int compared = keys[left].toString().compare(keys[right].toString());
            return compared != 0 ? compared < 0 : m_rows[a].row.key < m_rows[b].row.key;
        }
        const double x = keys[left].toDouble(), y = keys[right].toDouble();
        return x != y ? x < y : m_rows[a].row.key < m_rows[b].row.key;
    });
    return order;
}

int ConnectionModel::rowsThatWouldMove() const {
    const QList<int> order = wantedOrder();
    int moved = 0;
    for (int i = 0; i < order.size(); ++i)
        moved += order[i] != i;
    return moved;
}

void ConnectionModel::reorder() {
    const QList<int> order = wantedOrder();
    if (std::is_sorted(order.begin(), order.end()))
        return;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QList<Entry> sorted;
    sorted.reserve(m_rows.size());
    QList<int> newPlace(m_rows.size());
    for (int i = 0; i < order.size(); ++i) {
        newPlace[order[i]] = i;
        sorted.append(m_rows[order[i]]);
    }
    m_rows = sorted;
    reindex();
    for (const QModelIndex& old : before)
        changePersistentIndex(old, index(newPlace[old.row()], old.column()));
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void ConnectionModel::sort(int column, Qt::SortOrder order) {
    m_sortColumn = column;
    m_sortOrder = order;
    reorder();
    Q_EMIT orderChanged();
}

void ConnectionModel::setOrderHeld(bool held) {
    if (std::exchange(m_held, held) && !held)
        reorder();
    Q_EMIT orderChanged();
}

} // namespace monitor_app
