// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/function.hpp"
#include "netcore/base/time.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace burrow {

struct WorkerPoolOptions {
    unsigned threads = 4;      ///< at most so many; each is started when a job would have to wait
    std::size_t waiting = 256; ///< jobs that may wait; a peer that makes us ask names can't grow memory beyond
    std::string name = "burrow-work";
    /// How long destruction waits for jobs that run. Then their threads go on alone, so that a name server that does not
    /// answer can't keep a program from ending.
    Duration patience = std::chrono::milliseconds(200);
};

/// A few threads for what would block a loop: getaddrinfo, cold files, password hashes. A job must own all that it
/// touches, since it may outlive the pool, and comes back by posting to a LoopMailbox.
/// Thread: any; destruction by one.
class WorkerPool {
public:
    explicit WorkerPool(WorkerPoolOptions options = {});
    /// Jobs that have not begun are destroyed, not run.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False if too many wait or no thread could be started: the job is destroyed, not run.
    bool submit(Function job);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
    Duration m_patience;
};

} // namespace burrow
