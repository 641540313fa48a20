// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/loop/event_loop.hpp"
#include "netcore/transport/transport.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <unistd.h>

namespace burrow {
namespace {

class MemoryEnd;

/// One direction of the pair.
struct Channel {
    std::string bytes; ///< written and not yet read
    bool ended = false; ///< the writer ended in order
    bool gone = false;  ///< the reader is closed: a write fails, as with a socket
};

struct SharedPair {
    Channel towards[2];
    MemoryEnd* ends[2] = {nullptr, nullptr};
    FaultPlan* plan = nullptr;
    std::size_t capacity = 0;

    /// Counts an operation; true if it is the disturbed one.
    bool isFault() {
        if (!plan)
            return false;
        ++plan->operations;
        return plan->atOperation != 0 && plan->operations == plan->atOperation;
    }
};

class MemoryEnd final : public Transport, private EventLoop::EndOfTurn {
public:
    MemoryEnd(EventLoop& loop, std::shared_ptr<SharedPair> pair, int side)
        : m_loop(loop), m_pair(std::move(pair)), m_side(side) {
        m_pair->ends[side] = this;
    }
    ~MemoryEnd() {
        m_pair->ends[m_side] = nullptr;
        if (!m_aborted)
            outgoing().ended = true;
        incoming().bytes.clear();
        incoming().gone = true;
        wakePeer();
    }

    Result<IoStep> read(MutableBytes into) override {
        if (m_pair->isFault()) {
            if (const auto step = disturb())
                return *step;
            return fail(Error::fromErrno(ECONNRESET));
        }
        if (outgoing().gone && incoming().bytes.empty() && !incoming().ended)
            return fail(Error::fromErrno(ECONNRESET));
        std::string& bytes = incoming().bytes;
        if (bytes.empty())
            return incoming().ended ? IoStep{.eof = true} : IoStep{.blocked = true};
        std::size_t part = std::min(into.size(), bytes.size());
        if (m_pair->plan && m_pair->plan->readAtMost != 0)
            part = std::min(part, m_pair->plan->readAtMost);
        std::memcpy(into.data(), bytes.data(), part);
        bytes.erase(0, part);
        wakePeer();
        wakeSelf();
        return IoStep{.bytes = part};
    }

    Result<IoStep> write(OutputQueue& from) override {
        if (from.empty())
            return IoStep{};
        if (m_pair->isFault()) {
            if (const auto step = disturb())
                return *step;
            return fail(Error::fromErrno(EPIPE));
        }
        if (outgoing().gone || outgoing().ended)
            return fail(Error::fromErrno(EPIPE));
        IoStep step;
        while (!from.empty()) {
            std::size_t room = m_pair->capacity - std::min(m_pair->capacity, outgoing().bytes.size());
            if (m_pair->plan && m_pair->plan->writeAtMost != 0)
                room = std::min(room, m_pair->plan->writeAtMost - std::min(m_pair->plan->writeAtMost, step.bytes));
            if (room == 0) {
                step.blocked = true;
                break;
            }
            const std::size_t part = take(from, room);
            if (part == 0)
                return fail(Error(ErrorKind::Truncated, CoreError::Truncated).about("file shorter than announced"));
            from.consume(part);
            step.bytes += part;
        }
        wakePeer();
        wakeSelf();
        return step;
    }

    void shutdownWrite() override {
        outgoing().ended = true;
        wakePeer();
    }
    void abort() noexcept override {
        outgoing().bytes.clear();
        outgoing().ended = false;
        m_aborted = true;
    }
    Interest interest(bool wantRead, bool wantWrite) const override { return {wantRead, wantWrite}; }
    int pollHandle() const noexcept override { return -1; }
    TransportInfo info() const override { return {.kind = TransportKind::Memory, .local = {}, .peer = {}}; }
    TransportKind kind() const noexcept override { return TransportKind::Memory; }
    void setSource(PollSource* source) noexcept override {
        m_source = source;
        wakeSelf();
    }
    void setInterest(Interest interest) noexcept override {
        m_interest = interest;
        wakeSelf();
    }

private:
    Channel& outgoing() const noexcept { return m_pair->towards[1 - m_side]; }
    Channel& incoming() const noexcept { return m_pair->towards[m_side]; }

    std::optional<IoStep> disturb() {
        switch (m_pair->plan->action) {
        case FaultPlan::Action::Fail: return std::nullopt;
        case FaultPlan::Action::Cut:
            for (Channel& channel : m_pair->towards)
                channel.ended = true;
            wakePeer();
            return IoStep{.eof = true};
        case FaultPlan::Action::Block:
            wakeSelf();
            return IoStep{.blocked = true};
        }
        return std::nullopt;
    }

    std::size_t take(const OutputQueue& from, std::size_t room) {
        if (const OutputQueue::FileRange range = from.frontFile(); range.file) {
            std::string piece(std::min<std::uint64_t>(range.size, std::min<std::size_t>(room, 64 * 1024)), '\0');
            const ssize_t got =
                ::pread(range.file->fd.get(), piece.data(), piece.size(), static_cast<::off_t>(range.offset));
            if (got <= 0)
                return 0;
            outgoing().bytes.append(piece, 0, static_cast<std::size_t>(got));
            return static_cast<std::size_t>(got);
        }
        const Bytes front = from.front();
        const std::size_t part = std::min(front.size(), room);
        outgoing().bytes.append(reinterpret_cast<const char*>(front.data()), part);
        return part;
    }

    Ready ready() const noexcept {
        const bool hangup = outgoing().gone && !incoming().ended;
        return {.read = m_interest.read && (!incoming().bytes.empty() || incoming().ended),
                .write = m_interest.write && outgoing().bytes.size() < m_pair->capacity,
                .hangup = hangup};
    }
    void wakeSelf() noexcept {
        if (m_source)
            m_loop.callAtEndOfTurn(*this);
    }
    void wakePeer() noexcept {
        if (MemoryEnd* peer = m_pair->ends[1 - m_side])
            peer->wakeSelf();
    }
    void onEndOfTurn() override {
        const Ready now = ready();
        if (!m_source || (!now.read && !now.write && !now.hangup))
            return;
        m_source->onReady(now);
    }

    EventLoop& m_loop;
    std::shared_ptr<SharedPair> m_pair;
    int m_side;
    PollSource* m_source = nullptr;
    Interest m_interest{};
    bool m_aborted = false;
};

} // namespace

MemoryPair makeMemoryPair(EventLoop& loop, FaultPlan* plan, std::size_t capacity) {
    auto shared = std::make_shared<SharedPair>();
    shared->plan = plan;
    shared->capacity = capacity;
    return {std::make_unique<MemoryEnd>(loop, shared, 0), std::make_unique<MemoryEnd>(loop, shared, 1)};
}

} // namespace burrow
