// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace burrow::plugin {

/// The members of the one JSON object (RFC 8259) that configures an instance. Text is decoded, numbers and words are
/// kept as written, nested values as raw JSON. Throws std::invalid_argument with a sentence for a person.
/// Thread: immutable.
class Config {
public:
    Config() = default;
    explicit Config(std::string_view json) : m_rest(json) {
        readObject();
        m_rest = {};
    }

    bool has(std::string_view key) const { return m_values.find(key) != m_values.end(); }
    const std::string& text(std::string_view key) const {
        static const std::string none;
        const auto found = m_values.find(key);
        return found == m_values.end() ? none : found->second;
    }
    std::string text(std::string_view key, std::string_view otherwise) const {
        return has(key) ? text(key) : std::string(otherwise);
    }
    /// A whole number from 0 to `most`.
    std::uint64_t number(std::string_view key, std::uint64_t otherwise, std::uint64_t most = UINT32_MAX) const {
        if (!has(key))
            return otherwise;
        const std::string& digits = text(key);
        if (digits.empty() || digits.size() > 19 || digits.find_first_not_of("0123456789") != std::string::npos ||
            std::strtoull(digits.c_str(), nullptr, 10) > most)
            throw std::invalid_argument(std::string(key) + ": a whole number from 0 to " + std::to_string(most) +
                                        " is wanted");
        return std::strtoull(digits.c_str(), nullptr, 10);
    }
    bool flag(std::string_view key, bool otherwise) const {
        if (!has(key))
            return otherwise;
        if (text(key) != "true" && text(key) != "false")
            throw std::invalid_argument(std::string(key) + ": true or false is wanted");
        return text(key) == "true";
    }

private:
    static constexpr int deepest = 32; ///< nesting; configuration is not a tree of data

    [[noreturn]] static void refuse(const char* why) {
        throw std::invalid_argument(std::string("the configuration is not a JSON object: ") + why);
    }
    char peek() const { return m_rest.empty() ? '\0' : m_rest.front(); }
    void blanks() {
        while (!m_rest.empty() && m_rest.find_first_of(" \t\r\n") == 0)
            m_rest.remove_prefix(1);
    }
    bool take(char wanted) {
        blanks();
        if (m_rest.empty() || m_rest.front() != wanted)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void readObject() {
        if (!take('{'))
            refuse("it does not begin with '{'");
        if (!take('}')) {
            do {
                blanks();
                std::string key = readText();
                if (!take(':'))
                    refuse("':' is missing");
                blanks();
                if (!m_values.emplace(std::move(key), peek() == '"' ? readText() : readRaw(0)).second)
                    refuse("a name stands twice");
            } while (take(','));
            if (!take('}'))
                refuse("'}' is missing");
        }
        blanks();
        if (!m_rest.empty())
            refuse("something follows it");
    }
    std::string readRaw(int depth) {
        if (depth > deepest)
            refuse("it is nested too deeply");
        const std::string_view start = m_rest;
        if (peek() == '{' || peek() == '[') {
            const bool object = peek() == '{';
            const char end = object ? '}' : ']';
            m_rest.remove_prefix(1);
            if (!take(end)) {
                do {
                    blanks();
                    if (object) {
                        readText();
                        if (!take(':'))
                            refuse("':' is missing");
                        blanks();
                    }
                    if (peek() == '"')
                        readText();
                    else
                        readRaw(depth + 1);
                } while (take(','));
                if (!take(end))
                    refuse("a bracket is not closed");
            }
        } else {
            const std::size_t size = std::min(m_rest.find_first_of(",}] \t\r\n"), m_rest.size());
            if (!isWordOrNumber(m_rest.substr(0, size)))
                refuse("a value is missing or unknown");
            m_rest.remove_prefix(size);
        }
        return std::string(start.substr(0, start.size() - m_rest.size()));
    }
    static bool isWordOrNumber(std::string_view word) {
        if (word == "true" || word == "false" || word == "null")
            return true;
        return !word.empty() && word.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
               (word.front() == '-' || (word.front() >= '0' && word.front() <= '9'));
    }
    std::string readText() {
        if (peek() != '"')
            refuse("a text in quotation marks is missing");
        m_rest.remove_prefix(1);
        std::string text;
        for (; peek() != '"'; m_rest.remove_prefix(1)) {
            if (m_rest.empty() || static_cast<unsigned char>(peek()) < 0x20)
                refuse("a text is not closed");
            if (peek() == '\\')
                readEscape(text);
            else
                text += peek();
        }
        m_rest.remove_prefix(1);
        return text;
    }
    void readEscape(std::string& text) { // leaves the last character of the escape to the caller's step
        m_rest.remove_prefix(1);
        static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
        const std::size_t plain = m_rest.empty() ? std::string_view::npos : from.find(peek());
        if (plain != std::string_view::npos) {
            text += to[plain];
            return;
        }
        std::uint32_t code = readHex();
        if (code >= 0xD800 && code < 0xDC00) {
            m_rest.remove_prefix(1);
            if (m_rest.size() < 2 || m_rest.front() != '\\')
                refuse("half of a surrogate pair");
            m_rest.remove_prefix(1);
            const std::uint32_t low = readHex();
            if (low < 0xDC00 || low > 0xDFFF)
                refuse("half of a surrogate pair");
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        } else if (code >= 0xDC00 && code <= 0xDFFF) {
            refuse("half of a surrogate pair");
        }
        appendUtf8(text, code);
    }
    std::uint32_t readHex() { // from 'u' to the last digit, which stays
        if (peek() != 'u' || m_rest.size() < 5)
            refuse("an unknown escape");
        std::uint32_t code = 0;
        for (int i = 0; i < 4; ++i) {
            m_rest.remove_prefix(1);
            static constexpr std::string_view digits = "0123456789abcdef0123456789ABCDEF";
            const std::size_t digit = digits.find(peek());
            if (digit == std::string_view::npos)
                refuse("an unknown escape");
            code = code * 16 + static_cast<std::uint32_t>(digit % 16);
        }
        return code;
    }
    static void appendUtf8(std::string& text, std::uint32_t code) {
        const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
        } else {
            put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F));
            put(0x80 | (code & 0x3F));
        }
    }

    std::string_view m_rest;
    std::map<std::string, std::string, std::less<>> m_values;
};

} // namespace burrow::plugin
