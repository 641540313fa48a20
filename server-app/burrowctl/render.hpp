// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/client_engine.hpp"

#include <optional>
#include <string>
#include <vector>

/// What burrowctl prints, made of rows alone: no terminal, no clock, no connection.
namespace burrow::ctl {

/// "edge-1  burrowd 0.1.0  up 3 d 4 h  48 201 connections  12.4 k req/s  2 loops 61 % 58 %  0 limits hit".
std::string statusLine(const monitor::Hello& hello, const monitor::Metric& metric);
std::string statusJson(const monitor::Hello& hello, const monitor::Metric& metric);

/// The column that --sort names, if any; largest first unless a '-' stands in front.
struct SortOrder {
    std::optional<std::size_t> column;
    bool descending = false;
};
SortOrder sortOrder(const std::string& text);

/// Header and rows: ID PROTO PEER AGE IN/s OUT/s QUEUE STATE.
std::vector<std::string> connectionLines(const std::vector<const monitor::Row*>& rows, std::uint64_t nowMs);
std::string connectionsJson(const std::vector<const monitor::Row*>& rows, const monitor::RowSet& set);
/// "closed: keep-alive timeout (ours)", "slow", "idle".
std::string stateText(const monitor::Row& row);

/// "2026-11-20T12:01:07.120Z warning http1 #17 request.refused status=400 path=/x".
std::string logLine(const monitor::Row& row);
std::string logJson(const monitor::Row& row);
/// "-- 1 204 records not received 12:01:07 to 12:01:09: overwritten in the server --".
std::string gapLine(const monitor::Gap& gap);
std::string gapJson(const monitor::Gap& gap);

/// What became of a command, for people and as JSON.
std::string ackText(const monitor::Command& command, const monitor::Ack& ack);
std::string ackJson(const monitor::Ack& ack);

struct TopView {
    std::string sort = "-id";
    bool isFrozen = false;
    std::string notice;         ///< connection lost, ...
    std::size_t width = 80, height = 24;
    bool colour = true;
};
/// The whole picture of `top`: at most `height` lines, each at most `width` wide, without the line ends.
std::vector<std::string> topLines(const monitor::Hello& hello, const monitor::Metric& metric,
                                  const monitor::RowSet& connections, const TopView& view);

} // namespace burrow::ctl
