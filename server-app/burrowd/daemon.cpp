// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/daemon.hpp"

#include "server-app/burrowd/server/services.hpp"

#include <csignal>
#include <fmt/format.h>
#include <unistd.h>

namespace burrow::daemon {

Daemon::Daemon(DaemonOptions options, Notifier notifier, std::vector<InheritedSocket> inherited)
    : m_options(std::move(options)), m_notifier(std::move(notifier)), m_inherited(std::move(inherited)),
      m_module(m_log.module("burrowd")), m_access(m_log) {}

Daemon::~Daemon() {
    // Order of death: listeners, connections and loops, plugins, log.
    m_heartbeat.reset();
    m_signals.reset();
    m_monitor.reset();
    m_ports.reset();
    m_group.reset();
    m_plugins.reset();
}

bool Daemon::start(LoadedConfig loaded, ConfigProblems& problems) {
    const auto failed = [&](const Error& error) {
        problems.list.push_back({{}, error.message()});
        return false;
    };
    auto loop = EventLoop::create({.log = &m_log});
    if (!loop)
        return failed(loop.error());
    m_loop = std::move(*loop);
    auto group = LoopGroup::start({.loops = loaded.config.server.loops, .log = &m_log, .threadName = "burrowd"});
    if (!group)
        return failed(group.error());
    m_group = std::move(*group);
    m_plugins = std::make_unique<PluginSet>(m_log);
    m_ports = std::make_unique<PortSet>(*m_group, m_log, std::move(m_inherited));
    auto signals =
        SignalSource::create(*m_loop, {SIGTERM, SIGINT, SIGHUP, SIGUSR1}, [this](int number) { onSignal(number); });
    if (!signals)
        return failed(signals.error());
    m_signals = std::move(*signals);
    if (!bringIntoForce(std::move(loaded), problems))
        return false;
    m_ports->dropUnusedInherited();
    m_monitor = std::make_unique<MonitorFace>(
        *m_group, m_log, m_loaded.config.monitor, m_options.instance,
        [this, mailbox = m_loop->mailbox()](Duration atMost) { mailbox->post([this, atMost] { drain(atMost); }); });
    m_monitor->show(*m_ports, *m_plugins, m_loaded.file);
    m_log.event(m_module, LogLevel::Info, {}, "daemon.started",
                {{"version", BURROW_VERSION},
                 {"instance", m_options.instance},
                 {"pid", ::getpid()},
                 {"loops", m_group->size()},
                 {"config", m_loaded.file}});
    m_heartbeat = std::make_unique<Heartbeat>(*m_loop, *m_group, m_notifier);
    m_notifier.ready(fmt::format("{} listeners", m_ports->ports().size()));
    return true;
}

/// Build all, then change all: what can fail comes first.
bool Daemon::bringIntoForce(LoadedConfig loaded, ConfigProblems& problems) {
    problems.file = loaded.file;
    PluginSet::Instances plugins = m_plugins->prepare(loaded, problems.list);
    const auto services = ServiceBuilder(loaded, plugins, problems.list).build();
    if (!problems.list.empty())
        return false;
    std::vector<PortSet::Wanted> wanted;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const ListenerConfig& listener = loaded.config.listeners[i];
        if (!services[i])
            continue;
        services[i]->access = loaded.config.log.access ? &m_access : nullptr;
        for (const Endpoint& address : listener.address)
            wanted.push_back({{listener.name, address, listener.protocol == "http", listener.connections,
                               listener.connectionsPerPeer},
                              services[i],
                              loaded.at(fmt::format("listener[{}].address", i))});
    }
    PortSet::Prepared ports = m_ports->prepare(std::move(wanted), problems.list);
    Sinks sinks = prepareSinks(loaded, problems.list);
    if (!problems.list.empty() || !m_plugins->reconfigure(loaded, problems.list))
        return false;

    applyLog(loaded.config.log, std::move(sinks));
    if (m_monitor)
        m_monitor->hide();
    m_ports->commit(std::move(ports));
    m_plugins->commit(std::move(plugins), loaded.config);
    m_loaded = std::move(loaded);
    if (m_monitor)
        m_monitor->show(*m_ports, *m_plugins, m_loaded.file);
    return true;
}

