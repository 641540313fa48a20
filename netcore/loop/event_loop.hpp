// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/counter.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/function.hpp"
#include "netcore/base/ids.hpp"
#include "netcore/base/time.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netcore/loop/poller.hpp"
#include "netcore/loop/timer.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace burrow {

class Random;
class Log;

/// Told when work is pending or the next deadline moved outside a turn; a foreign loop then calls runOnce().
/// Thread: loop, except workPosted().
class LoopEmbedder {
public:
    virtual void deadlineMoved() = 0;
    /// Thread: any. Only needed where the poller has no native handle; post() writes a wake-up in any case.
    virtual void workPosted() = 0;

protected:
    ~LoopEmbedder() = default;
};

struct LoopOptions {
    PollerKind poller = PollerKind::Best;
    /// Bytes that one read can take at most, shared by all connections of the loop.
    std::size_t receiveScratch = 64 * 1024;
    Duration coarseTick = std::chrono::milliseconds(250);
    LoopIndex index{};
    Log* log = nullptr;       ///< null: nothing is logged
    Random* random = nullptr; ///< null: the loop makes a SystemRandom
};

/// Statistics that another thread may read at any time.
struct LoopStats {
    Counter turns, posted, timersFired, busyNanoseconds, waitNanoseconds;
    Counter accepted, acceptErrors, acceptPaused, connectionsOpen, connectionsClosed;
    Counter bytesIn, bytesOut, requests, limitHits;
};

/// The posted functions of a loop; outlives it. Thread: any.
class LoopMailbox {
public:
    LoopMailbox();
    ~LoopMailbox();
    /// False once the loop has stopped: the function is destroyed, not run.
    bool post(Function function);

private:
    friend class EventLoop;
    struct Private;
    std::unique_ptr<Private> m_private;
};

/// A PollSource's loop. Turn: 1 now() is taken · 2 due timers · 3 posted functions · 4 wait · 5 ready sources ·
/// 6 flush what was corked · 7 graveyard.
///
///     auto loop = *EventLoop::create();
///     Timer bell(*loop, [&] { loop->stop(); });
///     bell.armAfter(1s);
///     loop->run();
///
/// Thread: the one that calls run() or runOnce() first owns the loop; methods are for that thread unless marked "any".
class EventLoop {
public:
    static Result<std::unique_ptr<EventLoop>> create(LoopOptions options = {});
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Runs turns until stop().
    void run();
    /// One turn, waiting at most so long for readiness (for ever if empty; not at all if a timer or a posted function
    /// has run). Misuse from inside a turn.
    Result<void> runOnce(std::optional<Duration> atMost);
    bool isInsideTurn() const noexcept { return m_insideTurn; }

    /// Time of this turn; outside a turn the time is read anew.
    const Now& now() noexcept;
    /// Coarse ticks since the loop was made; the unit of WheelEntry.
    std::uint32_t tick() const noexcept { return m_tick; }
    std::uint32_t tickAt(TimePoint due) const noexcept;
    Duration coarseTick() const noexcept { return m_options.coarseTick; }

    MutableBytes receiveScratch() noexcept { return {m_receiveScratch.get(), m_options.receiveScratch}; }
    /// A second scratch of the same size: TLS reads cipher text here and decrypts into receiveScratch().
    MutableBytes cipherScratch() noexcept;
    /// IMF-fixdate of this second ("Sun, 06 Nov 1994 08:49:37 GMT", RFC 9110 §5.6.7); 29 bytes.
    std::string_view httpDate() noexcept;

    Poller& poller() noexcept { return *m_poller; }
    BlockPool& blocks() noexcept { return m_blocks; }
    Random& random() noexcept { return *m_random; }
    Log* log() const noexcept { return m_options.log; }
    LoopIndex index() const noexcept { return m_options.index; }
    LoopStats& stats() noexcept { return m_stats; }
    const LoopStats& stats() const noexcept { return m_stats; }

    /// Puts or moves an entry to a coarse tick.
    void armWheel(WheelEntry& entry, std::uint32_t dueTick) noexcept;

    /// Keeps an object alive until the end of the turn, so that frames below may still return into it.
    template <class T>
    void buryLater(std::unique_ptr<T> object) {
        if (object)
            bury({object.release(), [](void* pointer) noexcept { delete static_cast<T*>(pointer); }});
    }
    /// Runs the function once before this turn ends (step 6), or at once in the next turn if called outside one.
    /// Destroying the object takes it out.
    class EndOfTurn {
    public:
        virtual void onEndOfTurn() = 0;

    protected:
        ~EndOfTurn();

    private:
        friend class EventLoop;
        EndOfTurn* m_nextAtEnd = nullptr;
        EndOfTurn* m_previousAtEnd = nullptr;
    };
    void callAtEndOfTurn(EndOfTurn& object) noexcept;

    void setEmbedder(LoopEmbedder* embedder) noexcept;
    /// When the next turn is needed though no descriptor is ready; empty: not by itself.
    std::optional<TimePoint> nextDeadline() const noexcept;

    /// True on the owning thread, or when no thread owns the loop yet.
    bool isOwnThread() const noexcept;

    // ---- Thread: any ----
    /// False after stop(): the function is destroyed, not run.
    bool post(Function function);
    /// Outlives the loop: post() through it gives false once the loop is gone.
    const std::shared_ptr<LoopMailbox>& mailbox() const noexcept { return m_mailbox; }
    /// The current run() ends after its turn; what was posted before is run. Idempotent, async-signal-safe.
    void stop() noexcept;
    bool isStopped() const noexcept { return m_stopped.load(std::memory_order_acquire); }

private:
    friend class Timer;
    struct Burial {
        void* object;
        void (*destroy)(void*) noexcept;
    };
    struct Private;

    explicit EventLoop(LoopOptions options);
    void bury(Burial burial);
    bool runTimers(); ///< true if something ran
    bool runPosted();
    bool runEndOfTurn();
    void emptyGraveyard();
    std::optional<Duration> waitTime(std::optional<Duration> atMost) const noexcept;
    void advanceTick() noexcept;
    void readClock() noexcept;

    LoopOptions m_options;
    BlockPool m_blocks;
    LoopStats m_stats;
    std::unique_ptr<Poller> m_poller;
    std::unique_ptr<Private> m_private;
    std::shared_ptr<LoopMailbox> m_mailbox;
    std::unique_ptr<std::byte[]> m_receiveScratch, m_cipherScratch;
    Random* m_random = nullptr;
    LoopEmbedder* m_embedder = nullptr;
    Now m_now;
    TimePoint m_start;
    TimePoint m_lastWake{}; ///< end of the last wait
    TimePoint m_wallDue{};  ///< when the wall's clock is read again
    std::uint32_t m_tick = 0;
    bool m_insideTurn = false;
    struct EndOfTurnHead final : EndOfTurn {
        void onEndOfTurn() override {}
    } m_endOfTurnHead; ///< doubly linked: an object may die while it is queued
    std::int64_t m_dateSecond = -1;
    char m_date[30] = {};
    std::atomic<bool> m_stopped{false};
    std::atomic<std::thread::id> m_owner{};
};

} // namespace burrow
