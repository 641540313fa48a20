// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/config_loader.hpp"

#include "server-app/burrowd/config/config_checks.hpp"
#include "server-app/burrowd/config/section_reader.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace burrow::daemon {

namespace {

void readListener(SectionReader& reader, const TomlValue& table, const std::string& path, ListenerConfig& into) {
    reader.read(table, listenerSection(), path, into);
    if (const TomlValue* tls = table.find("tls"); tls && reader.isTable(*tls, "listener.tls")) {
        into.hasTls = true;
        reader.read(*tls, tlsSection(), path + ".tls", into.tls);
    }
    if (const TomlValue* routes = table.find("route"))
        for (const TomlValue& route : reader.listOf(*routes, "listener.route")) {
            const std::string routePath = fmt::format("{}.route[{}]", path, into.routes.size());
            reader.read(route, routeSection(), routePath, into.routes.emplace_back());
        }
}

void readAll(SectionReader& reader, const TomlValue& root, Config& config) {
    constexpr std::string_view known[] = {"server", "monitor", "log", "limits", "listener", "plugin"};
    const auto readOne = [&](const TomlValue& value, const auto& section, auto& into) {
        if (reader.isTable(value, section.path))
            reader.read(value, section, std::string(section.path), into);
    };
    for (const TomlValue::Member& member : root.members) {
        if (member.key == "server")
            readOne(member.value, serverSection(), config.server);
        else if (member.key == "monitor")
            readOne(member.value, monitorSection(), config.monitor);
        else if (member.key == "log")
            readOne(member.value, logSection(), config.log);
        else if (member.key == "limits")
            readOne(member.value, limitsSection(), config.limits);
        else if (member.key == "listener")
            for (const TomlValue& listener : reader.listOf(member.value, "listener")) {
                const std::string path = fmt::format("listener[{}]", config.listeners.size());
                readListener(reader, listener, path, config.listeners.emplace_back());
            }
        else if (member.key == "plugin")
            for (const TomlValue& plugin : reader.listOf(member.value, "plugin")) {
                const std::string path = fmt::format("plugin[{}]", config.plugins.size());
                reader.read(plugin, pluginSection(), path, config.plugins.emplace_back());
            }
        else
            reader.unknown(member, "", known);
    }
    reader.readOverrides(serverSection(), config.server);
    reader.readOverrides(monitorSection(), config.monitor);
    reader.readOverrides(logSection(), config.log);
    reader.readOverrides(limitsSection(), config.limits);
}

} // namespace

Position LoadedConfig::at(std::string_view path) const {
    while (true) {
        if (const auto found = origins.find(path); found != origins.end())
            return found->second;
        const std::size_t dot = path.rfind('.');
        if (dot == std::string_view::npos)
            return {};
        path = path.substr(0, dot);
    }
}

std::string ConfigProblems::text() const {
    std::string out;
    for (const Problem& problem : list) {
        if (problem.at.line > 0)
            out += fmt::format("{}:{}:{}: {}\n", file, problem.at.line, problem.at.column, problem.message);
        else
            out += fmt::format("{}: {}\n", file, problem.message);
    }
    return out;
}

std::expected<LoadedConfig, ConfigProblems>
parseConfig(std::string_view text, std::string file,
            std::function<std::optional<std::string>(std::string_view)> environment) {
    ConfigProblems problems{file, {}};
    const auto root = parseToml(text);
    if (!root) {
        problems.list.push_back(root.error());
        return std::unexpected(std::move(problems));
    }
    const ReadContext context{std::filesystem::absolute(file).parent_path(), std::move(environment)};
    LoadedConfig loaded;
    loaded.file = std::move(file);
    SectionReader reader(context, loaded, problems.list);
    readAll(reader, *root, loaded.config);
    checkConfig(loaded, problems.list);
    if (problems.list.empty())
        return loaded;
    std::ranges::stable_sort(problems.list, {}, &Problem::at);
    return std::unexpected(std::move(problems));
}

std::expected<LoadedConfig, ConfigProblems> loadConfig(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text;
    if (in)
        text.assign(std::istreambuf_iterator<char>(in), {});
    if (!in || in.bad())
        return std::unexpected(ConfigProblems{file, {{{}, std::string("cannot be read: ") + std::strerror(errno)}}});
    return parseConfig(text, file, [](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    });
}

} // namespace burrow::daemon
