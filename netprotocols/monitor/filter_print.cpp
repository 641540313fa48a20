// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/filter_literal.hpp"

namespace burrow::monitor {
namespace {

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result += '"';
}

bool needsQuotes(std::string_view text, bool isWord) noexcept {
    if (text.empty() || text == "and" || text == "or" || text == "not")
        return true;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                             c == '_' || c == '.' || c == '/';
        const bool isInside = !isWord && (c == ':' || c == '[' || c == ']' || c == '%' || c == '*' || c == '+');
        if (!isPlain && !isInside)
            return true;
    }
    return false;
}

} // namespace

class FilterPrinter {
public:
    explicit FilterPrinter(const Filter& filter) : m_filter(filter) {}

    void print(const Filter::Node& node) {
        switch (node.op) {
        case Op::And: return printJoined(node, " and ");
        case Op::Or: return printJoined(node, " or ");
        case Op::Not:
            m_out += "not ";
            return printInside(child(node.firstChild));
        case Op::Word:
            // Quotation marks where the word would be read as a keyword or as a flag's name.
            m_out += needsQuotes(node.text, true) || isKeywordOrFlag(node) ? quoted(node.text) : node.text;
            return;
        default: return printTerm(node);
        }
    }
    std::string take() { return std::move(m_out); }

private:
    using Op = Filter::Op;

    const Filter::Node& child(std::int32_t index) const { return m_filter.m_nodes[static_cast<std::size_t>(index)]; }

    bool isKeywordOrFlag(const Filter::Node& node) const {
        for (const std::string_view keyword : {"and", "or", "not"}) {
            if (node.folded == keyword)
                return true;
        }
        for (const Column& column : m_filter.m_columns) {
            if (column.kind == ColumnKind::Flag && column.name == node.text)
                return true;
        }
        return false;
    }

    void printInside(const Filter::Node& node) {
        const bool isJoined = node.op == Op::And || node.op == Op::Or;
        m_out += isJoined ? "(" : "";
        print(node);
        m_out += isJoined ? ")" : "";
    }

    void printJoined(const Filter::Node& node, std::string_view word) {
        for (std::int32_t i = node.firstChild; i >= 0; i = child(i).nextSibling) {
            if (i != node.firstChild)
                m_out += word;
            // "and" binds closer, but a joined child inside the same kind was parenthesised: keep the tree.
            if (node.op == Op::And || child(i).op == Op::Or)
                printInside(child(i));
            else
                print(child(i));
        }
    }

    void printTerm(const Filter::Node& node) {
        const Column& column = m_filter.m_columns[node.column];
        if (column.kind == ColumnKind::Flag && (node.op == Op::Equal || node.op == Op::Has) && node.number == 1) {
            m_out += column.name;
            return;
        }
        constexpr std::string_view signs[] = {":", "=", "!=", "<", "<=", ">", ">="};
        m_out += column.name;
        m_out += signs[static_cast<int>(node.op) - static_cast<int>(Op::Has)];
        const Literal literal{node.number, node.real, node.isReal};
        switch (column.kind) {
        case ColumnKind::Number:
        case ColumnKind::Real: m_out += printAmount(literal, column.unit); return;
        case ColumnKind::Duration: m_out += printDuration(literal); return;
        case ColumnKind::Time: m_out += printTime(node.number); return;
        case ColumnKind::Flag: m_out += node.number ? "yes" : "no"; return;
        case ColumnKind::Level: m_out += levelName(node.number); return;
        case ColumnKind::Address:
        case ColumnKind::Text: m_out += needsQuotes(node.text, false) ? quoted(node.text) : node.text; return;
        }
    }

    const Filter& m_filter;
    std::string m_out;
};

std::string Filter::toString() const {
    FilterPrinter printer(*this);
    if (!m_nodes.empty())
        printer.print(m_nodes.back());
    return printer.take();
}

} // namespace burrow::monitor
