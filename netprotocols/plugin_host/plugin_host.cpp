// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_host.hpp"

#include "netprotocols/plugin_host/plugin_error.hpp"
#include "netprotocols/plugin_host/plugin_file.hpp"

#include <algorithm>

namespace burrow::plugin_host {

Result<std::shared_ptr<PluginInstance>> Plugin::instantiate(std::string name, const std::string& configJson) {
    BURROW_TRY(auto instance, PluginInstance::create(m_core, std::move(name), configJson));
    const std::lock_guard lock(m_guardsInstances);
    std::erase_if(m_instances, [](const auto& each) { return each.expired(); });
    m_instances.push_back(instance);
    return instance;
}

std::vector<std::shared_ptr<PluginInstance>> Plugin::instances() const {
    const std::lock_guard lock(m_guardsInstances);
    std::vector<std::shared_ptr<PluginInstance>> alive;
    for (const auto& each : m_instances) {
        if (auto instance = each.lock())
            alive.push_back(std::move(instance));
    }
    return alive;
}

void Plugin::describe(SnapshotWriter& writer) const {
    std::string kinds;
    for (const PluginKind kind : table().kinds())
        kinds.append(kinds.empty() ? "" : ", ").append(nameOf(kind));
    writer.text("id", table().id, FieldPriority::Headline);
    writer.text("version", table().version, FieldPriority::Headline);
    writer.text("kinds", kinds, FieldPriority::Headline);
    writer.text("file", m_file);
    writer.number("instances", instances().size());
    const std::uint64_t closed = counters().read(PluginCounters::SessionsClosed); // first: never more than were opened
    const std::uint64_t opened = counters().read(PluginCounters::SessionsOpened);
    writer.number("sessions", opened - std::min(opened, closed));
    writer.number("sessions-total", opened, Unit::Count, FieldPriority::Detail);
    writer.number("calls", counters().read(PluginCounters::Calls));
    writer.number("errors", counters().read(PluginCounters::Errors));
    writer.number("slow-calls", counters().read(PluginCounters::SlowCalls));
}

Result<Plugin*> PluginHost::load(const std::string& path) {
    for (Plugin* plugin : plugins()) {
        if (plugin->file() == path)
            return plugin;
    }
    BURROW_TRY(PluginTable table, loadPluginFile(path));
    if (const Plugin* other = find(table.id))
        return fail(pluginError(PluginError::IdTaken).about(path + ": id \"" + table.id + "\" of " + other->file()));
    const std::lock_guard lock(m_guardsPlugins);
    auto core = std::make_shared<PluginCore>();
    core->table = std::move(table);
    core->services = m_services;
    m_plugins.push_back(std::unique_ptr<Plugin>(new Plugin(path, std::move(core))));
    return m_plugins.back().get();
}

Plugin* PluginHost::find(std::string_view id) const {
    const std::lock_guard lock(m_guardsPlugins);
    const auto found = std::ranges::find_if(m_plugins, [id](const auto& plugin) { return plugin->table().id == id; });
    return found == m_plugins.end() ? nullptr : found->get();
}

std::vector<Plugin*> PluginHost::plugins() const {
    const std::lock_guard lock(m_guardsPlugins);
    std::vector<Plugin*> all;
    for (const auto& plugin : m_plugins)
        all.push_back(plugin.get());
    return all;
}

} // namespace burrow::plugin_host
