// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"

#include <cstddef>
#include <string>

namespace burrow::codec {

/// Which spelling of RFC 4648 is written and accepted. All refuse stray bits in the last character (§3.5), so that
/// one value has one spelling.
enum class Base64Form : std::uint8_t {
    Standard, ///< §4, padding required, no whitespace
    Url,      ///< §5 without padding, as JOSE and ACME want it (RFC 7515 §2)
    Mime,     ///< §4; spaces, tabs, CR and LF are skipped when reading; written without line breaks
};

constexpr std::size_t base64Size(std::size_t bytes, Base64Form form = Base64Form::Standard) noexcept {
    return form == Base64Form::Url ? (bytes * 4 + 2) / 3 : (bytes + 2) / 3 * 4;
}

/// Writes base64Size() characters to `into`, which must have that room; gives their number.
std::size_t encodeBase64(Bytes bytes, char* into, Base64Form form = Base64Form::Standard) noexcept;
std::string encodeBase64(ByteView bytes, Base64Form form = Base64Form::Standard);

/// Decodes into the front of `into`; gives the bytes written. Fails with a CodecError at the character's offset.
Result<std::size_t> decodeBase64(std::string_view text, MutableBytes into, Base64Form form = Base64Form::Standard);
Result<std::string> decodeBase64(std::string_view text, Base64Form form = Base64Form::Standard);

} // namespace burrow::codec
