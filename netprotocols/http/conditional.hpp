// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"
#include "netprotocols/http/field_view.hpp"
#include "netprotocols/http/method.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace burrow::http {

/// What identifies the current state of a resource. Views as they will stand in the answer.
struct Validators {
    std::string_view etag;                ///< with its quotes and, if weak, "W/"; empty: none
    std::optional<WallTime> lastModified; ///< fractions of a second do not count
    bool exists = true;                   ///< there is a representation: what "*" asks for
};

enum class Precondition : std::uint8_t {
    Proceed,
    NotModified, ///< answer 304
    Failed,      ///< answer 412
};

/// entity-tag of RFC 9110 §8.8.3, with quotes.
bool isEntityTag(std::string_view text) noexcept;
/// Both strong and the same (§8.8.3.2).
bool matchesStrongly(std::string_view a, std::string_view b) noexcept;
/// The same but for "W/".
bool matchesWeakly(std::string_view a, std::string_view b) noexcept;

/// If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110 §13.2.2. A malformed
/// list matches nothing, an invalid date is ignored. Several fields of a name are one list.
Precondition checkPreconditions(Method method, std::span<const FieldView> fields, const Validators& current,
                                WallTime now) noexcept;

/// Whether a Range field may be obeyed: no If-Range, or a strong validator in it that is the current one (§13.1.5).
/// A date counts if it equals lastModified and that lies at least a second before `now` (§8.8.2.2).
bool isRangeCurrent(std::span<const FieldView> fields, const Validators& current, WallTime now) noexcept;

} // namespace burrow::http
