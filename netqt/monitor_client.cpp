// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/monitor_client.h>

#include "netqt/error_text.hpp"
#include "netqt/loop_bridge.hpp"

#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/monitor_client.hpp"

#include <QtCore/QPointer>

#include <algorithm>

namespace BurrowQt {

namespace monitor = burrow::monitor;

namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QVariant toVariant(const monitor::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto* number = std::get_if<std::uint64_t>(&value))
        return QVariant::fromValue<quint64>(*number);
    if (const auto* real = std::get_if<double>(&value))
        return *real;
    if (const auto* text = std::get_if<std::string>(&value))
        return toQString(*text);
    return {};
}

MonitorRow toRow(const monitor::Row& row) {
    MonitorRow result;
    result.key = row.key;
    result.cells.reserve(static_cast<qsizetype>(row.cells.size()));
    for (const monitor::Value& value : row.cells)
        result.cells.append(toVariant(value));
    return result;
}

monitor::Subscribe toCore(const MonitorQuery& query) {
    monitor::Subscribe what;
    what.filter = query.filter.toStdString();
    what.sort = query.sort.toStdString();
    what.descending = query.descending;
    what.count = static_cast<std::uint64_t>(std::max(0, query.count));
    what.interval = static_cast<std::uint64_t>(std::max(0, query.intervalMs));
    what.backlog = static_cast<std::uint64_t>(std::max(0, query.backlog));
    return what;
}

QList<quint64> toList(const std::vector<std::uint64_t>& keys) {
    QList<quint64> list;
    list.reserve(static_cast<qsizetype>(keys.size()));
    for (const std::uint64_t key : keys)
        list.append(key);
    return list;
}

QString causeName(monitor::GapCause cause) {
    switch (cause) {
    case monitor::GapCause::Overwritten: return QStringLiteral("overwritten");
    case monitor::GapCause::OverBudget: return QStringLiteral("over budget");
    case monitor::GapCause::Restarted: return QStringLiteral("restarted");
    case monitor::GapCause::Disconnected: return QStringLiteral("disconnected");
    }
    return {};
}

} // namespace

struct MonitorClient::Private final : monitor::ClientObserver {
    explicit Private(MonitorClient& owner, const QString& socket)
        : q(owner), path(socket), bridge(LoopBridge::current()) {
        if (bridge)
            client = std::make_unique<monitor::MonitorClient>(
                bridge->loop(), monitor::ClientOptions{.socket = socket.toStdString()}, *this);
    }
    template <class Function>
    void emitLater(Function function) {
        bridge->later([guard = QPointer<MonitorClient>(&q), function] {
            if (guard)
                function(guard.data());
        });
    }

    void onState(monitor::ClientState next, const burrow::Error* why, burrow::Duration retryIn) override {
        state = static_cast<State>(next);
        error = why ? BurrowQt::toQt(*why) : Error();
        retryMs = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(retryIn).count());
        emitLater([state = state](MonitorClient* q) { Q_EMIT q->stateChanged(state); });
    }
    void onRows(monitor::SubscriptionId id, const monitor::RowChanges& changes) override {
        emitLater([id = static_cast<quint64>(id), isReset = changes.isReset, added = toList(changes.added),
                   changed = toList(changes.changed), removed = toList(changes.removed)](MonitorClient* q) {
            Q_EMIT q->rowsChanged(id, isReset, added, changed, removed);
        });
    }
    void onEvents(monitor::SubscriptionId id, std::vector<monitor::Row> rows) override {
        QList<MonitorRow> list;
        list.reserve(static_cast<qsizetype>(rows.size()));
        for (const monitor::Row& row : rows)
            list.append(toRow(row));
        emitLater([id = static_cast<quint64>(id), list](MonitorClient* q) { Q_EMIT q->events(id, list); });
    }
    void onGap(const monitor::Gap& gap) override {
        MonitorGap value;
        value.count = gap.count;
        value.fromMs = static_cast<qint64>(gap.fromTime);
        value.toMs = static_cast<qint64>(gap.toTime);
        value.cause = causeName(gap.cause);
        emitLater([id = static_cast<quint64>(gap.id), value](MonitorClient* q) { Q_EMIT q->gap(id, value); });
    }
    void onMetric(const monitor::Metric& metric) override {
        emitLater([row = toRow(metric.row)](MonitorClient* q) { Q_EMIT q->metric(row); });
    }
    void onAck(const monitor::Ack& ack) override {
        MonitorAck value;
        value.id = ack.id;
        value.isOk = ack.isOk;
        value.isDenied = ack.isDenied;
        value.affected = ack.affected;
        value.matching = ack.matching;
        value.audit = toQString(ack.audit);
        value.error = toQString(ack.error);
        for (const monitor::Row& row : ack.results)
            value.results.append(toRow(row));
        emitLater([value](MonitorClient* q) { Q_EMIT q->acknowledged(value); });
    }
    const monitor::RowSet* rows(quint64 id) const {
        return client ? client->rows(static_cast<monitor::SubscriptionId>(id)) : nullptr;
    }

    MonitorClient& q;
    QString path;
    std::shared_ptr<LoopBridge> bridge;
    std::unique_ptr<monitor::MonitorClient> client; ///< never on the stack when user code runs: signals come later
    State state = Stopped;
    Error error;
    int retryMs = 0;
};

