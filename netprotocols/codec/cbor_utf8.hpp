// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace burrow::cbor {

/// Bytes of the well-formed sequence at the front of a non-empty text (RFC 3629 §4: no overlong form, no surrogate,
/// nothing above U+10FFFF), 0 if it is malformed.
std::size_t utf8SequenceAt(std::string_view text) noexcept;
bool isUtf8(std::string_view text) noexcept;

} // namespace burrow::cbor
