// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/http_server.h>

#include "netqt/error_text.hpp"

#include "netcore/tls/tls_context.hpp"
#include "netcore/log/log.hpp"
#include "netprotocols/http_server/server.hpp"
#include "netprotocols/monitor/publisher.hpp"

#include <QtCore/QCoreApplication>

#include <atomic>
#include <mutex>

namespace BurrowQt {

namespace http = burrow::http;

namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
QByteArray toBytes(std::string_view text) { return QByteArray(text.data(), static_cast<qsizetype>(text.size())); }
std::string toStd(const QByteArray& bytes) { return bytes.toStdString(); }

/// How many exchanges wait for a handler; shared with those that wait.
struct Waiting {
    std::atomic<int> count{0};
    std::atomic<int> limit{1000};
};

/// A context object as seen from the loop's thread.
struct Context {
    std::mutex guardsObject;
    QObject* object = nullptr; ///< under guardsObject; null after its death
};

} // namespace

// ---- Values ----

struct HttpRequest::Data {
    http::OwnedRequest request;
};

HttpRequest::HttpRequest() : d(std::make_shared<Data>()) {}
HttpRequest::HttpRequest(const HttpRequest&) = default;
HttpRequest& HttpRequest::operator=(const HttpRequest&) = default;
HttpRequest::~HttpRequest() = default;

QByteArray HttpRequest::method() const { return toBytes(d->request.method); }
QString HttpRequest::path() const { return toQString(d->request.path); }
QString HttpRequest::query() const { return toQString(d->request.query); }
QByteArray HttpRequest::body() const { return toBytes(d->request.body); }
QByteArray HttpRequest::header(const QByteArray& name) const {
    return toBytes(d->request.fields.find(toStd(name)).value_or(std::string_view()));
}
QList<QPair<QByteArray, QByteArray>> HttpRequest::headers() const {
    QList<QPair<QByteArray, QByteArray>> list;
    for (std::size_t i = 0; i < d->request.fields.size(); ++i)
        list.append({toBytes(d->request.fields[i].name), toBytes(d->request.fields[i].value)});
    return list;
}
QString HttpRequest::param(const QString& name) const { return toQString(d->request.param(name.toStdString())); }
QHostAddress HttpRequest::peerAddress() const {
    return QHostAddress(toQString(d->request.peer.address.toString()));
}
quint16 HttpRequest::peerPort() const { return d->request.peer.port; }

struct HttpResponder::Data {
    std::mutex guardsExchange;
    http::RemoteExchange exchange; ///< under guardsExchange; empty once answered
    std::shared_ptr<Waiting> waiting;
    int statusIfDropped = 500;     ///< under guardsExchange; 503 until a handler has got it

    ~Data() {
        if (exchange && statusIfDropped == 503)
            (void)exchange.respond(503, "503 Service Unavailable\n", {{"Content-Type", "text/plain"}});
        if (waiting)
            waiting->count.fetch_sub(1, std::memory_order_relaxed);
    }
};

HttpResponder::HttpResponder() = default;
HttpResponder::HttpResponder(const HttpResponder&) = default;
HttpResponder& HttpResponder::operator=(const HttpResponder&) = default;
HttpResponder::~HttpResponder() = default;

bool HttpResponder::isAnswered() const {
    if (!d)
        return true;
    const std::lock_guard guard(d->guardsExchange);
    return !d->exchange;
}

bool HttpResponder::send(int status, const QByteArray& body, const QByteArray& contentType, const Headers& headers) {
    if (!d)
        return false;
    const std::lock_guard guard(d->guardsExchange);
    if (!d->exchange)
        return false;
    http::Fields fields;
    if (!contentType.isEmpty())
        fields.add("Content-Type", toStd(contentType));
    for (const auto& [name, value] : headers)
        fields.add(toStd(name), toStd(value));
    return d->exchange.respond(status, toStd(body), std::move(fields)).has_value();
}

// ---- Server ----

struct HttpServer::Private {
    struct RouteEntry {
        QString pattern;
        std::shared_ptr<Context> context; ///< null: on the loop
        Handler handler;
    };

    std::vector<RouteEntry> routes;
    std::shared_ptr<const burrow::TlsContext> tls;
    std::shared_ptr<Waiting> waiting = std::make_shared<Waiting>();
    // Order of death: registration, publisher, server, log.
    std::unique_ptr<burrow::Log> log = std::make_unique<burrow::Log>();
    std::unique_ptr<http::Server> server;
    std::unique_ptr<burrow::monitor::Publisher> publisher;
    std::vector<burrow::monitor::Publisher::Registration> published;
    QString monitorName;
    qint64 bodyLimit = 16 * 1024 * 1024;
    Error error;

    static HttpRequest valueOf(const http::Request& request) {
        HttpRequest value;
        auto data = std::make_shared<HttpRequest::Data>();
        data->request = request.own();
        value.d = std::move(data);
        return value;
    }
    static HttpResponder responderOf(http::Exchange exchange, std::shared_ptr<Waiting> waiting, int statusIfDropped) {
        HttpResponder responder;
        responder.d = std::make_shared<HttpResponder::Data>();
        responder.d->exchange = std::move(exchange).handOver();
        responder.d->waiting = std::move(waiting);
        responder.d->statusIfDropped = statusIfDropped;
        return responder;
    }
    static void call(const Handler& handler, const HttpRequest& request, const HttpResponder& responder) {
        try {
            handler(request, responder);
        } catch (...) { // an exception must not pass through Qt's event loop
            HttpResponder(responder).send(500, "500 Internal Server Error\n", "text/plain");
        }
    }
    http::Handler loopHandler(const RouteEntry& entry) const {
        return [handler = entry.handler](const http::Request& request, http::Exchange exchange) {
            call(handler, valueOf(request), responderOf(std::move(exchange), nullptr, 500));
        };
    }
    http::Handler threadHandler(const RouteEntry& entry) const;
    http::Router makeRouter() const;
    void publish(HttpServer& q);
    bool failWith(HttpServer& q, const burrow::Error& why) {
        error = toQt(why);
        Q_EMIT q.errorOccurred(error);
        return false;
    }
};