MonitorClient::MonitorClient(const QString& socketPath, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(*this, socketPath)) {}
MonitorClient::~MonitorClient() = default;

QList<MonitorClient::FoundServer> MonitorClient::findServers() {
    QList<FoundServer> list;
    for (const monitor::FoundSocket& found : monitor::findSockets())
        list.append({toQString(found.instance), toQString(found.path)});
    return list;
}

QStringList MonitorClient::socketFolders() {
    QStringList list;
    for (const std::string& folder : monitor::socketFolders())
        list.append(toQString(folder));
    return list;
}

QList<MonitorColumn> MonitorClient::columns(const QString& topic) {
    QList<MonitorColumn> list;
    const auto known = monitor::topicFrom(topic.toStdString());
    if (!known)
        return list;
    for (const monitor::Column& column : monitor::columnsOf(*known)) {
        MonitorColumn value;
        value.name = toQString(column.name);
        value.header = toQString(column.header);
        value.unit = toQString(burrow::nameOf(column.unit));
        value.description = toQString(column.doc);
        value.kind = static_cast<MonitorColumn::Kind>(column.kind);
        list.append(value);
    }
    return list;
}

MonitorFilterError MonitorClient::checkFilter(const QString& topic, const QString& filter) {
    MonitorFilterError result;
    const auto known = monitor::topicFrom(topic.toStdString());
    const QByteArray text = filter.toUtf8();
    if (!known)
        return result;
    const auto parsed = monitor::Filter::parse(
        std::string_view(text.constData(), static_cast<std::size_t>(text.size())), monitor::columnsOf(*known));
    if (!parsed) {
        result.isSet = true;
        result.offset = static_cast<int>(QString::fromUtf8(text.left(parsed.error().offset())).size());
        result.text = toQt(parsed.error()).text();
    }
    return result;
}

QString MonitorClient::socketPath() const { return d->path; }
void MonitorClient::start() {
    if (d->client)
        d->client->start();
}
void MonitorClient::stop() {
    if (d->client)
        d->client->stop();
}
void MonitorClient::retryNow() {
    if (d->client)
        d->client->retryNow();
}
MonitorClient::State MonitorClient::state() const { return d->state; }
Error MonitorClient::lastError() const { return d->error; }
int MonitorClient::retryInMs() const { return d->retryMs; }
QString MonitorClient::serverName() const { return d->client ? toQString(d->client->hello().instance) : QString(); }
QString MonitorClient::program() const {
    if (!d->client)
        return {};
    const monitor::Hello& hello = d->client->hello();
    return (toQString(hello.program) + QLatin1Char(' ') + toQString(hello.version)).trimmed();
}
qint64 MonitorClient::startedMs() const { return d->client ? static_cast<qint64>(d->client->hello().started) : 0; }
bool MonitorClient::mayControl() const {
    return d->client && std::ranges::find(d->client->hello().scopes, "control") != d->client->hello().scopes.end();
}

quint64 MonitorClient::subscribe(const QString& topic, const MonitorQuery& query) {
    const auto known = monitor::topicFrom(topic.toStdString());
    return known && d->client ? static_cast<quint64>(d->client->subscribe(*known, toCore(query))) : 0;
}
void MonitorClient::update(quint64 id, const MonitorQuery& query) {
    if (d->client)
        d->client->update(static_cast<monitor::SubscriptionId>(id), toCore(query));
}
void MonitorClient::unsubscribe(quint64 id) {
    if (d->client)
        d->client->unsubscribe(static_cast<monitor::SubscriptionId>(id));
}

MonitorRow MonitorClient::row(quint64 id, quint64 key) const {
    const monitor::RowSet* rows = d->rows(id);
    const monitor::Row* found = rows ? rows->find(key) : nullptr;
    MonitorRow result = found ? toRow(*found) : MonitorRow();
    result.key = key;
    return result;
}
quint64 MonitorClient::matching(quint64 id) const { return d->rows(id) ? d->rows(id)->matching() : 0; }
quint64 MonitorClient::total(quint64 id) const { return d->rows(id) ? d->rows(id)->all() : 0; }
qint64 MonitorClient::serverTimeMs(quint64 id) const {
    return d->rows(id) ? static_cast<qint64>(d->rows(id)->wall()) : 0;
}

quint64 MonitorClient::closeConnections(const QList<quint64>& ids, bool reset, bool dryRun) {
    monitor::Command command;
    command.verb = monitor::Verb::Close;
    command.ids.assign(ids.begin(), ids.end());
    command.isHard = reset;
    command.isDryRun = dryRun;
    return d->client ? d->client->send(std::move(command)) : 0;
}
quint64 MonitorClient::describe(quint64 connection) {
    monitor::Command command;
    command.verb = monitor::Verb::Describe;
    command.ids = {connection};
    return d->client ? d->client->send(std::move(command)) : 0;
}
quint64 MonitorClient::setLogLevel(const QString& module, const QString& level) {
    monitor::Command command;
    command.verb = monitor::Verb::LogLevel;
    command.module = module.toStdString();
    command.level = level.toStdString();
    return d->client ? d->client->send(std::move(command)) : 0;
}
quint64 MonitorClient::drain(int limitMs) {
    monitor::Command command;
    command.verb = monitor::Verb::Drain;
    command.limit = static_cast<std::uint64_t>(std::max(0, limitMs));
    return d->client ? d->client->send(std::move(command)) : 0;
}

} // namespace BurrowQt
