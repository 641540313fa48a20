// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log.hpp"
#include <expected>
namespace burrow::plugin_host {
class PluginInstance;
}
#include "server-app/burrowd/config/config_loader.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace burrow::daemon {

/// The plugins of a configuration by their names. An instance lives on through reloads; its configuration changes.
/// Thread: one; instances may be used on any.
class PluginSet {
public:
    using Instances = std::map<std::string, std::shared_ptr<plugin_host::PluginInstance>, std::less<>>;

    explicit PluginSet(Log& log);

    /// Loads and makes what is new. What cannot be is a problem at the place of its name in the file.
    Instances prepare(const LoadedConfig& loaded, std::vector<Problem>& problems);
    /// Gives changed configurations to instances that stay. If one refuses, those before it get their old one back.
    bool reconfigure(const LoadedConfig& loaded, std::vector<Problem>& problems);
    void commit(Instances instances, const Config& config);

private:
    Instances m_instances;
    std::map<std::string, std::string, std::less<>> m_configs; ///< in force, by name
};

} // namespace burrow::daemon
