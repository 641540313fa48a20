// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/config_checks.hpp"

#include "netcore/tls/tls_context.hpp"
#include "netprotocols/http/router.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace burrow::daemon {

namespace {

/// Walks over one configuration. Thread: one at a time.
class Checks {
public:
    Checks(LoadedConfig& loaded, std::vector<Problem>& problems)
        : m_loaded(loaded), m_config(loaded.config), m_problems(problems) {}

    void run() {
        checkPlugins();
        if (m_config.listeners.empty())
            report("", "there is no [[listener]]: nobody could connect");
        for (std::size_t i = 0; i < m_config.listeners.size(); ++i)
            checkListener(i);
        checkMonitor();
    }

private:
    void report(std::string_view path, std::string message) {
        m_problems.push_back({m_loaded.at(path), std::move(message)});
    }
    void checkMonitor() {
        const std::string& socket = m_config.monitor.socket;
        if (socket != "auto" && !socket.starts_with('/'))
            report("monitor.socket", "socket must be \"auto\" or an absolute path");
    }

    void checkPlugins();
    void findPluginFile(PluginConfig& plugin, const std::string& path);
    void checkPluginName(const std::string& name, const std::string& path);
    void checkListener(std::size_t index);
    void checkAddresses(std::size_t index, const std::string& path);
    void checkTls(const TlsConfig& tls, const std::string& path);
    void checkRoutes(ListenerConfig& listener, const std::string& path);
    void checkRoute(RouteConfig& route, const std::string& path);
    void checkPattern(const RouteConfig& route, const std::string& path, http::Router& patterns);
    void checkReadable(const FilePath& file, const std::string& path);

    LoadedConfig& m_loaded;
    Config& m_config;
    std::vector<Problem>& m_problems;
};

void Checks::checkPlugins() {
    for (std::size_t i = 0; i < m_config.plugins.size(); ++i) {
        PluginConfig& plugin = m_config.plugins[i];
        const std::string path = fmt::format("plugin[{}]", i);
        for (std::size_t j = 0; j < i; ++j)
            if (!plugin.name.empty() && m_config.plugins[j].name == plugin.name)
                report(path + ".name",
                       fmt::format("a second plugin is named {}; the first is in line {}", inQuotes(plugin.name),
                                   m_loaded.at(fmt::format("plugin[{}].name", j)).line));
        if (!plugin.file.path.empty())
            findPluginFile(plugin, path + ".file");
    }
}

void Checks::findPluginFile(PluginConfig& plugin, const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::exists(plugin.file.path, ignored))
        return;
    const std::string name = std::filesystem::path(plugin.file.path).filename();
    std::vector<std::filesystem::path> folders;
    if (!m_config.server.pluginFolder.path.empty()) {
        folders.emplace_back(m_config.server.pluginFolder.path);
    } else if (const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored); !ignored) {
        folders.push_back(program.parent_path() / "../plugins");
        folders.push_back(program.parent_path() / "../lib/burrow/plugins");
    }
    std::string tried = plugin.file.path;
    for (const auto& folder : folders) {
        const std::string candidate = (folder / name).lexically_normal().string();
        if (std::filesystem::exists(candidate, ignored)) {
            plugin.file.path = candidate;
            return;
        }
        tried += ", " + candidate;
    }
    report(path, "no such file: " + tried);
}

void Checks::checkPluginName(const std::string& name, const std::string& path) {
    if (std::ranges::find(m_config.plugins, name, &PluginConfig::name) != m_config.plugins.end())
        return;
    std::vector<std::string_view> known;
    for (const PluginConfig& plugin : m_config.plugins)
        known.push_back(plugin.name);
    const std::string_view meant = closestOf(name, known);
    report(path, fmt::format("there is no [[plugin]] with the name {}{}", inQuotes(name),
                             meant.empty() ? std::string() : "; did you mean " + inQuotes(meant) + "?"));
}

void Checks::checkListener(std::size_t index) {
    ListenerConfig& listener = m_config.listeners[index];
    const std::string path = fmt::format("listener[{}]", index);
    if (listener.name.empty() && !listener.address.empty())
        listener.name = listener.address.front().toString();
    for (std::size_t j = 0; j < index; ++j)
        if (!listener.name.empty() && m_config.listeners[j].name == listener.name)
            report(path + ".name", fmt::format("a second listener is named {}", inQuotes(listener.name)));
    checkAddresses(index, path);
    if (listener.protocol.empty())
        listener.protocol = listener.plugin.empty() ? "http" : "plugin";
    if (listener.protocol == "plugin") {
        if (listener.plugin.empty())
            report(path + ".protocol", "protocol \"plugin\" needs the key plugin");
        if (!listener.routes.empty())
            report(path + ".route[0]", "routes need protocol \"http\"");
    } else if (!listener.plugin.empty()) {
        report(path + ".plugin",
               "a plugin that serves whole connections needs protocol \"plugin\"; for HTTP put it into a "
               "[[listener.route]]");
    }
    if (!listener.plugin.empty())
        checkPluginName(listener.plugin, path + ".plugin");
    if (listener.hasTls)
        checkTls(listener.tls, path + ".tls");
    if (listener.protocol == "http")
        checkRoutes(listener, path);
}

