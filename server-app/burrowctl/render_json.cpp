// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/render.hpp"

#include "netprotocols/monitor/filter_literal.hpp"

#include <nlohmann/json.hpp>

namespace burrow::ctl {
namespace {

using Json = nlohmann::ordered_json;

/// Texts stay as they came: JSON escapes control bytes by itself. What is not UTF-8 becomes U+FFFD.
std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json jsonOf(const monitor::Value& value) {
    switch (value.index()) {
    case 1: return std::get<1>(value);
    case 2: return std::get<2>(value);
    case 3: return std::get<3>(value);
    case 4: return std::get<4>(value);
    default: return nullptr;
    }
}

/// Columns by name; times as text, everything else in its base unit.
Json jsonOf(const monitor::Row& row, monitor::Topic topic, std::uint64_t nowMs) {
    Json object = Json::object();
    const auto columns = monitor::columnsOf(topic);
    for (std::size_t i = 0; i != columns.size(); ++i) {
        const monitor::FieldValue field = monitor::fieldOf(row, columns, i, nowMs);
        const std::string name(columns[i].name);
        if (field.kind == monitor::FieldValue::Kind::Empty)
            object[name] = nullptr;
        else if (columns[i].kind == monitor::ColumnKind::Time)
            object[name] = monitor::printTime(field.number);
        else if (columns[i].kind == monitor::ColumnKind::Level)
            object[name] = monitor::levelName(field.number);
        else if (columns[i].sinceColumn >= 0)
            object[name] = field.number;
        else
            object[name] = jsonOf(row.cells[i]);
    }
    return object;
}

} // namespace

std::string statusJson(const monitor::Hello& hello, const monitor::Metric& metric) {
    Json json;
    json["instance"] = hello.instance;
    json["program"] = hello.program;
    json["version"] = hello.version;
    json["pid"] = hello.pid;
    json["started"] = monitor::printTime(hello.started);
    json["scopes"] = hello.scopes;
    json["metrics"] = jsonOf(metric.row, monitor::Topic::Metrics, 0);
    json["loops"] = Json::array();
    for (const monitor::Row& loop : metric.loops) {
        Json one;
        one["busy"] = loop.cells.size() > 0 ? jsonOf(loop.cells[0]) : Json();
        one["connections"] = loop.cells.size() > 1 ? jsonOf(loop.cells[1]) : Json();
        one["request-rate"] = loop.cells.size() > 2 ? jsonOf(loop.cells[2]) : Json();
        json["loops"].push_back(std::move(one));
    }
    return dumped(json);
}

std::string connectionsJson(const std::vector<const monitor::Row*>& rows, const monitor::RowSet& set) {
    Json json;
    json["matching"] = set.matching();
    json["all"] = set.all();
    json["time"] = monitor::printTime(set.wall());
    json["connections"] = Json::array();
    for (const monitor::Row* row : rows)
        json["connections"].push_back(jsonOf(*row, monitor::Topic::Connections, set.wall()));
    return dumped(json);
}

std::string logJson(const monitor::Row& row) {
    Json json;
    json["sequence"] = row.key;
    json.update(jsonOf(row, monitor::Topic::Logs, 0));
    return dumped(json);
}

std::string gapJson(const monitor::Gap& gap) {
    constexpr const char* causes[] = {"overwritten", "over-budget", "restarted", "disconnected"};
    Json json;
    json["gap"] = gap.count;
    json["from"] = gap.from;
    json["to"] = gap.to;
    json["cause"] = causes[static_cast<std::size_t>(gap.cause)];
    return dumped(json);
}

std::string ackJson(const monitor::Ack& ack) {
    Json json;
    json["ok"] = ack.isOk;
    json["affected"] = ack.affected;
    json["matching"] = ack.matching;
    json["audit"] = ack.audit;
    if (!ack.error.empty())
        json["error"] = ack.error;
    json["results"] = Json::array();
    const bool isFields = !ack.results.empty() && ack.results.front().cells.size() > 1; // of Verb::Describe
    for (const monitor::Row& result : ack.results) {
        if (isFields && result.cells.size() > 2)
            json["results"].push_back(
                {{"name", jsonOf(result.cells[0])}, {"value", jsonOf(result.cells[1])}, {"unit", jsonOf(result.cells[2])}});
    }
    if (isFields)
        return dumped(json);
    for (const monitor::Row& result : ack.results)
        json["results"].push_back({{"id", result.key}, {"result", result.cells.empty() ? Json() : jsonOf(result.cells[0])}});
    return dumped(json);
}

} // namespace burrow::ctl
