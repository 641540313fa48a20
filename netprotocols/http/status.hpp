// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace burrow::http {

/// Reason phrase of the IANA registry; empty if the status is not in it (an empty reason is legal on the wire).
std::string_view reasonOf(int status) noexcept;

/// 1xx, 204 and 304 end with their head (RFC 9112 §6.3).
constexpr bool statusHasBody(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

} // namespace burrow::http
