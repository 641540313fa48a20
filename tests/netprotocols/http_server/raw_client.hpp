// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/net/endpoint.hpp"

#include <QByteArray>

#include <poll.h>
#include <sys/socket.h>

namespace burrow {

/// A plain blocking client: sends bytes as they are, reads to the end or up to what is asked, at most 5 s per read.
class RawClient {
public:
    explicit RawClient(const Endpoint& to) {
        ::sockaddr_storage storage{};
        const auto size = to.toSockaddr(&storage);
        m_fd = Fd(::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (::connect(m_fd.get(), reinterpret_cast<::sockaddr*>(&storage), size) != 0)
            qFatal("connect %s", to.toString().c_str());
    }
    void send(const QByteArray& bytes) {
        for (qsizetype at = 0; at < bytes.size() && m_open;) {
            const ssize_t sent =
                ::send(m_fd.get(), bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at), MSG_NOSIGNAL);
            if (sent < 0)
                m_open = false;
            else
                at += sent;
        }
    }
    void endInput() { ::shutdown(m_fd.get(), SHUT_WR); }
    QByteArray readUntil(const QByteArray& mark) {
        while (!m_got.contains(mark) && readMore()) {
        }
        return m_got;
    }
    QByteArray readToEnd() {
        while (readMore()) {
        }
        return m_got;
    }
    QByteArray request(const QByteArray& text, const QByteArray& until) {
        m_got.clear();
        send(text);
        return readUntil(until);
    }
    bool hasInput() const {
        ::pollfd ready{m_fd.get(), POLLIN, 0};
        return ::poll(&ready, 1, 0) == 1;
    }
    /// The server has ended its direction (or reset).
    bool isEnded() const { return m_ended; }
    bool isOpen() const { return m_open && !m_ended; }
    int fd() const { return m_fd.get(); }

private:
    bool readMore() {
        ::pollfd ready{m_fd.get(), POLLIN, 0};
        if (m_ended || ::poll(&ready, 1, 5000) != 1)
            return false;
        char bytes[65536];
        const ssize_t got = ::recv(m_fd.get(), bytes, sizeof bytes, 0);
        if (got <= 0)
            m_ended = true;
        else
            m_got.append(bytes, got);
        return got > 0;
    }

    Fd m_fd;
    QByteArray m_got;
    bool m_open = true, m_ended = false;
};

} // namespace burrow
