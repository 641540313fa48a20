// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_chunked.hpp"

#include "netprotocols/http/token.hpp"
#include "netprotocols/http1/http1_scan.hpp"

#include <algorithm>
#include <limits>

namespace burrow::http1 {
namespace {

using enum Http1Error;

int hexValue(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char small = http::toLowerAscii(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}


} // namespace

bool isForbiddenTrailer(std::string_view name) noexcept {
    constexpr std::string_view names[] = {"transfer-encoding",
                                          "host",
                                          "trailer",
                                          "te",
                                          "connection",
                                          "keep-alive",
                                          "upgrade",
                                          "expect",
                                          "max-forwards",
                                          "range",
                                          "if-match",
                                          "if-none-match",
                                          "if-modified-since",
                                          "if-unmodified-since",
                                          "if-range",
                                          "authorization",
                                          "proxy-authorization",
                                          "proxy-authenticate",
                                          "www-authenticate",
                                          "proxy-connection",
                                          "cookie",
                                          "set-cookie",
                                          "cache-control",
                                          "pragma",
                                          "age",
                                          "expires",
                                          "date",
                                          "location",
                                          "retry-after",
                                          "vary",
                                          "warning",
                                          "forwarded",
                                          "via",
                                          "origin",
                                          "referer",
                                          "http2-settings"};
    for (const auto known : names)
        if (http::equalsIgnoreCase(name, known))
            return true;
    return http::startsWithIgnoreCase(name, "content-") || http::startsWithIgnoreCase(name, "x-forwarded-");
}

Result<ChunkStep> ChunkedDecoder::decode(Bytes in, const Limits& limits) noexcept {
    const std::string_view text = asText(in);
    std::size_t i = 0;
    while (m_state != State::Trailers) {
        if (m_state == State::Done)
            return ChunkStep{ChunkEvent::Done, i, {}, {}};
        if (i == text.size())
            return ChunkStep{ChunkEvent::NeedMore, i, {}, {}};
        if (m_state == State::Data) {
            const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, text.size() - i));
            m_left -= take;
            if (m_left == 0)
                m_state = State::DataCr;
            return ChunkStep{ChunkEvent::Data, i + take, in.subspan(i, take), {}};
        }
        if (const Http1Error error = lineByte(text[i], limits); error != None)
            return fail(http1Error(error, i));
        ++i;
    }
    return trailerStep(in, i, limits);
}

Http1Error ChunkedDecoder::lineByte(char c, const Limits& limits) noexcept {
    switch (m_state) {
    case State::Size: return sizeByte(c);
    case State::SizeCr: return c == '\n' ? startChunk(limits) : ChunkLineEnd;
    case State::DataCr: m_state = State::DataLf; return c == '\r' ? None : ChunkDataEnd;
    case State::DataLf:
        m_state = State::Size;
        m_digits = 0;
        return c == '\n' ? None : ChunkDataEnd;
    default: return extensionByte(c, limits);
    }
}

Http1Error ChunkedDecoder::sizeByte(char c) noexcept {
    if (const int digit = hexValue(c); digit >= 0) {
        if (m_digits == 16)
            return ChunkSizeSyntax;
        m_left = (m_digits == 0 ? 0 : m_left << 4) | static_cast<std::uint64_t>(digit);
        ++m_digits;
        return None;
    }
    if (m_digits == 0)
        return ChunkSizeSyntax;
    if (c == '\r')
        m_state = State::SizeCr;
    else if (c == ';')
        m_state = State::ExtensionName;
    else
        return c == '\n' ? ChunkLineEnd : ChunkSizeSyntax;
    m_extensionBytes = 0;
    return m_left > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? ChunkSizeTooLarge : None;
}

