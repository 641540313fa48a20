// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/row_window.hpp"

#include "netcore/net/endpoint.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"

#include <algorithm>
#include <utility>

namespace burrow::monitor {
namespace {

class SourceLookup final : public FieldLookup {
public:
    SourceLookup(const RowSource& source, std::size_t index) : m_source(source), m_index(index) {}
    FieldValue field(std::size_t column) const override { return m_source.field(m_index, column); }

private:
    const RowSource& m_source;
    std::size_t m_index;
};

bool isSent(const Column& column) noexcept { return column.sinceColumn < 0; }

} // namespace

Value valueOf(const FieldValue& field) {
    switch (field.kind) {
    case FieldValue::Kind::Empty: return {};
    case FieldValue::Kind::Text: return std::string(field.text);
    case FieldValue::Kind::Number: return field.number;
    case FieldValue::Kind::Real: return field.real;
    case FieldValue::Kind::Flag: return field.number != 0;
    case FieldValue::Kind::Address:
        if (field.address.family() == IpAddress::Family::None)
            return std::string(field.text);
        return Endpoint(field.address, field.port).toString();
    }
    return {};
}

bool isSame(const FieldValue& field, const Value& value) {
    if (field.kind == FieldValue::Kind::Text) {
        const auto* text = std::get_if<std::string>(&value);
        return text && *text == field.text;
    }
    return valueOf(field) == value;
}

Result<RowWindow> RowWindow::make(const Subscribe& what, Topic topic, const Limits& limits) {
    RowWindow window;
    window.m_topic = topic;
    window.m_id = what.id;
    BURROW_TRY(window.m_filter, Filter::parse(what.filter, columnsOf(topic)));
    if (!what.sort.empty()) {
        window.m_sort = columnOf(topic, what.sort);
        if (!window.m_sort)
            return fail(Error(ErrorKind::PeerFault, monitorErrors, static_cast<int>(MonitorError::UnknownColumn)));
    }
    window.m_descending = what.descending;
    window.m_offset = static_cast<std::size_t>(what.offset);
    window.m_count = limits.rows;
    if (what.count != 0)
        window.m_count = static_cast<std::size_t>(std::min<std::uint64_t>(what.count, limits.rows));
    return window;
}

void RowWindow::select(const RowSource& source, Rows& rows) {
    m_order.clear();
    rows.all = source.size();
    for (std::size_t i = 0; i != source.size(); ++i) {
        if (m_filter.matches(SourceLookup(source, i)))
            m_order.emplace_back(m_sort ? source.field(i, *m_sort) : FieldValue{}, static_cast<std::uint32_t>(i));
    }
    rows.matching = m_order.size();
    const auto before = [&](const auto& a, const auto& b) {
        if (const auto by = compareFields(a.first, b.first); by != 0)
            return m_descending ? by > 0 : by < 0;
        const std::uint64_t keyA = source.key(a.second), keyB = source.key(b.second);
        return m_descending && !m_sort ? keyA > keyB : keyA < keyB;
    };
    // Only what lies in the window must be in order, and the client makes the order itself: two selections are enough.
    const auto at = [&](std::size_t index) { return m_order.begin() + static_cast<std::ptrdiff_t>(index); };
    const std::size_t from = std::min(m_offset, m_order.size());
    const std::size_t to = from + std::min(m_count, m_order.size() - from);
    if (from != 0)
        std::nth_element(m_order.begin(), at(from), m_order.end(), before);
    if (to != m_order.size())
        std::nth_element(at(from), at(to), m_order.end(), before);
    m_order.erase(at(to), m_order.end());
    m_order.erase(m_order.begin(), at(from));
}

void RowWindow::addRow(const RowSource& source, std::size_t index, Rows& rows) {
    const auto columns = columnsOf(m_topic);
    Row row{source.key(index), std::vector<Value>(columns.size())};
    for (std::size_t i = 0; i != columns.size(); ++i) {
        if (isSent(columns[i]))
            row.cells[i] = valueOf(source.field(index, i));
    }
    m_sent[row.key] = {row.cells, m_round, source.version(index)};
    rows.added.push_back(std::move(row));
}

void RowWindow::patchRow(const RowSource& source, std::size_t index, Sent& sent, Rows& rows) {
    sent.round = m_round;
    const std::uint64_t version = source.version(index);
    if (version != 0 && std::exchange(sent.version, version) == version)
        return;
    const auto columns = columnsOf(m_topic);
    RowPatch patch{source.key(index), {}};
    for (std::size_t i = 0; i != columns.size(); ++i) {
        if (!isSent(columns[i]) || columns[i].fixed)
            continue;
        const FieldValue field = source.field(index, i);
        if (isSame(field, sent.cells[i]))
            continue;
        sent.cells[i] = valueOf(field);
        patch.cells.emplace_back(i, sent.cells[i]);
    }
    if (!patch.cells.empty())
        rows.changed.push_back(std::move(patch));
}

void RowWindow::dropGone(Rows& rows) {
    for (auto sent = m_sent.begin(); sent != m_sent.end();) {
        if (sent->second.round == m_round) {
            ++sent;
        } else {
            rows.removed.push_back(sent->first);
            sent = m_sent.erase(sent);
        }
    }
}

std::optional<Rows> RowWindow::update(const RowSource& source, std::uint64_t nowMs) {
    Rows rows;
    rows.isSnapshot = m_isFresh;
    rows.id = m_id;
    rows.wall = nowMs;
    ++m_round;
    if (std::exchange(m_isFresh, false)) {
        m_sent.clear();
        for (const Column& column : columnsOf(m_topic))
            rows.columns.emplace_back(column.name);
    }
    select(source, rows);
    std::size_t known = 0;
    for (const auto& [field, index] : m_order) {
        const auto sent = m_sent.find(source.key(index));
        if (sent == m_sent.end()) {
            addRow(source, index, rows);
        } else {
            patchRow(source, index, sent->second, rows);
            ++known;
        }
    }
    if (m_sent.size() != known + rows.added.size())
        dropGone(rows);
    const bool isQuiet = !rows.isSnapshot && rows.added.empty() && rows.changed.empty() && rows.removed.empty() &&
                         rows.matching == m_lastMatching && rows.all == m_lastAll;
    m_lastMatching = rows.matching;
    m_lastAll = rows.all;
    if (isQuiet)
        return std::nullopt;
    rows.sequence = ++m_sequence;
    return rows;
}

} // namespace burrow::monitor
