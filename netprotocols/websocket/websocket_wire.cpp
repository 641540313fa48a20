// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_wire.hpp"

#include <cstring>

namespace burrow::ws {
namespace {

constexpr unsigned finBit = 0x80, reservedBits = 0x70, opcodeBits = 0x0F, maskBit = 0x80, lengthBits = 0x7F;
constexpr unsigned length16 = 126, length64 = 127;

constexpr bool isKnown(unsigned opcode) noexcept { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

std::uint64_t loadBigEndian(const std::byte* from, std::size_t size) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8 | std::to_integer<std::uint64_t>(from[i]);
    return value;
}

} // namespace

HeadStep parseHead(Bytes in, Role role, FrameHead& head, HeadError& error) noexcept {
    const auto bad = [&error](WsError code, std::uint8_t at) {
        error = {code, at};
        return HeadStep::Bad;
    };
    if (in.empty())
        return HeadStep::Incomplete;
    const auto first = std::to_integer<unsigned>(in[0]);
    const unsigned opcode = first & opcodeBits;
    if (first & reservedBits)
        return bad(WsError::ReservedBits, 0);
    if (!isKnown(opcode))
        return bad(WsError::ReservedOpcode, 0);
    head.fin = (first & finBit) != 0;
    head.opcode = static_cast<Opcode>(opcode);
    if (isControl(head.opcode) && !head.fin)
        return bad(WsError::ControlFragmented, 0);
    if (in.size() < 2)
        return HeadStep::Incomplete;

    const auto second = std::to_integer<unsigned>(in[1]);
    const bool masked = (second & maskBit) != 0;
    if (masked != (role == Role::Server))
        return bad(masked ? WsError::Masked : WsError::NotMasked, 1);
    const unsigned length = second & lengthBits;
    if (isControl(head.opcode) && length > maxControlPayload)
        return bad(WsError::ControlTooLong, 1);
    const std::size_t lengthBytes = length == length16 ? 2 : length == length64 ? 8 : 0;
    if (in.size() < 2 + lengthBytes)
        return HeadStep::Incomplete;
    head.payload = length;
    if (lengthBytes != 0) {
        head.payload = loadBigEndian(in.data() + 2, lengthBytes);
        if (head.payload >> 63)
            return bad(WsError::LengthTooBig, 2);
        if (head.payload <= (lengthBytes == 2 ? 125u : 65535u))
            return bad(WsError::LengthNotMinimal, 2);
    }
    head.size = static_cast<std::uint8_t>(2 + lengthBytes + (masked ? 4 : 0));
    if (in.size() < head.size)
        return HeadStep::Incomplete;
    head.key = 0;
    if (masked)
        std::memcpy(&head.key, in.data() + 2 + lengthBytes, 4);
    return HeadStep::Done;
}

std::size_t encodeHead(std::byte* into, Opcode opcode, bool fin, std::uint64_t payload,
                       std::optional<std::uint32_t> key) noexcept {
    const unsigned mask = key ? maskBit : 0;
    std::size_t size = 2;
    into[0] = static_cast<std::byte>((fin ? finBit : 0) | static_cast<unsigned>(opcode));
    if (payload <= 125) {
        into[1] = static_cast<std::byte>(mask | payload);
    } else {
        const std::size_t lengthBytes = payload <= 65535 ? 2 : 8;
        into[1] = static_cast<std::byte>(mask | (lengthBytes == 2 ? length16 : length64));
        for (std::size_t i = 0; i < lengthBytes; ++i)
            into[size++] = static_cast<std::byte>(payload >> (8 * (lengthBytes - 1 - i)));
    }
    if (key) {
        std::memcpy(into + size, &*key, 4);
        size += 4;
    }
    return size;
}

} // namespace burrow::ws
