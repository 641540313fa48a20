// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/base/function.hpp"
#include "netcore/loop/poller.hpp"
#include "netcore/loop/timer.hpp"

#include <functional>
#include <memory>

namespace burrow {

class EventLoop;

/// Tells when interfaces, their addresses or routes have changed; listInterfaces() then gives the new state.
/// A plugged cable causes a dozen messages: they are joined into one call. Destroying it ends the watch. Thread: loop.
///
///     BURROW_TRY(m_watcher, InterfaceWatcher::start(loop, [this] { refresh(); }));
class InterfaceWatcher final : private PollSource {
public:
    static Result<std::unique_ptr<InterfaceWatcher>> start(EventLoop& loop, std::move_only_function<void()> onChange);
    ~InterfaceWatcher();

private:
    InterfaceWatcher(EventLoop& loop, Fd fd, std::move_only_function<void()> onChange);
    void onReady(Ready ready) override;

    EventLoop& m_loop;
    Fd m_fd;
    std::move_only_function<void()> m_onChange;
    Timer m_settled;
};

} // namespace burrow
