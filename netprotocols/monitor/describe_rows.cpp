// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/describe_rows.hpp"

#include "netcore/log/log_format.hpp"

namespace burrow::monitor {

RowWriter::RowWriter(Topic topic, std::uint64_t key) : m_topic(topic) {
    m_row.key = key;
    m_row.cells.resize(columnsOf(topic).size());
}

bool RowWriter::put(std::string_view name, Value value) {
    const auto column = columnOf(m_topic, name);
    if (!column || name == "details")
        return false;
    m_row.cells[*column] = std::move(value);
    return true;
}

void RowWriter::detail(std::string_view name, std::string_view value) {
    if (m_details.size() + name.size() + value.size() > longestDetails)
        return;
    if (!m_details.empty())
        m_details += ' ';
    m_details.append(name);
    m_details += '=';
    appendEscaped(m_details, value);
}

void RowWriter::text(std::string_view name, std::string_view value, FieldPriority) {
    if (!put(name, std::string(value.substr(0, longestDetails))))
        detail(name, value);
}

void RowWriter::number(std::string_view name, std::uint64_t value, Unit unit, FieldPriority) {
    if (put(name, value))
        return;
    std::string printed = std::to_string(value);
    if (unit != Unit::None && unit != Unit::Count)
        printed.append(" ").append(nameOf(unit));
    detail(name, printed);
}

void RowWriter::flag(std::string_view name, bool value, FieldPriority) {
    if (!put(name, value))
        detail(name, value ? "yes" : "no");
}

Row RowWriter::take() {
    if (const auto column = columnOf(m_topic, "details"))
        m_row.cells[*column] = std::move(m_details);
    return std::move(m_row);
}

} // namespace burrow::monitor
