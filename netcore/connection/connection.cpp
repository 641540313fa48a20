// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/connection.hpp"

#include "netcore/connection/peer_counts.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>

namespace burrow {

/// What is needed by few connections and only for a moment.
struct Connection::Pending {
    std::unique_ptr<ProtocolSession> session;
    TransportWrapper wrapper;
    Error why{ErrorKind::Closed, CoreError::Closed};
};

Connection::Connection(ConnectionRegistry& registry, std::unique_ptr<Transport> transport,
                       std::unique_ptr<ProtocolSession> session, const ConnectionOptions& options)
    : m_registry(&registry), m_options(&options), m_transport(std::move(transport)), m_session(std::move(session)),
      m_out(registry.loop().blocks()), m_in(options.inputLimit), m_openedTick(registry.loop().tick()),
      m_activeTick(m_openedTick) {}

Connection::~Connection() = default;

// ---- Life ----

void Connection::start(bool readFirst) {
    m_transport->setSource(this);
    m_insideSession = true;
    m_session->onOpen(*this);
    m_insideSession = false;
    applyPending(0);
    if (m_state == State::Closed)
        return;
    if (readFirst) // deferred accept: the request is there, and a short connection never needs the poller
        readReady();
    if (m_state == State::Closed)
        return;
    if (!readFirst && (!m_out.empty() || m_state != State::Open))
        writeOut();
    if (m_state == State::Closed)
        return;
    const Interest wanted = m_transport->interest(m_wantRead && m_readPauses == 0, m_wantWrite);
    const int handle = m_transport->pollHandle();
    if (handle < 0) {
        m_transport->setInterest(wanted);
    } else if (auto added = loop().poller().add(handle, wanted, *this); !added) {
        finish(added.error(), true);
        return;
    }
    m_interest = wanted;
    m_registered = true;
}

void Connection::onReady(Ready ready) {
    if (m_state == State::Closed)
        return;
    if (ready.read || m_interest.read) {
        // A hang-up is read too: what the peer sent before must not be lost, and recv() tells its cause.
        if (ready.read || ready.hangup)
            readReady();
    } else if (ready.hangup) {
        finish(Error::fromErrno(ECONNRESET), true);
        return;
    }
    if (ready.write && m_state != State::Closed) {
        writeOut();
        if (m_state != State::Closed)
            updateInterest();
    }
}

void Connection::readReady() {
    if (m_state != State::Open) {
        discardInput();
        return;
    }
    if (m_wrapWaits)
        return;
    // A transport with bytes inside (TLS) is asked again, but not for ever: others wait.
    for (int budget = 4; budget != 0; --budget) {
        if (!readOnce() || m_state != State::Open || m_readPauses != 0)
            break;
    }
    afterSession();
}

/// True if the transport holds more.
bool Connection::readOnce() {
    MutableBytes into = loop().receiveScratch();
    const bool kept = !m_in.empty();
    if (kept) {
        // Straight behind what is kept: no second copy. Memory grows with what came, at most doubling.
        const std::size_t room = m_in.maxBytes() - std::min(m_in.maxBytes(), m_in.size());
        auto prepared = m_in.prepare(std::clamp<std::size_t>(room, 1, 16 * 1024));
        if (!prepared) {
            closeWhenFlushed(prepared.error());
            return false;
        }
        into = *prepared;
    }
    auto step = m_transport->read(into);
    if (!step) {
        finish(step.error(), true);
        return false;
    }
    m_moreInside = step->more;
    if (step->bytes != 0) {
        m_bytesIn += step->bytes;
        m_activeTick = loop().tick();
        loop().stats().bytesIn.add(step->bytes);
        if (kept) {
            m_in.commit(step->bytes);
            offerKept();
        } else {
            offerFresh(into.first(step->bytes));
        }
    }
    if (step->eof && m_state == State::Open)
        handleEof();
    return step->more;
}

void Connection::offerFresh(MutableBytes fresh) {
    const std::size_t used = offer(fresh);
    if (m_state == State::Closed || used == fresh.size())
        return;
    if (m_state != State::Open) {
        m_linger = true;
        return;
    }
    if (auto appended = m_in.append(fresh.subspan(used)); !appended)
        closeWhenFlushed(appended.error());
}

void Connection::offerKept() {
    const std::size_t used = offer(m_in.readable());
    if (m_state == State::Open)
        m_in.consume(used);
    else if (used < m_in.size())
        m_linger = true;
}

/// Gives how many bytes the session (and its successors) consumed.
std::size_t Connection::offer(MutableBytes bytes) {
    std::size_t used = 0;
    while (m_state == State::Open && !m_wrapWaits && bytes.size() - used >= m_need) {
        m_need = 0;
        m_insideSession = true;
        auto consumed = m_session->onBytes(bytes.subspan(used), *this);
        m_insideSession = false;
        if (!consumed) {
            closeWhenFlushed(consumed.error());
            return used;
        }
        assert(*consumed <= bytes.size() - used);
        used += *consumed;
        if (!m_pending || (!m_pending->session && !m_pending->wrapper))
            break;
        const bool replaced = m_pending->session != nullptr;
        applyPending(bytes.size() - used);
        if (!replaced || used == bytes.size())
            break;
    }
    return used;
}

void Connection::applyPending(std::size_t inputLeft) {
    if (!m_pending || m_state == State::Closed)
        return;
    if (m_pending->wrapper) {
        TransportWrapper wrapper = std::move(m_pending->wrapper);
        m_pending->wrapper = nullptr;
        if (inputLeft != 0) { // bytes sent before the handshake could pose as protected ones (STARTTLS injection)
            closeWhenFlushed(Error(ErrorKind::PeerFault, CoreError::InvalidArgument)
                                 .about("plain bytes behind the switch to TLS"));
            return;
        }
        writeOut(); // the plain answer ("220 go ahead") leaves in plain, all of it: the rest would go out encrypted
        if (m_state != State::Open)
            return;
        if (!m_out.empty()) {
            m_pending->wrapper = std::move(wrapper);
            m_wrapWaits = true; // what comes meanwhile is the handshake: not for the plain session
            updateInterest();
            return;
        }
        m_wrapWaits = false;
        auto wrapped = wrapper(std::move(m_transport));
        if (!wrapped) {
            finish(wrapped.error(), false);
            return;
        }
        m_transport = std::move(*wrapped);
        m_transport->setSource(this);
    }
    if (m_pending->session) {
        std::unique_ptr<ProtocolSession> old = std::exchange(m_session, std::move(m_pending->session));
        m_need = 0;
        clearDeadline();
        old->onClosed(Error(ErrorKind::Closed, CoreError::Closed));
        loop().buryLater(std::move(old)); // its frame may be below us
        m_insideSession = true;
        m_session->onOpen(*this);
        m_insideSession = false;
    }
}

void Connection::handleEof() {
    m_peerEnded = true;
    m_insideSession = true;
    auto ended = m_session->onEof(*this);
    m_insideSession = false;
    if (!ended)
        closeWhenFlushed(ended.error());
}

void Connection::afterSession() {
    if (m_state == State::Closed)
        return;
    if (!m_out.empty() || m_state != State::Open || m_endOutput)
        writeOut();
    if (m_state == State::Closed)
        return;
    if (m_moreInside && m_state == State::Open && m_readPauses == 0 && !m_peerEnded)
        offerAgain();
    updateInterest();
}

// ---- Output ----

void Connection::writeOut() {
    if (m_state == State::Closed)
        return;
    auto step = m_transport->write(m_out);
    if (!step) {
        finish(step.error(), true);
        return;
    }
    if (step->bytes != 0) {
        m_bytesOut += step->bytes;
        m_activeTick = loop().tick();
        loop().stats().bytesOut.add(step->bytes);
    }
    if (m_out.hasLent())
        m_out.materialise();
    m_wantWrite = !m_out.empty();
    if (m_wrapWaits && !m_wantWrite && !m_insideSession)
        offerAgain(); // wraps it now
    const std::size_t queued = m_out.memorySize();
    if (queued > m_options->highMark) {
        if (queued > m_options->queueLimit) {
            ErrorDetail detail;
            detail.what = "output queue";
            detail.limit = m_options->queueLimit;
            detail.seen = queued;
            loop().stats().limitHits.add();
            finish(Error(ErrorKind::Limit, CoreError::BufferFull).with(std::move(detail)), true);
            return;
        }
        m_overHighMark = true; // updateInterest() stops reading: no new work from a peer that takes no answers
    } else if (m_overHighMark && queued <= m_options->lowMark) {
        m_overHighMark = false;
        if (m_state == State::Open) {
            m_session->onWritable(*this);
            if (!m_out.empty())
                flushSoon();
            if (!m_in.empty())
                offerAgain();
        }
    }
    if (m_out.empty() && m_state == State::Flushing) {
        outputEmpty();
    } else if (m_state == State::Lingering && m_peerEnded && !m_transport->interest(false, false).write) {
        finish(m_pending ? m_pending->why : Error(ErrorKind::Closed, CoreError::Closed), false);
    } else if (m_endOutput && m_out.empty() && m_state == State::Open) {
        m_endOutput = false;
        m_transport->shutdownWrite();
    }
}

void Connection::outputEmpty() {
    const bool orderly = !m_pending || m_pending->why.kind() == ErrorKind::Closed;
    m_transport->shutdownWrite();
    const bool mayEnd = m_peerEnded || (orderly && !m_linger && m_in.empty());
    if (mayEnd && !m_transport->interest(false, false).write) { // else its close_notify waits for room
        finish(m_pending ? m_pending->why : Error(ErrorKind::Closed, CoreError::Closed), false);
        return;
    }
    m_state = State::Lingering;
    setDeadline(loop().now().steady + m_options->lingerLimit);
}

void Connection::discardInput() {
    for (int budget = 4; budget != 0; --budget) {
        auto step = m_transport->read(loop().receiveScratch());
        if (!step || step->eof) {
            m_peerEnded = true;
            if (m_state == State::Lingering || !step)
                finish(m_pending ? m_pending->why : Error(ErrorKind::Closed, CoreError::Closed), false);
            else
                updateInterest();
            return;
        }
        if (step->bytes == 0)
            return;
    }
}

void Connection::flush() {
    if (m_state == State::Closed)
        return;
    writeOut();
    if (m_state != State::Closed && !m_insideSession)
        updateInterest();
}

void Connection::flushSoon() {
    if (m_state != State::Closed && !m_flushQueued) {
        m_flushQueued = true;
        m_registry->queueFlush(*this);
    }
}

// ---- Input control ----

Connection::ReadPause& Connection::ReadPause::operator=(ReadPause&& other) noexcept {
    if (this != &other) {
        release();
        m_connection = std::exchange(other.m_connection, nullptr);
    }
    return *this;
}

void Connection::ReadPause::release() noexcept {
    Connection* connection = std::exchange(m_connection, nullptr);
    if (!connection || --connection->m_readPauses != 0 || connection->m_state != State::Open)
        return;
    connection->offerAgain(); // also brings the poller's interest up to date
}

Connection::ReadPause Connection::pauseReading() {
    ++m_readPauses;
    if (!m_insideSession && m_state == State::Open && m_registered)
        updateInterest();
    return ReadPause(*this);
}

void Connection::offerAgain() {
    m_offerQueued = true;
    flushSoon();
}

void Connection::replaceSession(std::unique_ptr<ProtocolSession> next) {
    if (!m_pending)
        m_pending = std::make_unique<Pending>();
    m_pending->session = std::move(next);
    if (!m_insideSession)
        offerAgain();
}

void Connection::wrapTransport(TransportWrapper wrapper) {
    if (!m_pending)
        m_pending = std::make_unique<Pending>();
    m_pending->wrapper = std::move(wrapper);
    if (!m_insideSession)
        offerAgain();
}

/// End of the turn: what was produced or released outside onBytes().
void Connection::endOfTurn() {
    m_flushQueued = false;
    if (m_state == State::Closed)
        return;
    const bool offerQueued = m_offerQueued;
    m_offerQueued = false;
    if (offerQueued && m_state == State::Open) {
        if (m_pending && (m_pending->session || m_pending->wrapper))
            applyPending(m_in.size());
        if (m_state == State::Open && m_readPauses == 0 && !m_overHighMark) {
            if (!m_in.empty())
                offerKept();
            if (m_state == State::Open && m_moreInside && m_readPauses == 0) {
                readReady();
                return;
            }
        }
    }
    afterSession();
}

void Connection::updateInterest() {
    if (!m_registered)
        return;
    const bool read = m_state == State::Open ? m_readPauses == 0 && !m_overHighMark && !m_peerEnded && !m_wrapWaits
                                             : !m_peerEnded;
    const Interest wanted = m_transport->interest(read, m_wantWrite);
    if (wanted == m_interest)
        return;
    m_interest = wanted;
    const int handle = m_transport->pollHandle();
    if (handle < 0)
        m_transport->setInterest(wanted);
    else if (auto changed = loop().poller().change(handle, wanted, *this); !changed)
        finish(changed.error(), true);
}

// ---- Deadline ----

void Connection::setDeadline(TimePoint due) noexcept {
    m_deadlineTick = loop().tickAt(due);
    armFor(m_deadlineTick);
}

void Connection::setDeadlineTicks(std::uint32_t ticks) noexcept {
    m_deadlineTick = loop().tick() + 1 + ticks; // the running tick is partly over: never early
    armFor(m_deadlineTick);
}

void Connection::armFor(std::uint32_t tick) noexcept {
    if (!WheelEntry::isArmed() || dueTick() > tick)
        loop().armWheel(*this, tick);
}

void Connection::onTick() {
    if (m_deadlineTick == noDeadline || m_state == State::Closed)
        return;
    if (loop().tick() < m_deadlineTick) { // it moved since the entry was armed
        armFor(m_deadlineTick);
        return;
    }
    if (m_state == State::Open) {
        m_deadlineTick = noDeadline;
        m_insideTimeout = true;
        m_session->onTimeout(*this);
        m_insideTimeout = false;
        afterSession();
        return;
    }
    const std::uint32_t stall = loop().tickAt(loop().now().steady) - m_activeTick;
    const auto limit = static_cast<std::uint32_t>(m_options->flushStall / loop().coarseTick());
    if (m_state == State::Flushing && stall < limit)
        setDeadlineTicks(limit - stall);
    else
        finish(m_pending ? m_pending->why : Error(ErrorKind::Closed, CoreError::Closed), m_state == State::Flushing);
}

// ---- End ----

void Connection::closeWhenFlushed(Error why) {
    if (m_state != State::Open)
        return;
    m_state = State::Flushing;
    m_endedHere = m_endedHere || m_insideTimeout;
    if (why.kind() != ErrorKind::Closed || why.detail() || m_pending) {
        if (!m_pending)
            m_pending = std::make_unique<Pending>();
        m_pending->why = std::move(why);
    }
    setDeadline(loop().now().steady + m_options->flushStall);
    if (!m_insideSession)
        flushSoon();
}

void Connection::endOutput() {
    if (m_state != State::Open)
        return;
    m_endOutput = true;
    flushSoon();
}

void Connection::closeWhenIdle() {
    if (m_state != State::Open || m_draining)
        return;
    m_draining = m_endedHere = true;
    m_session->onDrain(*this);
    if (m_state != State::Closed)
        flushSoon();
}

void Connection::abort(Error why) { finish(why, true); }

void Connection::finish(const Error& why, bool reset) {
    if (m_state == State::Closed)
        return;
    const Error reason = why; // may live in m_pending
    m_state = State::Closed;
    WheelEntry::unlink();
    if (m_registered && m_transport->pollHandle() >= 0)
        loop().poller().forget(m_transport->pollHandle(), *this); // close() takes it out of the kernel's set
    m_transport->setSource(nullptr);
    if (reset)
        m_transport->abort();
    m_registry->reportClosed(*this, reason); // while the session still answers
    m_session->onClosed(reason);
    m_out.clear();
    if (m_options->peers)
        m_options->peers->leave(m_peer.address);
    m_registry->release(*this);
}

// ---- Introspection ----

void Connection::fill(ConnectionInfo& row) const {
    row.id = id();
    row.listener = m_options->listener;
    row.protocol = m_session->protocol();
    row.state = m_state == State::Open ? (m_overHighMark ? "slow" : m_session->state()) : "closing";
    row.transport = m_transport->kind();
    const Transport::TlsNames tls = m_transport->tlsNames();
    row.tlsVersion = tls.version;
    row.tlsSuite = tls.suite;
    row.peer = m_peer;
    const auto wallOf = [&](std::uint32_t tick) {
        return loop().now().wall - std::chrono::duration_cast<WallTime::duration>((loop().tick() - tick) *
                                                                                   loop().coarseTick());
    };
    row.opened = wallOf(m_openedTick);
    row.lastActive = wallOf(m_activeTick);
    row.bytesIn = m_bytesIn;
    row.bytesOut = m_bytesOut;
    row.requests = m_requests;
    row.queuedBytes = m_out.size();
    row.readPaused = m_readPauses != 0;
    row.slow = m_overHighMark;
    row.endedHere = m_endedHere;
}

void Connection::describe(SnapshotWriter& writer) const {
    writer.number("kept-input", m_in.size(), Unit::Bytes, FieldPriority::Detail);
    writer.number("queue-limit", m_options->queueLimit, Unit::Bytes, FieldPriority::Detail);
    m_session->describe(writer);
}

} // namespace burrow
