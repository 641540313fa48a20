// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_handshake.hpp"

#include "netprotocols/codec/base64.hpp"
#include "netprotocols/codec/digest.hpp"
#include "netprotocols/http/token.hpp"

#include <algorithm>
#include <optional>

namespace burrow::ws {
namespace {

using http::equalsIgnoreCase;
using Fields = std::span<const http::FieldView>;

constexpr std::string_view acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3

/// The value of a field that must stand once; empty optional if it is missing or repeated.
std::optional<std::string_view> single(Fields fields, std::string_view name) noexcept {
    std::optional<std::string_view> found;
    for (const http::FieldView& field : fields) {
        if (!equalsIgnoreCase(field.name, name))
            continue;
        if (found)
            return std::nullopt;
        found = http::trimmed(field.value);
    }
    return found;
}

bool isPresent(Fields fields, std::string_view name) noexcept {
    return std::ranges::any_of(fields, [&](const http::FieldView& field) { return equalsIgnoreCase(field.name, name); });
}

bool listHas(Fields fields, std::string_view name, std::string_view token) noexcept {
    for (const http::FieldView& field : fields) {
        if (!equalsIgnoreCase(field.name, name))
            continue;
        for (http::ListCursor list(field.value); list.next();) {
            if (equalsIgnoreCase(list.element(), token))
                return true;
        }
    }
    return false;
}

bool isKey(std::string_view key) {
    std::byte bytes[18];
    const auto size = codec::decodeBase64(key, MutableBytes(bytes));
    return size && *size == 16;
}

/// "https://example.org:8443" and "example.org:8443": the same host and port. Where a side leaves the port out, the
/// other may name the default port of the origin's scheme.
bool isSameHost(std::string_view origin, std::string_view host) noexcept {
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos)
        return false; // "null": a sandboxed page or a file
    const std::string_view defaultPort = equalsIgnoreCase(origin.substr(0, scheme), "https") ? ":443" : ":80";
    const auto bare = [defaultPort](std::string_view authority) {
        return authority.ends_with(defaultPort) ? authority.substr(0, authority.size() - defaultPort.size())
                                                : authority;
    };
    return equalsIgnoreCase(bare(origin.substr(scheme + 3)), bare(host));
}

bool mayConnect(std::string_view origin, std::string_view host, const UpgradePolicy& policy) {
    if (policy.originCheck)
        return policy.originCheck(origin, host);
    return policy.origin == OriginPolicy::Any || isSameHost(origin, host) ||
           std::ranges::any_of(policy.origins, [&](const auto& allowed) { return equalsIgnoreCase(allowed, origin); });
}

/// The client's first subprotocol that we speak; false if its list is not one of distinct tokens.
bool chooseSubprotocol(Fields fields, const UpgradePolicy& policy, std::string_view& chosen) {
    std::vector<std::string_view> asked;
    for (const http::FieldView& field : fields) {
        if (!equalsIgnoreCase(field.name, "sec-websocket-protocol"))
            continue;
        for (http::ListCursor list(field.value); list.next();) {
            if (!http::isToken(list.element()))
                return false;
            asked.push_back(list.element());
        }
    }
    for (const std::string_view name : asked) {
        if (std::ranges::count(asked, name) != 1) // RFC 6455 §4.1, 10.: each name once
            return false;
        const auto known = std::ranges::find(policy.subprotocols, name);
        if (chosen.empty() && known != policy.subprotocols.end())
            chosen = *known;
    }
    return true;
}

} // namespace

AcceptKey acceptKeyFor(std::string_view key) noexcept {
    std::array<char, 24 + 36> text{};
    const std::size_t keySize = std::min<std::size_t>(key.size(), 24);
    std::copy_n(key.begin(), keySize, text.begin());
    std::ranges::copy(acceptSuffix, text.begin() + static_cast<std::ptrdiff_t>(keySize));
    const auto digest = codec::sha1(std::string_view(text.data(), keySize + acceptSuffix.size()));
    AcceptKey accept{};
    codec::encodeBase64(Bytes(digest), accept.data());
    return accept;
}

