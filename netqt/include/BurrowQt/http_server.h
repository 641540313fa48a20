// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <BurrowQt/error.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QPair>
#include <QtCore/QPointer>
#include <QtCore/QSharedDataPointer>
#include <QtNetwork/QHostAddress>

#include <functional>
#include <memory>
#include <type_traits>

namespace BurrowQt {

/// A request as a value: it owns all its parts and may be kept. Thread: any, one at a time.
class HttpRequest {
public:
    HttpRequest();
    HttpRequest(const HttpRequest&);
    HttpRequest& operator=(const HttpRequest&);
    ~HttpRequest();

    QByteArray method() const;                     ///< "GET"
    QString path() const;                          ///< percent-decoded once; "%2F" stays
    QString query() const;                         ///< as sent, without '?'
    QByteArray header(const QByteArray& name) const; ///< first value, empty if absent; names compare without case
    QList<QPair<QByteArray, QByteArray>> headers() const;
    QByteArray body() const;
    QString param(const QString& name) const;      ///< value of "<name>" in the route
    QHostAddress peerAddress() const;
    quint16 peerPort() const;

private:
    friend class HttpServer;
    struct Data;
    std::shared_ptr<const Data> d;
};

/// The right to answer one request. Copies share it: the first answer counts. When the last copy goes unanswered, the
/// client gets 500. A client that has left meanwhile is no error. Thread: any.
class HttpResponder {
public:
    HttpResponder();
    HttpResponder(const HttpResponder&);
    HttpResponder& operator=(const HttpResponder&);
    ~HttpResponder();

    using Headers = QList<QPair<QByteArray, QByteArray>>;
    /// False if the request is answered already, or the server has stopped.
    bool send(int status, const QByteArray& body = {}, const QByteArray& contentType = {}, const Headers& headers = {});
    bool isAnswered() const;

private:
    friend class HttpServer;
    struct Data;
    std::shared_ptr<Data> d;
};

/// An HTTP server inside a Qt application. The network runs on a loop thread of its own; a handler with a context object
/// runs in that object's thread, as a slot does.
///
///     m_server.route(u"/temperature"_s, this, &Window::onTemperature);
///     if (!m_server.listen(QHostAddress::LocalHost, 8080))
///         statusBar()->showMessage(m_server.error().text());
///
/// Routes and options are set before listen(). Thread: the one it lives in.
class HttpServer : public QObject {
    Q_OBJECT

public:
    using Handler = std::function<void(const HttpRequest&, HttpResponder)>;

    explicit HttpServer(QObject* parent = nullptr);
    ~HttpServer() override;

    /// For every method. Patterns as in the core's router: "/a/<name>", "/n/<int:id>", "/f/<path:rest>".
    /// The handler runs in the context's thread, from its event loop. After the context's death the answer is 503.
    /// At most waitingLimit() requests wait for handlers; more get 503 with Retry-After at once.
    void route(const QString& pattern, QObject* context, Handler handler);
    template <class Context>
    void route(const QString& pattern, Context* context, void (Context::*slot)(const HttpRequest&, HttpResponder)) {
        static_assert(std::is_base_of<QObject, Context>::value, "the context must be a QObject");
        route(pattern, static_cast<QObject*>(context), Handler([context, slot](const HttpRequest& request,
                                                                               HttpResponder responder) {
                  (context->*slot)(request, std::move(responder));
              }));
    }
    /// Runs on the loop's thread: no event loop in between, but it must be quick and must not touch QObjects.
    void routeOnLoop(const QString& pattern, Handler handler);

    /// PEM files; HTTPS from the next listen() on. False: see error().
    bool setTls(const QString& certificateFile, const QString& keyFile);
    void setWaitingLimit(int requests); ///< 1 to 1 000 000; default 1 000
    int waitingLimit() const;
    void setBodyLimit(qint64 bytes);    ///< default 16 MiB; a longer body gets 413
    /// Publishes this server to the monitor under the name, from listen() on. A failure to publish is told by
    /// errorOccurred() and does not keep the server from listening.
    void enableMonitoring(const QString& name);

    /// Port 0: the system chooses, see serverPort(). False: see error().
    bool listen(const QHostAddress& address, quint16 port = 0);
    bool isListening() const;
    quint16 serverPort() const;
    /// Ends all connections. Waiting handlers still run; their answers are dropped.
    void close();
    Error error() const;

Q_SIGNALS:
    void errorOccurred(const BurrowQt::Error& error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace BurrowQt
