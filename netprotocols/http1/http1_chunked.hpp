// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netprotocols/http/field_view.hpp"
#include "netprotocols/http1/http1_errors.hpp"
#include "netprotocols/http1/limits.hpp"

#include <cstdint>

namespace burrow::http1 {

enum class ChunkEvent : std::uint8_t {
    NeedMore, ///< what is left of the input is no whole step
    Data,     ///< `data`: a piece of the body, as it stands in the input
    Trailer,  ///< `trailer`: a field behind the last chunk; keep it apart from the header fields
    Done,     ///< the body has ended; the bytes behind `consumed` belong to the next message
};

/// Fields that may not come behind a body (RFC 9110 §6.5.1): who reads them there could have decided otherwise already.
bool isForbiddenTrailer(std::string_view name) noexcept;

struct ChunkStep {
    ChunkEvent event = ChunkEvent::NeedMore;
    std::size_t consumed = 0; ///< of the input, also with NeedMore
    Bytes data;
    http::FieldView trailer;
};

/// Decoder of the chunked coding (RFC 9112 §7.1), strict: CRLF only, hex digits only, extensions checked and dropped.
/// Call decode() until NeedMore or Done, each time with the input behind what was consumed. Bytes that it leaves
/// unconsumed with NeedMore (part of a trailer line) must be offered again with more behind them.
/// Trailers that would change framing, routing or credentials (RFC 9110 §6.5.1) are dropped and counted.
/// Thread: loop.
class ChunkedDecoder {
public:
    Result<ChunkStep> decode(Bytes in, const Limits& limits) noexcept;

    bool isDone() const noexcept { return m_state == State::Done; }
    std::uint64_t bodyBytes() const noexcept { return m_body; } ///< announced by the chunk sizes so far
    std::uint32_t droppedTrailers() const noexcept { return m_dropped; }

private:
    enum class State : std::uint8_t {
        Size,
        SizeCr,
        ExtensionName,
        ExtensionNext,
        ExtensionValue,
        ExtensionToken,
        ExtensionQuoted,
        ExtensionEscape,
        ExtensionEnd,
        Data,
        DataCr,
        DataLf,
        Trailers,
        Done,
    };

    Http1Error sizeByte(char c) noexcept;
    Http1Error extensionByte(char c, const Limits& limits) noexcept;
    Http1Error lineByte(char c, const Limits& limits) noexcept;
    Http1Error startChunk(const Limits& limits) noexcept;
    Result<ChunkStep> trailerStep(Bytes in, std::size_t consumed, const Limits& limits) noexcept;

    std::uint64_t m_left = 0, m_body = 0; ///< m_left: of this chunk; while reading the size: its value
    std::uint32_t m_chunks = 0, m_extensionsBytes = 0, m_trailerBytes = 0;
    std::uint32_t m_extensionBytes = 0;
    std::uint16_t m_trailers = 0, m_dropped = 0;
    std::uint8_t m_digits = 0;
    State m_state = State::Size;
};

} // namespace burrow::http1
