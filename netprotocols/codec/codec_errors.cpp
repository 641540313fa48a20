// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/codec_errors.hpp"

namespace burrow::codec {
namespace {

std::string_view textOf(int code) noexcept {
    switch (static_cast<CodecError>(code)) {
    case CodecError::None: return "no error";
    case CodecError::Base64Length: return "base64 text is cut short or wrongly padded";
    case CodecError::Base64Character: return "a character is not in the base64 alphabet";
    case CodecError::Base64NotCanonical: return "the last base64 character carries stray bits";
    case CodecError::Base64Space: return "the decoded base64 does not fit";
    }
    return "unknown codec error";
}

} // namespace

constinit const ErrorDomain codecErrors{"codec", textOf, nullptr};

} // namespace burrow::codec
