// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/format.hpp"
#include "server-app/burrowctl/render.hpp"

#include <algorithm>

namespace burrow::ctl {
namespace {

namespace m = monitor::metric_column;

std::string figure(const monitor::Metric& metric, std::size_t column) {
    const auto columns = monitor::columnsOf(monitor::Topic::Metrics);
    return cellText(columns[column], monitor::fieldOf(metric.row, columns, column, 0));
}

std::string styled(const std::string& text, const char* style, bool colour) {
    return colour ? std::string("\x1b[") + style + "m" + text + "\x1b[0m" : text;
}

/// Colour says nothing that the words do not say.
const char* styleOf(const monitor::Row& row) {
    const std::string state = stateText(row);
    if (state.starts_with("closed"))
        return "2"; // dim
    return state == "slow" ? "33" : "0";
}

} // namespace

std::vector<std::string> topLines(const monitor::Hello& hello, const monitor::Metric& metric,
                                  const monitor::RowSet& connections, const TopView& view) {
    std::vector<std::string> lines;
    const auto add = [&](const std::string& text, const char* style) {
        if (lines.size() < view.height)
            lines.push_back(styled(fitted(text, view.width), style, view.colour));
    };
    add(statusLine(hello, metric), "1");
    add("in " + figure(metric, m::InRate) + "/s  out " + figure(metric, m::OutRate) + "/s  accepts " +
            figure(metric, m::AcceptRate) + "/s  cpu " + figure(metric, m::Cpu) + "  memory " +
            figure(metric, m::Resident) + "  descriptors " + figure(metric, m::Descriptors) + " of " +
            figure(metric, m::DescriptorLimit),
        "0");
    add("", "0");
    const SortOrder order = sortOrder(view.sort);
    std::vector<const monitor::Row*> rows = connections.sorted(order.column, order.descending);
    const std::size_t room = view.height > lines.size() + 3 ? view.height - lines.size() - 3 : 0;
    const std::size_t shown = std::min(room, rows.size());
    rows.resize(shown);
    const std::vector<std::string> table = connectionLines(rows, connections.wall());
    add(table.front(), "7");
    for (std::size_t i = 0; i != shown; ++i)
        add(table[i + 1], styleOf(*rows[i]));
    if (shown == 0 && connections.all() == 0)
        add("no connections", "2");
    else if (connections.matching() == 0)
        add("0 of " + humanCount(connections.all()) + " match the filter", "2");
    while (lines.size() + 2 < view.height)
        lines.emplace_back();
    add((view.notice.empty() ? "" : view.notice + "  |  ") + humanCount(shown) + " of " + humanCount(connections.matching()) + " shown  |  watching costs " +
            figure(metric, m::WatchCpu) + ", " + figure(metric, m::WatchRate) + "/s, " +
            figure(metric, m::WatchDropped) + " dropped" + (view.isFrozen ? "  |  frozen" : ""),
        "0");
    const bool isUp = view.sort.starts_with('-');
    add("q quit  s sort (" + (isUp ? view.sort.substr(1) + " up" : view.sort + " down") + ")  r reverse  space " +
            (view.isFrozen ? "go on" : "freeze"),
        "2");
    return lines;
}

} // namespace burrow::ctl
