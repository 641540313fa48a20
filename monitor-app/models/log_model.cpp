// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/models/log_model.hpp"

#include "monitor-app/backend/format.hpp"

namespace monitor_app {
namespace {
enum LogColumn { Time, Level, Module, Connection, Event, Fields };
}

LogModel::LogModel(QObject* parent)
    : QAbstractTableModel(parent), m_columns(BurrowQt::MonitorClient::columns(QStringLiteral("logs"))) {}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}
int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Record& record = m_records[m_shown[static_cast<std::size_t>(index.row())] - m_dropped];
    switch (role) {
    case Qt::DisplayRole:
        if (!record.gap.isEmpty())
            return index.column() == Event ? record.gap : QString();
        if (index.column() == Connection && record.row.cell(Connection).toULongLong() == 0)
            return {};
        return formatCell(m_columns[index.column()], record.row.cell(index.column()));
    case Qt::ToolTipRole: return record.gap.isEmpty() ? record.row.cell(index.column()).toString() : record.gap;
    case LevelRole: return record.row.cell(Level).toInt();
    case ConnectionRole: return record.row.cell(Connection);
    case IsGapRole: return !record.gap.isEmpty();
    default: return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns[section].header;
    return role == Qt::ToolTipRole ? QVariant(m_columns[section].description) : QVariant();
}

bool LogModel::passes(const Record& record) const {
    if (!record.gap.isEmpty())
        return true;
    if (record.row.cell(Level).toInt() < m_level)
        return false;
    if (m_text.isEmpty())
        return true;
    for (const QVariant& cell : record.row.cells) {
        if (cell.toString().contains(m_text, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

void LogModel::append(const QList<BurrowQt::MonitorRow>& rows) {
    QList<Record> records;
    records.reserve(rows.size());
    for (const BurrowQt::MonitorRow& row : rows)
        records.append({row, {}});
    add(std::move(records));
}

void LogModel::appendGap(const BurrowQt::MonitorGap& gap) {
    add({{{}, tr("%n record(s) not received, %1 to %2 (%3)", nullptr, static_cast<int>(gap.count))
                  .arg(formatTime(gap.fromMs), formatTime(gap.toMs), gap.cause)}});
}

void LogModel::add(QList<Record> records) {
    std::deque<std::size_t> fresh;
    for (Record& record : records) {
        if (passes(record))
            fresh.push_back(m_records.size() + m_dropped);
        m_records.push_back(std::move(record));
    }
    if (!fresh.empty()) {
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
        m_shown.insert(m_shown.end(), fresh.begin(), fresh.end());
        endInsertRows();
    }
    if (m_records.size() <= keptRecords)
        return;
    const std::size_t tooMany = m_records.size() - keptRecords;
    std::size_t rows = 0;
    while (rows < m_shown.size() && m_shown[rows] < m_dropped + tooMany)
        ++rows;
    if (rows != 0)
        beginRemoveRows({}, 0, static_cast<int>(rows) - 1);
    m_shown.erase(m_shown.begin(), m_shown.begin() + static_cast<std::ptrdiff_t>(rows));
    m_records.erase(m_records.begin(), m_records.begin() + static_cast<std::ptrdiff_t>(tooMany));
    m_dropped += tooMany;
    if (rows != 0)
        endRemoveRows();
}

void LogModel::clear() {
    beginResetModel();
    m_dropped += m_records.size();
    m_records.clear();
    m_shown.clear();
    endResetModel();
}

void LogModel::setFilter(int level, const QString& text) {
    m_level = level;
    m_text = text;
    beginResetModel();
    m_shown.clear();
    for (std::size_t i = 0; i < m_records.size(); ++i) {
        if (passes(m_records[i]))
            m_shown.push_back(i + m_dropped);
    }
    endResetModel();
}

} // namespace monitor_app
