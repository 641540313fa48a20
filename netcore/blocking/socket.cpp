// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/blocking/socket.hpp"

#include "netcore/blocking/socket_state.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>

namespace burrow::blocking {
namespace {

constexpr std::size_t readAhead = 16 * 1024;

/// ECONNRESET, EPIPE, ECONNABORTED, ENETRESET, ENOTCONN: the peer is gone, however it went.
bool isDisconnect(const Error& error) noexcept {
    return &error.domain() == &systemErrors && (error.kind() == ErrorKind::Reset || error.kind() == ErrorKind::Closed);
}

} // namespace

MutableBytes Socket::buffered() const noexcept { return MutableBytes(m_state->in).subspan(m_state->begin); }

void Socket::consume(std::size_t bytes) noexcept {
    m_state->begin += bytes;
    if (m_state->begin == m_state->in.size()) {
        m_state->in.clear();
        m_state->begin = 0;
    }
}

std::unexpected<Error> Socket::failed(Error error) {
    if (m_state)
        m_state->lastError = error;
    return fail(std::move(error));
}

Result<void> Socket::expect(Kind kind) const {
    if (!m_state)
        return fail(ErrorKind::Closed, CoreError::Closed);
    if (m_state->kind != kind)
        return fail(Error::misuse(kind == Kind::Stream     ? "this call is for stream sockets"
                                  : kind == Kind::Datagram ? "this call is for datagram sockets"
                                                           : "this call is for listening sockets"));
    return {};
}

/// Notes the end of the stream; a disconnect is one if the options say so.
Result<std::size_t> Socket::ended(Result<std::size_t> got) {
    if (got && *got != 0)
        return got;
    if (!got && !(m_state->options.safeDisconnect && isDisconnect(got.error())))
        return failed(got.error());
    m_state->ended = true;
    m_state->endReason = m_state->lastError = got ? std::nullopt : std::optional(got.error());
    return 0;
}

/// Takes more from the channel into the buffer; 0 at the end of the stream.
Result<std::size_t> Socket::fill(std::size_t wanted, const Deadline& deadline) {
    if (m_state->ended)
        return 0;
    State& state = *m_state;
    if (state.begin != 0) {
        state.in.erase(state.in.begin(), state.in.begin() + static_cast<std::ptrdiff_t>(state.begin));
        state.begin = 0;
    }
    // Memory follows what came, not what was wished for.
    const std::size_t room = state.options.buffered ? readAhead : std::min(wanted, readAhead);
    const std::size_t before = state.in.size();
    state.in.resize(before + room);
    Result<std::size_t> got = state.channel.read(MutableBytes(state.in).subspan(before), deadline);
    state.in.resize(before + (got ? *got : 0));
    return ended(std::move(got));
}

/// As fill(), but an unbuffered socket takes nothing beyond the line's end.
Result<std::size_t> Socket::fillLine(const Deadline& deadline) {
    if (m_state->ended || m_state->options.buffered || m_state->channel.isTls())
        return fill(readAhead, deadline);
    std::byte ahead[512];
    BURROW_TRY(const std::size_t seen, ended(m_state->channel.peek(ahead, deadline)));
    if (seen == 0)
        return 0;
    const void* end = std::memchr(ahead, '\n', seen);
    return fill(end ? static_cast<std::size_t>(static_cast<const std::byte*>(end) - ahead) + 1 : seen, deadline);
}

Result<std::size_t> Socket::recv(MutableBytes into, Duration timeout) {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    while (buffered().size() < into.size()) {
        BURROW_TRY(const std::size_t got, fill(into.size() - buffered().size(), deadline));
        if (got == 0)
            break;
    }
    const std::size_t taken = std::min(buffered().size(), into.size());
    std::copy_n(buffered().begin(), taken, into.begin());
    consume(taken);
    return taken;
}

Result<std::string> Socket::recv(std::size_t bytes, Duration timeout) {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    while (buffered().size() < bytes) {
        BURROW_TRY(const std::size_t got, fill(bytes - buffered().size(), deadline));
        if (got == 0)
            break;
    }
    std::string text(asText(buffered().first(std::min(buffered().size(), bytes))));
    consume(text.size());
    return text;
}

Result<std::size_t> Socket::recvSome(MutableBytes into, Duration timeout) {
    BURROW_TRY(const std::size_t seen, peek(into, timeout));
    if (buffered().size() >= seen) {
        consume(seen);
        return seen;
    }
    return recv(into.first(seen), timeout); // unbuffered: the kernel has shown them and now gives them
}

Result<void> Socket::recvExact(MutableBytes into, Duration timeout) {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    while (buffered().size() < into.size()) {
        BURROW_TRY(const std::size_t got, fill(into.size() - buffered().size(), deadline));
        if (got == 0)
            return failed(m_state->endReason.value_or(Error(ErrorKind::Truncated, CoreError::Truncated)));
    }
    std::copy_n(buffered().begin(), into.size(), into.begin());
    consume(into.size());
    return {};
}

Line Socket::readLine(std::string& line, const LineOptions& options) {
    line.clear();
    if (auto fits = expect(Kind::Stream); !fits) {
        (void)failed(fits.error());
        return Line::Failed;
    }
    const Deadline deadline(options.timeout);
    for (std::size_t scanned = 0;;) {
        const std::string_view have = asText(buffered());
        const std::size_t end = have.find('\n', scanned);
        const std::size_t length = end == have.npos ? have.size() : end - (end != 0 && have[end - 1] == '\r');
        // One byte more while the end is missing: it may be the CR of a line that just fits.
        if (length > options.limit && (end != have.npos || length > options.limit + 1 || have.back() != '\r' ||
                                       m_state->ended)) {
            (void)failed(Error(ErrorKind::Limit, CoreError::BufferFull)
                             .with({.what = "line", .limit = options.limit, .seen = length}));
            return Line::TooLong;
        }
        if (end != have.npos) {
            line.assign(have.substr(0, length));
            consume(end + 1);
            return Line::Full;
        }
        scanned = have.size();
        const auto got = fillLine(deadline);
        if (!got)
            return got.error().kind() == ErrorKind::Timeout ? Line::None : Line::Failed;
        if (*got == 0 && (scanned <= options.limit)) {
            line.assign(asText(buffered()));
            consume(line.size());
            return line.empty() ? Line::Disconnected : Line::Partial;
        }
    }
}

Result<std::optional<std::string>> Socket::nextLine(const LineOptions& options) {
    std::string line;
    switch (readLine(line, options)) {
    case Line::Full:
    case Line::Partial: return line;
    case Line::Disconnected: return std::nullopt;
    default: return fail(*lastError());
    }
}

Result<std::string> Socket::recvLine(const LineOptions& options) {
    std::string line;
    switch (readLine(line, options)) {
    case Line::Full: return line.empty() ? "\r\n" : line;
    case Line::Partial:
    case Line::Disconnected: return std::string();
    default: return fail(*lastError());
    }
}

Result<std::size_t> Socket::skip(std::size_t bytes, Duration timeout) {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    std::size_t skipped = 0;
    while (skipped < bytes) {
        if (buffered().empty()) {
            BURROW_TRY(const std::size_t got, fill(bytes - skipped, deadline));
            if (got == 0)
                break;
        }
        const std::size_t here = std::min(buffered().size(), bytes - skipped);
        consume(here);
        skipped += here;
    }
    return skipped;
}

Result<std::size_t> Socket::peek(MutableBytes into, Duration timeout) {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    const Deadline deadline(timeout);
    if (buffered().empty() && !m_state->ended && !into.empty()) {
        if (!m_state->options.buffered && !m_state->channel.isTls())
            return ended(m_state->channel.peek(into, deadline));
        BURROW_TRY(std::ignore, fill(into.size(), deadline));
    }
    const std::size_t seen = std::min(buffered().size(), into.size());
    std::copy_n(buffered().begin(), seen, into.begin());
    return seen;
}

Result<void> Socket::send(ByteView data, Duration timeout) {
    if (!m_state)
        return fail(ErrorKind::Closed, CoreError::Closed);
    if (m_state->kind == Kind::Datagram)
        return sendTo(Endpoint(), data, timeout);
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    std::size_t sent = 0;
    auto done = m_state->channel.write(data, Deadline(timeout), sent);
    if (!done)
        return failed(std::move(done.error()).with({.what = "send", .limit = data.size(), .seen = sent}));
    return {};
}

Result<void> Socket::startTls(std::shared_ptr<const TlsContext> context, const std::string& serverName,
                              Duration timeout) {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    if (m_state->channel.isTls())
        return failed(Error::misuse("TLS is already there"));
    if (!buffered().empty())
        return failed(Error(ErrorKind::PeerFault, CoreError::InvalidArgument).about("plain data before TLS"));
    auto done = m_state->channel.startTls(std::move(context), serverName, Deadline(timeout));
    if (!done)
        return failed(std::move(done.error()));
    return {};
}

bool Socket::hasDataBuffered() const noexcept {
    return m_state && (!buffered().empty() || m_state->channel.hasPending());
}

Result<bool> Socket::waitReadable(Duration timeout) {
    if (!m_state)
        return fail(ErrorKind::Closed, CoreError::Closed);
    if (m_state->ended || hasDataBuffered())
        return true;
    const auto ready = waitFor(fd(), POLLIN, Deadline(timeout));
    if (!ready && ready.error().kind() != ErrorKind::Timeout)
        return failed(ready.error());
    return ready.has_value();
}

Result<void> Socket::shutdownWrite() {
    if (auto fits = expect(Kind::Stream); !fits)
        return failed(fits.error());
    return m_state->channel.shutdownWrite();
}

} // namespace burrow::blocking
