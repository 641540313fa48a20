// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_target.hpp"

#include "netprotocols/http/authority.hpp"

#include <algorithm>

namespace burrow::http1 {
namespace {

using enum Http1Error;

/// Value of a hex digit; 256 for any other byte, so that no sum with one is an octet.
unsigned hexValue(char c) noexcept {
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    const char small = http::toLowerAscii(c);
    return small >= 'a' && small <= 'f' ? static_cast<unsigned>(small - 'a') + 10 : 256;
}

/// What "%XY" at the front stands for; at least 256 if it is no escape.
unsigned escapedOctet(std::string_view text) noexcept {
    return text.size() < 3 ? 256 : hexValue(text[1]) * 16 + hexValue(text[2]);
}

Http1Error checkPath(std::string_view path, const char*& where) noexcept {
    for (std::size_t i = 0; i < path.size(); ++i) {
        where = path.data() + i;
        if (path[i] == '\\')
            return TargetCharacter;
        if (path[i] != '%')
            continue;
        const unsigned octet = escapedOctet(path.substr(i));
        if (octet > 255)
            return TargetEscape;
        if (octet < 0x20 || octet == 0x7F) // no name holds one; a log, a shell or a header might
            return TargetControl;
    }
    return None;
}

/// The path names a resource, so its escapes must be sound; a query is the application's own affair.
Http1Error splitPath(RequestHead& head, const char* start, const TargetMarks& marks, const char*& where) noexcept {
    const char* end = head.target.data() + head.target.size();
    const char* pathEnd = marks.question ? marks.question : end;
    head.path = {start, static_cast<std::size_t>(pathEnd - start)};
    head.query = marks.question ? std::string_view(pathEnd + 1, end) : std::string_view();
    return marks.special ? checkPath(head.path, where) : None;
}

Http1Error splitAbsolute(RequestHead& head, const TargetMarks& marks, const char*& where) noexcept {
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
    const Http1Error error = splitPath(head, rest.data() + length, marks, where);
    if (error == None && head.path.empty()) // RFC 9112 §3.2.4: OPTIONS http://host is OPTIONS *
        head.path = head.method == http::Method::Options && length == rest.size() ? "*" : "/";
    return error;
}

} // namespace

Http1Error splitTarget(RequestHead& head, const TargetMarks& marks, const char*& where) noexcept {
    where = head.target.data();
    head.host = head.scheme = head.path = head.query = {};
    if (head.method == http::Method::Connect) {
        const auto authority = http::splitAuthority(head.target);
        head.host = head.target;
        return authority && !authority->port.empty() ? None : TargetAuthority;
    }
    if (head.target.front() == '/')
        return splitPath(head, head.target.data(), marks, where);
    if (head.target == "*") {
        head.path = head.target;
        return head.method == http::Method::Options ? None : TargetForm;
    }
    return splitAbsolute(head, marks, where);
}

} // namespace burrow::http1
