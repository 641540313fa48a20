// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace finger {

/// A query line (RFC 1288 §2.3) without its line end. Views point into the line.
struct Query {
    enum class Kind { List, User, Forward };
    Kind kind = Kind::List;
    bool verbose = false;   ///< "/W"
    std::string_view user;  ///< empty for List
};

/// Longest line that is read. RFC 1288 names no limit; 512 bytes is the line length of SMTP (RFC 5321 §4.5.3.1.4).
constexpr std::size_t longestQuery = 512;

Query parseQuery(std::string_view line);

} // namespace finger
