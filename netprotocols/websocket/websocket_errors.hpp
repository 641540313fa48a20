// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

#include <cstdint>

namespace burrow::ws {

/// Breaches of RFC 6455 framing and closing; wireHint() is the close code to send (RFC 6455 §7.4.1).
extern const ErrorDomain wsErrors;

enum class WsError : std::uint8_t {
    None = 0,
    ReservedBits,       ///< §5.2: RSV1-3 without an extension that gives them a meaning
    ReservedOpcode,     ///< §5.2: 3-7, B-F
    ControlFragmented,  ///< §5.4: a control frame without FIN
    ControlTooLong,     ///< §5.5: over 125 bytes
    LengthNotMinimal,   ///< §5.2: the shortest form of the length must be used
    LengthTooBig,       ///< §5.2: the top bit of a 64-bit length is set
    NotMasked,          ///< §5.1: a client must mask
    Masked,             ///< §5.1: a server must not mask
    NothingToContinue,  ///< §5.4: a continuation frame outside a message
    MessageInterleaved, ///< §5.4: a new message inside a fragmented one
    ClosePayload,       ///< §5.5.1: one byte cannot be a close code
    CloseCode,          ///< §7.4: a code that must not stand in a frame
    InvalidUtf8,        ///< §8.1: text or close reason
    MessageTooBig,
    FrameTooBig,
    TooManyFragments,
    TinyFragments,
    ControlFlood,
    SlowConsumer,
    IdleTimeout,
    CloseTimeout,
    EndedWithoutClose, ///< §7.1.5: reported as 1006
    HandshakeTimeout,
};

Error wsError(WsError code, std::uint64_t offset = 0) noexcept;

namespace closeCode {
inline constexpr std::uint16_t normal = 1000, goingAway = 1001, protocolError = 1002, unsupportedData = 1003,
                               noStatus = 1005, abnormal = 1006, invalidData = 1007, policy = 1008, tooBig = 1009,
                               internalError = 1011, tryAgainLater = 1013;
} // namespace closeCode

/// Whether a close code may stand in a frame (RFC 6455 §7.4, IANA registry): 1000-1003, 1007-1014, 3000-4999.
constexpr bool isSendableCloseCode(unsigned code) noexcept {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

} // namespace burrow::ws
