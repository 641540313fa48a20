// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/run.hpp"

#include "netprotocols/monitor/filter_literal.hpp"
#include "netprotocols/plugin_host/plugin_file.hpp"
#include "server-app/burrowctl/format.hpp"
#include "server-app/burrowctl/render.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <ostream>

namespace burrow::ctl {
namespace {

using namespace std::chrono_literals;

monitor::Command commandOf(const Options& options) {
    monitor::Command command;
    command.reason = options.reason;
    command.isDryRun = options.dryRun;
    switch (options.command) {
    case CommandName::Drain:
        command.verb = monitor::Verb::Drain;
        command.limit = options.drainMilliseconds;
        break;
    case CommandName::Show:
        command.verb = monitor::Verb::Describe;
        command.ids = options.ids;
        break;
    case CommandName::LogLevel:
        command.verb = monitor::Verb::LogLevel;
        command.level = options.level;
        command.module = options.module;
        break;
    default:
        command.verb = monitor::Verb::Close;
        command.ids = options.ids;
        command.filter = options.filter;
        command.isHard = options.hard;
    }
    return command;
}

std::string logFilter(const Options& options) {
    std::string filter = options.filter.empty() ? "" : "(" + options.filter + ")";
    const auto also = [&](const std::string& term) { filter += (filter.empty() ? "" : " and ") + term; };
    if (options.connection != 0)
        also("conn=" + std::to_string(options.connection));
    if (!options.level.empty() && options.level != "off")
        also("level>=" + options.level);
    return filter;
}

} // namespace

Duration waitOf(const Options& options) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.wait));
}

Exit complain(const Refusal& refusal, Streams streams) {
    streams.err << "burrowctl: " << refusal.text << std::flush;
    return refusal.exit;
}

Exit run(const Options& options, Streams streams) {
    if (options.command == CommandName::PluginCheck)
        return runPluginCheck(options, streams);
    const auto socket = chooseSocket(options, monitor::findSockets());
    if (!socket)
        return complain(socket.error(), streams);
    const bool stays = options.command == CommandName::Top || (options.command == CommandName::Logs && options.follow);
    auto made = Attachment::make(*socket, false);
    if (!made)
        return complain(explain(made.error(), *socket), streams);
    if (const auto refusal = (*made)->attach(waitOf(options)))
        return complain(*refusal, streams);
    if (stays) { // the first attempt fails at once, later losses are waited for
        made = Attachment::make(*socket, true);
        if (!made)
            return complain(explain(made.error(), *socket), streams);
        if (const auto refusal = (*made)->attach(waitOf(options)))
            return complain(*refusal, streams);
    }
    Attachment& server = **made;
    switch (options.command) {
    case CommandName::Status: return runStatus(options, server, streams);
    case CommandName::Top: return runTop(options, server, streams);
    case CommandName::Conns: return runConns(options, server, streams);
    case CommandName::Logs: return runLogs(options, server, streams);
    default: return runAction(options, server, streams);
    }
}

Exit runStatus(const Options& options, Attachment& server, Streams streams) {
    // Two samples: a rate needs a difference.
    server.client().subscribe(monitor::Topic::Metrics, {.interval = 400});
    if (!server.until([&] { return server.metrics >= 2; }, waitOf(options)))
        return complain(server.failure(), streams);
    const monitor::Hello& hello = server.client().hello();
    streams.out << (options.json ? statusJson(hello, *server.metric) : statusLine(hello, *server.metric)) << '\n';
    return Exit::Ok;
}

Exit runConns(const Options& options, Attachment& server, Streams streams) {
    const SortOrder order = sortOrder(options.sort);
    monitor::Subscribe what;
    what.filter = options.filter;
    what.sort = order.column ? std::string(monitor::columnsOf(monitor::Topic::Connections)[*order.column].name) : "";
    what.descending = order.descending;
    what.count = options.limit;
    what.interval = 250;
    const auto id = server.client().subscribe(monitor::Topic::Connections, what);
    if (!server.until([&] { return server.snapshots != 0; }, waitOf(options)))
        return complain(server.failure(), streams);
    server.until([] { return false; }, 600ms); // rates need a difference, and quiet rows send none
    if (server.lastError)
        return complain(server.failure(), streams);
    const monitor::RowSet& set = *server.client().rows(id);
    const auto rows = set.sorted(order.column, order.descending);
    if (options.json) {
        streams.out << connectionsJson(rows, set) << '\n';
        return Exit::Ok;
    }
    for (const std::string& line : connectionLines(rows, set.wall()))
        streams.out << line << '\n';
    if (rows.size() < set.matching())
        streams.out << humanCount(rows.size()) << " of " << humanCount(set.matching()) << " shown\n";
    return Exit::Ok;
}

