// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/render.hpp"

#include "netprotocols/monitor/filter_literal.hpp"
#include "server-app/burrowctl/format.hpp"

#include <algorithm>
#include <cmath>

namespace burrow::ctl {
namespace {

namespace c = monitor::connection_column;
namespace m = monitor::metric_column;

double numberOf(const std::vector<monitor::Value>& cells, std::size_t index) {
    if (index >= cells.size())
        return 0;
    if (const auto* whole = std::get_if<std::uint64_t>(&cells[index]))
        return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&cells[index]);
    return real ? *real : 0;
}

std::uint64_t wholeOf(const std::vector<monitor::Value>& cells, std::size_t index) {
    return static_cast<std::uint64_t>(numberOf(cells, index));
}

std::string textOf(const monitor::Row& row, std::size_t index) {
    const auto* text = index < row.cells.size() ? std::get_if<std::string>(&row.cells[index]) : nullptr;
    return text ? *text : std::string();
}

/// "tls-version  TLSv1.3": a line per field, values below each other.
std::string describeText(const monitor::Ack& ack) {
    std::size_t width = 0;
    for (const monitor::Row& field : ack.results)
        width = std::max(width, displayWidth(safeText(textOf(field, 0))));
    std::string text;
    for (const monitor::Row& field : ack.results) {
        const std::string name = safeText(textOf(field, 0)), unit = safeText(textOf(field, 2));
        std::string value = safeText(textOf(field, 1));
        if (const auto* number = field.cells.size() > 1 ? std::get_if<std::uint64_t>(&field.cells[1]) : nullptr)
            value = unit == nameOf(Unit::UnixSeconds) ? monitor::printTime(*number * 1000)
                    : unit == nameOf(Unit::Bytes)     ? humanBytes(static_cast<double>(*number))
                                                      : std::to_string(*number) + (unit.empty() ? "" : " " + unit);
        else if (const auto* flag = field.cells.size() > 1 ? std::get_if<bool>(&field.cells[1]) : nullptr)
            value = *flag ? "yes" : "no";
        text += (text.empty() ? "" : "\n") + name + std::string(width - displayWidth(name) + 2, ' ') + value;
    }
    return text;
}

std::string percent(double value) { return std::to_string(std::lround(value)) + " %"; }

std::string cell(const monitor::Row& row, std::size_t column, std::uint64_t nowMs) {
    const auto columns = monitor::columnsOf(monitor::Topic::Connections);
    return cellText(columns[column], monitor::fieldOf(row, columns, column, nowMs));
}

} // namespace

std::string statusLine(const monitor::Hello& hello, const monitor::Metric& metric) {
    const auto& cells = metric.row.cells;
    const std::uint64_t now = wholeOf(cells, m::Time);
    std::string line = safeText(hello.instance) + "  " + safeText(hello.program);
    if (!hello.version.empty())
        line += " " + safeText(hello.version);
    line += "  up " + humanSpan(now > hello.started ? now - hello.started : 0);
    const std::uint64_t connections = wholeOf(cells, m::Connections);
    line += "  " + humanCount(connections) + (connections == 1 ? " connection" : " connections");
    line += "  " + humanRate(numberOf(cells, m::RequestRate)) + " req/s";
    line += "  " + std::to_string(metric.loops.size()) + (metric.loops.size() == 1 ? " loop" : " loops");
    for (std::size_t i = 0; i != std::min<std::size_t>(metric.loops.size(), 8); ++i)
        line += " " + percent(numberOf(metric.loops[i].cells, 0));
    const std::uint64_t limits = wholeOf(cells, m::LimitHits);
    return line + "  " + humanCount(limits) + (limits == 1 ? " limit hit" : " limits hit");
}

SortOrder sortOrder(const std::string& text) {
    const bool isAscending = text.starts_with('-');
    const auto column = monitor::columnOf(monitor::Topic::Connections, std::string_view(text).substr(isAscending));
    return {column, column && !isAscending};
}

