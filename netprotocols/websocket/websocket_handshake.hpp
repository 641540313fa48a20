// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/random.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netprotocols/http/field_view.hpp"

#include <array>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace burrow::ws {

/// Sec-WebSocket-Accept for a key (RFC 6455 §4.2.2): 28 characters of base64.
using AcceptKey = std::array<char, 28>;
AcceptKey acceptKeyFor(std::string_view key) noexcept;

// ---- server ----

/// Which pages of browsers may connect. Programs send no Origin and always may: this guards users of browsers against
/// foreign pages that act in their name (RFC 6455 §10.2).
enum class OriginPolicy : std::uint8_t { SameHost, Any };

struct UpgradePolicy {
    OriginPolicy origin = OriginPolicy::SameHost;
    std::vector<std::string> origins; ///< allowed besides: "https://app.example"
    /// Decides instead of the two above, if set. Thread: any, all loops at once.
    std::move_only_function<bool(std::string_view origin, std::string_view host) const> originCheck;
    std::vector<std::string> subprotocols; ///< that we speak; the client's first one of these is chosen
};

/// The request as HTTP/1.1 delivered it; nothing is kept.
struct UpgradeHead {
    std::string_view method;
    bool isHttp11 = false;
    std::span<const http::FieldView> fields;
};
struct UpgradeAccepted {
    AcceptKey acceptKey{};
    std::string_view subprotocol; ///< of the policy; empty: none
};
struct UpgradeRefused {
    int status = 400;         ///< 426 goes with "Sec-WebSocket-Version: 13" and "Upgrade: websocket"
    std::string_view reason;  ///< a literal
};

/// RFC 6455 §4.2.1: GET, HTTP/1.1, Upgrade and Connection tokens, a canonical key of 16 bytes, version 13, origin.
std::expected<UpgradeAccepted, UpgradeRefused> checkUpgrade(const UpgradeHead& head, const UpgradePolicy& policy);

// ---- client ----

/// Why a client did not get its connection.
extern const ErrorDomain handshakeErrors;
enum class HandshakeError : int {
    None = 0,
    HeadTooBig,
    Malformed,
    Refused,         ///< another status than 101; it stands in the detail
    NotUpgraded,     ///< 101 without the Upgrade and Connection fields
    WrongAcceptKey,
    Subprotocol,     ///< one that was not asked for, or several
    Extension,       ///< none was asked for
    Truncated,
};

struct ClientRequest {
    std::string host = "localhost"; ///< Host field, with port where it is not the scheme's own
    std::string path = "/";         ///< with query
    std::string origin;             ///< empty: none is sent
    std::vector<std::string> subprotocols;
    std::vector<std::pair<std::string, std::string>> fields; ///< further ones: Authorization, Cookie
};

/// The client's side of RFC 6455 §4.1. Thread: loop.
class ClientHandshake {
public:
    static constexpr std::size_t maxHead = 16 * 1024; ///< of the answer, interim answers included

    explicit ClientHandshake(ClientRequest request) : m_request(std::move(request)) {}

    /// Misuse if a value could not stand in an HTTP/1.1 head.
    Result<void> writeRequest(OutputQueue& out, Random& random);
    /// All bytes of the answer so far; gives the size of its head, 0 while it is incomplete. Not to be called after it
    /// gave anything else.
    Result<std::size_t> receive(std::string_view answer);
    /// Chosen by the server; empty: none.
    const std::string& subprotocol() const noexcept { return m_subprotocol; }

private:
    Result<void> checkFields(std::span<const http::FieldView> fields);

    ClientRequest m_request;
    std::array<char, 24> m_key{};
    std::string m_subprotocol;
    std::size_t m_head = 0, m_searched = 0; ///< begin of this (interim) head; how much of it has no end mark
};

} // namespace burrow::ws
