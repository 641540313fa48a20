// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <BurrowQt/error.h>

#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimer>
#include <QtCore/QVariant>

#include <memory>

namespace BurrowQt {

/// A row of a topic: cells in the order of MonitorClient::columns(). Empty cells are invalid variants.
struct MonitorRow {
    quint64 key = 0;
    QVariantList cells;
    QVariant cell(int column) const { return column < cells.size() ? cells.at(column) : QVariant(); }
};

/// What is known of a column; the texts are English and stand in the protocol's schema.
struct MonitorColumn {
    /// What a cell holds: Time is milliseconds since 1970, Duration milliseconds, Level 0 (trace) to 4 (error).
    enum Kind { Text, Number, Real, Flag, Time, Duration, Address, Level };
    QString name, header, unit, description;
    Kind kind = Text;
};

struct MonitorQuery {
    QString filter;      ///< in the filter language; empty: all
    QString sort;        ///< name of a column
    bool descending = false;
    int count = 0;       ///< rows at most, 0: as many as the server allows
    int intervalMs = 250;
    int backlog = 0;     ///< logs: records of the past that are wanted
};

/// Where a filter is wrong.
struct MonitorFilterError {
    bool isSet = false;
    int offset = 0; ///< in QChars
    QString text;
};

struct MonitorGap {
    quint64 count = 0;
    qint64 fromMs = 0, toMs = 0; ///< milliseconds since 1970
    QString cause;               ///< "overwritten", "over budget", "restarted"
};

struct MonitorAck {
    quint64 id = 0;
    bool isOk = false, isDenied = false;
    quint64 affected = 0, matching = 0;
    QString audit, error;
    /// Of describe(): name, value, unit, priority (0 headline, 1 normal, 2 detail) of everything the connection tells.
    QList<MonitorRow> results;
};

/// Attached to the monitor socket of a server, and attached again after a loss. Thread: the one it lives in.
class MonitorClient : public QObject {
    Q_OBJECT

public:
    enum State { Stopped, Connecting, Attached, Waiting };
    Q_ENUM(State)

    explicit MonitorClient(const QString& socketPath, QObject* parent = nullptr);
    ~MonitorClient() override;

    struct FoundServer {
        QString instance, path;
    };
    /// Sockets of servers on this machine; a stale one is found out by attaching only.
    static QList<FoundServer> findServers();
    /// Folders that findServers() looks into.
    static QStringList socketFolders();
    static QList<MonitorColumn> columns(const QString& topic);
    static MonitorFilterError checkFilter(const QString& topic, const QString& filter);

    QString socketPath() const;
    void start();
    void stop();
    void retryNow();
    State state() const;
    Error lastError() const;       ///< why it waits
    int retryInMs() const;
    QString serverName() const;    ///< from the server's greeting
    QString program() const;       ///< "burrowd 0.1.0"
    qint64 startedMs() const;      ///< of the server, milliseconds since 1970
    bool mayControl() const;

    /// Gives the id that the signals carry. Stays through reconnects.
    quint64 subscribe(const QString& topic, const MonitorQuery& query);
    void update(quint64 id, const MonitorQuery& query);
    void unsubscribe(quint64 id);
    MonitorRow row(quint64 id, quint64 key) const;
    quint64 matching(quint64 id) const; ///< rows at the server that pass the filter
    quint64 total(quint64 id) const;
    qint64 serverTimeMs(quint64 id) const; ///< the instant that the rows show

    /// Commands give the id of their acknowledgement, 0 if not attached.
    quint64 closeConnections(const QList<quint64>& ids, bool reset, bool dryRun = false);
    /// Everything that one connection says of itself, its TLS report included, in the acknowledgement's results.
    quint64 describe(quint64 connection);
    quint64 setLogLevel(const QString& module, const QString& level);
    quint64 drain(int limitMs);

Q_SIGNALS:
    void stateChanged(BurrowQt::MonitorClient::State state);
    void rowsChanged(quint64 id, bool isReset, const QList<quint64>& added, const QList<quint64>& changed,
                     const QList<quint64>& removed);
    void events(quint64 id, const QList<BurrowQt::MonitorRow>& rows);
    void gap(quint64 id, const BurrowQt::MonitorGap& gap);
    void metric(const BurrowQt::MonitorRow& row);
    void acknowledged(const BurrowQt::MonitorAck& ack);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// The rows of one subscription at a pace that a view can follow: changes are merged and told four times a second.
/// Frozen, it tells nothing and counts what waits. Thread: that of its client.
class SnapshotFeed : public QObject {
    Q_OBJECT

public:
    SnapshotFeed(MonitorClient* client, const QString& topic, const MonitorQuery& query, QObject* parent = nullptr);
    ~SnapshotFeed() override;

    void setQuery(const MonitorQuery& query);
    const MonitorQuery& query() const { return m_query; }
    void setFrozen(bool frozen);
    bool isFrozen() const { return m_frozen; }
    int waitingChanges() const;
    const QHash<quint64, MonitorRow>& rows() const { return m_rows; }
    quint64 matching() const;
    quint64 total() const;
    qint64 serverTimeMs() const;
    quint64 subscription() const { return m_id; }

Q_SIGNALS:
    /// rows() shows the new state already. The lists are disjoint.
    void applied(bool isReset, const QList<quint64>& added, const QList<quint64>& changed, const QList<quint64>& removed);
    void waitingChanged(int changes);

private:
    void take(quint64 id, bool isReset, const QList<quint64>& added, const QList<quint64>& changed,
              const QList<quint64>& removed);
    void apply();

    MonitorClient* m_client;
    quint64 m_id = 0;
    MonitorQuery m_query;
    QHash<quint64, MonitorRow> m_rows;
    QHash<quint64, bool> m_touched; ///< key -> the server has it
    QTimer m_timer;
    bool m_reset = false, m_frozen = false;
};

} // namespace BurrowQt

Q_DECLARE_METATYPE(BurrowQt::MonitorRow)
Q_DECLARE_METATYPE(BurrowQt::MonitorGap)
Q_DECLARE_METATYPE(BurrowQt::MonitorAck)
