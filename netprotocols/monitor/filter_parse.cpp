// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/filter_literal.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace burrow::monitor {
namespace {

std::string_view filterText(int code) noexcept {
    switch (static_cast<FilterError>(code)) {
    case FilterError::None: return "no error";
    case FilterError::ExpectedTerm: return "expected field:value, a word, not or an opening parenthesis";
    case FilterError::ExpectedEnd: return "expected and, or, another term or the end";
    case FilterError::ExpectedClosingParenthesis: return "expected a closing parenthesis";
    case FilterError::ExpectedClosingQuote: return "expected a closing quotation mark";
    case FilterError::ExpectedValue: return "expected a value";
    case FilterError::ExpectedNumber: return "expected a number such as 12 or 3k";
    case FilterError::ExpectedSize: return "expected a size such as 64KiB or 1.5MB";
    case FilterError::ExpectedDuration: return "expected a duration such as 30s or 5min";
    case FilterError::ExpectedTime: return "expected a time in UTC such as 2026-11-20T12:01:07";
    case FilterError::ExpectedFlag: return "expected yes or no";
    case FilterError::ExpectedLevel: return "expected trace, debug, info, warning or error";
    case FilterError::ExpectedAddress: return "expected an address such as 192.0.2.1, 10.0.0.0/8 or [::1]:80";
    case FilterError::UnknownField: return "expected the name of a field; put text that has a colon into quotation marks";
    case FilterError::NotComparable: return "this field has no order: expected :, = or !=";
    case FilterError::TooLong: return "the filter is too long";
    case FilterError::TooDeep: return "the filter is nested too deeply";
    case FilterError::TooManyTerms: return "the filter has too many terms";
    }
    return "unknown error";
}

constexpr bool isSpace(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool isNameByte(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}
constexpr char folded(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
std::string foldedText(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), folded);
    return result;
}

} // namespace

constinit const ErrorDomain filterErrors{"filter", filterText, nullptr};

class FilterParser {
public:
    FilterParser(std::string_view text, std::span<const Column> columns, FilterLimits limits, Filter& filter)
        : m_text(text), m_columns(columns), m_limits(limits), m_filter(filter) {}

    Result<void> parse() {
        if (m_text.size() > m_limits.length)
            return refuse(FilterError::TooLong, m_limits.length);
        skipSpace();
        if (atEnd())
            return {};
        BURROW_TRY(const int root, parseOr(0));
        if (!atEnd())
            return refuse(FilterError::ExpectedEnd, m_at);
        // The root stands last, so that an empty vector means "everything".
        if (static_cast<std::size_t>(root) + 1 != m_filter.m_nodes.size())
            m_filter.m_nodes.push_back(m_filter.m_nodes[static_cast<std::size_t>(root)]);
        return {};
    }

private:
    using Op = Filter::Op;
    using Node = Filter::Node;

