// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace burrow::http {

/// One field line as it stands in somebody else's bytes. Valid as long as these are.
struct FieldView {
    std::string_view name, value;
};

constexpr char toLowerAscii(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// ASCII letters compare without case, all other bytes exactly; independent of the locale.
constexpr bool equalsIgnoreCase(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i] && toLowerAscii(a[i]) != toLowerAscii(b[i]))
            return false;
    return true;
}

constexpr bool startsWithIgnoreCase(std::string_view text, std::string_view prefix) noexcept {
    return text.size() >= prefix.size() && equalsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

} // namespace burrow::http
