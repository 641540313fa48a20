// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace burrow::http {

/// "host[:port]" taken apart. Views into the text that was split.
struct Authority {
    std::string_view host; ///< never empty; an IPv6 literal keeps its brackets
    std::string_view port; ///< 0 to 5 digits, at most 65535
    bool hasPort = false;  ///< a colon was there
};

/// Strict form of RFC 3986 §3.2 as HTTP uses it: a name of unreserved characters and sub-delims without comma, an IPv4
/// address, or an IPv6 address in brackets without a zone; no user information, no percent escapes.
/// What splitAuthority() tells by its success alone.
bool isAuthority(std::string_view text) noexcept;
std::optional<Authority> splitAuthority(std::string_view text) noexcept;

} // namespace burrow::http
