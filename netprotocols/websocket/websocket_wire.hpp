// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netprotocols/websocket/websocket_errors.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace burrow::ws {

/// Whose side we are: a server gets masked frames and sends plain ones, a client the other way round.
enum class Role : std::uint8_t { Server, Client };

enum class Opcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };
constexpr bool isControl(Opcode opcode) noexcept { return (static_cast<unsigned>(opcode) & 8) != 0; }

constexpr std::size_t maxHeadBytes = 14;
constexpr std::size_t maxControlPayload = 125;

/// RFC 6455 §5.2.
struct FrameHead {
    std::uint64_t payload = 0; ///< bytes that follow the head
    std::uint32_t key = 0;     ///< masking key as it stands in memory; 0 without mask
    std::uint8_t size = 0;     ///< bytes of the head itself, 2 to 14
    Opcode opcode = Opcode::Continuation;
    bool fin = false;
};

/// What is wrong with a head and at which of its bytes.
struct HeadError {
    WsError code = WsError::None;
    std::uint8_t at = 0;
};
enum class HeadStep : std::uint8_t { Incomplete, Done, Bad };

/// Reads the head at the front of `in` as a peer of `role` may send it; fails at the first byte that is wrong.
HeadStep parseHead(Bytes in, Role role, FrameHead& head, HeadError& error) noexcept;

/// Writes a head; `into` has maxHeadBytes of room. With a key (its bytes as in memory) the mask bit is set.
std::size_t encodeHead(std::byte* into, Opcode opcode, bool fin, std::uint64_t payload,
                       std::optional<std::uint32_t> key = std::nullopt) noexcept;

} // namespace burrow::ws
