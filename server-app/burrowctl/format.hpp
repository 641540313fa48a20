// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/monitor/row_set.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How values look in a terminal. Plain English, no locale; nothing that came from a peer reaches the terminal raw.
namespace burrow::ctl {

std::string humanBytes(double bytes);               ///< "0", "512", "1.9 MiB"
std::string humanCount(std::uint64_t count);        ///< "48 201": groups of three
std::string humanRate(double perSecond);            ///< "12.4 k"
std::string humanAge(std::uint64_t milliseconds);   ///< "02:11", "1:02:11", "3 d 4 h"
std::string humanSpan(std::uint64_t milliseconds);  ///< "41 s", "5 min", "3 d 4 h"
std::string timeOfDay(std::uint64_t unixMilliseconds); ///< "12:01:07", UTC
std::string safeText(std::string_view untrusted);

/// Columns on a terminal that a text takes: one per code point, two for East Asian wide ones.
std::size_t displayWidth(std::string_view text) noexcept;
/// The front of a text that fits, with "…" if something was cut.
std::string fitted(std::string_view text, std::size_t width);

enum class Align : std::uint8_t { Left, Right };
struct TableColumn {
    std::string header;
    Align align = Align::Left;
};
/// Lines of a table whose columns are as wide as their widest cell, two spaces apart; no space at the end of a line.
std::vector<std::string> layOut(const std::vector<TableColumn>& columns,
                                const std::vector<std::vector<std::string>>& rows);

/// One cell for people.
std::string cellText(const monitor::Column& column, const monitor::FieldValue& value);

} // namespace burrow::ctl
