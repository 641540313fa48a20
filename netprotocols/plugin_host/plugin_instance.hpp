// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/ids.hpp"
#include "netcore/base/time.hpp"
#include "netcore/connection/describe.hpp"
#include "netcore/log/log.hpp"
#include "netprotocols/plugin_host/plugin_table.hpp"
#include "netprotocols/plugin_host/plugin_watch.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace burrow {
class EventLoop;
class Transport;
}

namespace burrow::plugin_host {

class StreamSession;

using ConnectDone = std::move_only_function<void(Result<std::unique_ptr<Transport>>)>;
/// Makes outbound connections for plugins. `done` runs once on the loop's thread, now or later, unless the handle that
/// this gives is destroyed before: that cancels. A null handle: it cannot be canceled any more.
using ConnectFunction = std::function<std::shared_ptr<void>(EventLoop& loop, const std::string& target,
                                                            Duration within, ConnectDone done)>;

/// What a program gives its plugins. Log and what `connect` uses outlive all loops.
struct PluginServices {
    std::string hostName = "burrow"; ///< "burrowd 0.1.0"
    Log* log = nullptr;              ///< null: nothing is logged
    PluginWatch watch{nullptr};
    ConnectFunction connect;         ///< empty: plugins make no connections
    /// A session whose plugin sets no timeout of its own is closed when nothing arrived for so long. nginx and HAProxy
    /// give idle TCP peers 10 and 1 minutes.
    Duration idleLimit = std::chrono::minutes(5);
};

/// Sums over all threads; each thread mostly has a stripe of its own, so that loops do not fight for a cache line.
/// Thread: any.
class PluginCounters {
public:
    enum Name : unsigned { Calls, Errors, SlowCalls, SessionsOpened, SessionsClosed, nameCount };
    void add(Name name, LoopIndex loop = {}) noexcept {
        m_stripes[toNumber(loop) % m_stripes.size()].values[name].fetch_add(1, std::memory_order_relaxed);
    }
    std::uint64_t read(Name name) const noexcept {
        std::uint64_t sum = 0;
        for (const Stripe& stripe : m_stripes)
            sum += stripe.values[name].load(std::memory_order_relaxed);
        return sum;
    }

private:
    struct alignas(64) Stripe {
        std::array<std::atomic<std::uint64_t>, nameCount> values{};
    };
    std::array<Stripe, 16> m_stripes;
};

/// What a plugin's instances share; lives as long as the last of them, so that the order of death does not matter.
struct PluginCore {
    PluginTable table;
    std::shared_ptr<const PluginServices> services;
    mutable PluginCounters counters;
};

/// A plugin at work with one configuration. Sessions, exchanges and sinks keep it alive; the last one destroys it.
/// Thread: any, except configure() and describe(): control.
class PluginInstance {
public:
    /// Calls instance_create. Error: InstanceRefused with the plugin's reason.
    static Result<std::shared_ptr<PluginInstance>> create(std::shared_ptr<const PluginCore> core, std::string name,
                                                          const std::string& configJson);
    ~PluginInstance();
    PluginInstance(const PluginInstance&) = delete;
    PluginInstance& operator=(const PluginInstance&) = delete;

    /// Error: ReloadUnsupported, or ReloadRefused with the plugin's reason; the old configuration stays in force.
    Result<void> configure(const std::string& configJson);
    /// The plugin's own facts about the instance.
    void describe(SnapshotWriter& writer) const;

    const std::string& name() const noexcept { return m_name; }
    const PluginTable& table() const noexcept { return m_core->table; }
    const PluginServices& services() const noexcept { return *m_core->services; }
    PluginCounters& counters() const noexcept { return m_core->counters; }
    LogModule logModule() const noexcept { return m_logModule; }
    void* handle() const noexcept { return m_handle; }
    /// The memory of the burrow_host that the plugin has.
    std::shared_ptr<const void> hostTable() const noexcept;
    void log(LogLevel level, ConnectionId id, std::string_view event, std::string_view text) const;

private:
    struct HostTable; ///< the burrow_host that the plugin sees, with the way back to here
    friend struct HostTable;
    friend const PluginInstance& instanceOf(const burrow_host* host) noexcept;
    PluginInstance(std::shared_ptr<const PluginCore> core, std::string name);

    const std::shared_ptr<const PluginCore> m_core;
    std::string m_name;
    LogModule m_logModule{};
    std::shared_ptr<HostTable> m_hostTable; ///< shared with the references of a plugin's threads
    void* m_handle = nullptr;
};

const PluginInstance& instanceOf(const burrow_host* host) noexcept;

/// Stands around each call of a plugin: counts it, measures it, and keeps sessions that close meanwhile until the
/// outermost call on this thread has returned, because session_close may not come inside another callback.
class CallScope {
public:
    CallScope(const PluginInstance& instance, CallPlace place, ConnectionId id = {}) noexcept;
    ~CallScope();
    CallScope(const CallScope&) = delete;
    CallScope& operator=(const CallScope&) = delete;

    /// Whether a call of any plugin runs on this thread.
    static bool isInside() noexcept;
    /// Calls session.sayClosed() when the outermost call has returned. Only if isInside().
    static void closeLater(StreamSession& session);
    static void forget(StreamSession& session) noexcept;

private:
    const PluginInstance& m_instance;
    CallPlace m_place;
    ConnectionId m_id;
    TimePoint m_begun;
};

} // namespace burrow::plugin_host
