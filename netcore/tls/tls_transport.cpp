// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_transport.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <optional>
#include <unistd.h>
#include <vector>

namespace burrow {
namespace {

// One write() does not keep the loop from others for longer than a few hundred microseconds.
constexpr std::size_t plainBytesPerWrite = 256 * 1024;
// What OpenSSL may hold of an unfinished record: with so much room to spare, what is read always fits.
constexpr std::size_t recordRoom = 17 * 1024;

class TlsTransport final : public Transport {
public:
    TlsTransport(std::unique_ptr<Transport> inner, std::unique_ptr<TlsEngine> engine, const TlsLimits& limits,
                 EventLoop& loop, std::shared_ptr<TlsHandshakeBudget> budget)
        : m_loop(loop), m_inner(std::move(inner)), m_engine(std::move(engine)), m_limits(limits),
          m_cipherOut(loop.blocks()), m_handshake(std::make_unique<Handshake>(*this, std::move(budget))) {}

    Result<void> begin(bool isServer);

    Result<IoStep> read(MutableBytes into) override;
    Result<IoStep> write(OutputQueue& from) override;
    void shutdownWrite() override;
    Interest interest(bool wantRead, bool wantWrite) const override;
    int pollHandle() const noexcept override { return m_inner->pollHandle(); }
    TransportInfo info() const override;
    TransportKind kind() const noexcept override { return TransportKind::Tls; }
    TlsNames tlsNames() const noexcept override { return {m_engine->version(), m_engine->suite()}; }
    void abort() noexcept override;
    void setSource(PollSource* source) noexcept override {
        m_source = source;
        m_inner->setSource(source);
    }
    void setInterest(Interest interest) noexcept override { m_inner->setInterest(interest); }
    bool hasBuffered() const noexcept override { return m_more || m_inner->hasBuffered(); }

private:
    /// What only a handshake needs: gone once it is done.
    struct Handshake final : WheelEntry {
        Handshake(TlsTransport& owner, std::shared_ptr<TlsHandshakeBudget> handshakeBudget)
            : transport(owner), budget(std::move(handshakeBudget)), began(owner.m_loop.now().steady) {
            const TimePoint due = began + owner.m_limits.handshakeTime;
            owner.m_loop.armWheel(*this, owner.m_loop.tickAt(due));
        }
        void onTick() override {
            expired = true;
            if (transport.m_source)
                transport.m_source->onReady({.read = true}); // read() tells
        }

        TlsTransport& transport;
        std::shared_ptr<TlsHandshakeBudget> budget; ///< null once it let us begin
        TimePoint began;
        bool expired = false;
    };

    Result<bool> mayRead();
    Result<IoStep> decrypt(Bytes cipher, MutableBytes into);
    Result<std::size_t> encryptFront(OutputQueue& from);
    Result<bool> flush();
    std::unexpected<Error> stick(Error error);
    MutableBytes cipherRoom(MutableBytes into);

