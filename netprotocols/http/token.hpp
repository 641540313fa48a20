// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace burrow::http {

namespace detail {
constexpr bool isTokenCharacter(unsigned char c) noexcept {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return true;
    return c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}
constexpr std::array<bool, 256> makeTokenTable() noexcept {
    std::array<bool, 256> table{};
    for (unsigned c = 0; c < 256; ++c)
        table[c] = isTokenCharacter(static_cast<unsigned char>(c));
    return table;
}
inline constexpr std::array<bool, 256> tokenTable = makeTokenTable();
} // namespace detail

/// tchar of RFC 9110 §5.6.2.
constexpr bool isTokenChar(char c) noexcept { return detail::tokenTable[static_cast<unsigned char>(c)]; }

/// One or more tchar.
constexpr bool isToken(std::string_view text) noexcept {
    for (const char c : text)
        if (!isTokenChar(c))
            return false;
    return !text.empty();
}

/// field-content of RFC 9110 §5.5 without its outer rules: no CTL but HTAB; 0x80 to 0xFF are opaque and allowed.
constexpr bool isFieldValue(std::string_view text) noexcept {
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if ((u < 0x20 && u != '\t') || u == 0x7F)
            return false;
    }
    return true;
}

/// Without the spaces and tabs (OWS, RFC 9110 §5.6.3) around it.
constexpr std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Walks the elements of a comma-separated list (RFC 9110 §5.6.1): quoted strings hold their commas, empty elements
/// are skipped, elements come trimmed. Use: for (ListCursor list(value); list.next();) use(list.element());
class ListCursor {
public:
    constexpr explicit ListCursor(std::string_view list) noexcept : m_rest(list) {}

    constexpr bool next() noexcept {
        while (!m_rest.empty()) {
            m_element = trimmed(take());
            if (!m_element.empty())
                return true;
            ++m_empty;
        }
        return false;
    }
    constexpr std::string_view element() const noexcept { return m_element; }
    /// Empty elements passed so far, for callers who tolerate none.
    constexpr unsigned emptyElements() const noexcept { return m_empty; }

private:
    constexpr std::string_view take() noexcept {
        bool quoted = false;
        std::size_t i = 0;
        for (; i < m_rest.size(); ++i) {
            if (quoted && m_rest[i] == '\\' && i + 1 < m_rest.size())
                ++i;
            else if (m_rest[i] == '"')
                quoted = !quoted;
            else if (m_rest[i] == ',' && !quoted)
                break;
        }
        const std::string_view taken = m_rest.substr(0, i);
        m_rest = i < m_rest.size() ? m_rest.substr(i + 1) : std::string_view();
        return taken;
    }

    std::string_view m_rest, m_element;
    unsigned m_empty = 0;
};

} // namespace burrow::http
