// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/describe.hpp"
#include "netprotocols/monitor/row.hpp"

namespace burrow::monitor {

/// Turns what something says of itself into a row of a topic: fields that are columns go there, all others into
/// "details" as "name=value" (control bytes escaped). Thread: one at a time.
class RowWriter final : public SnapshotWriter {
public:
    RowWriter(Topic topic, std::uint64_t key);
    void text(std::string_view name, std::string_view value, FieldPriority priority = FieldPriority::Normal) override;
    void number(std::string_view name, std::uint64_t value, Unit unit = Unit::Count,
                FieldPriority priority = FieldPriority::Normal) override;
    void flag(std::string_view name, bool value, FieldPriority priority = FieldPriority::Normal) override;
    Row take();

private:
    bool put(std::string_view name, Value value);
    void detail(std::string_view name, std::string_view value);

    static constexpr std::size_t longestDetails = 4096;
    Topic m_topic;
    Row m_row;
    std::string m_details;
};

} // namespace burrow::monitor
