// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/row.hpp"

#include "netcore/net/endpoint.hpp"

#include <algorithm>

namespace burrow::monitor {
namespace {

constexpr char folded(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// `needle` is folded already. Quadratic at worst in the needle alone, which FilterLimits::length bounds.
bool contains(std::string_view text, std::string_view needle) noexcept {
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                       [](char a, char b) { return folded(a) == b; }) != text.end() ||
           needle.empty();
}

/// The address of a cell that holds text.
FieldValue parsedAddress(const FieldValue& value) {
    if (value.kind != FieldValue::Kind::Text)
        return value;
    if (auto endpoint = Endpoint::parse(value.text, {.allowPortZero = true}); endpoint && endpoint->isIp())
        return FieldValue::ofAddress(endpoint->address(), endpoint->port());
    return value;
}

std::string textOf(const FieldValue& value) {
    if (value.kind == FieldValue::Kind::Address && value.address.family() != IpAddress::Family::None)
        return Endpoint(value.address, value.port).toString();
    return std::string(value.text);
}

template <class T>
bool compare(T seen, T wanted, int op) noexcept {
    switch (op) {
    case 0: return seen == wanted;
    case 1: return seen < wanted;
    case 2: return seen <= wanted;
    case 3: return seen > wanted;
    default: return seen >= wanted;
    }
}

} // namespace

FieldValue FieldValue::ofText(std::string_view value) noexcept {
    FieldValue result;
    result.kind = Kind::Text;
    result.text = value;
    return result;
}

FieldValue FieldValue::ofNumber(std::uint64_t value) noexcept {
    FieldValue result;
    result.kind = Kind::Number;
    result.number = value;
    return result;
}

FieldValue FieldValue::ofReal(double value) noexcept {
    FieldValue result;
    result.kind = Kind::Real;
    result.real = value;
    return result;
}

FieldValue FieldValue::ofFlag(bool value) noexcept {
    FieldValue result;
    result.kind = Kind::Flag;
    result.number = value;
    return result;
}

FieldValue FieldValue::ofAddress(const IpAddress& address, std::uint16_t port) noexcept {
    FieldValue result;
    result.kind = Kind::Address;
    result.address = address;
    result.port = port;
    return result;
}

std::string_view shortProtocol(std::string_view name) noexcept {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"websocket", "ws"}, {"http/1.1", "h1"}, {"http/1", "h1"}, {"http/2", "h2"}, {"http/3", "h3"}};
    for (const auto& [full, brief] : names) {
        if (full == name)
            return brief;
    }
    return name;
}

bool Filter::matches(const FieldLookup& row) const { return m_nodes.empty() || matches(m_nodes.back(), row); }

bool Filter::matches(const Node& node, const FieldLookup& row) const {
    const auto child = [&](std::int32_t index) -> const Node& { return m_nodes[static_cast<std::size_t>(index)]; };
    switch (node.op) {
    case Op::And:
        for (std::int32_t i = node.firstChild; i >= 0; i = child(i).nextSibling) {
            if (!matches(child(i), row))
                return false;
        }
        return true;
    case Op::Or:
        for (std::int32_t i = node.firstChild; i >= 0; i = child(i).nextSibling) {
            if (matches(child(i), row))
                return true;
        }
        return false;
    case Op::Not: return !matches(child(node.firstChild), row);
    case Op::Word: return matchesWord(node, row);
    default: return matchesTerm(node, row.field(node.column));
    }
}

bool Filter::matchesWord(const Node& node, const FieldLookup& row) const {
    for (std::size_t i = 0; i != m_columns.size(); ++i) {
        const ColumnKind kind = m_columns[i].kind;
        if ((kind == ColumnKind::Text && contains(row.field(i).text, node.folded)) ||
            (kind == ColumnKind::Address && contains(textOf(row.field(i)), node.folded)))
            return true;
    }
    return false;
}

bool Filter::matchesTerm(const Node& node, const FieldValue& value) const {
    using enum FieldValue::Kind;
    const Column& column = m_columns[node.column];
    if (column.kind == ColumnKind::Text) {
        // An empty cell is an empty text here: tls="" finds what has no TLS.
        const std::string_view brief = column.name == "proto" ? shortProtocol(value.text) : value.text;
        if (node.op == Op::Has)
            return contains(value.text, node.folded) || brief == node.folded;
        return (value.text == node.text || brief == node.text) == (node.op == Op::Equal);
    }
    if (value.kind == Empty)
        return node.op == Op::NotEqual;
    if (column.kind == ColumnKind::Address) {
        const FieldValue address = parsedAddress(value);
        bool same;
        if (node.prefix.address().family() == IpAddress::Family::None)
            same = node.op == Op::Has ? contains(textOf(address), node.folded) : textOf(address) == node.text;
        else
            same = address.kind == FieldValue::Kind::Address && node.prefix.contains(address.address) &&
                   (node.port == anyPort || node.port == address.port);
        return same == (node.op != Op::NotEqual);
    }
    if (node.op == Op::NotEqual || node.op == Op::Has || node.op == Op::Equal) {
        const bool same = value.kind == Real ? value.real == node.real : !node.isReal && value.number == node.number;
        return same == (node.op != Op::NotEqual);
    }
    const int order = static_cast<int>(node.op) - static_cast<int>(Op::Less) + 1;
    if (value.kind == Real || node.isReal)
        return compare(value.kind == Real ? value.real : static_cast<double>(value.number), node.real, order);
    return compare(value.number, node.number, order);
}

bool Filter::uses(std::size_t column) const noexcept {
    return std::any_of(m_nodes.begin(), m_nodes.end(),
                       [&](const Node& node) { return node.op >= Op::Has && node.column == column; });
}

FieldValue fieldOf(const Row& row, std::span<const Column> columns, std::size_t column, std::uint64_t nowMs) noexcept {
    const Column& meaning = columns[column];
    const bool isDerived = meaning.sinceColumn >= 0;
    const std::size_t index = isDerived ? static_cast<std::size_t>(meaning.sinceColumn) : column;
    if (index >= row.cells.size())
        return {};
    const Value& cell = row.cells[index];
    if (const auto* number = std::get_if<std::uint64_t>(&cell)) {
        if (isDerived)
            return FieldValue::ofNumber(nowMs > *number ? nowMs - *number : 0);
        return FieldValue::ofNumber(*number);
    }
    if (const auto* text = std::get_if<std::string>(&cell))
        return FieldValue::ofText(*text);
    if (const auto* real = std::get_if<double>(&cell))
        return FieldValue::ofReal(*real);
    if (const auto* flag = std::get_if<bool>(&cell))
        return FieldValue::ofFlag(*flag);
    return {};
}

std::weak_ordering compareFields(const FieldValue& a, const FieldValue& b) noexcept {
    using enum FieldValue::Kind;
    const auto isNumber = [](const FieldValue& value) {
        return value.kind == Number || value.kind == Real || value.kind == Flag;
    };
    const auto real = [](const FieldValue& value) {
        return value.kind == Real ? value.real : static_cast<double>(value.number);
    };
    if (isNumber(a) && isNumber(b)) {
        if (a.kind != Real && b.kind != Real)
            return a.number <=> b.number;
        return std::weak_order(real(a), real(b));
    }
    if (a.kind != b.kind)
        return a.kind <=> b.kind;
    if (a.kind == Address) {
        if (const auto order = a.address <=> b.address; order != 0)
            return order;
        if (a.port != b.port)
            return a.port <=> b.port;
    }
    return a.text <=> b.text;
}

} // namespace burrow::monitor
