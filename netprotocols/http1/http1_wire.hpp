// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netprotocols/http/field_view.hpp"
#include "netprotocols/http/method.hpp"
#include "netprotocols/http1/limits.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace burrow::http1 {

/// A request head as it stands in the input. All views point into the bytes that were parsed, `fields` into the
/// storage that the caller lent: one array of Limits::fields entries per loop is enough.
struct RequestHead {
    http::Method method = http::Method::Other;
    bool http10 = false;           ///< HTTP/1.0; every other minor version counts as 1.1
    bool keepAlive = false;        ///< the peer is ready for another request (RFC 9112 §9.3)
    bool chunked = false;          ///< the body is chunked; never together with hasContentLength
    bool hasContentLength = false; ///< a Content-Length field was there
    bool expectContinue = false;   ///< 100-continue is awaited: there is a body and the version allows it
    bool acceptsTrailers = false;  ///< "TE: trailers" was sent
    std::uint64_t contentLength = 0;
    std::string_view methodText;
    std::string_view target;  ///< as received
    std::string_view path;    ///< not decoded; "*" for OPTIONS of the server, empty for CONNECT
    std::string_view query;   ///< without '?', not decoded
    std::string_view host;    ///< host[:port] that the request is for: the target's authority, else the Host field
    std::string_view scheme;  ///< of an absolute-form target, else empty
    std::string_view upgrade; ///< protocols offered; empty unless Connection names upgrade too, and if all are h2c
    std::span<const http::FieldView> fields; ///< in order of arrival, values trimmed
    std::size_t bytes = 0;                   ///< of the whole head, empty lines before it included

    bool hasBody() const noexcept { return chunked || contentLength != 0; }
};

enum class HeadStatus : std::uint8_t { Complete, Incomplete };

/// What is remembered of an incomplete head between two calls, so that no line is read again and again.
struct HeadScan {
    std::uint32_t lineStart = 0;   ///< all lines before it are in order
    std::uint32_t fieldsStart = 0; ///< behind the request line
    bool firstRequest = true;      ///< one empty line is tolerated before the first request of a connection
};

/// Reads one request head from the front of `in`, strictly: see README.md for the rules. In place, no allocation.
/// Incomplete: call again with the same bytes and more behind them, and the same `scan`. What a line decides
/// by itself has been decided, so that a wrong byte is refused before the head is complete. Complete resets `scan`.
/// Error: http1Errors with offset in `in`; wireHint() is the status to answer, then the connection must be closed.
/// `storage` bounds the fields in addition to Limits::fields. `head` is unspecified unless Complete.
Result<HeadStatus> parseRequestHead(Bytes in, const Limits& limits, std::span<http::FieldView> storage,
                                    RequestHead& head, HeadScan& scan) noexcept;

} // namespace burrow::http1
