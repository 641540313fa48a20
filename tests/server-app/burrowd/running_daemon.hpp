// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace burrow::test {

/// A blocking HTTP/1.1 client that knows just enough to see what a server did. Thread: one.
class TinyClient {
public:
    explicit TinyClient(quint16 port) {
        m_fd = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const timeval patience{10, 0};
        ::setsockopt(m_fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_isConnected = ::connect(m_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    }
    bool isConnected() const { return m_isConnected; }
    bool send(const std::string& text) {
        return ::send(m_fd.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }
    enum class End { Answered, ClosedBefore, Truncated };
    struct Answer {
        End end = End::Truncated;
        int status = 0;
        std::string head, body;
    };
    Answer read() {
        Answer answer;
        std::size_t headEnd;
        while ((headEnd = m_input.find("\r\n\r\n")) == std::string::npos)
            if (!fill()) {
                answer.end = m_input.empty() ? End::ClosedBefore : End::Truncated;
                return answer;
            }
        answer.head = m_input.substr(0, headEnd + 4);
        answer.status = std::atoi(answer.head.c_str() + 9);
        const std::size_t field = answer.head.find("Content-Length: ");
        const std::size_t length =
            field == std::string::npos ? 0 : std::strtoull(answer.head.c_str() + field + 16, nullptr, 10);
        while (m_input.size() < headEnd + 4 + length)
            if (!fill())
                return answer;
        answer.body = m_input.substr(headEnd + 4, length);
        m_input.erase(0, headEnd + 4 + length);
        answer.end = End::Answered;
        return answer;
    }
    Answer get(const std::string& path, const std::string& fields = {}) {
        if (!send("GET " + path + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n"))
            return {End::ClosedBefore, 0, {}, {}};
        return read();
    }
    /// Everything until the server ends, for protocols that are not HTTP.
    std::string readAll() {
        while (fill()) {}
        return std::exchange(m_input, {});
    }

private:
    bool fill() {
        char bytes[16384];
        const ssize_t size = ::recv(m_fd.get(), bytes, sizeof(bytes), 0);
        if (size <= 0)
            return false;
        m_input.append(bytes, static_cast<std::size_t>(size));
        return true;
    }

    Fd m_fd;
    bool m_isConnected = false;
    std::string m_input;
};

/// burrowd as a child process with a configuration of its own, its log read as JSON lines. Thread: one.
class RunningDaemon {
public:
    RunningDaemon() {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_RUNTIME_DIR", m_dir.path());
        environment.insert("XDG_STATE_HOME", m_dir.path() + "/state");
        environment.remove("NOTIFY_SOCKET");
        m_process.setProcessEnvironment(environment);
        m_process.setStandardOutputFile(QProcess::nullDevice());
    }
    ~RunningDaemon() {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    QString path(const QString& name) const { return m_dir.filePath(name); }
    void setEnvironment(const QString& name, const QString& value) {
        QProcessEnvironment environment = m_process.processEnvironment();
        environment.insert(name, value);
        m_process.setProcessEnvironment(environment);
    }
    void writeConfig(const QByteArray& text) {
        QFile file(path("burrowd.toml"));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }
    /// Waits until it listens. False: it ended, see log().
    bool start(const QByteArray& config, const QStringList& arguments = {}) {
        writeConfig(config);
        m_process.start(BURROWD_PROGRAM, QStringList{"--config", path("burrowd.toml")} + arguments);
        return waitForEvent("daemon.started");
    }
    QProcess& process() { return m_process; }
    void signal(int number) { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    /// -1: it did not end in time, or crashed.
    int waitForEnd(int milliseconds = 10'000) {
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(milliseconds))
            return -1;
        take();
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

    /// The next log record with this event after the last one that was waited for; empty: none came in time.
    QJsonObject nextEvent(const QString& event, int milliseconds = 10'000) {
        QElapsedTimer timer;
        timer.start();
        for (;;) {
            take();
            for (; m_read < m_records.size(); ++m_read)
                if (m_records[m_read]["event"].toString() == event)
                    return m_records[m_read++];
            if (timer.hasExpired(milliseconds) || m_process.state() == QProcess::NotRunning)
                return {};
            m_process.waitForReadyRead(100);
        }
    }
    bool waitForEvent(const QString& event) { return !nextEvent(event).isEmpty(); }
    /// The port of a listener by its name, from the whole log so far.
    quint16 port(const QString& listener) {
        take();
        for (auto record = m_records.rbegin(); record != m_records.rend(); ++record)
            if ((*record)["event"] == "listener.open" && (*record)["name"] == listener) {
                QString address = (*record)["address"].toString();
                while (address.endsWith('/'))
                    address.chop(1);
                return address.mid(address.lastIndexOf(':') + 1).toUShort();
            }
        return 0;
    }
    const QByteArray& log() {
        take();
        return m_log;
    }

private:
    void take() {
        m_process.setReadChannel(QProcess::StandardError);
        m_log += m_process.readAllStandardError();
        for (qsizetype end; (end = m_log.indexOf('\n', m_parsed)) >= 0; m_parsed = end + 1) {
            const auto line = QJsonDocument::fromJson(m_log.mid(m_parsed, end - m_parsed));
            if (line.isObject())
                m_records.push_back(line.object());
        }
    }

    QTemporaryDir m_dir;
    QProcess m_process;
    QByteArray m_log;
    qsizetype m_parsed = 0;
    std::vector<QJsonObject> m_records;
    std::size_t m_read = 0;
};

} // namespace burrow::test
