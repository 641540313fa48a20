// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_encode.hpp"

#include "netprotocols/http/status.hpp"
#include "netprotocols/http/token.hpp"
#include "netprotocols/http1/http1_chunked.hpp"
#include "netprotocols/http1/http1_errors.hpp"
#include "netprotocols/http1/http1_scan.hpp"

#include <charconv>
#include <cstring>

namespace burrow::http1 {
namespace {

using enum Http1Error;

/// Lines of ours around the application's fields, at their longest.
constexpr std::size_t ownBytes = 192;

/// Writes into room that was measured before.
class HeadWriter {
public:
    explicit HeadWriter(MutableBytes room) noexcept : m_begin(reinterpret_cast<char*>(room.data())), m_p(m_begin) {}

    template <std::size_t size>
    void literal(const char (&text)[size]) noexcept {
        std::memcpy(m_p, text, size - 1);
        m_p += size - 1;
    }
    /// Names and values are short: two overlapping moves are cheaper than a call.
    void text(std::string_view text) noexcept {
        const char* from = text.data();
        const std::size_t size = text.size();
        if (size > 32) {
            std::memcpy(m_p, from, size);
        } else if (size >= 16) {
            move<16>(m_p, from);
            move<16>(m_p + size - 16, from + size - 16);
        } else if (size >= 8) {
            move<8>(m_p, from);
            move<8>(m_p + size - 8, from + size - 8);
        } else {
            for (std::size_t i = 0; i < size; ++i)
                m_p[i] = from[i];
        }
        m_p += size;
    }
    void number(std::uint64_t value) noexcept { m_p = std::to_chars(m_p, m_p + 20, value).ptr; }
    void field(std::string_view name, std::string_view value) noexcept {
        text(name);
        literal(": ");
        text(value);
        literal("\r\n");
    }
    std::size_t written() const noexcept { return static_cast<std::size_t>(m_p - m_begin); }

private:
    template <std::size_t size>
    static void move(char* to, const char* from) noexcept {
        std::memcpy(to, from, size);
    }

    char *m_begin, *m_p;
};

bool isName(std::string_view name) noexcept {
    const char* end = name.data() + name.size();
    return !name.empty() && scan::skipToken(name.data(), end) == end;
}

bool isValue(std::string_view value) noexcept {
    const char* end = value.data() + value.size();
    return scan::findControl(value.data(), end) == end;
}

bool isFraming(std::string_view name) noexcept {
    using http::equalsIgnoreCase;
    switch (name.size()) {
    case 10: return equalsIgnoreCase(name, "connection") || equalsIgnoreCase(name, "keep-alive");
    case 14: return equalsIgnoreCase(name, "content-length");
    case 17: return equalsIgnoreCase(name, "transfer-encoding");
    default: return false;
    }
}

/// Checks the fields and gives how many bytes they take on the wire.
Result<std::size_t> measure(http::FieldsRef fields) noexcept {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const http::FieldView field = fields[i];
        if (!isName(field.name))
            return fail(http1Error(OutFieldName));
        if (!isValue(field.value))
            return fail(http1Error(OutFieldValue));
        if (isFraming(field.name))
            return fail(http1Error(OutFraming));
        bytes += field.name.size() + field.value.size() + 4;
    }
    return bytes;
}

void writeStatusLine(const ResponseHead& head, HeadWriter& to) noexcept {
    if (head.status == 200 && head.reason.empty()) {
        to.literal("HTTP/1.1 200 OK\r\n");
        return;
    }
    to.literal("HTTP/1.1 ");
    to.number(static_cast<std::uint64_t>(head.status));
    to.literal(" ");
    to.text(head.reason.empty() ? http::reasonOf(head.status) : head.reason);
    to.literal("\r\n");
}

void writeFraming(const ResponseHead& head, HeadWriter& to) noexcept {
    if (head.framing == BodyFraming::Length) {
        to.literal("Content-Length: ");
        to.number(head.contentLength);
        to.literal("\r\n");
    } else if (head.framing == BodyFraming::Chunked) {
        to.literal("Transfer-Encoding: chunked\r\n");
    }
    switch (head.connection) {
    case ConnectionField::Absent: break;
    case ConnectionField::Close: to.literal("Connection: close\r\n"); break;
    case ConnectionField::KeepAlive: to.literal("Connection: keep-alive\r\n"); break;
    case ConnectionField::Upgrade: to.literal("Connection: Upgrade\r\n"); break;
    }
}

void writeHead(const ResponseHead& head, HeadWriter& to) noexcept {
    writeStatusLine(head, to);
    bool dated = head.date.empty();
    for (std::size_t i = 0; i < head.fields.size(); ++i) {
        const http::FieldView field = head.fields[i];
        to.field(field.name, field.value);
        dated = dated || (field.name.size() == 4 && http::equalsIgnoreCase(field.name, "date"));
    }
    if (!dated) {
        to.literal("Date: ");
        to.text(head.date);
        to.literal("\r\n");
    }
    writeFraming(head, to);
    to.literal("\r\n");
}

} // namespace

