// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/plugin_host/plugin_host.hpp"
#include "server-app/burrowd/config/config_loader.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace burrow::daemon {

/// The plugins of a configuration by their names. An instance lives on through reloads; its configuration changes.
/// Thread: one; instances may be used on any.
class PluginSet {
public:
    using Instances = std::map<std::string, std::shared_ptr<plugin_host::PluginInstance>, std::less<>>;

    explicit PluginSet(Log& log);

    /// Loads and makes what is new. What cannot be is a problem at its place in the file; at the start it is a line in
    /// the log instead, here and in later reloads: the daemon serves the rest.
    Instances prepare(const LoadedConfig& loaded, std::vector<Problem>& problems);
    /// Gives changed configurations to instances that stay. If one refuses, those before it get their old one back.
    bool reconfigure(const LoadedConfig& loaded, std::vector<Problem>& problems);
    void commit(Instances instances, const Config& config);

    const plugin_host::PluginHost& host() const noexcept { return m_host; }

private:
    bool tolerate(const PluginConfig& config, const std::string& why, Position at, const std::string& file);

    Log& m_log;
    LogModule m_module;
    plugin_host::PluginHost m_host;
    bool m_isStarted = false;
    std::set<std::string, std::less<>> m_refused; ///< files that were refused at the start
    Instances m_instances;
    std::map<std::string, std::string, std::less<>> m_configs; ///< in force, by name
};

} // namespace burrow::daemon
