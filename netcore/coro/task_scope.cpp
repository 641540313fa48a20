// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/coro/task_scope.hpp"

namespace burrow {

TaskScope::~TaskScope() { cancel(); }

void TaskScope::cancel() {
    m_children.clear();
    m_running = 0;
}

Task<void> TaskScope::run(Child& child, Task<Result<void>> task) {
    Result<void> result = co_await std::move(task);
    if (!result && !m_firstError)
        m_firstError = std::move(result.error());
    ended(child);
}

void TaskScope::spawn(Task<Result<void>> task) {
    m_children.emplace_back();
    Child& child = m_children.back();
    child.self = std::prev(m_children.end());
    child.driver = run(child, std::move(task));
    ++m_running;
    child.driver.start();
}

/// Called from inside the child's own frame: the frame is freed when the turn ends.
void TaskScope::ended(Child& child) {
    --m_running;
    m_loop.buryLater(std::make_unique<Task<void>>(std::move(child.driver)));
    m_children.erase(child.self);
    if (m_running == 0 && m_waiter)
        std::exchange(m_waiter, {}).resume();
}

Task<Result<void>> TaskScope::wait() {
    struct Awaiter {
        TaskScope& scope;
        bool await_ready() const noexcept { return scope.m_running == 0; }
        void await_suspend(std::coroutine_handle<> awaiting) const noexcept { scope.m_waiter = awaiting; }
        void await_resume() const noexcept {}
        ~Awaiter() { scope.m_waiter = {}; }
    };
    co_await Awaiter{*this};
    if (m_firstError)
        co_return std::unexpected(*m_firstError);
    co_return Result<void>{};
}

} // namespace burrow
