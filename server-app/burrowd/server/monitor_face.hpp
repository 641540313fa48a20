// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/publisher.hpp"
#include "server-app/burrowd/config/config.hpp"
#include "server-app/burrowd/server/plugin_set.hpp"
#include "server-app/burrowd/server/port_set.hpp"

#include <memory>
#include <string>
#include <vector>

namespace burrow::daemon {

/// What burrow-monitor and burrowctl see of the daemon. Thread: one; the group, the log and the plugins outlive it.
class MonitorFace {
public:
    /// A daemon whose monitor socket cannot be made serves all the same: then this gives a log line and an empty face.
    MonitorFace(LoopGroup& group, Log& log, const MonitorConfig& config, std::string instance,
                std::function<void(Duration)> drain);

    /// One row per port and plugin. The ports must stay until hide() or the next show().
    void show(const PortSet& ports, const PluginSet& plugins, std::string configFile);
    void hide() { m_rows.clear(); }

private:
    std::unique_ptr<monitor::Publisher> m_publisher;
    std::vector<monitor::Publisher::Registration> m_rows;
};

} // namespace burrow::daemon
