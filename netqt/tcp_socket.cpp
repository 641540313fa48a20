// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <BurrowQt/tcp_socket.h>

#include "netqt/error_text.hpp"
#include "netqt/loop_bridge.hpp"

#include "netcore/connection/connection.hpp"
#include "netcore/net/connector.hpp"
#include "netcore/tls/tls_transport.hpp"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QThread>

#include <algorithm>
#include <cstring>

namespace BurrowQt {

using burrow::Connection;

/// What the loop side and the socket share. The session may outlive the socket by a turn: then `socket` is null.
class TcpSocket::Private {
public:
    explicit Private(TcpSocket& owner) : q(owner) {}

    /// The connection's side.
    class Session final : public burrow::ProtocolSession {
    public:
        explicit Session(Private* to) : socket(to) {}
        void onOpen(Connection& connection) override;
        burrow::Result<std::size_t> onBytes(burrow::MutableBytes in, Connection& connection) override;
        burrow::Result<void> onEof(Connection& connection) override;
        void onWritable(Connection&) override {}
        void onClosed(const burrow::Error& why) noexcept override;
        std::string_view protocol() const noexcept override { return "stream"; }

        Private* socket; ///< null once the socket is gone
        Connection* connection = nullptr;
        Connection::ReadPause pause;
    };

    void start(const QString& host, quint16 port, bool encrypted);
    void connectedTo(burrow::Result<burrow::ConnectedSocket> outcome);
    void closed(const burrow::Error& why);
    void setState(State next);
    void failWith(const Error& why);
    bool isRightThread();
    void detach();
    template <class Function>
    void emitLater(Function function) {
        bridge->later([guard = QPointer<TcpSocket>(&q), function] {
            if (guard)
                function(guard.data());
        });
    }
    template <class Condition>
    bool wait(int msecs, Condition condition);

    TcpSocket& q;
    std::shared_ptr<LoopBridge> bridge;
    std::unique_ptr<burrow::Connector> connector;
    std::shared_ptr<const burrow::TlsContext> tls;
    Session* session = nullptr; ///< owned by its connection
    QByteArray received;
    qsizetype receivedAt = 0; ///< bytes in front of it are read already
    QByteArray unsent;        ///< written before the connection was there
    std::string tlsName;
    qint64 readLimit = 0;
    State state = Unconnected;
    Error error;
    bool unseen = false; ///< bytes came that neither a read nor waitForReadyRead() has noticed
    bool readPending = false, writePending = false, endAfterUnsent = false;
    QHostAddress peerAddress;
    quint16 peerPort = 0;
    qint64 written = 0; ///< since the last bytesWritten()

