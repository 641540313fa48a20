// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/monitor_face.hpp"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace burrow::daemon {

namespace {

/// Root's daemon without systemd makes what RuntimeDirectory= would have made, so that watchers find it.
void makeRuntimeFolder(const std::string& instance) {
    std::error_code ignored; // what is missing shows when the socket is made, with the path
    if (::geteuid() == 0 && !std::getenv("XDG_RUNTIME_DIR"))
        std::filesystem::create_directories("/run/burrow/" + instance, ignored);
}

} // namespace

MonitorFace::MonitorFace(LoopGroup& group, Log& log, const MonitorConfig& config, std::string instance,
                         std::function<void(Duration)> drain) {
    if (!config.enabled)
        return;
    const LogModule module = log.module("monitor");
    if (config.socket == "auto")
        makeRuntimeFolder(instance);
    auto publisher = monitor::Publisher::start(group, &log,
                                               {.instance = std::move(instance),
                                                .program = "burrowd",
                                                .version = BURROW_VERSION,
                                                .socket = config.socket == "auto" ? std::string() : config.socket,
                                                .drain = std::move(drain)});
    if (!publisher) {
        log.event(module, LogLevel::Error, {}, "monitor.unavailable", {{"error", publisher.error().message()}});
        return;
    }
    m_publisher = std::move(*publisher);
    log.event(module, LogLevel::Info, {}, "monitor.open", {{"socket", m_publisher->socket()}});
}

void MonitorFace::show(const PortSet& ports, const PluginSet& plugins, std::string configFile) {
    hide();
    if (!m_publisher)
        return;
    for (const auto& port : ports.ports()) {
        const std::string_view protocol = !port->key().isHttp ? "plugin" : port->isTls() ? "https" : "http";
        m_rows.push_back(m_publisher->addListener(port->listener(), std::string(protocol)));
    }
    for (const plugin_host::Plugin* plugin : plugins.host().plugins())
        m_rows.push_back(
            m_publisher->add(monitor::Topic::Plugins, [plugin](SnapshotWriter& writer) { plugin->describe(writer); }));
    m_rows.push_back(m_publisher->add(
        monitor::Topic::Info, [file = std::move(configFile)](SnapshotWriter& writer) { writer.text("config", file); }));
}

} // namespace burrow::daemon
