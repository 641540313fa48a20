// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/monitor_client.h>

#include <algorithm>

namespace BurrowQt {
namespace {
constexpr int applyEveryMs = 250; // four times a second: what an eye follows in a table
}

SnapshotFeed::SnapshotFeed(MonitorClient* client, const QString& topic, const MonitorQuery& query, QObject* parent)
    : QObject(parent), m_client(client), m_query(query) {
    m_timer.setInterval(applyEveryMs);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SnapshotFeed::apply);
    connect(client, &MonitorClient::rowsChanged, this, &SnapshotFeed::take);
    m_id = client->subscribe(topic, query);
}

SnapshotFeed::~SnapshotFeed() { m_client->unsubscribe(m_id); }

void SnapshotFeed::setQuery(const MonitorQuery& query) {
    m_query = query;
    m_client->update(m_id, query);
}

quint64 SnapshotFeed::matching() const { return m_client->matching(m_id); }
quint64 SnapshotFeed::total() const { return m_client->total(m_id); }
qint64 SnapshotFeed::serverTimeMs() const { return m_client->serverTimeMs(m_id); }
int SnapshotFeed::waitingChanges() const { return static_cast<int>(m_touched.size()); }

void SnapshotFeed::take(quint64 id, bool isReset, const QList<quint64>& added, const QList<quint64>& changed,
                        const QList<quint64>& removed) {
    if (id != m_id)
        return;
    if (isReset) {
        m_reset = true;
        m_touched.clear();
    }
    for (const quint64 key : added)
        m_touched.insert(key, true);
    for (const quint64 key : changed)
        m_touched.insert(key, true);
    for (const quint64 key : removed)
        m_touched.insert(key, false);
    if (m_frozen)
        Q_EMIT waitingChanged(waitingChanges());
    else if (!m_timer.isActive())
        m_timer.start();
}

void SnapshotFeed::setFrozen(bool frozen) {
    if (std::exchange(m_frozen, frozen) == frozen)
        return;
    if (frozen)
        m_timer.stop();
    else if (m_reset || !m_touched.isEmpty())
        m_timer.start(0);
    Q_EMIT waitingChanged(frozen ? waitingChanges() : 0);
}

void SnapshotFeed::apply() {
    m_timer.setInterval(applyEveryMs);
    const bool isReset = std::exchange(m_reset, false);
    if (isReset)
        m_rows.clear();
    QList<quint64> added, changed, removed;
    for (auto touched = m_touched.cbegin(); touched != m_touched.cend(); ++touched) {
        const quint64 key = touched.key();
        const bool known = m_rows.contains(key);
        if (!touched.value()) {
            if (known)
                removed.append(key);
            m_rows.remove(key);
            continue;
        }
        m_rows.insert(key, m_client->row(m_id, key));
        (known ? changed : added).append(key);
    }
    m_touched.clear();
    Q_EMIT applied(isReset, added, changed, removed);
}

} // namespace BurrowQt
