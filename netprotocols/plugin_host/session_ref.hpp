// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/event_loop.hpp"
#include "netcore/plugin/abi.h"

#include <atomic>
#include <memory>

/// The ABI's counted reference: a plugin_host::SessionRef.
struct burrow_conn_ref {};

namespace burrow::plugin_host {

class StreamSession;

/// A session's name for other threads. Counted: the session has one share, each burrow_conn_ref another.
struct SessionRef final : burrow_conn_ref {
    SessionRef(StreamSession& owner, std::shared_ptr<LoopMailbox> loopMailbox, std::shared_ptr<const void> table)
        : session(&owner), mailbox(std::move(loopMailbox)), hostTable(std::move(table)) {}

    static SessionRef& of(burrow_conn_ref* ref) noexcept { return static_cast<SessionRef&>(*ref); }
    void add() noexcept { m_count.fetch_add(1, std::memory_order_relaxed); }
    void drop() noexcept {
        if (m_count.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete this;
    }
    /// Thread: any.
    burrow_status post(burrow_posted function, void* argument);

    StreamSession* session; ///< touched on the loop only; null when it is gone
    const std::shared_ptr<LoopMailbox> mailbox;
    const std::shared_ptr<const void> hostTable; ///< the plugin drops its share through it, perhaps as the last of all

private:
    std::atomic<std::uint32_t> m_count{1};
};

} // namespace burrow::plugin_host