void HttpServer::Private::publish(HttpServer& q) {
    auto started = burrow::monitor::Publisher::start(
        server->group(), log.get(),
        {.instance = monitorName.toStdString(), .version = QCoreApplication::applicationVersion().toStdString()});
    if (!started) {
        failWith(q, started.error());
        return;
    }
    publisher = std::move(*started);
    for (const burrow::Listener& listener : server->listeners())
        published.push_back(publisher->addListener(listener, tls ? "https" : "http"));
}

http::Handler HttpServer::Private::threadHandler(const RouteEntry& entry) const {
    return [handler = entry.handler, context = entry.context, waiting = waiting](const http::Request& request,
                                                                                 http::Exchange exchange) {
        if (waiting->count.fetch_add(1, std::memory_order_relaxed) >= waiting->limit.load(std::memory_order_relaxed)) {
            waiting->count.fetch_sub(1, std::memory_order_relaxed);
            (void)exchange.respond(503, "503 Service Unavailable\n",
                                   {{"Content-Type", "text/plain"}, {"Retry-After", "1"}});
            return;
        }
        // Dropped before its handler ran (the context died with the event in its queue): 503.
        const HttpResponder responder = responderOf(std::move(exchange), waiting, 503);
        const std::lock_guard guard(context->guardsObject); // the object can't end its death while we hold this
        if (!context->object)
            return;
        QMetaObject::invokeMethod(
            context->object,
            [handler, value = valueOf(request), responder] {
                {
                    const std::lock_guard guardExchange(responder.d->guardsExchange);
                    responder.d->statusIfDropped = 500;
                }
                call(handler, value, responder);
            },
            Qt::QueuedConnection);
    };
}

http::Router HttpServer::Private::makeRouter() const {
    http::Router router;
    const http::RouteOptions options{.bodyLimit = static_cast<std::uint64_t>(bodyLimit)};
    for (const RouteEntry& entry : routes)
        router.any(entry.pattern.toStdString(), entry.context ? threadHandler(entry) : loopHandler(entry), options);
    return router;
}

HttpServer::HttpServer(QObject* parent) : QObject(parent), d(std::make_unique<Private>()) {}
HttpServer::~HttpServer() { close(); }

void HttpServer::route(const QString& pattern, QObject* context, Handler handler) {
    auto shared = std::make_shared<Context>();
    shared->object = context;
    connect(context, &QObject::destroyed, context, [shared] {
        const std::lock_guard guard(shared->guardsObject);
        shared->object = nullptr;
    }, Qt::DirectConnection);
    d->routes.push_back({pattern, std::move(shared), std::move(handler)});
}

void HttpServer::routeOnLoop(const QString& pattern, Handler handler) {
    d->routes.push_back({pattern, nullptr, std::move(handler)});
}

bool HttpServer::setTls(const QString& certificateFile, const QString& keyFile) {
    auto context = burrow::TlsContext::server({.certificate = certificateFile.toStdString(),
                                               .key = keyFile.toStdString(),
                                               .alpn = {"http/1.1"}});
    if (!context)
        return d->failWith(*this, context.error());
    d->tls = std::move(*context);
    return true;
}

void HttpServer::setWaitingLimit(int requests) { d->waiting->limit = std::clamp(requests, 1, 1'000'000); }
int HttpServer::waitingLimit() const { return d->waiting->limit; }
void HttpServer::setBodyLimit(qint64 bytes) { d->bodyLimit = std::max<qint64>(0, bytes); }
bool HttpServer::isListening() const { return d->server != nullptr; }
Error HttpServer::error() const { return d->error; }

bool HttpServer::listen(const QHostAddress& address, quint16 port) {
    if (d->server)
        return d->failWith(*this, burrow::Error::misuse("listen: the server listens already"));
    const bool any = address == QHostAddress::Any;
    QString host = any ? QStringLiteral("0.0.0.0") : address.toString();
    if (host.contains(QLatin1Char(':')))
        host = QLatin1Char('[') + host + QLatin1Char(']');
    http::ServerAddress where((host + QLatin1Char(':') + QString::number(port)).toStdString());
    where.tls = d->tls;
    http::ServerOptions options;
    options.listen = {where};
    options.log = d->log.get();
    auto server = http::Server::start(std::move(options), d->makeRouter());
    if (!server)
        return d->failWith(*this, server.error());
    d->server = std::move(*server);
    if (!d->monitorName.isEmpty())
        d->publish(*this);
    return true;
}

quint16 HttpServer::serverPort() const { return d->server ? d->server->endpoints().front().port() : 0; }

void HttpServer::enableMonitoring(const QString& name) { d->monitorName = name; }

void HttpServer::close() {
    d->published.clear();
    d->publisher.reset();
    d->server.reset();
}

} // namespace BurrowQt
