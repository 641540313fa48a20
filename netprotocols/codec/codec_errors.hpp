// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

namespace burrow::codec {

extern const ErrorDomain codecErrors;

enum class CodecError : int {
    None = 0,
    Base64Length,       ///< characters are missing or the padding does not fit
    Base64Character,    ///< outside the alphabet
    Base64NotCanonical, ///< unused bits of the last character are set (RFC 4648 §3.5)
    Base64Space,        ///< the result does not fit into the caller's bytes
};

inline Error codecError(CodecError code, std::size_t offset = 0) noexcept {
    return Error(ErrorKind::PeerFault, codecErrors, static_cast<int>(code), static_cast<std::uint32_t>(offset));
}

} // namespace burrow::codec
