// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace burrow::http {

/// Request methods that the library knows; names are case-sensitive (RFC 9110 §9.1).
enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Connect, Options, Trace, Patch, Query, Other };
constexpr std::size_t methodCount = 11;

constexpr std::string_view nameOf(Method method) noexcept {
    constexpr std::string_view names[methodCount] = {"GET",     "HEAD",  "POST",  "PUT",   "DELETE", "CONNECT",
                                                     "OPTIONS", "TRACE", "PATCH", "QUERY", "OTHER"};
    return names[static_cast<std::size_t>(method)];
}

/// Other for every name that is not in the list, "get" and "OTHER" included.
constexpr Method methodFrom(std::string_view name) noexcept {
    for (std::size_t i = 0; i + 1 < methodCount; ++i)
        if (nameOf(static_cast<Method>(i)) == name)
            return static_cast<Method>(i);
    return Method::Other;
}

/// Asks for no change (RFC 9110 §9.2.1, RFC 10008).
constexpr bool isSafe(Method method) noexcept {
    return method == Method::Get || method == Method::Head || method == Method::Options || method == Method::Trace ||
           method == Method::Query;
}
/// May be sent again without asking (RFC 9110 §9.2.2).
constexpr bool isIdempotent(Method method) noexcept {
    return isSafe(method) || method == Method::Put || method == Method::Delete;
}

} // namespace burrow::http