std::expected<UpgradeAccepted, UpgradeRefused> checkUpgrade(const UpgradeHead& head, const UpgradePolicy& policy) {
    const auto refuse = [](int status, std::string_view reason) {
        return std::unexpected(UpgradeRefused{status, reason});
    };
    const Fields fields = head.fields;
    if (head.method != "GET")
        return refuse(405, "a WebSocket begins with GET");
    if (!head.isHttp11)
        return refuse(400, "a WebSocket needs HTTP/1.1");
    const auto host = single(fields, "host");
    if (!host)
        return refuse(400, "Host is missing or repeated");
    if (!listHas(fields, "upgrade", "websocket"))
        return refuse(426, "Upgrade does not name websocket");
    if (!listHas(fields, "connection", "upgrade"))
        return refuse(400, "Connection does not name upgrade");
    if (single(fields, "sec-websocket-version") != "13")
        return refuse(isPresent(fields, "sec-websocket-version") ? 426 : 400, "Sec-WebSocket-Version is not 13");
    const auto key = single(fields, "sec-websocket-key");
    if (!key || !isKey(*key))
        return refuse(400, "Sec-WebSocket-Key is not the base64 of 16 bytes");
    if (isPresent(fields, "transfer-encoding") || single(fields, "content-length").value_or("0") != "0")
        return refuse(400, "a WebSocket request has no body");
    if (isPresent(fields, "origin")) {
        const auto origin = single(fields, "origin");
        if (!origin || !mayConnect(*origin, *host, policy))
            return refuse(403, "this origin may not connect");
    }
    UpgradeAccepted accepted;
    if (!chooseSubprotocol(fields, policy, accepted.subprotocol))
        return refuse(400, "Sec-WebSocket-Protocol is not a list of distinct tokens");
    accepted.acceptKey = acceptKeyFor(*key);
    return accepted;
}

// ---- client ----

namespace {

std::string_view textOf(int code) noexcept {
    switch (static_cast<HandshakeError>(code)) {
    case HandshakeError::None: return "no error";
    case HandshakeError::HeadTooBig: return "the answer to the WebSocket request is too big";
    case HandshakeError::Malformed: return "the answer to the WebSocket request is no HTTP/1.1 response";
    case HandshakeError::Refused: return "the server refused the WebSocket";
    case HandshakeError::NotUpgraded: return "the answer does not upgrade to WebSocket";
    case HandshakeError::WrongAcceptKey: return "Sec-WebSocket-Accept does not fit the key";
    case HandshakeError::Subprotocol: return "the server chose a subprotocol that was not offered";
    case HandshakeError::Extension: return "the server chose an extension that was not offered";
    case HandshakeError::Truncated: return "the stream ended before the WebSocket answer";
    }
    return "unknown handshake error";
}

Error handshakeError(HandshakeError code, ErrorKind kind = ErrorKind::PeerFault) noexcept {
    return Error(kind, handshakeErrors, static_cast<int>(code));
}

Error refusedWith(int status, std::string_view line) {
    const ErrorKind kind = status == 401 || status == 407                   ? ErrorKind::Unauthenticated
                           : status == 403                                  ? ErrorKind::Security
                           : status == 429 || status == 502 || status == 503 ? ErrorKind::Overloaded
                                                                            : ErrorKind::Incompatible;
    ErrorDetail detail;
    detail.what = "HTTP " + std::to_string(status);
    detail.excerpt = line.substr(0, 64);
    return handshakeError(HandshakeError::Refused, kind).with(std::move(detail));
}

/// "HTTP/1.1 101 Switching Protocols"; 0 if it is no status line.
int statusOf(std::string_view line) noexcept {
    constexpr std::string_view version = "HTTP/1.1 ";
    if (!line.starts_with(version) || line.size() < version.size() + 3)
        return 0;
    const std::string_view digits = line.substr(version.size(), 3);
    const std::string_view rest = line.substr(version.size() + 3);
    if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) || digits[0] == '0' ||
        (!rest.empty() && rest[0] != ' ') || !http::isFieldValue(rest))
        return 0;
    return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

/// Fields of a head without its status line; false if one is malformed.
bool parseFields(std::string_view lines, std::vector<http::FieldView>& fields) {
    while (!lines.empty()) {
        const std::size_t end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !http::isToken(line.substr(0, colon)) ||
            !http::isFieldValue(line.substr(colon + 1)))
            return false;
        fields.push_back({line.substr(0, colon), http::trimmed(line.substr(colon + 1))});
    }
    return true;
}

