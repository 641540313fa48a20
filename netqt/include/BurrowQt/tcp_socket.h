// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <BurrowQt/error.h>

#include <QtCore/QIODevice>
#include <QtNetwork/QHostAddress>

#include <memory>

namespace BurrowQt {

/// A TCP or TLS client socket as a sequential QIODevice, on the loop of the thread it lives in.
///
///     auto* socket = new BurrowQt::TcpSocket(this);
///     connect(socket, &BurrowQt::TcpSocket::connected, this, [=] { socket->write("hello\n"); });
///     socket->connectToHost(u"example.org"_s, 7);
///
/// It may be moved to another thread until it connects; afterwards a use from another thread closes it with the error
/// WrongThread. close(), delete and deleteLater() are safe inside every signal. Thread: the one it lives in.
class TcpSocket : public QIODevice {
    Q_OBJECT

public:
    enum State { Unconnected, Connecting, Connected, Closing };
    Q_ENUM(State)

    explicit TcpSocket(QObject* parent = nullptr);
    ~TcpSocket() override;

    /// A name or an address; at most 30 s for all of it.
    void connectToHost(const QString& host, quint16 port);
    /// TLS with the system's trust; the name is verified. `connected` comes after the TCP connection, the handshake
    /// goes with the first bytes.
    void connectToHostEncrypted(const QString& host, quint16 port);
    /// Sends what is written, then ends the connection; `disconnected` follows.
    void disconnectFromHost();
    void abort();

    State state() const;
    Error error() const;
    QHostAddress peerAddress() const;
    quint16 peerPort() const;
    /// Bytes kept for reading before the peer is made to wait; 0: no bound.
    void setReadBufferSize(qint64 bytes);
    qint64 readBufferSize() const;

    bool isSequential() const override { return true; }
    void close() override;
    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override;
    bool canReadLine() const override;
    bool atEnd() const override;

    /// For programs without event loop, and tests: drives this socket's loop only. -1 waits for ever.
    bool waitForConnected(int msecs = 30000);
    bool waitForReadyRead(int msecs = 30000) override;
    bool waitForBytesWritten(int msecs = 30000) override;
    bool waitForDisconnected(int msecs = 30000);

Q_SIGNALS:
    void connected();
    void disconnected();
    void stateChanged(BurrowQt::TcpSocket::State state);
    void errorOccurred(const BurrowQt::Error& error);

protected:
    qint64 readData(char* data, qint64 maxSize) override;
    qint64 writeData(const char* data, qint64 size) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace BurrowQt
