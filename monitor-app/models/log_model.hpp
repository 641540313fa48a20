// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <BurrowQt/monitor_client.h>

#include <QAbstractTableModel>

#include <deque>

namespace monitor_app {

/// Log records of one server, the newest last, filtered by level and text. A gap is a row of its own.
class LogModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Roles { LevelRole = Qt::UserRole, ConnectionRole, IsGapRole };
    static constexpr std::size_t keptRecords = 50'000; ///< about 20 MB; the oldest go first

    explicit LogModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void append(const QList<BurrowQt::MonitorRow>& rows);
    void appendGap(const BurrowQt::MonitorGap& gap);
    void clear();
    /// What passes: this level or worse, and this text in any column (any case).
    void setFilter(int level, const QString& text);
    std::size_t total() const { return m_records.size(); }

private:
    struct Record {
        BurrowQt::MonitorRow row;
        QString gap; ///< not empty: a gap instead of a row
    };
    bool passes(const Record& record) const;
    void add(QList<Record> records);

    QList<BurrowQt::MonitorColumn> m_columns;
    std::deque<Record> m_records;
    std::deque<std::size_t> m_shown; ///< positions in m_records plus m_dropped
    std::size_t m_dropped = 0;
    int m_level = 0;
    QString m_text;
};

} // namespace monitor_app
