// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/net/ip_address.hpp"

#include <cstdint>
#include <mutex>
#include <vector>

namespace burrow {

/// Connections of one listener by peer, so that one peer does not take them all. An IPv6 peer is counted with its whole
/// /64, which is one customer's; IPv4 in IPv6 clothes counts as IPv4. Loopback is not counted: behind it stand a proxy, a
/// load test or the machine's own user. Memory: 24 bytes for each network that is connected, at most twice that while it
/// grows; none is freed. Thread: any; one short lock per accept and per close, none per request.
class PeerCounts {
public:
    explicit PeerCounts(std::uint32_t most) : m_most(most) {} ///< connections of one peer at once, at least 1

    /// False: the peer has its share; nothing was counted.
    bool enter(const IpAddress& peer);
    /// For each enter() that was true.
    void leave(const IpAddress& peer) noexcept;
    /// Connections of this peer now, for tests and displays.
    std::uint32_t countOf(const IpAddress& peer) const;

private:
    struct Network {
        std::uint64_t high = 0, low = 0; ///< an IPv4 address in its mapped form; the /64 of an IPv6 one with low = 0
        std::uint32_t count = 0;         ///< 0: a free slot
    };
    static bool networkOf(const IpAddress& peer, Network& network) noexcept;
    std::size_t slotOf(const Network& network) const noexcept;
    void grow();

    const std::uint32_t m_most;
    mutable std::mutex m_guards;    ///< guards all below
    std::vector<Network> m_slots;   ///< open addressing with linear probing; size a power of two, at most half full
    std::size_t m_used = 0;
};

} // namespace burrow
