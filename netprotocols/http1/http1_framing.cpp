// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_framing.hpp"

#include "netprotocols/http/authority.hpp"
#include "netprotocols/http/token.hpp"
#include "netprotocols/http1/http1_scan.hpp"

#include <limits>

namespace burrow::http1 {
namespace {

using enum Http1Error;
using http::equalsIgnoreCase;

/// Fields that no Connection header may have stripped on the way (H1-11).
bool isEndToEnd(std::string_view name) noexcept {
    constexpr std::string_view names[] = {
        "host",       "content-length", "transfer-encoding", "content-type",  "cookie",
        "set-cookie", "authorization",  "forwarded",         "cache-control", "expect",
        "range",      "origin",         "connection"};
    for (const auto known : names)
        if (equalsIgnoreCase(name, known))
            return true;
    return http::startsWithIgnoreCase(name, "x-forwarded-");
}

/// Nothing but at most one space stood around the value: more is legal, but it is how smugglers hide a framing field
/// from one of two parsers, and nobody else sends it.
bool isExact(std::string_view value) noexcept {
    const char* p = value.data();
    return p[value.size()] == '\r' && (p[-1] == ':' || (p[-1] == ' ' && p[-2] == ':'));
}

/// protocol-name ["/" protocol-version] (RFC 9110 §7.8).
bool isProtocol(std::string_view text) noexcept {
    const std::size_t slash = text.find('/');
    return http::isToken(text.substr(0, slash)) &&
           (slash == std::string_view::npos || http::isToken(text.substr(slash + 1)));
}

} // namespace

Http1Error Framing::note(std::string_view name, std::string_view value) noexcept {
    using namespace scan;
    const char* p = name.data();
    switch (name.size()) {
    case 2:
        if ((p[0] | 0x20) == 't' && (p[1] | 0x20) == 'e')
            noteTe(value);
        break;
    case 4:
        if (lower4(p) == word4("host"))
            return noteHost(value);
        break;
    case 6:
        if (lower4(p) == word4("expe") && lower4(p + 2) == word4("pect"))
            return noteExpect(value);
        break;
    case 7:
        if (lower4(p) == word4("upgr") && lower4(p + 3) == word4("rade"))
            return noteUpgrade(value);
        break;
    case 8:
        if (lower8(p) == word8("location"))
            return firstTime(Location) ? None : FieldRepeated;
        break;
    case 10:
        if (lower8(p) == word8("connecti") && lower8(p + 2) == word8("nnection"))
            return noteConnection(value);
        break;
    case 12:
        if (lower8(p) == word8("content-") && lower4(p + 8) == word4("type"))
            return firstTime(ContentType) ? None : FieldRepeated;
        break;
    case 13:
        if (lower8(p) == word8("authoriz") && lower8(p + 5) == word8("rization"))
            return firstTime(Authorization) ? None : FieldRepeated;
        break;
    case 14:
        if (lower8(p) == word8("content-") && lower8(p + 6) == word8("t-length"))
            return noteLength(value);
        if (lower8(p) == word8("content_") && lower8(p + 6) == word8("t_length"))
            return NameUnderscore;
        break;
    case 17:
        if (lower8(p) == word8("transfer") && lower8(p + 8) == word8("-encodin") && (p[16] | 0x20) == 'g')
            return noteCoding(value);
        if (lower8(p) == word8("transfer") && lower8(p + 8) == word8("_encodin") && (p[16] | 0x20) == 'g')
            return NameUnderscore; // a gateway behind us may read it as the real one
        break;
    default: break;
    }
    return None;
}

Http1Error Framing::noteHost(std::string_view value) noexcept {
    if (!firstTime(Host))
        return HostRepeated;
    m_host = value;
    return http::isAuthority(value) ? None : HostSyntax;
}

Http1Error Framing::noteLength(std::string_view value) noexcept {
    constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!firstTime(Length))
        return LengthRepeated;
    // A leading zero is legal, and octal to some readers.
    if (value.empty() || !isExact(value) || (value.size() > 1 && value.front() == '0'))
        return LengthSyntax;
    std::uint64_t length = 0;
    bool tooLarge = false;
    for (const char c : value) {
        const auto digit = static_cast<std::uint64_t>(c) - '0';
        if (digit > 9)
            return LengthSyntax;
        tooLarge = tooLarge || length > (max - digit) / 10;
        length = length * 10 + digit;
    }
    m_length = length;
    return tooLarge ? LengthTooLarge : None;
}

