// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"

#include <cstdint>
#include <cstring>
#include <functional>

namespace burrow::netlink {

// rtnetlink(7): the kernel's tables of links, addresses and routes. Only netcore/net uses this header.

/// Reads a value that may stand unaligned; zeroes if the bytes are too few.
template <class T>
T load(Bytes from) noexcept {
    T value{};
    if (from.size() >= sizeof value)
        std::memcpy(&value, from.data(), sizeof value);
    return value;
}

/// Calls `visit(type, payload)` for each attribute; stops at the first that does not fit its frame.
void eachAttribute(Bytes attributes, const std::function<void(std::uint16_t, Bytes)>& visit);

/// Text attribute without its NUL.
std::string_view text(Bytes payload) noexcept;

/// Asks for a whole table (RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE) and calls `visit(message type, payload)` per entry.
/// `restart` is called when the table changed while it was read; what was visited before is then void.
Result<void> dump(std::uint16_t request, const std::function<void(std::uint16_t, Bytes)>& visit,
                  const std::function<void()>& restart);

} // namespace burrow::netlink
