// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/coro/task.hpp"
#include "netcore/loop/event_loop.hpp"

#include <list>
#include <optional>

namespace burrow {

/// Runs tasks beside each other and owns them: the destructor cancels what has not ended. There is no detach().
/// The first error is kept; the others go on. Thread: loop.
class TaskScope {
public:
    explicit TaskScope(EventLoop& loop) noexcept : m_loop(loop) {}
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;
    ~TaskScope();

    void spawn(Task<Result<void>> task);
    std::size_t running() const noexcept { return m_running; }
    /// Ends when no task is left; gives the first error.
    Task<Result<void>> wait();
    void cancel();

private:
    struct Child;
    Task<void> run(Child& child, Task<Result<void>> task);
    void ended(Child& child);

    EventLoop& m_loop;
    std::list<Child> m_children;
    std::size_t m_running = 0;
    std::optional<Error> m_firstError;
    std::coroutine_handle<> m_waiter;
};

struct TaskScope::Child {
    Task<void> driver;
    std::list<Child>::iterator self;
};

/// Ends after the delay. Destroying the awaiting task disarms it.
class SleepFor {
public:
    SleepFor(EventLoop& loop, Duration delay) : m_timer(loop, [this] { m_awaiting.resume(); }), m_delay(delay) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
        m_awaiting = awaiting;
        m_timer.armAfter(m_delay);
    }
    void await_resume() const noexcept {}

private:
    Timer m_timer;
    Duration m_delay;
    std::coroutine_handle<> m_awaiting;
};
inline SleepFor sleepFor(EventLoop& loop, Duration delay) { return {loop, delay}; }

/// Runs a task; if it has not ended in time, cancels it and gives Timeout.
template <class T>
class WithTimeout {
public:
    WithTimeout(EventLoop& loop, Task<Result<T>> task, Duration atMost)
        : m_task(std::move(task)), m_timer(loop, [this] {
              m_task.reset(); // it waits for something: cancel it there
              m_awaiting.resume();
          }),
          m_atMost(atMost) {}
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) {
        m_awaiting = awaiting;
        m_timer.armAfter(m_atMost);
        return !m_task.start(awaiting);
    }
    Result<T> await_resume() {
        if (!m_task)
            return std::unexpected(Error(ErrorKind::Timeout, CoreError::TimedOut));
        return m_task.take();
    }

private:
    Task<Result<T>> m_task;
    Timer m_timer;
    Duration m_atMost;
    std::coroutine_handle<> m_awaiting;
};
template <class T>
WithTimeout<T> withTimeout(EventLoop& loop, Task<Result<T>> task, Duration atMost) {
    return {loop, std::move(task), atMost};
}

/// Turns the loop until the task has ended, and gives its result; throws on what it threw.
template <class T>
Result<T> runUntilDone(EventLoop& loop, Task<Result<T>> task) {
    task.start();
    while (!task.isDone()) {
        if (auto turn = loop.runOnce(std::nullopt); !turn)
            return std::unexpected(turn.error());
    }
    if (task.thrown())
        std::rethrow_exception(task.thrown());
    return task.take();
}

} // namespace burrow
