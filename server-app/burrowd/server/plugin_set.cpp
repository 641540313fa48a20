// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/plugin_set.hpp"

#include <fmt/format.h>

namespace burrow::daemon {

namespace {
std::string pathOf(std::size_t index) { return fmt::format("plugin[{}]", index); }
} // namespace

PluginSet::PluginSet(Log& log)
    : m_log(log), m_module(log.module("plugin")),
      m_host({.hostName = "burrowd " BURROW_VERSION, .log = &log, .watch = plugin_host::PluginWatch(&log)}) {}

PluginSet::Instances PluginSet::prepare(const LoadedConfig& loaded, std::vector<Problem>& problems) {
    Instances instances;
    for (std::size_t i = 0; i < loaded.config.plugins.size(); ++i) {
        const PluginConfig& config = loaded.config.plugins[i];
        if (const auto existing = m_instances.find(config.name); existing != m_instances.end()) {
            instances.insert(*existing);
            continue;
        }
        const auto plugin = m_host.load(config.file.path);
        if (!plugin) {
            const Problem problem{loaded.at(pathOf(i) + ".file"), plugin.error().message()};
            if (!tolerate(config, problem.message, problem.at, loaded.file))
                problems.push_back(problem);
            continue;
        }
        auto instance = (*plugin)->instantiate(config.name, config.config.json);
        if (!instance) {
            const Problem problem{loaded.at(pathOf(i) + ".config"), instance.error().message()};
            if (!tolerate(config, problem.message, problem.at, loaded.file))
                problems.push_back(problem);
            continue;
        }
        instances.emplace(config.name, std::move(*instance));
    }
    return instances;
}

bool PluginSet::tolerate(const PluginConfig& config, const std::string& why, Position at, const std::string& file) {
    if (m_isStarted && !m_refused.contains(config.file.path))
        return false;
    m_refused.insert(config.file.path);
    m_log.event(m_module, LogLevel::Error, {}, "plugin.refused",
                {{"name", config.name}, {"problem", why}, {"file", file}, {"line", at.line}, {"column", at.column}});
    return true;
}

bool PluginSet::reconfigure(const LoadedConfig& loaded, std::vector<Problem>& problems) {
    std::vector<std::string> changed;
    for (std::size_t i = 0; i < loaded.config.plugins.size(); ++i) {
        const PluginConfig& config = loaded.config.plugins[i];
        const auto before = m_configs.find(config.name);
        if (before == m_configs.end() || before->second == config.config.json || !m_instances.contains(config.name))
            continue;
        if (auto configured = m_instances.at(config.name)->configure(config.config.json); !configured) {
            problems.push_back({loaded.at(pathOf(i) + ".config"), configured.error().message()});
            for (const std::string& name : changed)
                (void)m_instances.at(name)->configure(m_configs.at(name)); // it was accepted once
            return false;
        }
        changed.push_back(config.name);
    }
    return true;
}

void PluginSet::commit(Instances instances, const Config& config) {
    m_isStarted = true;
    m_instances = std::move(instances);
    m_configs.clear();
    for (const PluginConfig& plugin : config.plugins)
        m_configs[plugin.name] = plugin.config.json;
}

} // namespace burrow::daemon
