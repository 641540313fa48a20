// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/options.hpp"

#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/filter_literal.hpp"

#include <CLI/CLI.hpp>

#include <sstream>

namespace burrow::ctl {
namespace {

constexpr const char* footer =
    "Exit status: 0 done, 1 failed, 2 wrong usage, 3 no server, 4 permission denied.\n"
    "Filters: field:value, field>64KiB, peer:10.0.0.0/8, and, or, not, parentheses. See docs/burrowctl.md.";

std::string checkLevel(const std::string& text) {
    return text == "off" || monitor::parseLevel(text) ? "" : "expected trace, debug, info, warning, error or off";
}

/// A filter that the server would refuse is wrong usage: say so before asking.
std::string checkFilter(const std::string& text, monitor::Topic topic) {
    const auto filter = monitor::Filter::parse(text, monitor::columnsOf(topic));
    if (filter)
        return "";
    return "\n  " + text + "\n  " + std::string(filter.error().offset(), ' ') + "^ " + std::string(filter.error().text());
}

void addFilter(CLI::App& command, std::string& into, monitor::Topic topic, const char* name) {
    command.add_option(name, into, "Which ones, e.g. 'proto:ws and queue>64KiB'")
        ->check([topic](const std::string& text) { return checkFilter(text, topic); });
}

void addSort(CLI::App& command, Options& options) {
    command.add_option("--sort", options.sort, "Column to sort by, largest first; -COLUMN for smallest first")
        ->check([](std::string text) {
            if (text.starts_with('-'))
                text.erase(0, 1);
            return monitor::columnOf(monitor::Topic::Connections, text) ? "" : "no such column: " + text;
        });
    command.add_option("-n,--limit", options.limit, "Rows at most");
}

struct Commands {
    CLI::App *status, *top, *conns, *show, *logs, *close, *drain, *level, *plugin, *check;
};

Commands addCommands(CLI::App& app, Options& options, std::string& drainLimit) {
    Commands c{};
    c.status = app.add_subcommand("status", "One line about the server");
    c.top = app.add_subcommand("top", "Live view; q quits, s sorts, r reverses, space freezes");
    addFilter(*c.top, options.filter, monitor::Topic::Connections, "filter");
    addSort(*c.top, options);
    c.top->add_option("--interval", options.interval, "Seconds between two pictures")->check(CLI::Range(0.1, 60.0));
    c.conns = app.add_subcommand("conns", "Table of connections");
    addFilter(*c.conns, options.filter, monitor::Topic::Connections, "filter");
    addSort(*c.conns, options);
    c.show = app.add_subcommand("show", "Everything that one connection says of itself");
    c.show->add_option("id", options.ids, "Number of the connection")->required()->expected(1);
    c.logs = app.add_subcommand("logs", "Records of the log");
    addFilter(*c.logs, options.filter, monitor::Topic::Logs, "filter");
    c.logs->add_flag("-f,--follow", options.follow, "Go on until stopped");
    c.logs->add_option("-n,--lines", options.lines, "Records of the past")->check(CLI::Range(0, 4096));
    c.logs->add_option("--level", options.level,
                       "At least this level; with --conn the level is raised for that connection while this runs")
        ->check(checkLevel);
    c.logs->add_option("--conn", options.connection, "One connection only");
    c.close = app.add_subcommand("close", "End connections");
    c.close->add_option("id", options.ids, "Numbers of connections");
    addFilter(*c.close, options.filter, monitor::Topic::Connections, "--filter");
    c.close->add_flag("--graceful", options.graceful, "Let them end politely (the default)");
    c.close->add_flag("--hard", options.hard, "Reset at once")->excludes("--graceful");
    c.close->add_flag("--dry-run", options.dryRun, "Only count");
    c.close->add_option("--reason", options.reason, "For the audit in the server's log");
    c.drain = app.add_subcommand("drain", "Accept no more, let connections end");
    c.drain->add_option("--limit", drainLimit, "How long they may take")
        ->check([](const std::string& text) { return monitor::parseDuration(text) ? "" : "expected a duration such as 30s"; });
    c.drain->add_flag("--dry-run", options.dryRun, "Only count");
    c.drain->add_option("--reason", options.reason, "For the audit in the server's log");
    c.level = app.add_subcommand("loglevel", "Change what the server logs");
    c.level->add_option("level", options.level, "trace, debug, info, warning, error or off")->required()->check(checkLevel);
    c.level->add_option("--module", options.module, "One module only");
    c.plugin = app.add_subcommand("plugin", "Plugins")->require_subcommand(1);
    c.check = c.plugin->add_subcommand("check", "Say what a plugin file offers, or what is wrong with it");
    c.check->add_option("file", options.file, "The shared object")->required();
    return c;
}

} // namespace

std::expected<Options, Refusal> parseOptions(int argc, const char* const* argv) {
    Options options;
    std::string drainLimit;
    CLI::App app("Watches and steers servers that are built with Burrow.", "burrowctl");
    app.require_subcommand(1);
    app.fallthrough();
    app.footer(footer);
    app.set_version_flag("--version", "burrowctl " BURROW_VERSION);
    app.add_option("-s,--socket", options.socket, "Path of the server's monitor socket");
    app.add_option("-i,--instance", options.instance, "Name of the server")->excludes("--socket");
    app.add_flag("--json", options.json, "Print JSON");
    app.add_option("--wait", options.wait, "Seconds to wait for an answer")->check(CLI::Range(0.1, 3600.0));
    const Commands c = addCommands(app, options, drainLimit);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out, err;
        const int code = app.exit(error, out, err);
        return std::unexpected(Refusal{out.str() + err.str(), code == 0 ? Exit::Ok : Exit::Usage});
    }
    const std::pair<CLI::App*, CommandName> names[] = {
        {c.status, CommandName::Status}, {c.top, CommandName::Top},     {c.conns, CommandName::Conns},
        {c.logs, CommandName::Logs},     {c.close, CommandName::Close}, {c.drain, CommandName::Drain},
        {c.level, CommandName::LogLevel}, {c.show, CommandName::Show}, {c.plugin, CommandName::PluginCheck}};
    for (const auto& [command, name] : names) {
        if (command->parsed())
            options.command = name;
    }
    if (options.command == CommandName::Close && options.ids.empty() == options.filter.empty())
        return std::unexpected(Refusal{"close: name connections by number, or by --filter\n", Exit::Usage});
    if (const auto limit = monitor::parseDuration(drainLimit))
        options.drainMilliseconds = limit->number;
    return options;
}

} // namespace burrow::ctl
