// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/conditional.hpp"

#include "netprotocols/http/http_date.hpp"
#include "netprotocols/http/token.hpp"

namespace burrow::http {
namespace {

using TagCompare = bool (*)(std::string_view, std::string_view) noexcept;

/// Length of the entity-tag at the front, 0 if there is none.
std::size_t tagLength(std::string_view text) noexcept {
    std::size_t i = text.starts_with("W/") ? 2 : 0;
    if (i >= text.size() || text[i] != '"')
        return 0;
    for (++i; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '"')
            return i + 1;
        if (c < 0x21 || c == 0x7F)
            return 0;
    }
    return 0;
}

enum class ListMatch : std::uint8_t { No, Yes, Malformed };

/// A comma may stand inside a tag, hence no ListCursor.
ListMatch matchList(std::string_view list, std::string_view etag, TagCompare compare) noexcept {
    bool found = false, separated = true;
    while (!(list = trimmed(list)).empty()) {
        if (list.front() == ',') {
            separated = true;
            list.remove_prefix(1);
            continue;
        }
        const std::size_t length = separated ? tagLength(list) : 0;
        if (length == 0)
            return ListMatch::Malformed;
        found = found || compare(list.substr(0, length), etag);
        separated = false;
        list.remove_prefix(length);
    }
    return found ? ListMatch::Yes : ListMatch::No;
}

/// Empty: no such field. One malformed field spoils all of that name.
std::optional<bool> matchFields(std::span<const FieldView> fields, std::string_view name, const Validators& current,
                                TagCompare compare) noexcept {
    std::optional<bool> result;
    bool malformed = false;
    for (const FieldView& field : fields) {
        if (!equalsIgnoreCase(field.name, name))
            continue;
        if (trimmed(field.value) == "*") {
            result = result.value_or(false) || current.exists;
            continue;
        }
        const ListMatch match = matchList(field.value, current.etag, compare);
        malformed = malformed || match == ListMatch::Malformed;
        result = result.value_or(false) || match == ListMatch::Yes;
    }
    return malformed ? std::optional(false) : result;
}

/// The one value of a field; nothing if it is absent or repeated.
std::optional<std::string_view> onlyValue(std::span<const FieldView> fields, std::string_view name) noexcept {
    std::optional<std::string_view> value;
    for (const FieldView& field : fields) {
        if (!equalsIgnoreCase(field.name, name))
            continue;
        if (value)
            return std::nullopt;
        value = field.value;
    }
    return value;
}

std::optional<WallTime> dateOf(std::span<const FieldView> fields, std::string_view name, WallTime now) noexcept {
    const auto value = onlyValue(fields, name);
    return value ? parseHttpDate(*value, now) : std::nullopt;
}

std::optional<WallTime> wholeSeconds(std::optional<WallTime> time) noexcept {
    return time ? std::optional<WallTime>(std::chrono::floor<std::chrono::seconds>(*time)) : std::nullopt;
}

} // namespace

bool isEntityTag(std::string_view text) noexcept { return !text.empty() && tagLength(text) == text.size(); }

bool matchesStrongly(std::string_view a, std::string_view b) noexcept {
    return a == b && a.starts_with('"') && isEntityTag(a);
}

bool matchesWeakly(std::string_view a, std::string_view b) noexcept {
    const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
    return isEntityTag(a) && isEntityTag(b) && opaque(a) == opaque(b);
}

Precondition checkPreconditions(Method method, std::span<const FieldView> fields, const Validators& current,
                                WallTime now) noexcept {
    const bool reads = method == Method::Get || method == Method::Head;
    const auto modified = wholeSeconds(current.lastModified);
    if (const auto match = matchFields(fields, "if-match", current, matchesStrongly)) {
        if (!*match)
            return Precondition::Failed;
    } else if (const auto since = dateOf(fields, "if-unmodified-since", now); since && modified && *modified > *since) {
        return Precondition::Failed;
    }
    if (const auto match = matchFields(fields, "if-none-match", current, matchesWeakly)) {
        if (*match)
            return reads ? Precondition::NotModified : Precondition::Failed;
    } else if (const auto since = dateOf(fields, "if-modified-since", now);
               reads && since && modified && *modified <= *since) {
        return Precondition::NotModified;
    }
    return Precondition::Proceed;
}

bool isRangeCurrent(std::span<const FieldView> fields, const Validators& current, WallTime now) noexcept {
    bool present = false;
    for (const FieldView& field : fields)
        present = present || equalsIgnoreCase(field.name, "if-range");
    if (!present)
        return true;
    const auto value = onlyValue(fields, "if-range");
    if (!value)
        return false;
    if (isEntityTag(*value))
        return matchesStrongly(*value, current.etag);
    const auto modified = wholeSeconds(current.lastModified);
    const auto date = parseHttpDate(*value, now);
    return modified && date && *modified == *date && now - *modified >= std::chrono::seconds(1);
}

} // namespace burrow::http
