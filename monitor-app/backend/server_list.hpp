// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

namespace monitor_app {

struct Server {
    QString name, path;
    bool isAdded = false; ///< by hand: stays when its socket is gone
    friend bool operator==(const Server&, const Server&) = default;
};

/// Servers of this machine, looked for every two seconds, and those added by hand, which are kept in the settings.
class ServerList : public QObject {
    Q_OBJECT

public:
    explicit ServerList(QObject* parent = nullptr);

    const QList<Server>& servers() const { return m_servers; }
    void add(const QString& path);
    void remove(const QString& path);
    void lookNow();

Q_SIGNALS:
    void changed();

private:
    QStringList m_added;
    QList<Server> m_servers;
    QTimer m_timer;
};

} // namespace monitor_app