Result<void> encodeResponseHead(const ResponseHead& head, OutputQueue& out) {
    if (head.status < 100 || head.status > 599)
        return fail(http1Error(OutStatus));
    if (!isValue(head.reason))
        return fail(http1Error(OutReason));
    if (!isValue(head.date))
        return fail(http1Error(OutFieldValue));
    // RFC 9112 §6.1, §6.3: an interim answer, 204 and 304 have no body, hence nothing that frames one (304 may tell
    // the length that a 200 would have had).
    const bool bodyless = head.status < 200 || head.status == 204;
    if (bodyless && head.framing != BodyFraming::None)
        return fail(http1Error(OutFraming));
    BURROW_TRY(const std::size_t fieldBytes, measure(head.fields));
    const std::size_t room = fieldBytes + head.reason.size() + head.date.size() + ownBytes;
    if (room > OutputQueue::maxReserve)
        return fail(http1Error(OutTooLarge));
    HeadWriter writer(out.reserve(room));
    writeHead(head, writer);
    out.commit(writer.written());
    return {};
}

void encodeContinue(OutputQueue& out) { out.appendStatic("HTTP/1.1 100 Continue\r\n\r\n"); }

void encodeChunkStart(std::uint64_t bytes, OutputQueue& out) {
    const MutableBytes room = out.reserve(18);
    char* begin = reinterpret_cast<char*>(room.data());
    char* end = std::to_chars(begin, begin + 16, bytes, 16).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.commit(static_cast<std::size_t>(end - begin));
}

void encodeChunkEnd(OutputQueue& out) { out.append("\r\n"); }

void encodeChunk(ByteView data, OutputQueue& out) {
    if (data.empty())
        return;
    encodeChunkStart(data.size(), out);
    out.append(data);
    encodeChunkEnd(out);
}

Result<void> encodeLastChunk(http::FieldsRef trailers, OutputQueue& out, bool areWanted) {
    BURROW_TRY(std::size_t bytes, measure(trailers)); // also where they are not sent: a mistake must show at once
    for (std::size_t i = 0; i < trailers.size(); ++i) {
        if (isForbiddenTrailer(trailers[i].name))
            return fail(http1Error(OutFraming));
    }
    if (!areWanted) {
        trailers = {};
        bytes = 0;
    }
    if (bytes + 5 > OutputQueue::maxReserve)
        return fail(http1Error(OutTooLarge));
    HeadWriter writer(out.reserve(bytes + 5));
    writer.literal("0\r\n");
    for (std::size_t i = 0; i < trailers.size(); ++i)
        writer.field(trailers[i].name, trailers[i].value);
    writer.literal("\r\n");
    out.commit(writer.written());
    return {};
}

} // namespace burrow::http1