bool isTarget(std::string_view path) noexcept {
    return path.starts_with('/') &&
           std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
}

} // namespace

constinit const ErrorDomain handshakeErrors{"websocket-handshake", textOf, nullptr};

Result<void> ClientHandshake::writeRequest(OutputQueue& out, Random& random) {
    const ClientRequest& r = m_request;
    const auto isSafe = [](std::string_view value) { return http::isFieldValue(value); };
    if (!isTarget(r.path) || r.host.empty() || !isSafe(r.host) || !isSafe(r.origin) ||
        !std::ranges::all_of(r.subprotocols, [](const auto& name) { return http::isToken(name); }) ||
        !std::ranges::all_of(r.fields, [&](const auto& f) { return http::isToken(f.first) && isSafe(f.second); }))
        return fail(Error::misuse("a value of the WebSocket request cannot stand in an HTTP head"));
    std::byte bytes[16];
    random.fill(bytes);
    codec::encodeBase64(Bytes(bytes), m_key.data());
    std::string head = "GET " + r.path + " HTTP/1.1\r\nHost: " + r.host +
                       "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: ";
    head.append(m_key.data(), m_key.size()).append("\r\n");
    if (!r.origin.empty())
        head += "Origin: " + r.origin + "\r\n";
    for (std::size_t i = 0; i < r.subprotocols.size(); ++i)
        head += (i == 0 ? "Sec-WebSocket-Protocol: " : ", ") + r.subprotocols[i] +
                (i + 1 == r.subprotocols.size() ? "\r\n" : "");
    for (const auto& [name, value] : r.fields)
        head += name + ": " + value + "\r\n";
    out.append(head + "\r\n");
    return {};
}

Result<std::size_t> ClientHandshake::receive(std::string_view answer) {
    while (true) {
        constexpr std::string_view expected = "HTTP/1.1 ";
        const std::string_view rest = answer.substr(m_head);
        if (rest.substr(0, expected.size()) != expected.substr(0, rest.size()))
            return fail(handshakeError(HandshakeError::Malformed).at(static_cast<std::uint32_t>(m_head)));
        const std::size_t end = rest.find("\r\n\r\n", m_searched);
        if (m_head + std::min(end, rest.size()) > maxHead)
            return fail(handshakeError(HandshakeError::HeadTooBig, ErrorKind::Limit));
        if (end == std::string_view::npos) {
            m_searched = rest.size() < 3 ? 0 : rest.size() - 3; // the end mark may have begun
            return 0;
        }
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        const int status = statusOf(line);
        std::vector<http::FieldView> fields;
        const bool bare = line.size() == end;
        if (status == 0 || !parseFields(bare ? "" : rest.substr(line.size() + 2, end - line.size() - 2), fields))
            return fail(handshakeError(HandshakeError::Malformed).at(static_cast<std::uint32_t>(m_head)));
        m_head += end + 4;
        m_searched = 0;
        if (status >= 100 && status < 200 && status != 101)
            continue; // interim (RFC 9110 §15.2)
        if (status != 101)
            return fail(refusedWith(status, line));
        if (auto checked = checkFields(fields); !checked)
            return fail(checked.error());
        return m_head;
    }
}

Result<void> ClientHandshake::checkFields(std::span<const http::FieldView> fields) {
    const auto upgrade = single(fields, "upgrade");
    if (!upgrade || !equalsIgnoreCase(*upgrade, "websocket") || !listHas(fields, "connection", "upgrade"))
        return fail(handshakeError(HandshakeError::NotUpgraded));
    const AcceptKey expected = acceptKeyFor({m_key.data(), m_key.size()});
    if (single(fields, "sec-websocket-accept") != std::string_view(expected.data(), expected.size()))
        return fail(handshakeError(HandshakeError::WrongAcceptKey));
    if (isPresent(fields, "sec-websocket-extensions"))
        return fail(handshakeError(HandshakeError::Extension));
    if (isPresent(fields, "sec-websocket-protocol")) {
        const auto chosen = single(fields, "sec-websocket-protocol");
        if (!chosen || std::ranges::find(m_request.subprotocols, *chosen) == m_request.subprotocols.end())
            return fail(handshakeError(HandshakeError::Subprotocol));
        m_subprotocol = *chosen;
    }
    return {};
}

} // namespace burrow::ws
