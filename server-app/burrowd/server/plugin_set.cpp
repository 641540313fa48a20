// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/plugin_set.hpp"

#include <fmt/format.h>

namespace burrow::daemon {

namespace {
std::string pathOf(std::size_t index) { return fmt::format("plugin[{}]", index); }
} // namespace

PluginSet::PluginSet(Log&) {}
PluginSet::Instances PluginSet::prepare(const LoadedConfig& loaded, std::vector<Problem>& problems) {
    for (std::size_t i = 0; i < loaded.config.plugins.size(); ++i)
        problems.push_back({loaded.at(pathOf(i)), "this build cannot load plugins yet"});
    return {};
}
bool PluginSet::reconfigure(const LoadedConfig&, std::vector<Problem>&) { return true; }

void PluginSet::commit(Instances instances, const Config& config) {
    m_instances = std::move(instances);
    m_configs.clear();
    for (const PluginConfig& plugin : config.plugins)
        m_configs[plugin.name] = plugin.config.json;
}

} // namespace burrow::daemon
