// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/base/function.hpp"

#include <csignal>
#include <memory>

namespace burrow::http {

/// Catches SIGINT and SIGTERM while it lives, and restores what was set before. One at a time in a process, since
/// signal handlers are the process's. Thread: one; waker() any.
class StopSignal {
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// Blocks until a signal has come, or the waker was called, since the last wait().
    void wait();
    /// Ends a wait(); safe after this object is gone.
    Function waker() const;

private:
    std::shared_ptr<Fd> m_event;
    struct sigaction m_oldInt {}, m_oldTerm {};
};

} // namespace burrow::http
