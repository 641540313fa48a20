// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"

#include <array>

namespace burrow::codec {

/// FIPS 180-4, for protocols that fixed it (WebSocket's accept key); not for anything that must resist collisions.
std::array<std::byte, 20> sha1(ByteView bytes) noexcept;
std::array<std::byte, 32> sha256(ByteView bytes) noexcept;

} // namespace burrow::codec
