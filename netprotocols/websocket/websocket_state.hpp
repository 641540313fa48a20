// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/websocket/websocket_wire.hpp"

namespace burrow::ws {

/// Legal orders of frames and of the closing handshake, as tables; they do not know which role we play.
///
/// Messages of one direction (RFC 6455 §5.4); control frames may stand anywhere and change nothing:
///
///              text          text, FIN   binary        binary, FIN  continuation  continuation, FIN
///     Between  InText        Between     InBinary      Between      error         error
///     InText   error         error       error         error        InText        Between
///     InBinary error         error       error         error        InBinary      Between
enum class MessageState : std::uint8_t { Between, InText, InBinary };

struct MessageStep {
    MessageState next = MessageState::Between;
    WsError error = WsError::None;
};

namespace detail {
inline constexpr MessageStep messageTable[3][6] = {
    {{MessageState::InText}, {MessageState::Between}, {MessageState::InBinary}, {MessageState::Between},
     {MessageState::Between, WsError::NothingToContinue}, {MessageState::Between, WsError::NothingToContinue}},
    {{MessageState::InText, WsError::MessageInterleaved}, {MessageState::InText, WsError::MessageInterleaved},
     {MessageState::InText, WsError::MessageInterleaved}, {MessageState::InText, WsError::MessageInterleaved},
     {MessageState::InText}, {MessageState::Between}},
    {{MessageState::InBinary, WsError::MessageInterleaved}, {MessageState::InBinary, WsError::MessageInterleaved},
     {MessageState::InBinary, WsError::MessageInterleaved}, {MessageState::InBinary, WsError::MessageInterleaved},
     {MessageState::InBinary}, {MessageState::Between}},
};
} // namespace detail

/// For data frames only.
constexpr MessageStep next(MessageState state, Opcode opcode, bool fin) noexcept {
    const unsigned kind = opcode == Opcode::Text ? 0 : opcode == Opcode::Binary ? 2 : 4;
    return detail::messageTable[static_cast<unsigned>(state)][kind + (fin ? 1 : 0)];
}

/// The closing handshake (RFC 6455 §7.1):
///
///     state          we send close   close comes    may send   data is delivered
///     Open           CloseSent       CloseReceived  yes        yes
///     CloseSent      -               Closed         no         no
///     CloseReceived  Closed          -              no         no
///     Closed         -               -              no         no
enum class CloseState : std::uint8_t { Open, CloseSent, CloseReceived, Closed };

struct CloseRow {
    CloseState afterSending, afterReceiving;
    bool isOpen;
};

constexpr CloseRow rowOf(CloseState state) noexcept {
    constexpr CloseRow table[] = {
        {CloseState::CloseSent, CloseState::CloseReceived, true},
        {CloseState::CloseSent, CloseState::Closed, false},
        {CloseState::Closed, CloseState::CloseReceived, false},
        {CloseState::Closed, CloseState::Closed, false},
    };
    return table[static_cast<unsigned>(state)];
}

} // namespace burrow::ws
