// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_target.hpp"

#include "netprotocols/http/authority.hpp"

namespace burrow::http1 {
namespace {

using enum Http1Error;

bool isHex(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// The path names a resource, so its escapes must be sound; a query is the application's own affair.
Http1Error splitPath(RequestHead& head, std::string_view text, const char*& where) noexcept {
    const std::size_t question = text.find('?');
    head.path = text.substr(0, question);
    head.query = question == std::string_view::npos ? std::string_view() : text.substr(question + 1);
    for (std::size_t i = 0; i < head.path.size(); ++i) {
        where = head.path.data() + i;
        if (head.path[i] == '\\')
            return TargetCharacter;
        if (head.path[i] == '%' && !(i + 2 < head.path.size() && isHex(head.path[i + 1]) && isHex(head.path[i + 2])))
            return TargetEscape;
    }
    return None;
}

Http1Error splitAbsolute(RequestHead& head, const char*& where) noexcept {
    const std::string_view target = head.target;
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos)
        return TargetForm;
    head.scheme = target.substr(0, colon);
    if (!http::equalsIgnoreCase(head.scheme, "http") && !http::equalsIgnoreCase(head.scheme, "https"))
        return TargetScheme;
    const std::string_view rest = target.substr(colon + 3);
    const std::size_t length = std::min(rest.find_first_of("/?"), rest.size());
    where = rest.data();
    head.host = rest.substr(0, length);
    if (!http::splitAuthority(head.host))
        return TargetAuthority;
    const Http1Error error = splitPath(head, rest.substr(length), where);
    if (error == None && head.path.empty()) // RFC 9112 §3.2.4: OPTIONS http://host is OPTIONS *
        head.path = head.method == http::Method::Options && length == rest.size() ? "*" : "/";
    return error;
}

} // namespace

Http1Error splitTarget(RequestHead& head, const char*& where) noexcept {
    where = head.target.data();
    head.host = head.scheme = head.path = head.query = {};
    if (head.method == http::Method::Connect) {
        const auto authority = http::splitAuthority(head.target);
        head.host = head.target;
        return authority && !authority->port.empty() ? None : TargetAuthority;
    }
    if (head.target.front() == '/')
        return splitPath(head, head.target, where);
    if (head.target == "*") {
        head.path = head.target;
        return head.method == http::Method::Options ? None : TargetForm;
    }
    return splitAbsolute(head, where);
}

} // namespace burrow::http1
