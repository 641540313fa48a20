// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/blocking/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace burrow::blocking {
namespace {

constexpr std::size_t cipherRead = 16 * 1024 + 512; // one whole TLS record (RFC 8446 §5.2) at a time
constexpr std::size_t plainPiece = 64 * 1024;       // encrypted before the socket has to take it
constexpr std::size_t slicesPerWrite = 64;

const Deadline& atOnce() noexcept {
    static const Deadline passed{Duration::zero()};
    return passed;
}

} // namespace

Channel::~Channel() {
    if (m_engine && m_fd && !m_peerClosed)
        (void)shutdownWrite();
}

const TlsReport* Channel::tlsReport() const noexcept { return m_engine ? &m_engine->report() : nullptr; }

Result<std::size_t> Channel::receive(MutableBytes into, int flags, const Deadline& deadline) {
    for (;;) {
        const ssize_t got = ::recv(m_fd.get(), into.data(), into.size(), flags | MSG_DONTWAIT);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return fail(Error::fromErrno(errno));
        if (auto ready = waitFor(m_fd.get(), POLLIN, deadline); !ready)
            return fail(std::move(ready.error()));
    }
}

Result<std::size_t> Channel::peek(MutableBytes into, const Deadline& deadline) {
    return receive(into, MSG_PEEK, deadline);
}

Result<std::size_t> Channel::read(MutableBytes into, const Deadline& deadline) {
    if (!m_engine)
        return receive(into, 0, deadline);
    for (bool fresh = hasPending();; fresh = true) {
        if (m_peerClosed)
            return 0;
        if (fresh) {
            BURROW_TRY(const TlsEngine::Step done, step(into, deadline));
            if (done.produced != 0)
                return done.produced;
            if (m_peerClosed)
                return 0;
        }
        bool ended = false;
        if (auto fetched = fetchCipher(deadline, ended); !fetched)
            return fail(std::move(fetched.error()));
        if (ended) {
            m_peerClosed = true;
            if (auto clean = m_engine->receiveEof(); !clean)
                return fail(std::move(clean.error()));
            return 0;
        }
    }
}

Result<void> Channel::fetchCipher(const Deadline& deadline, bool& ended) {
    const std::size_t before = m_kept.size();
    m_kept.resize(before + cipherRead);
    const auto got = receive(MutableBytes(m_kept).subspan(before), 0, deadline);
    m_kept.resize(before + (got ? *got : 0));
    if (!got)
        return fail(got.error());
    ended = *got == 0;
    return {};
}

Result<TlsEngine::Step> Channel::step(MutableBytes plain, const Deadline& deadline) {
    auto done = m_engine->receive(m_kept, plain, m_cipherOut);
    if (!done) {
        (void)flush(atOnce()); // the alert for the peer
        return done;
    }
    m_kept.erase(m_kept.begin(), m_kept.begin() + static_cast<std::ptrdiff_t>(done->consumed));
    // close_notify behind plain text that still waits inside must not hide it.
    m_peerClosed = done->peerClosed && !done->plainFull;
    if (auto flushed = flush(deadline); !flushed)
        return fail(std::move(flushed.error()));
    return done;
}

Result<void> Channel::flush(const Deadline& deadline) {
    while (!m_cipherOut.empty()) {
        std::array<::iovec, slicesPerWrite> slices;
        ::msghdr message{};
        message.msg_iov = slices.data();
        message.msg_iovlen = m_cipherOut.gather(slices);
        const ssize_t sent = ::sendmsg(m_fd.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            m_cipherOut.consume(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (auto ready = waitFor(m_fd.get(), POLLOUT, deadline); !ready)
                return ready;
        } else if (errno != EINTR) {
            return fail(Error::fromErrno(errno));
        }
    }
    return {};
}

Result<void> Channel::write(ByteView data, const Deadline& deadline, std::size_t& sent) {
    const std::string_view text = data.text();
    while (m_engine && sent < text.size()) {
        // Cipher text of an earlier call that timed out goes first: the stream stays in order.
        const std::string_view piece = text.substr(sent, plainPiece);
        if (auto flushed = flush(deadline); !flushed)
            return flushed;
        if (auto encrypted = m_engine->send(piece, m_cipherOut); !encrypted)
            return encrypted;
        sent += piece.size();
    }
    if (m_engine)
        return flush(deadline);
    while (sent < text.size()) {
        const ssize_t taken =
            ::send(m_fd.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken >= 0) {
            sent += static_cast<std::size_t>(taken);
        } else if (errno == EAGAIN) {
            if (auto ready = waitFor(m_fd.get(), POLLOUT, deadline); !ready)
                return ready;
        } else if (errno != EINTR) {
            return fail(Error::fromErrno(errno));
        }
    }
    return {};
}

Result<void> Channel::startTls(std::shared_ptr<const TlsContext> context, const std::string& serverName,
                               const Deadline& deadline) {
    const Deadline handshake(std::min(deadline.left(), context->limits().handshakeTime));
    const TimePoint begin = Clock::now();
    BURROW_TRY(m_engine, makeTlsEngine(std::move(context), {.serverName = serverName}));
    if (auto first = step({}, handshake); !first)
        return fail(std::move(first.error()));
    while (!m_engine->isHandshakeDone()) {
        bool ended = false;
        if (auto fetched = fetchCipher(handshake, ended); !fetched)
            return fetched;
        if (ended) {
            m_peerClosed = true;
            if (auto clean = m_engine->receiveEof(); !clean)
                return clean;
            return fail(ErrorKind::Truncated, CoreError::Truncated);
        }
        if (auto done = step({}, handshake); !done)
            return fail(std::move(done.error()));
    }
    m_engine->setHandshakeTime(Clock::now() - begin);
    return {};
}

Result<void> Channel::shutdownWrite() {
    if (m_engine) {
        m_engine->close(m_cipherOut);
        (void)flush(atOnce());
    }
    if (::shutdown(m_fd.get(), SHUT_WR) != 0 && errno != ENOTCONN)
        return fail(Error::fromErrno(errno));
    return {};
}

} // namespace burrow::blocking
