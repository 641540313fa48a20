// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/log/log_sink.hpp"
#include "netcore/loop/event_loop.hpp"
#include "server-app/burrowd/config/config_loader.hpp"
#include "server-app/burrowd/process/heartbeat.hpp"
#include "server-app/burrowd/process/notifier.hpp"
#include "server-app/burrowd/process/signals.hpp"
#include "server-app/burrowd/process/socket_activation.hpp"
#include "server-app/burrowd/server/access_log.hpp"
#include "server-app/burrowd/server/monitor_face.hpp"
#include "server-app/burrowd/server/plugin_set.hpp"
#include "server-app/burrowd/server/port_set.hpp"

#include <memory>
#include <string>

namespace burrow::daemon {

struct DaemonOptions {
    std::string configFile;
    std::string instance = "burrowd";
};

/// The running server: one configuration in force, and the way to the next one.
/// Thread: the main thread, whose loop has the signals and the timers; connections live on the group's loops.
class Daemon {
public:
    Daemon(DaemonOptions options, Notifier notifier, std::vector<InheritedSocket> inherited);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Everything listens when this returns true; else `problems` tells why, and nothing does.
    bool start(LoadedConfig loaded, ConfigProblems& problems);
    /// Until a drain has ended. Gives the exit status.
    int run();

private:
    bool bringIntoForce(LoadedConfig loaded, ConfigProblems& problems);
    using Sinks = std::vector<std::unique_ptr<Log::Sink>>;
    /// Empty: those in force stay.
    Sinks prepareSinks(const LoadedConfig& loaded, std::vector<Problem>& problems) const;
    void applyLog(const LogConfig& config, Sinks sinks);
    void onSignal(int number);
    void reload();
    void reportRefusal(const ConfigProblems& problems);
    void drain(Duration atMost);

    DaemonOptions m_options;
    Notifier m_notifier;
    std::vector<InheritedSocket> m_inherited;
    Log m_log;
    LogModule m_module;
    AccessLog m_access;
    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<PluginSet> m_plugins; ///< outlives the loops
    std::unique_ptr<LoopGroup> m_group;
    std::unique_ptr<PortSet> m_ports;
    std::unique_ptr<MonitorFace> m_monitor;
    std::unique_ptr<SignalSource> m_signals;
    std::unique_ptr<Heartbeat> m_heartbeat;
    LoadedConfig m_loaded; ///< in force
    bool m_isDraining = false;
};

} // namespace burrow::daemon
