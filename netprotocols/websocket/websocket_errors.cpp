// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_errors.hpp"

#include <algorithm>
#include <limits>

namespace burrow::ws {
namespace {

struct Row {
    std::string_view text;
    ErrorKind kind;
    std::uint16_t close;
};

Row rowOf(WsError code) noexcept {
    using enum ErrorKind;
    switch (code) {
    case WsError::None: return {"no error", Bug, 0};
    case WsError::ReservedBits: return {"reserved bits are set", PeerFault, closeCode::protocolError};
    case WsError::ReservedOpcode: return {"reserved opcode", PeerFault, closeCode::protocolError};
    case WsError::ControlFragmented: return {"fragmented control frame", PeerFault, closeCode::protocolError};
    case WsError::ControlTooLong: return {"control frame over 125 bytes", PeerFault, closeCode::protocolError};
    case WsError::LengthNotMinimal: return {"length is not in its shortest form", PeerFault, closeCode::protocolError};
    case WsError::LengthTooBig: return {"length has its top bit set", PeerFault, closeCode::protocolError};
    case WsError::NotMasked: return {"frame of a client is not masked", PeerFault, closeCode::protocolError};
    case WsError::Masked: return {"frame of a server is masked", PeerFault, closeCode::protocolError};
    case WsError::NothingToContinue:
        return {"continuation frame outside a message", PeerFault, closeCode::protocolError};
    case WsError::MessageInterleaved:
        return {"new message inside a fragmented message", PeerFault, closeCode::protocolError};
    case WsError::ClosePayload: return {"close frame with one byte", PeerFault, closeCode::protocolError};
    case WsError::CloseCode: return {"close code is not allowed in a frame", PeerFault, closeCode::protocolError};
    case WsError::InvalidUtf8: return {"text is not valid UTF-8", PeerFault, closeCode::invalidData};
    case WsError::MessageTooBig: return {"message is too big", Limit, closeCode::tooBig};
    case WsError::FrameTooBig: return {"frame is too big", Limit, closeCode::tooBig};
    case WsError::TooManyFragments: return {"message has too many fragments", Limit, closeCode::policy};
    case WsError::TinyFragments: return {"flood of tiny fragments", Limit, closeCode::policy};
    case WsError::ControlFlood: return {"flood of control frames", Limit, closeCode::policy};
    case WsError::SlowConsumer: return {"messages are not read fast enough", Limit, closeCode::tryAgainLater};
    case WsError::IdleTimeout: return {"nothing was heard for too long", Timeout, closeCode::goingAway};
    case WsError::CloseTimeout: return {"the close frame was not answered in time", Timeout, closeCode::abnormal};
    case WsError::EndedWithoutClose:
        return {"the stream ended without a close frame", Truncated, closeCode::abnormal};
    case WsError::HandshakeTimeout: return {"the handshake took too long", Timeout, closeCode::abnormal};
    }
    return {"unknown WebSocket error", Bug, closeCode::internalError};
}

std::string_view textOf(int code) noexcept { return rowOf(static_cast<WsError>(code)).text; }
int closeCodeOf(int code) noexcept { return rowOf(static_cast<WsError>(code)).close; }

} // namespace

constinit const ErrorDomain wsErrors{"websocket", textOf, closeCodeOf};

Error wsError(WsError code, std::uint64_t offset) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    return Error(rowOf(code).kind, wsErrors, static_cast<int>(code), static_cast<std::uint32_t>(std::min(offset, most)));
}

} // namespace burrow::ws
