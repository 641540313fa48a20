// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace burrow {

/// Loop (8 bits) above a counter (45 bits): below 2^53, so that JavaScript holds it exactly; never reused. 0 = none.
enum class ConnectionId : std::uint64_t {};
/// Position of a loop in its group.
enum class LoopIndex : std::uint8_t {};

constexpr unsigned connectionCounterBits = 45;
constexpr std::uint64_t toNumber(ConnectionId id) noexcept { return static_cast<std::uint64_t>(id); }
constexpr unsigned toNumber(LoopIndex index) noexcept { return static_cast<unsigned>(index); }
constexpr ConnectionId makeConnectionId(LoopIndex loop, std::uint64_t counter) noexcept {
    return static_cast<ConnectionId>((std::uint64_t{toNumber(loop)} << connectionCounterBits) | counter);
}
constexpr LoopIndex loopOf(ConnectionId id) noexcept {
    return static_cast<LoopIndex>(toNumber(id) >> connectionCounterBits);
}

} // namespace burrow
