// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/loop/event_loop.hpp"

#include "netcore/base/random.hpp"
#include "netcore/loop/event_loop_private.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <ctime>
#include <string_view>
#include <sys/eventfd.h>
#include <unistd.h>

namespace burrow {

LoopMailbox::LoopMailbox() : m_private(std::make_unique<Private>()) {}
LoopMailbox::~LoopMailbox() = default;

void LoopMailbox::Private::writeWake() noexcept {
    if (waking.exchange(true, std::memory_order_acq_rel))
        return; // one wake-up serves all functions posted before it is seen
    const std::uint64_t one = 1;
    while (::write(wake.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
    if (LoopEmbedder* to = embedder.load(std::memory_order_acquire))
        to->workPosted();
}

bool LoopMailbox::post(Function function) {
    {
        std::lock_guard guard(m_private->guardsQueue);
        if (m_private->closed)
            return false;
        m_private->queue.push_back(std::move(function));
    }
    m_private->writeWake();
    return true;
}

EventLoop::EndOfTurn::~EndOfTurn() {
    if (m_previousAtEnd) {
        m_previousAtEnd->m_nextAtEnd = m_nextAtEnd;
        if (m_nextAtEnd)
            m_nextAtEnd->m_previousAtEnd = m_previousAtEnd;
    }
}

void EventLoop::Private::onReady(Ready) {
    std::uint64_t count = 0;
    while (::read(loop.m_mailbox->m_private->wake.get(), &count, sizeof count) < 0 && errno == EINTR) {
    }
    loop.m_mailbox->m_private->waking.store(false, std::memory_order_release);
    // Here too: whoever saw `waking` set did not write, and an embedder may not come back for another turn.
    loop.runPosted();
}

EventLoop::EventLoop(LoopOptions options)
    : m_options(options), m_now(Now::read()), m_start(m_now.steady) {}

Result<std::unique_ptr<EventLoop>> EventLoop::create(LoopOptions options) {
    std::unique_ptr<EventLoop> loop(new EventLoop(options));
    BURROW_TRY(loop->m_poller, Poller::create(options.poller));
    loop->m_private = std::make_unique<Private>(*loop);
    loop->m_mailbox = std::make_shared<LoopMailbox>();
    LoopMailbox::Private& mail = *loop->m_mailbox->m_private;
    mail.wake = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!mail.wake)
        return fail(Error::fromErrno(errno, "eventfd"));
    if (auto added = loop->m_poller->add(mail.wake.get(), {.read = true}, *loop->m_private); !added)
        return fail(std::move(added.error()));
    loop->m_receiveScratch = std::make_unique_for_overwrite<std::byte[]>(options.receiveScratch);
    if (options.random) {
        loop->m_random = options.random;
    } else {
        loop->m_private->ownRandom = std::make_unique<SystemRandom>();
        loop->m_random = loop->m_private->ownRandom.get();
    }
    return loop;
}

EventLoop::~EventLoop() {
    if (!m_mailbox)
        return;
    std::vector<Function> dropped;
    {
        std::lock_guard guard(m_mailbox->m_private->guardsQueue);
        m_mailbox->m_private->closed = true;
        m_mailbox->m_private->embedder.store(nullptr, std::memory_order_release);
        dropped.swap(m_mailbox->m_private->queue);
    }
    dropped.clear(); // destroyed, not run; outside the lock, since a destructor may post
    emptyGraveyard();
}

bool EventLoop::isOwnThread() const noexcept {
    const std::thread::id owner = m_owner.load(std::memory_order_relaxed);
    return owner == std::thread::id() || owner == std::this_thread::get_id();
}

void EventLoop::run() {
    while (!isStopped()) {
        if (!runOnce(std::nullopt))
            return;
    }
    // What was posted before stop() still runs, and the door closes behind it.
    {
        std::lock_guard guard(m_mailbox->m_private->guardsQueue);
        m_mailbox->m_private->closed = true;
        m_private->running.swap(m_mailbox->m_private->queue);
    }
    m_insideTurn = true;
    for (Function& function : m_private->running)
        function();
    m_private->running.clear();
    runEndOfTurn();
    emptyGraveyard();
    m_insideTurn = false;
}

Result<void> EventLoop::runOnce(std::optional<Duration> atMost) {
    if (m_insideTurn)
        return fail(ErrorKind::Misuse, CoreError::InsideTurn);
    m_owner.store(std::this_thread::get_id(), std::memory_order_relaxed);
    m_insideTurn = true;
    readClock();
    const TimePoint begin = m_now.steady;
    if (m_lastWake != TimePoint())
        m_stats.busyNanoseconds.add(static_cast<std::uint64_t>((begin - m_lastWake).count()));
    advanceTick();
    bool worked = runTimers();
    if (m_mailbox->m_private->waking.load(std::memory_order_acquire)) // spares the lock in a turn without posts
        worked |= runPosted();
    worked |= runEndOfTurn(); // what timers and posted functions queued must not wait for the poller

    // A turn that has done something must not block: its caller may have what it waited for.
    const Result<std::size_t> ready = m_poller->wait(worked || isStopped() ? Duration::zero() : waitTime(atMost));
    readClock();
    m_lastWake = m_now.steady; // both times are read anyway: what lies between them counts as waiting
    m_stats.waitNanoseconds.add(static_cast<std::uint64_t>((m_lastWake - begin).count()));
    if (ready && *ready != 0)
        m_poller->dispatch();
    runEndOfTurn();
    emptyGraveyard();
    m_stats.turns.add();
    m_insideTurn = false;
    if (!ready)
        return fail(ready.error());
    return {};
}

const Now& EventLoop::now() noexcept {
    if (!m_insideTurn)
        readClock();
    return m_now;
}

/// One clock a turn is enough: the wall is moved along with the steady time and looked at again every coarse tick, so
/// that a step of the wall's clock shows by then.
void EventLoop::readClock() noexcept {
    const TimePoint steady = Clock::now();
    if (steady >= m_wallDue) {
        m_now = Now::read();
        m_wallDue = m_now.steady + m_options.coarseTick;
        return;
    }
    m_now.wall += std::chrono::duration_cast<WallTime::duration>(steady - m_now.steady);
    m_now.steady = steady;
}

std::uint32_t EventLoop::tickAt(TimePoint due) const noexcept {
    if (due <= m_start)
        return 0;
    const auto ticks = (due - m_start + m_options.coarseTick - Duration(1)) / m_options.coarseTick; // never early
    return static_cast<std::uint32_t>(std::min<long long>(ticks, 0xFFFFFFFE));
}

void EventLoop::advanceTick() noexcept {
    m_tick = static_cast<std::uint32_t>((m_now.steady - m_start) / m_options.coarseTick);
}

void EventLoop::armWheel(WheelEntry& entry, std::uint32_t dueTick) noexcept {
    m_private->wheel.arm(entry, dueTick);
}

bool EventLoop::runTimers() {
    const std::size_t fired = m_private->wheel.advance(m_tick) + m_private->heap.fireDue(m_now.steady);
    if (fired != 0)
        m_stats.timersFired.add(fired);
    return fired != 0;
}

bool EventLoop::runPosted() {
    if (!m_private->running.empty())
        return false; // a posted function ran a nested dispatch
    {
        std::lock_guard guard(m_mailbox->m_private->guardsQueue);
        if (m_mailbox->m_private->queue.empty())
            return false;
        m_private->running.swap(m_mailbox->m_private->queue);
    }
    m_stats.posted.add(m_private->running.size());
    // Functions posted by these run in the next turn: one that posts itself does not hold the loop.
    for (Function& function : m_private->running) {
        function();
        function = nullptr;
    }
    m_private->running.clear();
    return true;
}

void EventLoop::callAtEndOfTurn(EndOfTurn& object) noexcept {
    if (object.m_previousAtEnd)
        return;
    EndOfTurn* after = m_endOfTurnHead.m_nextAtEnd;
    object.m_nextAtEnd = after;
    object.m_previousAtEnd = &m_endOfTurnHead;
    if (after)
        after->m_previousAtEnd = &object;
    m_endOfTurnHead.m_nextAtEnd = &object;
    if (!after && !m_insideTurn && m_embedder)
        m_embedder->deadlineMoved();
}

bool EventLoop::runEndOfTurn() {
    if (!m_endOfTurnHead.m_nextAtEnd)
        return false;
    // Objects that ask again while they run are queued in front; the budget leaves them to the next turn.
    for (unsigned budget = 1024; budget != 0 && m_endOfTurnHead.m_nextAtEnd; --budget) {
        EndOfTurn* object = m_endOfTurnHead.m_nextAtEnd;
        m_endOfTurnHead.m_nextAtEnd = object->m_nextAtEnd;
        if (object->m_nextAtEnd)
            object->m_nextAtEnd->m_previousAtEnd = &m_endOfTurnHead;
        object->m_nextAtEnd = object->m_previousAtEnd = nullptr;
        object->onEndOfTurn();
    }
    return true;
}

void EventLoop::bury(Burial burial) { m_private->graveyard.push_back(burial); }

void EventLoop::emptyGraveyard() {
    if (!m_private)
        return;
    while (!m_private->graveyard.empty()) { // a destructor may bury others
        m_private->burying.swap(m_private->graveyard);
        for (const Burial& burial : m_private->burying)
            burial.destroy(burial.object);
        m_private->burying.clear();
    }
}

std::optional<TimePoint> EventLoop::nextDeadline() const noexcept {
    if (m_endOfTurnHead.m_nextAtEnd || !m_private->graveyard.empty())
        return TimePoint::min();
    std::optional<TimePoint> next = m_private->heap.next();
    if (const auto tick = m_private->wheel.nextTick()) {
        const TimePoint due = m_start + *tick * m_options.coarseTick;
        if (!next || due < *next)
            next = due;
    }
    return next;
}

std::optional<Duration> EventLoop::waitTime(std::optional<Duration> atMost) const noexcept {
    const auto deadline = nextDeadline();
    if (!deadline)
        return atMost;
    const Duration left = *deadline <= m_now.steady ? Duration::zero() : *deadline - m_now.steady;
    return atMost ? std::min(*atMost, left) : left;
}

MutableBytes EventLoop::cipherScratch() noexcept {
    if (!m_cipherScratch)
        m_cipherScratch = std::make_unique_for_overwrite<std::byte[]>(m_options.receiveScratch);
    return {m_cipherScratch.get(), m_options.receiveScratch};
}

std::string_view EventLoop::httpDate() noexcept {
    const std::int64_t second = std::chrono::floor<std::chrono::seconds>(now().wall).time_since_epoch().count();
    if (second != m_dateSecond) {
        static constexpr char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const std::time_t time = second;
        std::tm parts{};
        ::gmtime_r(&time, &parts);
        char* to = m_date;
        const auto put = [&to](std::string_view text) { to = std::copy(text.begin(), text.end(), to); };
        const auto digits = [&to](int number, int count) {
            for (int place = count; place-- != 0; number /= 10)
                to[place] = static_cast<char>('0' + number % 10);
            to += count;
        };
        put(days[parts.tm_wday]), put(", "), digits(parts.tm_mday, 2), put(" "), put(months[parts.tm_mon]), put(" ");
        digits(parts.tm_year + 1900, 4), put(" "), digits(parts.tm_hour, 2), put(":"), digits(parts.tm_min, 2);
        put(":"), digits(parts.tm_sec, 2), put(" GMT");
        m_dateSecond = second;
    }
    return {m_date, 29};
}

void EventLoop::setEmbedder(LoopEmbedder* embedder) noexcept {
    m_embedder = embedder;
    m_mailbox->m_private->embedder.store(embedder, std::memory_order_release);
}

bool EventLoop::post(Function function) { return m_mailbox->post(std::move(function)); }

void EventLoop::stop() noexcept {
    m_stopped.store(true, std::memory_order_release);
    m_mailbox->m_private->writeWake();
}

} // namespace burrow