    EventLoop& m_loop;
    std::unique_ptr<Transport> m_inner;
    std::unique_ptr<TlsEngine> m_engine;
    const TlsLimits& m_limits; ///< of the context, which the engine keeps alive
    PollSource* m_source = nullptr;
    OutputQueue m_cipherOut;
    std::unique_ptr<Handshake> m_handshake;
    std::vector<std::byte> m_kept; ///< cipher text that found no room for its plain text; rare
    std::unique_ptr<Error> m_failure;
    std::size_t m_ahead = 0; ///< plain bytes at the queue's front whose cipher text is in m_cipherOut
    std::uint32_t m_periodTick = 0;
    bool m_more = false, m_shutdownPending = false, m_shutdownDone = false;
};

Result<void> TlsTransport::begin(bool isServer) {
    if (isServer)
        return {};
    auto step = m_engine->receive({}, {}, m_cipherOut); // the client's hello; the poller tells when to send it
    if (!step)
        return fail(step.error());
    return {};
}

std::unexpected<Error> TlsTransport::stick(Error error) {
    m_failure = std::make_unique<Error>(error);
    if (!m_cipherOut.empty()) { // the alert, as far as the kernel takes it now
        (void)m_inner->write(m_cipherOut);
        m_inner->shutdownWrite();
        m_shutdownDone = true;
    }
    return fail(std::move(error));
}

void TlsTransport::abort() noexcept {
    if (!m_shutdownDone) // a reset would overtake the alert
        m_inner->abort();
}

// ---- Reading ----

/// False: not in this turn.
Result<bool> TlsTransport::mayRead() {
    if (m_failure)
        return fail(*m_failure);
    if (!m_handshake) {
        // The engine reads no clock: it is told when a period for its counters begins.
        const std::uint32_t tick = m_loop.tick();
        if (std::uint32_t(tick - m_periodTick) * m_loop.coarseTick() >= m_limits.messagePeriod) {
            m_periodTick = tick;
            m_engine->beginPeriod();
        }
        return true;
    }
    if (m_handshake->expired)
        return stick(makeTlsError(TlsError::HandshakeTimeout));
    if (m_handshake->budget) {
        if (!m_handshake->budget->take(m_loop.stats().turns.read()))
            return false;
        m_handshake->budget = nullptr;
    }
    return true;
}

/// TLS inside TLS gets the loop's cipher scratch as `into`: the inner one then needs another place.
MutableBytes TlsTransport::cipherRoom(MutableBytes into) {
    const MutableBytes scratch = m_loop.cipherScratch();
    const std::size_t wanted = into.size() > 2 * recordRoom ? into.size() - recordRoom : into.size();
    const bool taken = into.data() >= scratch.data() && into.data() < scratch.data() + scratch.size();
    return taken ? MutableBytes() : scratch.first(std::min(scratch.size(), wanted));
}

Result<IoStep> TlsTransport::read(MutableBytes into) {
    BURROW_TRY(const bool may, mayRead());
    if (!may)
        return IoStep{.blocked = true};
    if (m_more) {
        const std::vector<std::byte> kept = std::move(m_kept);
        m_kept.clear();
        auto step = decrypt(kept, into);
        if (!step || step->bytes != 0 || step->eof || step->more)
            return step;
    }
    std::array<std::byte, 4096> local;
    MutableBytes scratch = cipherRoom(into);
    if (scratch.empty())
        scratch = local;
    auto arrived = m_inner->read(scratch);
    if (!arrived || arrived->blocked)
        return arrived;
    auto step = decrypt(scratch.first(arrived->bytes), into);
    if (!step)
        return step;
    if (arrived->eof && !step->eof) {
        if (auto ended = m_engine->receiveEof(); !ended)
            return stick(std::move(ended.error()));
        step->eof = true;
    }
    if (arrived->more && !step->eof) {
        step->more = true;
        step->blocked = false;
    }
    return step;
}

Result<IoStep> TlsTransport::decrypt(Bytes cipher, MutableBytes into) {
    auto step = m_engine->receive(cipher, into, m_cipherOut);
    if (!step)
        return stick(std::move(step.error()));
    if (step->handshakeDone && m_handshake) {
        m_engine->setHandshakeTime(m_loop.now().steady - m_handshake->began);
        m_handshake = nullptr;
        m_periodTick = m_loop.tick();
    }
    if (step->consumed < cipher.size())
        m_kept.assign(cipher.begin() + static_cast<std::ptrdiff_t>(step->consumed), cipher.end());
    if (auto flushed = flush(); !flushed)
        return fail(std::move(flushed.error()));
    m_more = step->plainFull;
    const bool eof = step->peerClosed && !m_more;
    return IoStep{
        .bytes = step->produced, .blocked = step->produced == 0 && !eof && !m_more, .eof = eof, .more = m_more};
}

// ---- Writing ----

/// True if nothing is left to send.
Result<bool> TlsTransport::flush() {
    while (!m_cipherOut.empty()) {
        auto step = m_inner->write(m_cipherOut);
        if (!step)
            return fail(std::move(step.error()));
        if (step->blocked || step->bytes == 0)
            break;
    }
    if (!m_cipherOut.empty())
        return false;
    if (m_shutdownPending && !m_shutdownDone) {
        m_shutdownDone = true;
        m_inner->shutdownWrite();
    }
    return true;
}

/// Encrypts a piece from the queue's front; gives its plain bytes.
Result<std::size_t> TlsTransport::encryptFront(OutputQueue& from) {
    const OutputQueue::FileRange range = from.frontFile();
    if (!range.file)
        return m_engine->send(from, m_cipherOut, m_limits.encryptAtOnce);
    const MutableBytes scratch = m_loop.cipherScratch();
    const std::size_t size = std::min<std::uint64_t>(range.size, scratch.size());
    ssize_t got;
    do
        got = ::pread(range.file->fd.get(), scratch.data(), size, static_cast<::off_t>(range.offset));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail(Error::fromErrno(errno));
    if (got == 0) // the file shrank: what was promised can't be sent any more
        return fail(Error(ErrorKind::Truncated, CoreError::Truncated).about("file shorter than announced"));
    const auto read = static_cast<std::size_t>(got);
    if (auto sent = m_engine->send(ByteView(scratch.data(), read), m_cipherOut); !sent)
        return fail(std::move(sent.error()));
    return read;
}

Result<IoStep> TlsTransport::write(OutputQueue& from) {
    if (m_failure)
        return fail(*m_failure);
    IoStep step;
    while (true) {
        BURROW_TRY(const bool flushed, flush());
        if (!flushed || m_handshake) {
            step.blocked = !flushed || !from.empty();
            return step;
        }
        assert(m_ahead <= from.size());
        from.consume(m_ahead);
        step.bytes += std::exchange(m_ahead, 0);
        if (from.empty())
            return step;
        if (step.bytes >= plainBytesPerWrite) {
            step.blocked = true;
            return step;
        }
        auto taken = encryptFront(from);
        if (!taken)
            return stick(std::move(taken.error()));
        m_ahead = *taken;
    }
}

void TlsTransport::shutdownWrite() {
    if (m_failure || m_shutdownPending)
        return;
    m_shutdownPending = true;
    m_engine->close(m_cipherOut);
    if (!flush()) { // the peer is gone and needs no goodbye; reading tells what happened
        m_cipherOut.clear();
        m_shutdownDone = true;
    }
}

// ---- Facts ----

Interest TlsTransport::interest(bool wantRead, bool wantWrite) const {
    const bool output = !m_cipherOut.empty();
    if (m_handshake) // plain text waits for the handshake, which goes on even if nobody wants to read yet
        return m_inner->interest(true, output);
    return m_inner->interest(wantRead, wantWrite || output);
}

TransportInfo TlsTransport::info() const {
    TransportInfo info = m_inner->info();
    info.kind = TransportKind::Tls;
    info.tls = m_engine->isHandshakeDone() ? &m_engine->report() : nullptr;
    return info;
}

/// Each loop touches its own element only.
struct BudgetPerLoop {
    std::array<std::shared_ptr<TlsHandshakeBudget>, 256> byIndex;
};

} // namespace

Result<std::unique_ptr<Transport>> makeTlsTransport(std::unique_ptr<Transport> inner,
                                                    std::shared_ptr<const TlsContext> context, EventLoop& loop,
                                                    TlsTransportOptions options) {
    TlsEngineOptions engineOptions{
        .serverName = std::move(options.serverName), .resume = std::move(options.resume), .now = loop.now().wall};
    BURROW_TRY(auto engine, makeTlsEngine(context, std::move(engineOptions)));
    if (inner->pollHandle() < 0) // no poller would ask again
        options.budget = nullptr;
    auto transport = std::make_unique<TlsTransport>(std::move(inner), std::move(engine), context->limits(), loop,
                                                    std::move(options.budget));
    if (auto begun = transport->begin(context->isServer()); !begun)
        return fail(std::move(begun.error()));
    return transport;
}

TlsWrap tlsServerWrap(std::shared_ptr<const TlsContext> context) {
    return tlsServerWrap(std::make_shared<const TlsContextSlot>(std::move(context)));
}

TlsWrap tlsServerWrap(std::shared_ptr<const TlsContextSlot> slot) {
    auto budgets = std::make_unique<BudgetPerLoop>();
    return [slot = std::move(slot), budgets = std::move(budgets)](std::unique_ptr<Transport> inner, EventLoop& loop) {
        const std::shared_ptr<const TlsContext> context = slot->current();
        auto& budget = budgets->byIndex[toNumber(loop.index())];
        if (!budget)
            budget = std::make_shared<TlsHandshakeBudget>(context->limits().handshakesPerTurn);
        return makeTlsTransport(std::move(inner), context, loop, {.budget = budget});
    };
}

TransportWrapper tlsWrapper(std::shared_ptr<const TlsContext> context, EventLoop& loop, TlsTransportOptions options) {
    return
        [context = std::move(context), &loop, options = std::move(options)](std::unique_ptr<Transport> inner) mutable {
            return makeTlsTransport(std::move(inner), std::move(context), loop, std::move(options));
        };
}

} // namespace burrow
