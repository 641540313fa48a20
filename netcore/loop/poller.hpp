// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace burrow {

/// What a source wants to hear of. Errors and hang-ups are always reported.
struct Interest {
    bool read = false, write = false;
    friend bool operator==(Interest, Interest) = default;
};

/// What the kernel reported. `hangup`: both directions are gone (or an error is pending).
struct Ready {
    bool read = false, write = false, hangup = false;
};

/// Gets readiness. Thread: loop.
class PollSource {
public:
    virtual void onReady(Ready ready) = 0;

protected:
    ~PollSource() = default;
};

enum class PollerKind : std::uint8_t { Best, Epoll, Poll };

/// Readiness of descriptors, level-triggered. One per loop. Thread: loop.
/// After remove() no event of the current batch reaches the source.
class Poller {
public:
    /// Best is epoll on Linux.
    static Result<std::unique_ptr<Poller>> create(PollerKind kind);
    virtual ~Poller();

    virtual Result<void> add(int fd, Interest interest, PollSource& source) = 0;
    virtual Result<void> change(int fd, Interest interest, PollSource& source) = 0;
    virtual void remove(int fd, PollSource& source) noexcept = 0;
    /// The descriptor is already closed (the kernel took it out by itself): drops the events of this batch only.
    /// poll(2) finds the descriptor by number, so call it before the number can be used again.
    virtual void forget(int fd, PollSource& source) noexcept = 0;
    /// Blocks up to `atMost` (for ever if empty); gives the number of ready sources, which dispatch() then calls.
    virtual Result<std::size_t> wait(std::optional<Duration> atMost) = 0;
    virtual void dispatch() = 0;
    /// A descriptor that is readable while events wait, for embedding; poll(2) has none.
    virtual std::optional<int> nativeHandle() const noexcept = 0;
    virtual PollerKind kind() const noexcept = 0;
    struct Watched {
        int fd;
        Interest interest;
    };
    /// What a foreign loop has to wait for in place of this poller where there is no native handle; else nothing.
    virtual std::vector<Watched> watched() const { return {}; }
};

} // namespace burrow