/// chunk-ext = *( ";" name [ "=" ( token / quoted-string ) ] ), without the white space that RFC 9112 §7.1.1 calls bad.
Http1Error ChunkedDecoder::extensionByte(char c, const Limits& limits) noexcept {
    if (++m_extensionBytes > limits.chunkExtensionBytes || ++m_extensionsBytes > limits.chunkExtensionsBytes)
        return ChunkExtensionTooLong;
    const bool control = !http::isFieldValue({&c, 1});
    switch (m_state) {
    case State::ExtensionName: m_state = State::ExtensionNext; return http::isTokenChar(c) ? None : ChunkExtension;
    case State::ExtensionValue:
        m_state = c == '"' ? State::ExtensionQuoted : State::ExtensionToken;
        return c == '"' || http::isTokenChar(c) ? None : ChunkExtension;
    case State::ExtensionQuoted:
        if (c == '"')
            m_state = State::ExtensionEnd;
        else if (c == '\\')
            m_state = State::ExtensionEscape;
        return control ? ChunkExtension : None;
    case State::ExtensionEscape: m_state = State::ExtensionQuoted; return control ? ChunkExtension : None;
    default: break;
    }
    if (m_state != State::ExtensionEnd && http::isTokenChar(c))
        return None;
    if (c == '\r')
        m_state = State::SizeCr;
    else if (c == ';')
        m_state = State::ExtensionName;
    else if (c == '=' && m_state == State::ExtensionNext)
        m_state = State::ExtensionValue;
    else
        return c == '\n' ? ChunkLineEnd : ChunkExtension;
    return None;
}

Http1Error ChunkedDecoder::startChunk(const Limits& limits) noexcept {
    if (m_left == 0) {
        m_state = State::Trailers;
        return None;
    }
    m_state = State::Data;
    ++m_chunks;
    m_body += m_left;
    if (m_body > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return ChunkSizeTooLarge;
    const bool judged = limits.tinyChunkBytes != 0 && m_chunks > limits.tinyChunksFrom;
    return judged && m_body / m_chunks < limits.tinyChunkBytes ? ChunksTooSmall : None;
}

Result<ChunkStep> ChunkedDecoder::trailerStep(Bytes in, std::size_t consumed, const Limits& limits) noexcept {
    const std::string_view text = asText(in);
    for (;;) {
        const std::string_view line = text.substr(consumed);
        const auto at = [&](const char* p) { return consumed + static_cast<std::size_t>(p - line.data()); };
        const char* end = line.data() + line.size();
        const char* colon = scan::skipToken(line.data(), end);
        const char* cr =
            colon != end && *colon == ':' && colon != line.data() ? scan::findControl(colon + 1, end) : colon;
        if (m_trailerBytes + static_cast<std::size_t>(cr - line.data()) > limits.trailerBytes)
            return fail(http1Error(TrailersTooLong, at(cr)));
        if (cr == end)
            return ChunkStep{ChunkEvent::NeedMore, consumed, {}, {}};
        const bool last = cr == line.data();
        if (*cr != '\r' || (cr == colon && !last))
            return fail(http1Error(*cr == '\n' ? BareLf : TrailerSyntax, at(cr)));
        if (cr + 1 == end)
            return ChunkStep{ChunkEvent::NeedMore, consumed, {}, {}};
        if (cr[1] != '\n')
            return fail(http1Error(BareCr, at(cr)));
        const auto length = static_cast<std::size_t>(cr - line.data()) + 2;
        consumed += length;
        if (last) {
            m_state = State::Done;
            return ChunkStep{ChunkEvent::Done, consumed, {}, {}};
        }
        m_trailerBytes += static_cast<std::uint32_t>(length);
        if (++m_trailers > limits.trailers)
            return fail(http1Error(TooManyTrailers, consumed - length));
        const auto nameSize = static_cast<std::size_t>(colon - line.data());
        const http::FieldView field{line.substr(0, nameSize),
                                    http::trimmed(line.substr(nameSize + 1, length - nameSize - 3))};
        if (!isForbiddenTrailer(field.name))
            return ChunkStep{ChunkEvent::Trailer, consumed, {}, field};
        ++m_dropped;
    }
}

} // namespace burrow::http1
