// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace burrow {

template <class T>
class Task;

namespace detail {

template <class T>
struct IsResult : std::false_type {};
template <class T>
struct IsResult<Result<T>> : std::true_type {};

/// What all promises share: who waits, and what was thrown.
class TaskPromiseBase {
public:
    std::suspend_always initial_suspend() const noexcept { return {}; } // lazy

    struct Finish {
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
            TaskPromiseBase& promise = ended.promise();
            promise.m_isDone = true;
            // Started by its awaiter just now: that one goes on by itself, and the stack does not grow. A symmetric
            // transfer is no tail call in GCC 12 without optimisation and would overflow in a long loop.
            if (promise.m_isStarting || !promise.m_continuation)
                return;
            promise.m_continuation.resume(); // may destroy the frame of `ended`: nothing of it is touched behind this
        }
        void await_resume() const noexcept {}
    };
    Finish final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { m_thrown = std::current_exception(); }

    std::coroutine_handle<> m_continuation;
    std::exception_ptr m_thrown;
    bool m_isStarting = false, m_isDone = false;
};

template <class T>
class TaskPromise final : public TaskPromiseBase {
public:
    Task<T> get_return_object() noexcept;
    template <class Value>
    void return_value(Value&& value) {
        m_value.emplace(std::forward<Value>(value));
    }
    T take() {
        if (m_thrown) {
            if constexpr (IsResult<T>::value)
                return std::unexpected(Error(ErrorKind::Bug, CoreError::ThrownException));
            else
                std::rethrow_exception(m_thrown);
        }
        return std::move(*m_value);
    }

private:
    std::optional<T> m_value;
};

template <>
class TaskPromise<void> final : public TaskPromiseBase {
public:
    Task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() const {
        if (m_thrown)
            std::rethrow_exception(m_thrown);
    }
};

} // namespace detail

/// A coroutine that starts when it is awaited and belongs to whoever holds it: destroying it cancels it, at whatever it
/// waits for. A throw inside a Task<Result<T>> becomes an error of kind Bug; runUntilDone() throws it on.
/// A lambda with captures must not be a coroutine: its captures die before the frame does.
/// Thread: one, that of its loop.
///
///     Task<Result<std::string>> greet(Stream& stream) {
///         BURROW_CO_TRY(std::string line, co_await stream.readLine(1000));
///         co_return "hello, " + line;
///     }
template <class T>
class [[nodiscard]] Task {
public:
    using promise_type = detail::TaskPromise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() noexcept = default;
    explicit Task(Handle handle) noexcept : m_handle(handle) {}
    Task(Task&& other) noexcept : m_handle(std::exchange(other.m_handle, {})) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            reset();
            m_handle = std::exchange(other.m_handle, {});
        }
        return *this;
    }
    ~Task() { reset(); }

    void reset() noexcept {
        if (Handle handle = std::exchange(m_handle, {}))
            handle.destroy();
    }
    explicit operator bool() const noexcept { return static_cast<bool>(m_handle); }
    bool isDone() const noexcept { return m_handle && m_handle.promise().m_isDone; }

    /// For drivers (runUntilDone, TaskScope): starts it; `then` is resumed when it ends, unless it has ended at once.
    /// True if it has.
    bool start(std::coroutine_handle<> then = {}) {
        promise_type& promise = m_handle.promise();
        promise.m_continuation = then;
        promise.m_isStarting = true;
        m_handle.resume();
        promise.m_isStarting = false;
        return promise.m_isDone;
    }
    /// Once, after its end.
    T take() { return m_handle.promise().take(); }
    std::exception_ptr thrown() const noexcept { return m_handle.promise().m_thrown; }

    auto operator co_await() && noexcept {
        struct Awaiter {
            Task task;
            bool await_ready() const noexcept { return false; }
            bool await_suspend(std::coroutine_handle<> awaiting) { return !task.start(awaiting); }
            T await_resume() { return task.take(); }
        };
        return Awaiter{std::move(*this)};
    }

private:
    Handle m_handle;
};

namespace detail {
template <class T>
Task<T> TaskPromise<T>::get_return_object() noexcept {
    return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
    return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
} // namespace detail

} // namespace burrow
