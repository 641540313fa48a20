// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http1/http1_wire.hpp"

#include "netprotocols/http/token.hpp"
#include "netprotocols/http1/http1_errors.hpp"
#include "netprotocols/http1/http1_framing.hpp"
#include "netprotocols/http1/http1_scan.hpp"
#include "netprotocols/http1/http1_target.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::http1 {
namespace {

using enum Http1Error;

bool isSpace(char c) noexcept { return c == ' ' || c == '\t'; }

/// More: the input ends here and nothing is wrong so far.
enum class Step : std::uint8_t { Done, More, Bad };

/// One pass over one head. On Bad, m_error and m_where say what and where.
class HeadParser {
public:
    HeadParser(std::string_view in, const Limits& limits, std::span<http::FieldView> storage,
               RequestHead& head) noexcept
        : m_begin(in.data()), m_p(in.data()), m_end(in.data() + in.size()), m_limits(limits), m_head(head),
          m_storage(storage.first(std::min<std::size_t>(storage.size(), limits.fields))) {}

    Step parse(HeadScan& scan) noexcept;
    /// Judges the lines from scan.lineStart on, as far as they have come. Done: the head is complete.
    Step resume(HeadScan& scan) noexcept;
    Error error() const noexcept { return http1Error(m_error, static_cast<std::size_t>(m_where - m_begin)); }

private:
    Step bad(Http1Error error, const char* where) noexcept {
        m_error = error;
        m_where = where;
        return Step::Bad;
    }
    Step emptyLines(bool tolerated) noexcept;
    Step requestLine() noexcept;
    Step method() noexcept;
    Step target() noexcept;
    Step targetEnd(const char* at) noexcept;
    Step version() noexcept;
    Step oddVersion() noexcept;
    Step fields() noexcept;
    Step lastLine() noexcept;
    Step fieldLine(const char* name) noexcept;
    Step valueEnd(const char* at) noexcept;
    Step nameEnd(const char* start, const char* at) noexcept;
    Step moreOfField() noexcept;
    Step lineEnd() noexcept;
    Step finish(HeadScan& scan) noexcept;

