// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/net/ip_address.hpp"
#include "netprotocols/monitor/schema.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::monitor {

/// Error::offset() is the byte at which something else was expected, the excerpt of its detail what stands there.
extern const ErrorDomain filterErrors;

enum class FilterError : int {
    None = 0,
    ExpectedTerm,
    ExpectedEnd,
    ExpectedClosingParenthesis,
    ExpectedClosingQuote,
    ExpectedValue,
    ExpectedNumber,
    ExpectedSize,
    ExpectedDuration,
    ExpectedTime,
    ExpectedFlag,
    ExpectedLevel,
    ExpectedAddress,
    UnknownField,
    NotComparable, ///< < or > on a text, flag or address
    TooLong,
    TooDeep,
    TooManyTerms,
};

struct FilterLimits {
    std::size_t length = 4096; ///< bytes of a filter: a saved view is well below 500
    std::size_t depth = 32;    ///< nested parentheses and nots: evaluation recurses so deep
    std::size_t terms = 256;   ///< each is looked at for each row
};

/// What a row holds in one column. The view is valid as long as the row.
struct FieldValue {
    enum class Kind : std::uint8_t { Empty, Text, Number, Real, Flag, Address } kind = Kind::Empty;
    std::uint16_t port = 0;    ///< Address
    std::uint64_t number = 0;  ///< Number, Flag
    double real = 0;           ///< Real
    std::string_view text;     ///< Text; Address without an IP ("unix") or not yet parsed
    IpAddress address;         ///< Address; Family::None: see text

    static FieldValue ofText(std::string_view value) noexcept;
    static FieldValue ofNumber(std::uint64_t value) noexcept;
    static FieldValue ofReal(double value) noexcept;
    static FieldValue ofFlag(bool value) noexcept;
    static FieldValue ofAddress(const IpAddress& address, std::uint16_t port) noexcept;
};

class FieldLookup {
public:
    /// `column` is below the size of the columns that the filter was parsed with.
    virtual FieldValue field(std::size_t column) const = 0;

protected:
    ~FieldLookup() = default;
};

/// The sentence that picks rows, the same in the window, in saved views and in burrowctl:
///
///     proto:ws and queue>64KiB        peer:10.0.0.0/8 and not (state=idle or slow)        "GET /old" level>=warning
///
/// `field:value`  text contains (any case), number equals, address is or lies in the prefix; `=` and `!=` compare
/// exactly; `<` `<=` `>` `>=` numbers with units, durations, times and levels. A flag's name alone means that it is
/// set; any other word alone looks into all text columns. Terms side by side mean `and`, which binds closer than `or`.
/// An empty filter lets every row pass. Parsing and evaluation are linear. Thread: immutable.
class Filter {
public:
    Filter() = default;
    static Result<Filter> parse(std::string_view text, std::span<const Column> columns, FilterLimits limits = {});

    bool isEmpty() const noexcept { return m_nodes.empty(); }
    bool matches(const FieldLookup& row) const;
    /// Canonical form; parses to the same filter.
    std::string toString() const;
    /// True if a column is looked at by name.
    bool uses(std::size_t column) const noexcept;

private:
    friend class FilterParser;
    friend class FilterPrinter;
    enum class Op : std::uint8_t { And, Or, Not, Word, Has, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
    struct Node {
        Op op = Op::Word;
        std::uint16_t column = 0;
        bool isReal = false;         ///< the literal has a fraction: compare as real
        std::int32_t firstChild = -1, nextSibling = -1;
        std::uint64_t number = 0;
        double real = 0;
        std::string text;            ///< as written
        std::string folded;          ///< lower case, for Has and Word
        IpPrefix prefix;             ///< Address: family None if the value is text
        std::uint32_t port = 0;      ///< Address: 0x10000 = any
    };
    static constexpr std::uint32_t anyPort = 0x10000;

    bool matches(const Node& node, const FieldLookup& row) const;
    bool matchesWord(const Node& node, const FieldLookup& row) const;
    bool matchesTerm(const Node& node, const FieldValue& value) const;

    std::vector<Node> m_nodes; ///< the root is the last one
    std::span<const Column> m_columns;
};

/// Short names that a filter on "proto" and the terminal use: "ws" for "websocket", "h1" for "http/1.1"; else the name.
std::string_view shortProtocol(std::string_view name) noexcept;

} // namespace burrow::monitor