Daemon::Sinks Daemon::prepareSinks(const LoadedConfig& loaded, std::vector<Problem>& problems) const {
    const LogConfig& config = loaded.config.log;
    const bool isFirst = m_loaded.file.empty();
    Sinks sinks;
    if (!isFirst && config.file == m_loaded.config.log.file && config.format == m_loaded.config.log.format)
        return sinks;
    if (config.file.path.empty()) {
        sinks.push_back(makeSink(config.format, STDERR_FILENO));
    } else if (auto sink = openFileSink(config.format, config.file.path)) {
        sinks.push_back(std::move(*sink));
    } else {
        problems.push_back({loaded.at("log.file"), sink.error().message()});
    }
    return sinks;
}

void Daemon::applyLog(const LogConfig& config, Sinks sinks) {
    if (!sinks.empty())
        m_log.setSinks(std::move(sinks));
    m_log.setLevel("", config.level);
    for (const auto& [module, level] : config.modules)
        m_log.setLevel(module, level);
}

int Daemon::run() {
    m_loop->run();
    m_notifier.stopping("stopped");
    m_monitor.reset();
    m_ports->closeAll();
    m_group->stop();
    m_log.event(m_module, LogLevel::Info, {}, "daemon.stopped");
    m_log.flush();
    return 0;
}

void Daemon::onSignal(int number) {
    switch (number) {
    case SIGHUP: return reload();
    case SIGUSR1:
        m_log.reopenSinks();
        m_log.flush(); // so that the next line stands in the new file
        m_log.event(m_module, LogLevel::Info, {}, "log.reopened");
        return;
    default:
        if (m_isDraining) {
            m_log.event(m_module, LogLevel::Warning, {}, "drain.cut-short", {{"signal", number}});
            return m_loop->stop();
        }
        drain(m_loaded.config.server.drainTimeout);
    }
}

void Daemon::reload() {
    m_notifier.reloading(Clock::now());
    auto loaded = loadConfig(m_options.configFile);
    ConfigProblems problems{m_options.configFile, {}};
    if (!loaded) {
        problems = std::move(loaded.error());
    } else {
        const std::vector<std::string> changed = changedKeys(m_loaded.config, loaded->config);
        const std::vector<std::string> late = keysThatNeedRestart(m_loaded.config, loaded->config);
        if (bringIntoForce(std::move(*loaded), problems)) {
            m_log.event(m_module, LogLevel::Info, {}, "reload.done",
                        {{"changed", changed.size()}, {"keys", fmt::format("{}", fmt::join(changed, " "))}});
            for (const std::string& key : late)
                m_log.event(m_module, LogLevel::Warning, {}, "reload.needs-restart", {{"key", key}});
        }
    }
    if (!problems.list.empty())
        reportRefusal(problems);
    m_notifier.ready(problems.list.empty() ? "configuration reloaded"
                                           : "reload refused, the old configuration is in force");
}

void Daemon::reportRefusal(const ConfigProblems& problems) {
    for (const Problem& problem : problems.list)
        m_log.event(m_module, LogLevel::Error, {}, "reload.refused",
                    {{"file", problems.file},
                     {"line", problem.at.line},
                     {"column", problem.at.column},
                     {"problem", problem.message}});
}

void Daemon::drain(Duration atMost) {
    if (std::exchange(m_isDraining, true))
        return;
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(atMost).count();
    m_log.event(m_module, LogLevel::Info, {}, "drain.begun", {{"at-most-ms", milliseconds}});
    m_notifier.stopping("draining");
    m_notifier.extend(atMost + std::chrono::seconds(5));
    m_monitor->hide(); // watchers still see the connections go
    m_ports->closeAll();
    m_group->drain(atMost,
                   [mailbox = m_loop->mailbox(), loop = m_loop.get()] { mailbox->post([loop] { loop->stop(); }); });
}

} // namespace burrow::daemon
