// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/plugin_host/plugin_instance.hpp"
#include "netprotocols/plugin_host/plugin_table.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::plugin_host {

/// A loaded plugin, for the life of the process; a row of the monitor's topic "plugins".
/// Thread: any; instantiate() one call at a time.
class Plugin final : public Describable {
public:
    const PluginTable& table() const noexcept { return m_core->table; }
    const std::string& file() const noexcept { return m_file; }
    const PluginCounters& counters() const noexcept { return m_core->counters; }
    /// `name` stands in log lines and the monitor; `configJson` is one object.
    Result<std::shared_ptr<PluginInstance>> instantiate(std::string name, const std::string& configJson);
    /// Those that somebody still holds.
    std::vector<std::shared_ptr<PluginInstance>> instances() const;
    /// id, version, kinds, file, instances, sessions, calls, errors, slow-calls.
    void describe(SnapshotWriter& writer) const override;

private:
    friend class PluginHost;
    Plugin(std::string file, std::shared_ptr<const PluginCore> core)
        : m_file(std::move(file)), m_core(std::move(core)) {}

    const std::string m_file;
    const std::shared_ptr<const PluginCore> m_core;
    mutable std::mutex m_guardsInstances;
    std::vector<std::weak_ptr<PluginInstance>> m_instances;
};

/// The plugins of a program. Instances and sessions may outlive it; the log may not die before them.
///
///     PluginHost host({.hostName = "burrowd 0.1.0", .log = &log, .watch = PluginWatch(&log)});
///     Plugin* finger = *host.load("plugins/finger.so");
///     auto instance = *finger->instantiate("finger", R"({"users": "/etc/passwd"})");
///     group->listen(endpoint, {.name = "finger"}, *makeStreamFactory(instance));
///
/// Thread: load() one call at a time; the rest any.
class PluginHost {
public:
    explicit PluginHost(PluginServices services)
        : m_services(std::make_shared<const PluginServices>(std::move(services))) {}
    PluginHost(const PluginHost&) = delete;
    PluginHost& operator=(const PluginHost&) = delete;

    /// Loads a file, or gives the plugin that came from the same path before. Error: as loadPluginFile(), or IdTaken.
    Result<Plugin*> load(const std::string& path);
    Plugin* find(std::string_view id) const;
    std::vector<Plugin*> plugins() const;
    const PluginServices& services() const noexcept { return *m_services; }

private:
    const std::shared_ptr<const PluginServices> m_services;
    mutable std::mutex m_guardsPlugins;
    std::vector<std::unique_ptr<Plugin>> m_plugins;
};

} // namespace burrow::plugin_host