    const char *m_begin, *m_p, *m_end;
    const Limits& m_limits;
    RequestHead& m_head;
    std::span<http::FieldView> m_storage;
    std::size_t m_count = 0;
    const char *m_lineStart = nullptr, *m_fieldsStart = nullptr;
    TargetMarks m_marks;
    Framing m_framing;
    Http1Error m_error = None;
    const char* m_where = nullptr;
};

Step HeadParser::parse(HeadScan& scan) noexcept {
    if (const Step step = emptyLines(scan.firstRequest); step != Step::Done)
        return step;
    if (const Step step = requestLine(); step != Step::Done)
        return step;
    m_fieldsStart = m_lineStart = m_p;
    const Step step = fields();
    if (step == Step::More) {
        scan.lineStart = static_cast<std::uint32_t>(m_lineStart - m_begin);
        scan.fieldsStart = static_cast<std::uint32_t>(m_fieldsStart - m_begin);
    }
    return step == Step::Done ? finish(scan) : step;
}

Step HeadParser::resume(HeadScan& scan) noexcept {
    m_fieldsStart = m_begin + scan.fieldsStart;
    m_lineStart = m_p = m_begin + scan.lineStart;
    const Step step = fields();
    scan.lineStart = static_cast<std::uint32_t>(m_lineStart - m_begin);
    return step;
}

Step HeadParser::finish(HeadScan& scan) noexcept {
    if (const Http1Error error = m_framing.finish(m_head, m_limits); error != None)
        return bad(error, m_begin);
    m_head.fields = m_storage.first(m_count);
    m_head.bytes = static_cast<std::size_t>(m_p - m_begin);
    scan = {.firstRequest = false};
    return Step::Done;
}

/// At CR, LF or any other byte where a line must end: moves behind CRLF.
Step HeadParser::lineEnd() noexcept {
    if (*m_p == '\n')
        return bad(BareLf, m_p);
    if (m_end - m_p < 2)
        return Step::More;
    if (m_p[1] != '\n')
        return bad(BareCr, m_p);
    m_p += 2;
    return Step::Done;
}

Step HeadParser::emptyLines(bool tolerated) noexcept {
    if (m_p == m_end)
        return Step::More;
    if (*m_p != '\r' && *m_p != '\n')
        return Step::Done;
    if (!tolerated)
        return bad(EmptyLines, m_p);
    if (const Step step = lineEnd(); step != Step::Done)
        return step;
    return emptyLines(false);
}

Step HeadParser::requestLine() noexcept {
    if (const Step step = method(); step != Step::Done)
        return step;
    if (const Step step = target(); step != Step::Done)
        return step;
    if (const Step step = version(); step != Step::Done)
        return step;
    // Only now, so that a malformed line is called malformed and not unknown.
    if (m_head.method == http::Method::Other && !m_limits.unknownMethods)
        return bad(MethodUnknown, m_head.methodText.data());
    const char* where = nullptr;
    const Http1Error error = splitTarget(m_head, m_marks, where);
    if (error != None)
        return bad(error, where);
    // A short target can't have too many of either.
    if (m_head.path.size() > m_limits.pathSegments &&
        std::count(m_head.path.begin(), m_head.path.end(), '/') > static_cast<std::ptrdiff_t>(m_limits.pathSegments))
        return bad(TargetSegments, m_head.path.data());
    if (m_head.query.size() > m_limits.queryPairs &&
        std::count(m_head.query.begin(), m_head.query.end(), '&') >= static_cast<std::ptrdiff_t>(m_limits.queryPairs))
        return bad(TargetPairs, m_head.query.data());
    return Step::Done;
}

Step HeadParser::method() noexcept {
    const char* start = m_p;
    if (m_end - m_p >= 4 && std::memcmp(m_p, "GET ", 4) == 0) {
        m_head.method = http::Method::Get;
        m_head.methodText = {start, 3};
        m_p += 4;
        return Step::Done;
    }
    const char* stop = m_end - m_p > m_limits.methodBytes ? m_p + m_limits.methodBytes + 1 : m_end;
    while (m_p != stop && http::isTokenChar(*m_p))
        ++m_p;
    if (static_cast<std::size_t>(m_p - start) > m_limits.methodBytes)
        return bad(MethodUnknown, start);
    if (m_p == m_end)
        return Step::More;
    if (*m_p != ' ' || m_p == start)
        return bad(m_p != start && *m_p == '\t' ? LineSpace : *m_p == '\n' ? BareLf : MethodSyntax, m_p);
    m_head.methodText = {start, static_cast<std::size_t>(m_p - start)};
    m_head.method = http::methodFrom(m_head.methodText);
    ++m_p;
    return Step::Done;
}

Step HeadParser::target() noexcept {
    const char* start = m_p;
    const auto limit = static_cast<std::ptrdiff_t>(m_limits.targetBytes);
    const char* stop = m_end - start > limit ? start + limit + 1 : m_end;
    for (; (m_p = scan::skipPlainTarget(m_p, stop)) != stop; ++m_p) {
        const auto byte = scan::targetTable[static_cast<unsigned char>(*m_p)];
        if (byte == scan::TargetByte::End)
            break;
        if (byte != scan::TargetByte::Question)
            m_marks.special = true;
        else if (!m_marks.question)
            m_marks.question = m_p;
    }
    if (m_p - start > limit)
        return bad(LineTooLong, m_p);
    if (m_p == m_end)
        return Step::More;
    if (*m_p != ' ')
        return targetEnd(start);
    if (m_p == start)
        return bad(LineSpace, m_p);
    m_head.target = {start, static_cast<std::size_t>(m_p - start)};
    ++m_p;
    return Step::Done;
}

Step HeadParser::targetEnd(const char* start) noexcept {
    switch (*m_p) {
    case '#': return bad(TargetFragment, m_p);
    case '\t': return bad(LineSpace, m_p);
    case '\r':
        if (const Step step = lineEnd(); step != Step::Done)
            return step;
        return bad(m_p - start == 2 ? TargetEmpty : VersionSyntax, m_p); // HTTP/0.9 has no version
    case '\n': return bad(BareLf, m_p);
    default: return bad(TargetCharacter, m_p);
    }
}

Step HeadParser::version() noexcept {
    if (m_end - m_p >= 10 && std::memcmp(m_p, "HTTP/1.1\r\n", 10) == 0) {
        m_head.http10 = false;
        m_p += 10;
        return Step::Done;
    }
    return oddVersion();
}

Step HeadParser::oddVersion() noexcept {
    constexpr std::string_view pattern = "HTTP/d.d"; // d: any digit
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (m_p + i == m_end)
            return Step::More;
        const char c = m_p[i];
        if (pattern[i] == 'd' ? (c < '0' || c > '9') : c != pattern[i])
            return bad(i == 0 && (c == ' ' || c == '\t') ? LineSpace : VersionSyntax, m_p + i);
    }
    if (m_p[5] != '1')
        return bad(VersionUnsupported, m_p);
    m_head.http10 = m_p[7] == '0';
    m_p += pattern.size();
    if (m_p == m_end)
        return Step::More;
    if (*m_p != '\r' && *m_p != '\n')
        return bad(*m_p == ' ' || *m_p == '\t' ? LineSpace : VersionSyntax, m_p);
    return lineEnd();
}

