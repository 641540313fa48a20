// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/worker_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <pthread.h>
#include <signal.h>
#include <system_error>
#include <thread>
#include <vector>

namespace burrow {

/// Owned by the pool and by each of its threads.
struct WorkerPool::Shared {
    std::mutex guardsAll;
    std::condition_variable wake, ended;
    std::deque<Function> jobs;
    WorkerPoolOptions options;
    std::vector<std::thread> threads;
    unsigned running = 0; ///< threads that have not left their function
    unsigned idle = 0;
    bool closing = false;

    void work() {
        std::unique_lock lock(guardsAll);
        while (!closing) {
            if (jobs.empty()) {
                ++idle;
                wake.wait(lock);
                --idle;
                continue;
            }
            Function job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            job();
            job = nullptr; // outside the lock: a destructor may submit
            lock.lock();
        }
        --running;
        ended.notify_all();
    }
};

namespace {

/// Signals belong to the program's own threads.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept {
        ::sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    ::sigset_t m_before;
};

} // namespace

WorkerPool::WorkerPool(WorkerPoolOptions options) : m_shared(std::make_shared<Shared>()), m_patience(options.patience) {
    m_shared->options = std::move(options);
}

WorkerPool::~WorkerPool() {
    std::deque<Function> dropped;
    std::vector<std::thread> threads;
    bool allEnded = false;
    {
        std::unique_lock lock(m_shared->guardsAll);
        m_shared->closing = true;
        dropped.swap(m_shared->jobs);
        threads.swap(m_shared->threads);
        m_shared->wake.notify_all();
        allEnded = m_shared->ended.wait_for(lock, m_patience, [this] { return m_shared->running == 0; });
    }
    for (std::thread& thread : threads) {
        if (allEnded)
            thread.join();
        else
            thread.detach();
    }
}

bool WorkerPool::submit(Function job) {
    std::lock_guard lock(m_shared->guardsAll);
    Shared& shared = *m_shared;
    if (shared.closing || shared.jobs.size() >= shared.options.waiting)
        return false;
    if (shared.idle <= shared.jobs.size() && shared.running < shared.options.threads) {
        try {
            const SignalsBlocked inherited;
            shared.threads.emplace_back([keep = m_shared] { keep->work(); });
            ::pthread_setname_np(shared.threads.back().native_handle(), shared.options.name.substr(0, 15).c_str());
            ++shared.running;
        } catch (const std::system_error&) {
            if (shared.running == 0)
                return false;
        }
    }
    shared.jobs.push_back(std::move(job));
    shared.wake.notify_one();
    return true;
}

} // namespace burrow
