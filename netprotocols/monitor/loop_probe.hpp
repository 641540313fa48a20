// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/connection/registry.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace burrow::monitor {

/// Copies the rows of one loop when asked: 1 024 per turn, so that a loop with many connections goes on serving, and
/// nothing at all unless asked. Between two copies it notes what was closed. Thread: request() and onBatch on the
/// collector's; the rest on the watched loop. Owned by shared_ptr: a function in flight keeps it.
class LoopProbe final : public RegistryObserver, public std::enable_shared_from_this<LoopProbe> {
public:
    static constexpr std::size_t rowsPerTurn = 1024;
    static constexpr std::size_t keptClosed = 1024; ///< between two copies; more are counted as lost

    struct Closed {
        ConnectionInfo last;
        Error why;
        WallTime when;
    };
    struct Batch {
        std::vector<ConnectionInfo> rows; ///< `count` of them are filled
        std::size_t count = 0;
        std::vector<Closed> closed;
        std::uint64_t closedLost = 0;
        bool isLast = false; ///< of the round
        Duration lag{};      ///< from the request to its first turn
    };
    using OnBatch = std::function<void(Batch&)>;

    /// `onBatch` is called through `home`; dropped once that loop has stopped.
    LoopProbe(LoopSlot slot, std::shared_ptr<LoopMailbox> home, OnBatch onBatch);

    /// Starts a round; its last batch has isLast. False: the loop has stopped.
    bool request();
    /// A round that only measures the lag.
    bool requestLag();
    /// No row is observed any more. Call before the probe is let go.
    void detach();

private:
    void onClosed(const ConnectionInfo& last, const Error& why) override;
    void copy(std::size_t cursor, Duration lag);
    void deliver(std::unique_ptr<Batch> batch);

    LoopSlot m_slot;
    std::shared_ptr<LoopMailbox> m_home;
    OnBatch m_onBatch;
    std::unique_ptr<Batch> m_spare; ///< on the watched loop: comes back from the collector, so that nothing is allocated
    std::vector<Closed> m_closed;
    std::uint64_t m_closedLost = 0;
    bool m_observing = false;
};

} // namespace burrow::monitor