std::string stateText(const monitor::Row& row) {
    const std::string state = textOf(row, c::State), by = textOf(row, c::By);
    if (by.empty())
        return safeText(state);
    return "closed: " + safeText(textOf(row, c::Why)) + " (" + safeText(by) + ")";
}

std::vector<std::string> connectionLines(const std::vector<const monitor::Row*>& rows, std::uint64_t nowMs) {
    std::vector<std::vector<std::string>> cells;
    for (const monitor::Row* row : rows) {
        const bool isClosed = !textOf(*row, c::By).empty();
        const auto open = [&](std::size_t column) { return isClosed ? "-" : cell(*row, column, nowMs); };
        std::string proto = safeText(monitor::shortProtocol(textOf(*row, c::Proto)));
        if (!textOf(*row, c::Tls).empty())
            proto += " TLS";
        cells.push_back({cell(*row, c::Id, nowMs), proto, cell(*row, c::Peer, nowMs), cell(*row, c::Age, nowMs),
                         open(c::InRate), open(c::OutRate), open(c::Queue), stateText(*row)});
    }
    return layOut({{"ID", Align::Right}, {"PROTO"}, {"PEER"}, {"AGE", Align::Right}, {"IN/s", Align::Right},
                   {"OUT/s", Align::Right}, {"QUEUE", Align::Right}, {"STATE"}},
                  cells);
}

std::string logLine(const monitor::Row& row) {
    namespace l = monitor::log_column;
    std::string line = monitor::printTime(wholeOf(row.cells, l::Time)) + " " +
                       std::string(monitor::levelName(wholeOf(row.cells, l::Level))) + " " + safeText(textOf(row, l::Module));
    if (const std::uint64_t connection = wholeOf(row.cells, l::Connection))
        line += " #" + std::to_string(connection);
    line += " " + safeText(textOf(row, l::Event));
    // Escaped by the server already; escaped again only if it was not.
    if (const std::string fields = textOf(row, l::Fields); !fields.empty()) {
        bool isPlain = true;
        for (const char byte : fields)
            isPlain = isPlain && static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f;
        line += " " + (isPlain ? fields : safeText(fields));
    }
    return line;
}

std::string gapLine(const monitor::Gap& gap) {
    std::string cause = "overwritten in the server";
    if (gap.cause == monitor::GapCause::OverBudget)
        cause = "this side was too slow";
    else if (gap.cause == monitor::GapCause::Disconnected)
        cause = "there was no connection";
    else if (gap.cause == monitor::GapCause::Restarted)
        return "-- the server was restarted " + timeOfDay(gap.toTime) + " --";
    std::string line = "-- " + humanCount(gap.count) + (gap.count == 1 ? " record" : " records") + " not received";
    if (gap.fromTime != 0 && gap.toTime != 0)
        line += " " + timeOfDay(gap.fromTime) + " to " + timeOfDay(gap.toTime);
    return line + ": " + cause + " --";
}

std::string ackText(const monitor::Command& command, const monitor::Ack& ack) {
    const auto connections = [](std::uint64_t count) {
        return humanCount(count) + (count == 1 ? " connection" : " connections");
    };
    std::string text;
    if (!ack.isOk)
        return safeText(ack.error);
    switch (command.verb) {
    case monitor::Verb::Close:
        text = command.isDryRun ? "would close " + humanCount(ack.matching) : "closed " + humanCount(ack.affected);
        if (!command.isDryRun)
            text += command.isHard ? " (reset)" : " (asked to end)";
        break;
    case monitor::Verb::Drain:
        text = (command.isDryRun ? "would drain " : "draining ") + connections(ack.matching);
        break;
    case monitor::Verb::Describe: break;
    case monitor::Verb::LogLevel:
        text = "log level of " + (command.module.empty() ? std::string("all modules") : safeText(command.module)) +
               " is " + command.level;
        break;
    }
    if (command.verb == monitor::Verb::Describe)
        return describeText(ack);
    text += ", audit " + safeText(ack.audit);
    for (const monitor::Row& result : ack.results) {
        if (textOf(result, 0) == "not there")
            text += "\n" + std::to_string(result.key) + ": not there";
    }
    return text;
}

} // namespace burrow::ctl