    bool atEnd() const noexcept { return m_at == m_text.size(); }
    char here(std::size_t ahead = 0) const noexcept { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    void skipSpace() noexcept {
        while (!atEnd() && isSpace(here()))
            ++m_at;
    }
    std::unexpected<Error> refuse(FilterError code, std::size_t at) const {
        const bool isLimit = code == FilterError::TooLong || code == FilterError::TooDeep ||
                             code == FilterError::TooManyTerms;
        ErrorDetail detail;
        detail.excerpt = std::string(m_text.substr(at, 32));
        return fail(Error(isLimit ? ErrorKind::Limit : ErrorKind::PeerFault, filterErrors, static_cast<int>(code),
                          static_cast<std::uint32_t>(at))
                        .with(std::move(detail)));
    }

    std::string_view nameHere() const noexcept {
        std::size_t size = 0;
        while (m_at + size < m_text.size() && isNameByte(m_text[m_at + size]))
            ++size;
        return m_text.substr(m_at, size);
    }
    /// The keyword stands here as a word of its own.
    bool isKeyword(std::string_view keyword) const noexcept {
        const std::string_view name = nameHere();
        if (name.size() != keyword.size() || !std::equal(name.begin(), name.end(), keyword.begin(),
                                                         [](char a, char b) { return folded(a) == b; }))
            return false;
        const char after = here(name.size());
        return after == '\0' || isSpace(after) || after == '(' || after == ')' || after == '"' || after == '!';
    }
    bool takeKeyword(std::string_view keyword) noexcept {
        if (!isKeyword(keyword))
            return false;
        m_at += keyword.size();
        skipSpace();
        return true;
    }

    Result<int> add(Node node, std::size_t at) {
        if (m_filter.m_nodes.size() == m_limits.terms * 2)
            return refuse(FilterError::TooManyTerms, at);
        m_filter.m_nodes.push_back(std::move(node));
        return static_cast<int>(m_filter.m_nodes.size()) - 1;
    }
    /// One child stays as it is, more become a node of their own.
    Result<int> join(Op op, const std::vector<int>& children, std::size_t at) {
        if (children.size() == 1)
            return children.front();
        for (std::size_t i = 0; i + 1 < children.size(); ++i)
            m_filter.m_nodes[static_cast<std::size_t>(children[i])].nextSibling = children[i + 1];
        Node node;
        node.op = op;
        node.firstChild = children.front();
        return add(std::move(node), at);
    }

    Result<int> parseOr(std::size_t depth) {
        const std::size_t at = m_at;
        std::vector<int> children;
        do {
            BURROW_TRY(const int child, parseAnd(depth));
            children.push_back(child);
        } while (takeKeyword("or"));
        return join(Op::Or, children, at);
    }

    Result<int> parseAnd(std::size_t depth) {
        const std::size_t at = m_at;
        std::vector<int> children;
        do {
            BURROW_TRY(const int child, parseUnary(depth));
            children.push_back(child);
        } while (takeKeyword("and") || (!atEnd() && here() != ')' && !isKeyword("or")));
        return join(Op::And, children, at);
    }

    Result<int> parseUnary(std::size_t depth) {
        const std::size_t at = m_at;
        if (depth == m_limits.depth)
            return refuse(FilterError::TooDeep, at);
        if (here() == '!' || isKeyword("not")) {
            m_at += here() == '!' ? 1 : 3;
            skipSpace();
            BURROW_TRY(const int child, parseUnary(depth + 1));
            Node node;
            node.op = Op::Not;
            node.firstChild = child;
            return add(std::move(node), at);
        }
        if (here() == '(') {
            ++m_at;
            skipSpace();
            BURROW_TRY(const int inside, parseOr(depth + 1));
            if (here() != ')')
                return refuse(FilterError::ExpectedClosingParenthesis, m_at);
            ++m_at;
            skipSpace();
            return inside;
        }
        if (atEnd() || here() == ')' || isKeyword("and") || isKeyword("or"))
            return refuse(FilterError::ExpectedTerm, at);
        BURROW_TRY(Node node, parseTerm());
        return add(std::move(node), at);
    }

    std::optional<Op> takeOperator() noexcept {
        const std::size_t before = m_at;
        if (here() == ':')
            return ++m_at, Op::Has;
        skipSpace();
        const char first = here(), second = here(1);
        const std::size_t size = second == '=' && (first == '!' || first == '<' || first == '>') ? 2 : 1;
        std::optional<Op> op;
        if (first == '=')
            op = Op::Equal;
        else if (first == '!' && second == '=')
            op = Op::NotEqual;
        else if (first == '<')
            op = size == 2 ? Op::LessEqual : Op::Less;
        else if (first == '>')
            op = size == 2 ? Op::GreaterEqual : Op::Greater;
        m_at = op ? m_at + size : before;
        return op;
    }

    /// A quoted text (\" and \\ inside) or everything up to a space or parenthesis.
    Result<std::string> takeValue() {
        if (here() != '"') {
            const std::size_t from = m_at;
            while (!atEnd() && !isSpace(here()) && here() != '(' && here() != ')' && here() != '"')
                ++m_at;
            if (m_at == from)
                return refuse(FilterError::ExpectedValue, from);
            return std::string(m_text.substr(from, m_at - from));
        }
        std::string value;
        for (++m_at; !atEnd() && here() != '"'; ++m_at) {
            if (here() == '\\' && (here(1) == '"' || here(1) == '\\'))
                ++m_at;
            value.push_back(here());
        }
        if (atEnd())
            return refuse(FilterError::ExpectedClosingQuote, m_at);
        ++m_at;
        return value;
    }

    Result<Node> parseTerm() {
        const std::size_t at = m_at;
        Node node;
        const std::string_view name = nameHere();
        m_at += name.size();
        const auto op = name.empty() ? std::nullopt : takeOperator();
        if (!op) {
            m_at = at;
            return parseWord();
        }
        const auto column = find(name);
        if (!column)
            return refuse(FilterError::UnknownField, at);
        node.op = *op;
        node.column = static_cast<std::uint16_t>(*column);
        skipSpace();
        const std::size_t valueAt = m_at;
        BURROW_TRY(node.text, takeValue());
        skipSpace();
        if (const FilterError problem = interpret(node, m_columns[*column]); problem != FilterError::None)
            return refuse(problem, problem == FilterError::NotComparable ? at + name.size() : valueAt);
        return node;
    }

    Result<Node> parseWord() {
        Node node;
        const bool isQuoted = here() == '"';
        BURROW_TRY(node.text, takeValue());
        skipSpace();
        const auto column = isQuoted ? std::nullopt : find(node.text);
        if (column && m_columns[*column].kind == ColumnKind::Flag) {
            node.op = Op::Equal;
            node.column = static_cast<std::uint16_t>(*column);
            node.number = 1;
            node.text = "yes";
        } else {
            node.op = Op::Word;
            node.folded = foldedText(node.text);
        }
        return node;
    }

    std::optional<std::size_t> find(std::string_view name) const noexcept {
        for (std::size_t i = 0; i != m_columns.size(); ++i) {
            if (m_columns[i].name == name)
                return i;
        }
        return std::nullopt;
    }

    static FilterError take(Node& node, const std::optional<Literal>& literal, FilterError otherwise) {
        if (!literal)
            return otherwise;
        node.number = literal->number;
        node.real = literal->real;
        node.isReal = literal->isReal;
        return FilterError::None;
    }

    /// Turns the text into what the column's kind compares with.
    static FilterError interpret(Node& node, const Column& column) {
        const bool isOrdered = node.op >= Op::Less;
        switch (column.kind) {
        case ColumnKind::Text:
            node.folded = foldedText(node.text);
            return isOrdered ? FilterError::NotComparable : FilterError::None;
        case ColumnKind::Number:
        case ColumnKind::Real: {
            const bool isBytes = column.unit == Unit::Bytes || column.unit == Unit::BytesPerSecond;
            return take(node, parseAmount(node.text, column.unit),
                        isBytes ? FilterError::ExpectedSize : FilterError::ExpectedNumber);
        }
        case ColumnKind::Duration: return take(node, parseDuration(node.text), FilterError::ExpectedDuration);
        case ColumnKind::Time: return take(node, parseTime(node.text), FilterError::ExpectedTime);
        case ColumnKind::Flag: {
            const auto flag = parseFlag(node.text);
            node.number = flag.value_or(false);
            return isOrdered ? FilterError::NotComparable : flag ? FilterError::None : FilterError::ExpectedFlag;
        }
        case ColumnKind::Level: {
            const auto level = parseLevel(node.text);
            node.number = level.value_or(0);
            return level ? FilterError::None : FilterError::ExpectedLevel;
        }
        case ColumnKind::Address: return isOrdered ? FilterError::NotComparable : interpretAddress(node);
        }
        return FilterError::ExpectedValue;
    }

    static FilterError interpretAddress(Node& node) {
        node.folded = foldedText(node.text);
        node.port = Filter::anyPort;
        std::string_view host = node.text;
        if (auto prefix = IpPrefix::parse(host)) {
            node.prefix = *prefix;
            return FilterError::None;
        }
        if (host.find('/') != host.npos && !host.starts_with('/') && !host.starts_with("unix"))
            return FilterError::ExpectedAddress; // meant as a prefix: silently comparing text would find nothing
        const std::size_t colon = host.rfind(':');
        if (colon != host.npos && colon != 0) {
            unsigned port = 0;
            const auto [end, failed] = std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
            std::string_view name = host.substr(0, colon);
            const bool isBracketed = name.starts_with('[') && name.ends_with(']');
            if (isBracketed)
                name = name.substr(1, name.size() - 2);
            auto address = IpAddress::parse(name);
            if (failed == std::errc() && end == host.data() + host.size() && port <= 0xffff && address &&
                address->isV6() == isBracketed) {
                node.prefix = IpPrefix(*address, address->isV6() ? 128 : 32);
                node.port = port;
            }
        }
        return FilterError::None;
    }

    std::string_view m_text;
    std::span<const Column> m_columns;
    FilterLimits m_limits;
    Filter& m_filter;
    std::size_t m_at = 0;
};

Result<Filter> Filter::parse(std::string_view text, std::span<const Column> columns, FilterLimits limits) {
    Filter filter;
    filter.m_columns = columns;
    if (auto parsed = FilterParser(text, columns, limits, filter).parse(); !parsed)
        return fail(std::move(parsed).error());
    return filter;
}

} // namespace burrow::monitor
