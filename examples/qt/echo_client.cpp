// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A socket as QIODevice: says hello, prints the lines that come back. Try: echo_client 127.0.0.1 7007
#include <BurrowQt/TcpSocket>

#include <QtCore/QCoreApplication>
#include <QtCore/QTextStream>

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (argc != 3) {
        QTextStream(stderr) << "usage: echo_client HOST PORT\n";
        return 2;
    }
    BurrowQt::TcpSocket socket;
    QTextStream out(stdout);
    QObject::connect(&socket, &BurrowQt::TcpSocket::connected, &socket, [&] { socket.write("hello\n"); });
    QObject::connect(&socket, &QIODevice::readyRead, &socket, [&] {
        while (socket.canReadLine()) {
            out << QString::fromUtf8(socket.readLine()) << Qt::flush;
            socket.disconnectFromHost();
        }
    });
    QObject::connect(&socket, &BurrowQt::TcpSocket::errorOccurred, &socket, [&](const BurrowQt::Error& error) {
        QTextStream(stderr) << error.text() << '\n';
        QCoreApplication::exit(1);
    });
    QObject::connect(&socket, &BurrowQt::TcpSocket::disconnected, &application, &QCoreApplication::quit);
    socket.setReadBufferSize(64 * 1024);
    socket.connectToHost(QString::fromLocal8Bit(argv[1]), QByteArray(argv[2]).toUShort());
    return QCoreApplication::exec();
}
