// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <BurrowQt/monitor_client.h>

#include <QAbstractTableModel>
#include <QHash>
#include <QTimer>

namespace monitor_app {

/// The connections of one server. Rows are known by their connection's id; closed ones stay, dimmed, for a while.
/// While the order is held, rows keep their places and new ones come to the end.
class ConnectionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Roles { KeyRole = Qt::UserRole, HighlightRole, ColumnNameRole };
    enum Highlight { Plain, New, Changed, Closed };
    static constexpr int closedForMs = 10'000, highlightForMs = 1'500;

    explicit ConnectionModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    void apply(const BurrowQt::SnapshotFeed& feed, bool isReset, const QList<quint64>& added,
               const QList<quint64>& changed, const QList<quint64>& removed);
    void clear();
    void setOrderHeld(bool held);
    bool isOrderHeld() const { return m_held; }
    /// How many rows stand elsewhere than the order wants them.
    int rowsThatWouldMove() const;

    const BurrowQt::MonitorRow& row(int index) const { return m_rows[index].row; }
    quint64 keyAt(int index) const { return m_rows[index].row.key; }
    int indexOf(quint64 key) const;
    bool isClosed(int index) const;
    QVariant value(int index, int column) const; ///< raw; age and idle computed
    const QList<BurrowQt::MonitorColumn>& columns() const { return m_columns; }
    int columnNamed(const QString& name) const;

Q_SIGNALS:
    void orderChanged();

private:
    struct Entry {
        BurrowQt::MonitorRow row;
        qint64 changedAtMs = 0, goneAtMs = 0; ///< our clock; 0: never
        bool isNew = true;
    };
    QList<int> wantedOrder() const;
    void reorder();
    void expire();
    void reindex();

    QList<BurrowQt::MonitorColumn> m_columns;
    QList<Entry> m_rows;
    QHash<quint64, int> m_index;
    qint64 m_serverTimeMs = 0;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_held = false;
    QTimer m_expiry;
};

} // namespace monitor_app
