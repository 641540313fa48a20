// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/main/headless.hpp"

#include "monitor-app/main/main_window.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

namespace monitor_app {
namespace {

QJsonArray tableOf(const QAbstractItemModel& model, const QList<BurrowQt::MonitorColumn>& columns) {
    QJsonArray rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        QJsonObject line;
        for (int column = 0; column < model.columnCount(); ++column)
            line.insert(columns[column].name, model.index(row, column).data().toString());
        if (model.index(row, 0).data(LogModel::IsGapRole).toBool() && qobject_cast<const LogModel*>(&model))
            line.insert(QStringLiteral("gap"), true);
        rows.append(line);
    }
    return rows;
}

} // namespace

QByteArray shownAsJson(MainWindow& window) {
    QJsonObject all;
    if (window.isShowingState()) {
        all.insert(QStringLiteral("state"), window.stateTitle());
    } else {
        QJsonObject cards;
        for (const OverviewPage::Shown& card : window.overview().shown())
            cards.insert(card.name, card.value);
        all.insert(QStringLiteral("attached"), window.client()->state() == BurrowQt::MonitorClient::Attached);
        all.insert(QStringLiteral("server"), window.client()->serverName());
        all.insert(QStringLiteral("program"), window.client()->program());
        all.insert(QStringLiteral("overview"), cards);
        all.insert(QStringLiteral("connections"),
                   tableOf(window.connections().model(), BurrowQt::MonitorClient::columns(QStringLiteral("connections"))));
        all.insert(QStringLiteral("logs"),
                   tableOf(window.logs().model(), BurrowQt::MonitorClient::columns(QStringLiteral("logs"))));
    }
    return QJsonDocument(all).toJson();
}

QByteArray shownAsFigures(MainWindow& window) {
    QJsonObject all;
    if (window.isShowingState()) {
        all.insert(QStringLiteral("state"), window.stateTitle());
        return QJsonDocument(all).toJson(QJsonDocument::Compact);
    }
    const ConnectionModel& connections = window.connections().model();
    int closed = 0;
    for (int row = 0; row < connections.rowCount(); ++row)
        closed += connections.isClosed(row);
    const QAbstractItemModel& logs = window.logs().model();
    int gaps = 0;
    for (int row = 0; row < logs.rowCount(); ++row)
        gaps += logs.index(row, 0).data(LogModel::IsGapRole).toBool();
    QJsonObject cards;
    for (const OverviewPage::Shown& card : window.overview().shown())
        cards.insert(card.name, card.value);
    all.insert(QStringLiteral("attached"), window.client()->state() == BurrowQt::MonitorClient::Attached);
    all.insert(QStringLiteral("open"), connections.rowCount() - closed);
    all.insert(QStringLiteral("closed"), closed);
    all.insert(QStringLiteral("logs"), logs.rowCount());
    all.insert(QStringLiteral("gaps"), gaps);
    all.insert(QStringLiteral("overview"), cards);
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

bool savePictures(MainWindow& window, const QString& folder) {
    bool saved = QDir().mkpath(folder);
    int page = 0;
    for (const char* name : {"overview", "connections", "logs", "tunnels"}) {
        window.tabs().setCurrentIndex(page);
        if (page == 1 && window.connections().model().rowCount() > 0)
            window.connections().view().selectRow(0);
        QEventLoop pause; // the server is asked to describe the selected connection
        QTimer::singleShot(page == 1 ? 1500 : 0, &pause, &QEventLoop::quit);
        pause.exec();
        saved = window.grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png")) && saved;
        ++page;
    }
    return saved;
}

} // namespace monitor_app
