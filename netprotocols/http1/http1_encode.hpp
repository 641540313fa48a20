// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netprotocols/http/fields.hpp"

#include <cstdint>
#include <string_view>

namespace burrow::http1 {

/// How the peer learns where the body ends (RFC 9112 §6.3).
enum class BodyFraming : std::uint8_t {
    None,       ///< by the status or because of a CONNECT: no framing field
    Length,     ///< Content-Length: contentLength; also for answers to HEAD and for an empty body
    Chunked,    ///< never towards HTTP/1.0
    UntilClose, ///< goes with ConnectionField::Close
};

enum class ConnectionField : std::uint8_t {
    Absent,
    Close,
    KeepAlive, ///< HTTP/1.0 wants to be told
    Upgrade,   ///< with 101 and 426
};

/// What is to be sent. All views are copied during the call.
struct ResponseHead {
    int status = 200;
    std::string_view reason; ///< empty: that of the registry
    std::string_view date;   ///< of http_date.hpp, made once per second and loop; empty: no Date
    http::FieldsRef fields;  ///< the application's; a Date among them replaces ours
    BodyFraming framing = BodyFraming::Length;
    ConnectionField connection = ConnectionField::Absent;
    std::uint64_t contentLength = 0;
};

/// Serialises in place. Names and values are checked against injection (H1-14); Content-Length, Transfer-Encoding and
/// Connection among the application's fields are refused, since two opinions about framing split responses.
/// Error: Misuse, and nothing was written.
Result<void> encodeResponseHead(const ResponseHead& head, OutputQueue& out);

/// "HTTP/1.1 100 Continue" and its empty line.
void encodeContinue(OutputQueue& out);

/// Size line of a chunk; then come exactly `bytes` of data (at least 1), then encodeChunkEnd().
void encodeChunkStart(std::uint64_t bytes, OutputQueue& out);
void encodeChunkEnd(OutputQueue& out);
/// A whole chunk with copied data; nothing for empty data, which would end the body.
void encodeChunk(ByteView data, OutputQueue& out);
/// The last chunk and its trailers, checked like header fields and against isForbiddenTrailer() in any case, written only if
/// the client wants them.
Result<void> encodeLastChunk(http::FieldsRef trailers, OutputQueue& out, bool areWanted = true);

} // namespace burrow::http1
