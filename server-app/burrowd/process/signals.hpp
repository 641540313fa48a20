// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/loop/event_loop.hpp"

#include <functional>
#include <initializer_list>
#include <memory>

namespace burrow::daemon {

/// Blocks signals for this thread and all that it starts, so that SignalSource alone gets them. Call it first in
/// main().
void blockSignals(std::initializer_list<int> numbers);

/// Blocked signals as calls on a loop. Thread: loop.
class SignalSource final : private PollSource {
public:
    using Handler = std::move_only_function<void(int number)>;
    static Result<std::unique_ptr<SignalSource>> create(EventLoop& loop, std::initializer_list<int> numbers,
                                                        Handler handler);
    ~SignalSource();

private:
    SignalSource(EventLoop& loop, Fd fd, Handler handler);
    void onReady(Ready ready) override;

    EventLoop& m_loop;
    Fd m_fd;
    Handler m_handler;
};

} // namespace burrow::daemon