Http1Error Framing::noteCoding(std::string_view value) noexcept {
    if (!firstTime(Coding))
        return CodingRepeated;
    if (isExact(value) && equalsIgnoreCase(value, "chunked"))
        return None;
    if (value.empty() || !isExact(value))
        return CodingSyntax;
    std::size_t codings = 0, chunked = 0;
    bool last = false;
    http::ListCursor list(value);
    for (; list.next(); ++codings) {
        if (!http::isToken(list.element()))
            return CodingSyntax;
        last = equalsIgnoreCase(list.element(), "chunked");
        chunked += last;
    }
    // The cursor skips empty elements; here they are a way to hide from somebody else's parser.
    if (list.emptyElements() != 0 || value.back() == ',')
        return CodingSyntax;
    if (chunked > 1)
        return CodingTwice;
    return last ? (codings > 1 ? CodingUnknown : CodingSyntax) : CodingNotLast;
}

Http1Error Framing::noteConnection(std::string_view value) noexcept {
    if (value.size() == 10 && scan::lower8(value.data()) == scan::word8("keep-ali") &&
        scan::lower8(value.data() + 2) == scan::word8("ep-alive")) {
        m_seen |= KeepAlive;
        return None;
    }
    for (http::ListCursor list(value); list.next();) {
        const std::string_view option = list.element();
        if (!http::isToken(option))
            return ConnectionSyntax;
        if (equalsIgnoreCase(option, "close"))
            m_seen |= Close;
        else if (equalsIgnoreCase(option, "keep-alive"))
            m_seen |= KeepAlive;
        else if (equalsIgnoreCase(option, "upgrade"))
            m_seen |= WantsUpgrade;
        else if (isEndToEnd(option))
            return ConnectionNominates;
    }
    return None;
}

Http1Error Framing::noteUpgrade(std::string_view value) noexcept {
    if (!firstTime(Upgrade))
        return FieldRepeated;
    std::size_t protocols = 0, refused = 0;
    for (http::ListCursor list(value); list.next(); ++protocols) {
        if (!isProtocol(list.element()))
            return UpgradeSyntax;
        // HTTP/2 in clear text begins with its preface or not at all: an upgrade that a proxy in front does not
        // understand would let the client talk past it (RFC 9113 §3.1 deprecates it).
        refused += equalsIgnoreCase(list.element(), "h2c");
    }
    m_upgrade = protocols > refused ? value : std::string_view();
    return protocols == 0 ? UpgradeSyntax : None;
}

Http1Error Framing::noteExpect(std::string_view value) noexcept {
    return firstTime(Expect) && equalsIgnoreCase(value, "100-continue") ? None : ExpectUnknown;
}

void Framing::noteTe(std::string_view value) noexcept {
    for (http::ListCursor list(value); list.next();)
        if (equalsIgnoreCase(list.element(), "trailers"))
            m_seen |= Trailers;
}

Http1Error Framing::finish(RequestHead& head, const Limits& limits) noexcept {
    if (m_seen & Coding) {
        if (m_seen & Length)
            return LengthAndCoding;
        if (head.http10)
            return CodingInOldVersion;
    }
    if (!(m_seen & Host) && !head.http10)
        return HostMissing;
    if (head.host.empty())
        head.host = m_host;
    else if (!limits.hostMismatch && (m_seen & Host) && !equalsIgnoreCase(head.host, m_host))
        return HostMismatch;
    head.chunked = (m_seen & Coding) != 0;
    head.hasContentLength = (m_seen & Length) != 0;
    head.contentLength = m_length;
    head.keepAlive = !(m_seen & Close) && (!head.http10 || (m_seen & KeepAlive));
    head.acceptsTrailers = (m_seen & Trailers) != 0;
    head.expectContinue = (m_seen & Expect) && !head.http10 && head.hasBody();
    const bool upgrades = (m_seen & WantsUpgrade) && !head.http10 && !m_upgrade.empty();
    head.upgrade = upgrades ? m_upgrade : std::string_view();
    if (head.hasBody()) {
        if (upgrades)
            return UpgradeWithBody;
        if (head.method == http::Method::Trace || head.method == http::Method::Connect)
            return BodyNotAllowed;
    }
    return None;
}

} // namespace burrow::http1