void Checks::checkAddresses(std::size_t index, const std::string& path) {
    const ListenerConfig& listener = m_config.listeners[index];
    if (listener.address.empty() && m_loaded.origins.contains(path + ".address"))
        report(path + ".address", "address is an empty list");
    for (std::size_t a = 0; a < listener.address.size(); ++a) {
        const Endpoint& address = listener.address[a];
        if (address.isIp() && address.port() == 0)
            continue; // the kernel chooses one
        for (std::size_t j = 0; j <= index; ++j) {
            const auto& others = m_config.listeners[j].address;
            const std::size_t count = j == index ? a : others.size();
            for (std::size_t b = 0; b < count; ++b)
                if (others[b] == address)
                    report(path + ".address",
                           fmt::format("{} is used twice{}", address.toString(),
                                       j == index ? std::string()
                                                  : ", in " + inQuotes(m_config.listeners[j].name) + " too"));
        }
    }
}

void Checks::checkTls(const TlsConfig& tls, const std::string& path) {
    const bool hasFile = !tls.certificate.path.empty();
    if (tls.selfSigned && (hasFile || !tls.key.path.empty()))
        report(path + ".self_signed", "self_signed and certificate or key exclude each other");
    if (!tls.selfSigned && !hasFile)
        report(path, "listener.tls needs certificate, or self_signed = true");
    if (!tls.selfSigned && !tls.names.empty())
        report(path + ".names", "names is for self_signed certificates only");
    const std::size_t before = m_problems.size();
    if (hasFile)
        checkReadable(tls.certificate, path + ".certificate");
    if (!tls.key.path.empty())
        checkReadable(tls.key, path + ".key");
    if (!hasFile || m_problems.size() > before)
        return;
    TlsServerOptions options;
    options.certificate = tls.certificate.path;
    if (!tls.key.path.empty())
        options.key = tls.key.path;
    options.keyPassword = tls.keyPassword.text;
    if (const auto context = TlsContext::server(std::move(options)); !context)
        report(path + ".certificate", context.error().message());
}

void Checks::checkReadable(const FilePath& file, const std::string& path) {
    if (::access(file.path.c_str(), R_OK) != 0)
        report(path, fmt::format("{}: {}", file.path, std::strerror(errno)));
}

void Checks::checkRoutes(ListenerConfig& listener, const std::string& path) {
    if (listener.routes.empty())
        report(path, "an HTTP listener without a [[listener.route]] would answer 404 to everything");
    http::Router patterns; // what it refuses here it would refuse at the start
    for (std::size_t i = 0; i < listener.routes.size(); ++i) {
        const std::string routePath = fmt::format("{}.route[{}]", path, i);
        checkRoute(listener.routes[i], routePath);
        for (std::size_t j = 0; j < i; ++j)
            if (!listener.routes[i].path.empty() && listener.routes[j].path == listener.routes[i].path)
                report(routePath + ".path", fmt::format("a second route has the path {}; the first is in line {}",
                                                        inQuotes(listener.routes[i].path),
                                                        m_loaded.at(fmt::format("{}.route[{}].path", path, j)).line));
        checkPattern(listener.routes[i], routePath, patterns);
    }
}

void Checks::checkPattern(const RouteConfig& route, const std::string& path, http::Router& patterns) {
    if (!route.path.starts_with('/'))
        return; // told already
    const auto added = patterns.add(http::Method::Get, route.path, [](const http::Request&, http::Exchange) {});
    const bool isTwice = std::ranges::any_of(
        m_problems, [&](const Problem& problem) { return problem.at == m_loaded.at(path + ".path"); });
    if (!added && !isTwice)
        report(path + ".path", added.error().message());
}

void Checks::checkRoute(RouteConfig& route, const std::string& path) {
    using Kind = RouteConfig::Kind;
    if (!route.path.empty() && !route.path.starts_with('/'))
        report(path + ".path", "path must begin with /");
    const std::pair<bool, Kind> given[] = {{!route.files.path.empty(), Kind::Files},
                                           {!route.webSocket.empty(), Kind::WebSocket},
                                           {!route.plugin.empty(), Kind::Plugin},
                                           {m_loaded.origins.contains(path + ".text"), Kind::Text},
                                           {!route.redirect.empty(), Kind::Redirect}};
    std::size_t count = 0;
    for (const auto& [isGiven, kind] : given)
        if (isGiven) {
            route.kind = kind;
            ++count;
        }
    if (count != 1)
        report(path, "a route needs exactly one of files, websocket, plugin, text and redirect");
    std::error_code ignored;
    if (route.kind == Kind::Files && !std::filesystem::is_directory(route.files.path, ignored))
        report(path + ".files", "no such folder: " + route.files.path);
    if (route.index.size() > 1)
        report(path + ".index", "index takes one name for now");
    if (route.kind == Kind::Plugin)
        checkPluginName(route.plugin, path + ".plugin");
    const bool hasStatus = m_loaded.origins.contains(path + ".status");
    if (route.kind == Kind::Redirect) {
        if (!hasStatus)
            route.status = 308;
        constexpr std::uint32_t redirects[] = {301, 302, 303, 307, 308};
        if (std::ranges::find(redirects, route.status) == std::end(redirects))
            report(path + ".status", "status of a redirect must be 301, 302, 303, 307 or 308");
        if (std::ranges::any_of(route.redirect, [](unsigned char c) { return c <= 0x20 || c >= 0x7F; }))
            report(path + ".redirect", "redirect must be visible ASCII: encode other characters with %");
    } else if (hasStatus && route.kind != Kind::Text) {
        report(path + ".status", "status is for text and redirect only");
    }
}

} // namespace

void checkConfig(LoadedConfig& loaded, std::vector<Problem>& problems) { Checks(loaded, problems).run(); }

} // namespace burrow::daemon
