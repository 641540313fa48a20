// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/monitor/filter_parse.cpp
// covers: netprotocols/monitor/filter_literal.cpp
// covers: netprotocols/monitor/filter_match.cpp
// covers: netprotocols/monitor/filter_print.cpp
#include "netprotocols/monitor/row.hpp"

#include <cstdlib>

using namespace burrow::monitor;

/// A row that has a cell of each column's kind.
static Row fullRow(Topic topic) {
    Row row{1, {}};
    for (const Column& column : columnsOf(topic)) {
        switch (column.kind) {
        case ColumnKind::Text: row.cells.emplace_back(std::string("http/1.1")); break;
        case ColumnKind::Address: row.cells.emplace_back(std::string("[2001:db8::1]:443")); break;
        case ColumnKind::Flag: row.cells.emplace_back(true); break;
        case ColumnKind::Real: row.cells.emplace_back(2.5); break;
        default: row.cells.emplace_back(std::uint64_t{3}); break;
        }
    }
    return row;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const Topic topic : {Topic::Connections, Topic::Logs, Topic::Metrics}) {
        const auto columns = columnsOf(topic);
        const auto filter = Filter::parse({reinterpret_cast<const char*>(data), size}, columns, {.length = 64 * 1024});
        if (!filter)
            continue;
        (void)filter->matches(RowLookup(fullRow(topic), columns, 1000));
        const std::string printed = filter->toString();
        const auto again = Filter::parse(printed, columns, {.length = 1024 * 1024});
        if (!again || again->toString() != printed)
            std::abort();
    }
    return 0;
}