Exit runLogs(const Options& options, Attachment& server, Streams streams) {
    if (options.connection != 0 && !options.level.empty()) {
        monitor::Command raise;
        raise.verb = monitor::Verb::LogLevel;
        raise.ids = {options.connection};
        raise.level = options.level;
        const auto ack = server.run(raise, waitOf(options)); // taken back by the server when we leave
        if (!ack)
            return complain(ack.error(), streams);
        if (!ack->isOk)
            streams.err << "burrowctl: the level stays as it is: " << safeText(ack->error) << '\n';
    }
    server.onRecords = [&](std::vector<monitor::Row> rows) {
        for (const monitor::Row& row : rows)
            streams.out << (options.json ? logJson(row) : logLine(row)) << '\n';
        streams.out.flush();
    };
    server.onLogGap = [&](const monitor::Gap& gap) {
        streams.out << (options.json ? gapJson(gap) : gapLine(gap)) << std::endl;
    };
    monitor::Subscribe what;
    what.filter = logFilter(options);
    what.backlog = options.lines;
    server.client().subscribe(monitor::Topic::Logs, what);
    if (!server.until([&] { return server.snapshots != 0; }, waitOf(options)))
        return complain(server.failure(), streams);
    if (!options.follow) {
        server.until([&] { return !streams.out; }, 200ms); // the records of the past follow at once
        return Exit::Ok;
    }
    server.until([&] { return !streams.out; }, std::nullopt); // until a signal, or until nobody reads
    return streams.out ? complain(server.failure(), streams) : Exit::Ok;
}

Exit runAction(const Options& options, Attachment& server, Streams streams) {
    const monitor::Command command = commandOf(options);
    const auto ack = server.run(command, waitOf(options));
    if (!ack)
        return complain(ack.error(), streams);
    if (options.json)
        streams.out << ackJson(*ack) << '\n';
    else
        (ack->isOk ? streams.out : streams.err) << (ack->isOk ? "" : "burrowctl: ") << ackText(command, *ack) << '\n';
    if (ack->isDenied)
        return Exit::Denied;
    const bool isMissing = command.verb == monitor::Verb::Close && !command.isDryRun && ack->affected < ack->matching;
    return ack->isOk && !isMissing ? Exit::Ok : Exit::Failed;
}

Exit runPluginCheck(const Options& options, Streams streams) {
    const auto report = plugin_host::checkPlugin(options.file);
    using Json = nlohmann::ordered_json;
    if (!report) {
        const std::string why = safeText(report.error().message());
        if (options.json)
            streams.out << Json({{"ok", false}, {"error", why}}).dump() << '\n';
        else
            streams.err << "burrowctl: " << why << '\n';
        return Exit::Failed;
    }
    if (options.json) {
        Json json = {{"ok", true}, {"file", report->file}, {"id", report->id}, {"version", report->version}};
        json["abi"] = std::to_string(report->abiMajor) + "." + std::to_string(report->abiMinor);
        json["kinds"] = report->kinds;
        json["absent"] = report->absent;
        streams.out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
        return Exit::Ok;
    }
    const auto list = [](const std::vector<std::string>& names) {
        std::string text;
        for (const std::string& name : names)
            text += (text.empty() ? "" : ", ") + safeText(name);
        return text.empty() ? std::string("none") : text;
    };
    streams.out << safeText(report->id) << ' ' << safeText(report->version) << ", ABI " << report->abiMajor << '.'
                << report->abiMinor << "\n  kinds: " << list(report->kinds)
                << "\n  without: " << list(report->absent) << '\n';
    return Exit::Ok;
}

} // namespace burrow::ctl
