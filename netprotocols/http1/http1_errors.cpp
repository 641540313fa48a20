// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_errors.hpp"

#include <algorithm>
#include <limits>

namespace burrow::http1 {
namespace {

struct Rule {
    Http1Error code;
    int status;
    ErrorKind kind;
    std::string_view text;
};

constexpr auto peer = ErrorKind::PeerFault;
constexpr auto limit = ErrorKind::Limit;
constexpr auto misuse = ErrorKind::Misuse;
using enum Http1Error;

constexpr Rule rules[] = {
    {None, 0, peer, "no error"},
    {EmptyLines, 400, peer, "empty lines stand before the request line (RFC 9112 §2.2)"},
    {MethodSyntax, 400, peer, "the method is not a token (RFC 9110 §9.1)"},
    {MethodUnknown, 501, peer, "the method is not known here (RFC 9110 §9.1)"},
    {LineSpace, 400, peer, "the parts of the request line are not separated by exactly one space (RFC 9112 §3)"},
    {VersionSyntax, 400, peer, "the request line does not end with a version such as HTTP/1.1 (RFC 9112 §2.3)"},
    {VersionUnsupported, 505, peer, "only HTTP/1.x is spoken on this connection (RFC 9110 §2.5)"},
    {LineTooLong, 414, limit, "the request line is longer than the limit (RFC 9112 §3)"},
    {TargetEmpty, 400, peer, "the request target is empty (RFC 9112 §3.2)"},
    {TargetCharacter, 400, peer, "the request target holds a byte that must be percent-encoded (RFC 3986 §2)"},
    {TargetFragment, 400, peer, "the request target holds a fragment (RFC 9112 §3.2)"},
    {TargetEscape, 400, peer, "a percent sign in the path is not followed by two hex digits (RFC 3986 §2.1)"},
    {TargetControl, 400, peer, "a percent escape in the path stands for a control character (RFC 3986 §7.3)"},
    {TargetForm, 400, peer, "this form of request target does not go with the method (RFC 9112 §3.2)"},
    {TargetAuthority, 400, peer, "the authority in the request target is not host[:port] (RFC 9112 §3.2)"},
    {TargetScheme, 400, peer, "the scheme of the request target is neither http nor https (RFC 9112 §3.2.2)"},
    {TargetSegments, 414, limit, "the path has too many segments"},
    {TargetPairs, 414, limit, "the query has too many name=value pairs"},
    {BareLf, 400, peer, "a line ends with LF alone (RFC 9112 §2.2)"},
    {BareCr, 400, peer, "a CR is not followed by LF (RFC 9112 §2.2)"},
    {FoldedLine, 400, peer, "a field value is folded onto a second line (RFC 9112 §5.2)"},
    {LeadingSpace, 400, peer, "white space stands before the first field (RFC 9112 §2.2)"},
    {NameEmpty, 400, peer, "a field name is empty (RFC 9110 §5.1)"},
    {NameCharacter, 400, peer, "a field name holds a byte that is not allowed in a token (RFC 9110 §5.1)"},
    {NameSpace, 400, peer, "white space stands between field name and colon (RFC 9112 §5.1)"},
    {NameUnderscore, 400, peer, "a field name with an underscore could be taken for another field"},
    {ColonMissing, 400, peer, "a field line has no colon (RFC 9112 §5)"},
    {ValueCharacter, 400, peer, "a field value holds a control character (RFC 9110 §5.5)"},
    {FieldTooLong, 431, limit, "a field line is longer than the limit (RFC 6585 §5)"},
    {FieldsTooLong, 431, limit, "the fields together are longer than the limit (RFC 6585 §5)"},
    {TooManyFields, 431, limit, "there are more fields than the limit (RFC 6585 §5)"},
    {FieldRepeated, 400, peer, "a field that may stand only once is repeated (RFC 9110 §5.3)"},
    {LengthSyntax, 400, peer, "Content-Length is not a plain decimal number (RFC 9110 §8.6)"},
    {LengthTooLarge, 400, peer, "Content-Length is beyond 2^63-1 (RFC 9110 §8.6)"},
    {LengthRepeated, 400, peer, "Content-Length stands more than once (RFC 9112 §6.3)"},
    {LengthAndCoding, 400, peer, "Content-Length and Transfer-Encoding stand together (RFC 9112 §6.1)"},
    {CodingInOldVersion, 400, peer, "Transfer-Encoding in an HTTP/1.0 request (RFC 9112 §6.1)"},
    {CodingSyntax, 400, peer, "Transfer-Encoding is not a plain list of codings (RFC 9112 §6.1)"},
    {CodingNotLast, 400, peer, "the last transfer coding of a request is not chunked (RFC 9112 §6.3)"},
    {CodingTwice, 400, peer, "chunked is applied more than once (RFC 9112 §6.1)"},
    {CodingRepeated, 400, peer, "Transfer-Encoding stands more than once"},
    {CodingUnknown, 501, peer, "the transfer coding is not known here (RFC 9112 §6.1)"},
    {BodyNotAllowed, 400, peer, "a request with this method must not carry a body (RFC 9110 §9.3)"},
    {BodyTooLarge, 413, limit, "the body is larger than the limit (RFC 9110 §15.5.14)"},
    {HostMissing, 400, peer, "there is no Host field (RFC 9112 §3.2)"},
    {HostRepeated, 400, peer, "Host stands more than once (RFC 9112 §3.2)"},
    {HostSyntax, 400, peer, "Host is not host[:port] (RFC 9110 §7.2)"},
    {HostMismatch, 400, peer, "Host differs from the authority in the request target (RFC 9112 §3.2.2)"},
    {ConnectionSyntax, 400, peer, "Connection is not a list of tokens (RFC 9110 §7.6.1)"},
    {ConnectionNominates, 400, peer, "Connection names a field that is meant for every recipient (RFC 9110 §7.6.1)"},
    {ExpectUnknown, 417, peer, "the only expectation that can be met is 100-continue (RFC 9110 §10.1.1)"},
    {UpgradeSyntax, 400, peer, "Upgrade is not a list of protocols (RFC 9110 §7.8)"},
    {UpgradeWithBody, 400, peer, "a request that asks for an upgrade carries a body (RFC 9110 §7.8)"},
    {ChunkSizeSyntax, 400, peer, "a chunk size is not a hex number of 1 to 16 digits (RFC 9112 §7.1)"},
    {ChunkSizeTooLarge, 400, limit, "a chunk size is beyond 2^63-1 (RFC 9112 §7.1)"},
    {ChunkExtension, 400, peer, "a chunk extension is malformed (RFC 9112 §7.1.1)"},
    {ChunkExtensionTooLong, 400, limit, "chunk extensions are longer than the limit (RFC 9112 §7.1.1)"},
    {ChunkLineEnd, 400, peer, "a chunk size is not followed by CRLF (RFC 9112 §7.1)"},
    {ChunkDataEnd, 400, peer, "chunk data is not followed by CRLF (RFC 9112 §7.1)"},
    {ChunksTooSmall, 400, limit, "the body consists of too many tiny chunks"},
    {TrailerSyntax, 400, peer, "a trailer field is malformed (RFC 9112 §7.1.2)"},
    {TrailersTooLong, 431, limit, "the trailer fields are longer than the limit (RFC 9112 §7.1.2)"},
    {TooManyTrailers, 431, limit, "there are more trailer fields than the limit (RFC 9112 §7.1.2)"},
    {OutStatus, 500, misuse, "a status must be 100 to 599 (RFC 9110 §15)"},
    {OutReason, 500, misuse, "a reason phrase must not hold control characters (RFC 9112 §4)"},
    {OutFieldName, 500, misuse, "a field name to be sent is not a token (RFC 9110 §5.1)"},
    {OutFieldValue, 500, misuse, "a field value to be sent holds a control character (RFC 9110 §5.5)"},
    {OutFraming, 500, misuse, "Content-Length, Transfer-Encoding and Connection are set by the library (RFC 9112 §6)"},
    {OutTooLarge, 500, misuse, "a response head is larger than a peer will accept"},
    {OutBodyLength, 0, misuse, "a body is not as long as the Content-Length that was sent (RFC 9110 §8.6)"},
};

constexpr bool inOrder() {
    for (std::size_t i = 0; i < std::size(rules); ++i)
        if (static_cast<std::size_t>(rules[i].code) != i)
            return false;
    return std::size(rules) == static_cast<std::size_t>(Count_);
}
static_assert(inOrder());

const Rule* ruleOf(int code) noexcept { return code >= 0 && code < static_cast<int>(Count_) ? &rules[code] : nullptr; }

std::string_view textOf(int code) noexcept {
    const Rule* rule = ruleOf(code);
    return rule ? rule->text : "unknown HTTP/1 error";
}

int statusOf(int code) noexcept {
    const Rule* rule = ruleOf(code);
    return rule ? rule->status : 0;
}

} // namespace

constinit const ErrorDomain http1Errors{"http1", textOf, statusOf};

Error http1Error(Http1Error code, std::size_t offset) noexcept {
    const Rule* rule = ruleOf(static_cast<int>(code));
    const auto at = std::min<std::size_t>(offset, std::numeric_limits<std::uint32_t>::max());
    return Error(rule ? rule->kind : ErrorKind::Bug, http1Errors, static_cast<int>(code),
                 static_cast<std::uint32_t>(at));
}

} // namespace burrow::http1