Step HeadParser::fields() noexcept {
    for (;;) {
        m_lineStart = m_p;
        if (m_p == m_end)
            return moreOfField();
        if (*m_p == '\r' || *m_p == '\n')
            return lastLine();
        if (const Step step = fieldLine(m_p); step != Step::Done)
            return step == Step::More ? moreOfField() : step;
    }
}

Step HeadParser::lastLine() noexcept {
    const char* at = m_p;
    const Step step = lineEnd();
    if (step == Step::Done && static_cast<std::size_t>(at - m_fieldsStart) > m_limits.fieldsBytes)
        return bad(FieldsTooLong, at);
    return step;
}

/// The input ends inside a line: its length may be too much already.
Step HeadParser::moreOfField() noexcept {
    if (static_cast<std::size_t>(m_end - m_lineStart) > m_limits.fieldBytes + 2u)
        return bad(FieldTooLong, m_end);
    if (static_cast<std::size_t>(m_end - m_fieldsStart) > m_limits.fieldsBytes + 2u)
        return bad(FieldsTooLong, m_end);
    return Step::More;
}

Step HeadParser::fieldLine(const char* name) noexcept {
    const char* const end = m_end;
    const char* colon = scan::skipToken(name, end);
    if (colon == end)
        return Step::More;
    if (*colon != ':' || colon == name)
        return nameEnd(name, colon);
    const char* value = colon + 1;
    while (value != end && isSpace(*value))
        ++value;
    const char* line = scan::findControl(value, end);
    if (end - line < 2 || line[0] != '\r' || line[1] != '\n')
        return valueEnd(line);
    m_p = line + 2;
    if (static_cast<std::size_t>(line - name) > m_limits.fieldBytes)
        return bad(FieldTooLong, line);
    while (line != value && isSpace(line[-1]))
        --line;
    if (m_count == m_storage.size())
        return bad(TooManyFields, name);
    http::FieldView& field = m_storage[m_count++];
    field.name = {name, static_cast<std::size_t>(colon - name)};
    field.value = {value, static_cast<std::size_t>(line - value)};
    if (!m_limits.underscoreNames && field.name.find('_') != std::string_view::npos)
        return bad(NameUnderscore, name);
    if (!Framing::mayCare(*name))
        return Step::Done;
    const Http1Error error = m_framing.note(field.name, field.value);
    return error == None ? Step::Done : bad(error, value);
}

/// A value that is not followed by CRLF.
Step HeadParser::valueEnd(const char* at) noexcept {
    if (at == m_end)
        return Step::More;
    if (*at != '\r' && *at != '\n')
        return bad(ValueCharacter, at);
    m_p = at;
    return lineEnd();
}

/// A name that is not followed by its colon.
Step HeadParser::nameEnd(const char* start, const char* at) noexcept {
    if (*at == ' ' || *at == '\t') {
        if (at != start)
            return bad(NameSpace, at);
        return bad(start == m_fieldsStart ? LeadingSpace : FoldedLine, at);
    }
    if (*at == '\r' || *at == '\n') {
        m_p = at;
        const Step step = lineEnd();
        return step == Step::Done ? bad(ColonMissing, at) : step;
    }
    return bad(*at == ':' ? NameEmpty : NameCharacter, at);
}

} // namespace

Result<HeadStatus> parseRequestHead(Bytes in, const Limits& limits, std::span<http::FieldView> storage,
                                    RequestHead& head, HeadScan& scan) noexcept {
    const std::string_view text = asText(in);
    if (scan.lineStart != 0) {
        HeadParser lines(text, limits, storage, head);
        const Step step = lines.resume(scan);
        if (step == Step::More)
            return HeadStatus::Incomplete;
        if (step == Step::Bad)
            return fail(lines.error());
    }
    HeadParser parser(text, limits, storage, head);
    const Step step = parser.parse(scan);
    if (step == Step::Bad)
        return fail(parser.error());
    return step == Step::Done ? HeadStatus::Complete : HeadStatus::Incomplete;
}

} // namespace burrow::http1
