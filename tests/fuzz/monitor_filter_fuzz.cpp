// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/monitor/filter_parse.cpp
// covers: netprotocols/monitor/filter_literal.cpp
// covers: netprotocols/monitor/filter_match.cpp
// covers: netprotocols/monitor/filter_print.cpp
#include "netprotocols/monitor/row.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow::monitor;
    const auto columns = columnsOf(Topic::Connections);
    const auto filter = Filter::parse({reinterpret_cast<const char*>(data), size}, columns, {.length = 64 * 1024});
    if (!filter)
        return 0;
    const Row row{1, {std::uint64_t{1}, std::string("web"), std::string("http/1.1"), std::string("idle")}};
    (void)filter->matches(RowLookup(row, columns, 1000));
    const std::string printed = filter->toString();
    const auto again = Filter::parse(printed, columns, {.length = 1024 * 1024});
    if (!again || again->toString() != printed)
        std::abort();
    return 0;
}
