// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "finger_query.hpp"

namespace finger {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace

Query parseQuery(std::string_view line) {
    Query query;
    std::string_view rest = trimmed(line);
    // §2.3: {W} stands alone or is followed by blanks; "/Wx" would be a user's name.
    const bool slashW = rest.size() >= 2 && rest[0] == '/' && (rest[1] == 'W' || rest[1] == 'w');
    if (slashW && (rest.size() == 2 || blanks.find(rest[2]) != blanks.npos || rest[2] == '@')) {
        query.verbose = true;
        rest = trimmed(rest.substr(2));
    }
    query.user = rest;
    if (rest.find('@') != rest.npos)
        query.kind = Query::Kind::Forward;
    else if (!rest.empty())
        query.kind = Query::Kind::User;
    return query;
}

} // namespace finger
