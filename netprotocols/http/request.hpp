// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/ids.hpp"
#include "netcore/net/endpoint.hpp"
#include "netprotocols/http/fields.hpp"
#include "netprotocols/http/method.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace burrow {
struct TlsReport;
}

namespace burrow::http {

class ExchangeBackend;
class OwnedRequest;

/// Who asks. Views live as long as the connection.
struct PeerInfo {
    CompactEndpoint address;
    ConnectionId connection{};      ///< none for a call in process
    std::string_view listener;
    bool encrypted = false;
    const TlsReport* tls = nullptr; ///< of the connection; null in plain or in process
};

/// One value that the router took out of the path.
struct PathParam {
    std::string_view name, value;
};
/// Names in one pattern; Router::add refuses more.
constexpr std::size_t maxPathParams = 16;

/// Room for the values of one path. Reading beyond what was set is undefined; nothing is cleared, since every request
/// has one of these and few have parameters.
class PathParams {
public:
    PathParams() noexcept {}
    PathParams(const PathParams& other) noexcept { copy(other); }
    PathParams& operator=(const PathParams& other) noexcept {
        copy(other);
        return *this;
    }
    static constexpr std::size_t size() noexcept { return maxPathParams; }
    PathParam& operator[](std::size_t index) noexcept { return m_values[index]; }
    const PathParam& operator[](std::size_t index) const noexcept { return m_values[index]; }

private:
    void copy(const PathParams& other) noexcept { std::memcpy(&m_values, &other.m_values, sizeof m_values); }

    union {
        std::array<PathParam, maxPathParams> m_values;
    };
};

/// What a wire format (or a call in process) fills in. Views need to live while the handler runs.
struct RequestParts {
    Method method = Method::Get;
    std::string_view methodText;  ///< as sent, for Method::Other
    std::string_view target;      ///< as sent
    std::string_view path;        ///< decoded and without dot segments, see decodePath()
    std::string_view query;       ///< as sent, without '?'
    std::string_view host;        ///< effective authority (RFC 9110 §7.1)
    std::span<const FieldView> fields;
    std::string_view body;        ///< whole body where the route buffers it
    const Fields* trailers = nullptr; ///< that came behind a buffered body; null if none did
    PathParams params;
    std::size_t paramCount = 0;
    PeerInfo peer;
    ExchangeBackend* backend = nullptr;
};

/// A request as a handler sees it, whatever carried it. All views end with the handler's return: own() copies.
/// Thread: the one the handler runs on.
class Request {
public:
    explicit Request(const RequestParts& parts) noexcept : m_parts(parts) {}
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    Method method() const noexcept { return m_parts.method; }
    std::string_view methodText() const noexcept { return m_parts.methodText; }
    std::string_view target() const noexcept { return m_parts.target; }
    /// Percent-decoded once, without dot segments; "%2F" stays as it is, so that '/' always separates.
    std::string_view path() const noexcept { return m_parts.path; }
    std::string_view query() const noexcept { return m_parts.query; }
    std::string_view host() const noexcept { return m_parts.host; }
    /// Value of "<name>" in the route's pattern; empty if there is none.
    std::string_view param(std::string_view name) const noexcept;
    /// The first field of that name.
    std::optional<std::string_view> field(std::string_view name) const noexcept;
    std::span<const FieldView> fields() const noexcept { return m_parts.fields; }
    /// The whole body, where the route buffers it (the default); empty for Body::Streamed.
    std::string_view bodyText() const noexcept { return m_parts.body; }
    Bytes body() const noexcept { return asBytes(m_parts.body); }
    /// Fields that came behind a buffered body, never merged into fields(); those that would change framing, routing or
    /// credentials are gone (RFC 9110 §6.5.1). A streamed body's: BodyReader::trailers().
    const Fields& trailers() const noexcept;
    const PeerInfo& peer() const noexcept { return m_parts.peer; }
    /// Requested when the client has left. Made on first use. The token may be kept and asked on any thread.
    std::stop_token gone() const;
    OwnedRequest own() const;
    const RequestParts& parts() const noexcept { return m_parts; }

private:
    const RequestParts& m_parts;
};

/// A request that owns its text: for handlers that go on later, and for calls in process.
/// Thread: one at a time; may move between threads.
class OwnedRequest {
public:
    std::string method = "GET";
    std::string target = "/"; ///< path with optional query
    Fields fields = {};
    std::string body = {};
    Fields trailers = {}; ///< behind the body
    std::string host = {};
    std::string path = {};  ///< filled by own(); taken from the target by call()
    std::string query = {}; ///< likewise
    std::vector<std::pair<std::string, std::string>> params = {};
    CompactEndpoint peer = {};
    ConnectionId connection = {};

    std::string_view param(std::string_view name) const noexcept;
    std::string_view bodyText() const noexcept { return body; }
};

/// Decodes a target's path: %XX once (except %2F), "." and ".." removed (RFC 3986 §5.2.4; never above the root).
/// Gives `raw` itself if nothing is to be done, else a view of `storage`. Empty optional: "%" without two digits, or NUL.
std::optional<std::string_view> decodePath(std::string_view raw, std::string& storage);

} // namespace burrow::http