    qint64 available() const { return received.size() - receivedAt; }
};

// ---- The connection's side ----

void TcpSocket::Private::Session::onOpen(Connection& opened) {
    connection = &opened;
    if (!socket)
        return;
    socket->session = this;
    socket->setState(Connected);
    socket->emitLater([](TcpSocket* q) { Q_EMIT q->connected(); });
    if (!socket->unsent.isEmpty()) {
        opened.out().append(burrow::ByteView(socket->unsent.constData(), static_cast<std::size_t>(socket->unsent.size())));
        socket->unsent.clear();
        opened.flushSoon();
    }
    if (socket->endAfterUnsent)
        opened.closeWhenFlushed();
}

burrow::Result<std::size_t> TcpSocket::Private::Session::onBytes(burrow::MutableBytes in, Connection& from) {
    if (!socket)
        return in.size();
    std::size_t part = in.size();
    if (socket->readLimit > 0) {
        const qint64 room = std::max<qint64>(0, socket->readLimit - socket->available());
        part = std::min(part, static_cast<std::size_t>(room));
        if (part < in.size() && !pause)
            pause = from.pauseReading();
    }
    if (part == 0)
        return 0;
    socket->received.append(reinterpret_cast<const char*>(in.data()), static_cast<qsizetype>(part));
    socket->unseen = true;
    if (!std::exchange(socket->readPending, true))
        socket->emitLater([](TcpSocket* q) {
            q->d->readPending = false;
            Q_EMIT q->readyRead();
        });
    return part;
}

burrow::Result<void> TcpSocket::Private::Session::onEof(Connection& from) {
    from.closeWhenFlushed();
    return {};
}

void TcpSocket::Private::Session::onClosed(const burrow::Error& why) noexcept {
    pause.release();
    connection = nullptr;
    if (Private* to = std::exchange(socket, nullptr)) {
        to->session = nullptr;
        to->closed(why);
    }
}

// ---- The socket's side ----

void TcpSocket::Private::setState(State next) {
    if (std::exchange(state, next) != next)
        emitLater([next](TcpSocket* q) { Q_EMIT q->stateChanged(next); });
}

void TcpSocket::Private::failWith(const Error& why) {
    error = why;
    q.setErrorString(why.text());
    if (bridge)
        emitLater([why](TcpSocket* q) { Q_EMIT q->errorOccurred(why); });
}

bool TcpSocket::Private::isRightThread() {
    if (!bridge || QThread::currentThread() == bridge->thread())
        return true;
    qWarning("BurrowQt::TcpSocket: WrongThread: used from a thread that it does not live in; it is closed");
    error = toQt(burrow::Error(burrow::ErrorKind::Misuse, burrow::CoreError::WrongThread));
    // Only the socket's own thread may touch the connection.
    QMetaObject::invokeMethod(&q, [this] {
        failWith(error);
        detach();
    }, Qt::QueuedConnection);
    return false;
}

/// Gives the connection up at once; what is queued is lost.
void TcpSocket::Private::detach() {
    connector.reset();
    if (Session* old = std::exchange(session, nullptr)) {
        old->socket = nullptr;
        if (old->connection)
            old->connection->abort(burrow::Error(burrow::ErrorKind::Canceled, burrow::CoreError::Canceled));
    }
    if (bridge && state != Unconnected) {
        setState(Unconnected);
        emitLater([](TcpSocket* q) { Q_EMIT q->disconnected(); });
    }
}

void TcpSocket::Private::start(const QString& host, quint16 port, bool encrypted) {
    if (state != Unconnected)
        return;
    bridge = LoopBridge::current();
    received.clear();
    receivedAt = 0;
    unsent.clear();
    endAfterUnsent = false;
    error = {};
    if (!bridge)
        return;
    q.setOpenMode(QIODevice::ReadWrite);
    setState(Connecting);
    const QByteArray name = host.toUtf8();
    auto target = burrow::Target::make(std::string_view(name.constData(), static_cast<std::size_t>(name.size())), port);
    if (target && encrypted) {
        auto context = burrow::TlsContext::client();
        if (context)
            tls = *context;
        else
            target = std::unexpected(context.error());
        tlsName = target ? target->host() : std::string();
    } else {
        tls = nullptr;
    }
    if (!target) {
        failWith(toQt(target.error()));
        setState(Unconnected);
        return;
    }
    burrow::ConnectOptions options;
    options.resolver = &bridge->resolver();
    connector = std::make_unique<burrow::Connector>(
        bridge->loop(), std::move(*target), options,
        [this](burrow::Result<burrow::ConnectedSocket> outcome) { connectedTo(std::move(outcome)); });
}

void TcpSocket::Private::connectedTo(burrow::Result<burrow::ConnectedSocket> outcome) {
    bridge->loop().buryLater(std::move(connector));
    if (!outcome) {
        failWith(toQt(outcome.error()));
        setState(Unconnected);
        return;
    }
    const burrow::Endpoint peer = outcome->peer;
    peerAddress = QHostAddress(QString::fromStdString(peer.address().toString()));
    peerPort = peer.port();
    std::unique_ptr<burrow::Transport> transport =
        burrow::makeSocketTransport(std::move(outcome->fd), burrow::TransportKind::Tcp);
    if (tls) {
        auto wrapped = burrow::makeTlsTransport(std::move(transport), tls, bridge->loop(), {.serverName = tlsName});
        if (!wrapped) {
            failWith(toQt(wrapped.error()));
            setState(Unconnected);
            return;
        }
        transport = std::move(*wrapped);
    }
    auto options = std::make_shared<burrow::ConnectionOptions>();
    options->listener = "qt-client";
    bridge->registry().open(std::move(transport), std::make_unique<Session>(this), options,
                            {burrow::CompactEndpoint(peer), false});
}

void TcpSocket::Private::closed(const burrow::Error& why) {
    if (why.kind() != burrow::ErrorKind::Closed)
        failWith(toQt(why));
    setState(Unconnected);
    emitLater([](TcpSocket* q) {
        if (!q->d->readPending)
            Q_EMIT q->readChannelFinished();
        Q_EMIT q->disconnected();
    });
}

TcpSocket::TcpSocket(QObject* parent) : QIODevice(parent), d(std::make_unique<Private>(*this)) {}

TcpSocket::~TcpSocket() {
    Private::Session* session = std::exchange(d->session, nullptr);
    if (!session)
        return;
    session->socket = nullptr;
    if (Connection* connection = session->connection) { // as with QTcpSocket, what was written is on its way
        connection->flush();
        connection->closeWhenFlushed();
    }
}

void TcpSocket::connectToHost(const QString& host, quint16 port) { d->start(host, port, false); }
void TcpSocket::connectToHostEncrypted(const QString& host, quint16 port) { d->start(host, port, true); }

void TcpSocket::disconnectFromHost() {
    if (!d->isRightThread())
        return;
    if (d->state == Connecting) {
        if (d->unsent.isEmpty())
            d->detach();
        else
            d->endAfterUnsent = true;
    } else if (d->session && d->session->connection) {
        d->setState(Closing);
        d->session->connection->closeWhenFlushed();
    }
}

void TcpSocket::abort() {
    if (!d->isRightThread())
        return;
    d->detach();
    d->received.clear();
    d->receivedAt = 0;
    setOpenMode(QIODevice::NotOpen);
}

void TcpSocket::close() {
    if (!d->isRightThread())
        return;
    disconnectFromHost();
    QIODevice::close();
}

TcpSocket::State TcpSocket::state() const { return d->state; }
Error TcpSocket::error() const { return d->error; }
QHostAddress TcpSocket::peerAddress() const { return d->peerAddress; }
quint16 TcpSocket::peerPort() const { return d->peerPort; }
qint64 TcpSocket::readBufferSize() const { return d->readLimit; }

void TcpSocket::setReadBufferSize(qint64 bytes) {
    d->readLimit = std::max<qint64>(0, bytes);
    if (d->session && d->isRightThread())
        d->session->pause.release(); // the next bytes are judged anew
}

qint64 TcpSocket::bytesAvailable() const { return QIODevice::bytesAvailable() + d->available(); }

qint64 TcpSocket::bytesToWrite() const {
    if (d->session && d->session->connection)
        return static_cast<qint64>(d->session->connection->out().size());
    return d->unsent.size();
}

bool TcpSocket::canReadLine() const {
    return QIODevice::canReadLine() || d->received.indexOf('\n', d->receivedAt) >= 0;
}

bool TcpSocket::atEnd() const { return QIODevice::atEnd() && d->available() == 0; }

qint64 TcpSocket::readData(char* data, qint64 maxSize) {
    if (!d->isRightThread())
        return -1;
    d->unseen = false;
    const qint64 part = std::min<qint64>(maxSize, d->available());
    if (part == 0)
        return d->state == Unconnected && maxSize > 0 ? -1 : 0;
    std::memcpy(data, d->received.constData() + d->receivedAt, static_cast<std::size_t>(part));
    d->receivedAt += part;
    if (d->receivedAt == d->received.size()) {
        d->received.clear();
        d->receivedAt = 0;
    } else if (d->receivedAt > 64 * 1024 && d->receivedAt > d->received.size() / 2) {
        d->received.remove(0, d->receivedAt);
        d->receivedAt = 0;
    }
    if (d->session && (d->readLimit == 0 || d->available() < d->readLimit))
        d->session->pause.release();
    return part;
}

qint64 TcpSocket::writeData(const char* data, qint64 size) {
    if (!d->isRightThread())
        return -1;
    if (d->state == Connecting) {
        d->unsent.append(data, size);
    } else if (d->state == Connected && d->session && d->session->connection) {
        d->session->connection->out().append(burrow::ByteView(data, static_cast<std::size_t>(size)));
        d->session->connection->flushSoon();
    } else {
        setErrorString(tr("The socket is not connected"));
        return -1;
    }
    d->written += size;
    if (!std::exchange(d->writePending, true))
        d->emitLater([](TcpSocket* q) {
            q->d->writePending = false;
            Q_EMIT q->bytesWritten(std::exchange(q->d->written, 0));
        });
    return size;
}

template <class Condition>
bool TcpSocket::Private::wait(int msecs, Condition condition) {
    if (!bridge || !isRightThread())
        return condition();
    QElapsedTimer clock;
    clock.start();
    const QPointer<TcpSocket> guard(&q);
    while (!condition()) {
        const qint64 left = msecs < 0 ? 1000 : msecs - clock.elapsed();
        if (left <= 0 || (state == Unconnected && available() == 0))
            return false;
        bridge->turn(std::chrono::milliseconds(left));
        if (!guard)
            return false;
    }
    return true;
}

bool TcpSocket::waitForConnected(int msecs) {
    return d->wait(msecs, [this] { return d->state == Connected || d->state == Closing; });
}

bool TcpSocket::waitForReadyRead(int msecs) {
    return d->wait(msecs, [this] { return std::exchange(d->unseen, false); });
}

bool TcpSocket::waitForBytesWritten(int msecs) {
    return d->wait(msecs, [this] { return bytesToWrite() == 0 && d->state != Connecting; });
}

bool TcpSocket::waitForDisconnected(int msecs) {
    return d->wait(msecs, [this] { return d->state == Unconnected; });
}

} // namespace BurrowQt
