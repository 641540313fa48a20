// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/route_pattern.hpp"

#include "netprotocols/http/request.hpp"

#include <algorithm>

namespace burrow::http {
namespace {

bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }
bool isHexDigit(char c) noexcept { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isLetter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::unexpected<Error> malformed(std::string_view pattern, std::string_view why) {
    return fail(Error::misuse("route " + std::string(pattern) + ": " + std::string(why)));
}

Result<SegmentKind> kindNamed(std::string_view pattern, std::string_view name) {
    if (name == "int")
        return SegmentKind::Int;
    if (name == "uuid")
        return SegmentKind::Uuid;
    if (name == "slug")
        return SegmentKind::Slug;
    if (name == "path")
        return SegmentKind::Rest;
    return malformed(pattern, "unknown parameter type '" + std::string(name) + "' (int, uuid, slug, path)");
}

} // namespace

Result<std::vector<PatternSegment>> parsePattern(std::string_view pattern) {
    if (pattern.empty() || pattern.front() != '/')
        return malformed(pattern, "a pattern begins with '/'");
    std::vector<PatternSegment> segments;
    std::size_t params = 0;
    for (std::size_t at = 1; at <= pattern.size();) {
        const std::size_t end = std::min(pattern.find('/', at), pattern.size());
        const std::string_view text = pattern.substr(at, end - at);
        if (!segments.empty() && segments.back().kind == SegmentKind::Rest)
            return malformed(pattern, "nothing can follow <path:...>");
        if (text.empty() || text.front() != '<') {
            if (text.find_first_of("<>") != text.npos)
                return malformed(pattern, "a parameter is a whole segment");
            segments.push_back({SegmentKind::Fixed, std::string(text)});
        } else {
            if (text.back() != '>')
                return malformed(pattern, "'>' is missing");
            std::string_view name = text.substr(1, text.size() - 2);
            SegmentKind kind = SegmentKind::Any;
            if (const std::size_t colon = name.find(':'); colon != name.npos) {
                BURROW_TRY(kind, kindNamed(pattern, name.substr(0, colon)));
                name = name.substr(colon + 1);
            } else if (name == "uuid") { // "<uuid>" names its type and itself
                kind = SegmentKind::Uuid;
            }
            const bool duplicate = std::ranges::any_of(segments, [&](const PatternSegment& other) {
                return other.kind != SegmentKind::Fixed && other.text == name;
            });
            if (name.empty() || duplicate)
                return malformed(pattern, name.empty() ? "a parameter needs a name" : "a parameter name stands twice");
            if (++params > maxPathParams)
                return malformed(pattern, "more than 16 parameters");
            segments.push_back({kind, std::string(name)});
        }
        at = end + 1;
    }
    return segments;
}

bool matchesKind(SegmentKind kind, std::string_view segment) noexcept {
    switch (kind) {
    case SegmentKind::Int: {
        const std::string_view digits = segment.substr(segment.starts_with('-') ? 1 : 0);
        return !digits.empty() && digits.size() <= 19 && std::ranges::all_of(digits, isDigit);
    }
    case SegmentKind::Uuid:
        if (segment.size() != 36)
            return false;
        for (std::size_t i = 0; i < segment.size(); ++i) {
            const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? segment[i] != '-' : !isHexDigit(segment[i]))
                return false;
        }
        return true;
    case SegmentKind::Slug:
        return !segment.empty() && std::ranges::all_of(segment, [](char c) {
            return isDigit(c) || isLetter(c) || c == '-' || c == '_';
        });
    case SegmentKind::Any: return !segment.empty();
    case SegmentKind::Rest:
    case SegmentKind::Fixed: return true;
    }
    return false;
}

} // namespace burrow::http
