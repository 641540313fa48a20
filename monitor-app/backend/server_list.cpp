// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/backend/server_list.hpp"

#include <BurrowQt/monitor_client.h>

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace monitor_app {
namespace {
const QString addedKey = QStringLiteral("servers/added");
constexpr int lookEveryMs = 2000;
} // namespace

ServerList::ServerList(QObject* parent) : QObject(parent), m_added(QSettings().value(addedKey).toStringList()) {
    connect(&m_timer, &QTimer::timeout, this, &ServerList::lookNow);
    m_timer.start(lookEveryMs);
    lookNow();
}

void ServerList::lookNow() {
    QList<Server> found;
    for (const BurrowQt::MonitorClient::FoundServer& server : BurrowQt::MonitorClient::findServers())
        found.append({server.instance, server.path, m_added.contains(server.path)});
    for (const QString& path : std::as_const(m_added)) {
        if (std::none_of(found.cbegin(), found.cend(), [&](const Server& server) { return server.path == path; }))
            found.append({QFileInfo(path).dir().dirName(), path, true});
    }
    if (found == m_servers)
        return;
    m_servers = found;
    Q_EMIT changed();
}

void ServerList::add(const QString& path) {
    if (!m_added.contains(path))
        m_added.append(path);
    QSettings().setValue(addedKey, m_added);
    lookNow();
}

void ServerList::remove(const QString& path) {
    m_added.removeAll(path);
    QSettings().setValue(addedKey, m_added);
    lookNow();
}

} // namespace monitor_app
