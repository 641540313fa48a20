// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/transport/transport.hpp"

#include "netcore/base/direct_calls.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace burrow {
namespace {

constexpr std::size_t slicesPerWrite = 64;
// One call does not keep the loop from others for longer than a few hundred microseconds.
constexpr std::size_t fileBytesPerWrite = 1024 * 1024;

/// sendfile(2) knows no MSG_NOSIGNAL: without this a peer that resets during a transfer ends the process. Once per
/// thread; what the thread writes elsewhere then fails with EPIPE instead.
void blockSigpipe() noexcept {
    thread_local const int blocked = [] {
        ::sigset_t pipe;
        ::sigemptyset(&pipe);
        ::sigaddset(&pipe, SIGPIPE);
        return ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    }();
    (void)blocked;
}

class SocketTransport final : public Transport {
public:
    SocketTransport(Fd fd, TransportKind kind) noexcept : m_fd(std::move(fd)), m_kind(kind) {}

    Result<IoStep> read(MutableBytes into) override {
        ssize_t got;
        do
            got = direct::recv(m_fd.get(), into.data(), into.size(), 0);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            return IoStep{.bytes = static_cast<std::size_t>(got)};
        if (got == 0)
            return IoStep{.eof = true};
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return IoStep{.blocked = true};
        return fail(Error::fromErrno(errno));
    }

    Result<IoStep> write(OutputQueue& from) override {
        IoStep step;
        while (!from.empty()) {
            const OutputQueue::FileRange range = from.frontFile();
            const std::size_t wanted = range.file ? std::min<std::uint64_t>(range.size, fileBytesPerWrite) : 0;
            std::size_t offered = wanted;
            const ssize_t sent = range.file ? sendFile(range, wanted) : sendSlices(from, offered);
            if (sent < 0) {
                if (errno == EAGAIN || errno == EWOULDBLOCK) {
                    step.blocked = true;
                    return step;
                }
                return fail(Error::fromErrno(errno));
            }
            if (sent == 0 && range.file) // the file shrank: what was promised can't be sent any more
                return fail(Error(ErrorKind::Truncated, CoreError::Truncated).about("file shorter than announced"));
            from.consume(static_cast<std::size_t>(sent));
            step.bytes += static_cast<std::size_t>(sent);
            if (static_cast<std::size_t>(sent) < offered || step.bytes >= fileBytesPerWrite) {
                step.blocked = !from.empty(); // the kernel took less than offered, or the others have waited enough
                return step;
            }
        }
        return step;
    }

    void shutdownWrite() override { ::shutdown(m_fd.get(), SHUT_WR); }
    Interest interest(bool wantRead, bool wantWrite) const override { return {wantRead, wantWrite}; }
    int pollHandle() const noexcept override { return m_fd.get(); }
    TransportInfo info() const override {
        return {m_kind, Endpoint::localOf(m_fd.get()), Endpoint::peerOf(m_fd.get()), nullptr};
    }
    TransportKind kind() const noexcept override { return m_kind; }
    void abort() noexcept override {
        const ::linger reset{1, 0};
        ::setsockopt(m_fd.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }

private:
    ssize_t sendSlices(const OutputQueue& from, std::size_t& offered) const {
        if (const Bytes all = from.front(); all.size() == from.size()) { // nearly always: a head and its body in one block
            offered = all.size();
            ssize_t sent;
            do
                sent = direct::send(m_fd.get(), all.data(), all.size(), MSG_NOSIGNAL);
            while (sent < 0 && errno == EINTR);
            return sent;
        }
        std::array<::iovec, slicesPerWrite> slices;
        const std::size_t count = from.gather(slices);
        offered = 0;
        for (std::size_t i = 0; i < count; ++i)
            offered += slices[i].iov_len;
        // MSG_MORE: a file range follows, so that head and file share their first segment.
        const int flags = MSG_NOSIGNAL | (offered < from.size() && count < slicesPerWrite ? MSG_MORE : 0);
        ssize_t sent;
        do {
            if (count == 1) {
                sent = direct::send(m_fd.get(), slices[0].iov_base, slices[0].iov_len, flags);
            } else {
                ::msghdr message{};
                message.msg_iov = slices.data();
                message.msg_iovlen = count;
                sent = ::sendmsg(m_fd.get(), &message, flags);
            }
        } while (sent < 0 && errno == EINTR);
        return sent;
    }

    ssize_t sendFile(const OutputQueue::FileRange& range, std::size_t size) const {
        blockSigpipe();
        ::off_t offset = static_cast<::off_t>(range.offset);
        ssize_t sent;
        do
            sent = ::sendfile(m_fd.get(), range.file->fd.get(), &offset, size);
        while (sent < 0 && errno == EINTR);
        return sent;
    }

    Fd m_fd;
    TransportKind m_kind;
};

} // namespace

std::unique_ptr<Transport> makeSocketTransport(Fd fd, TransportKind kind) {
    return std::make_unique<SocketTransport>(std::move(fd), kind);
}

} // namespace burrow
