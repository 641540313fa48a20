// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/base/random.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netcore/loop/timer_wheel.hpp"

#include <mutex>
#include <vector>

namespace burrow {

struct LoopMailbox::Private {
    std::mutex guardsQueue;
    std::vector<Function> queue; ///< under guardsQueue
    bool closed = false;         ///< under guardsQueue
    Fd wake;                     ///< eventfd; closed with the mailbox only, so that stop() may write at any time
    std::atomic<bool> waking{false};
    std::atomic<LoopEmbedder*> embedder{nullptr};

    void writeWake() noexcept;
};

struct EventLoop::Private final : PollSource {
    explicit Private(EventLoop& owner) : loop(owner) {}
    void onReady(Ready ready) override;

    EventLoop& loop;
    TimerWheel wheel;
    TimerHeap heap;
    std::vector<Function> running; ///< swapped with the mailbox's queue, keeps its capacity
    std::vector<Burial> graveyard, burying;
    std::unique_ptr<Random> ownRandom;
};

} // namespace burrow
