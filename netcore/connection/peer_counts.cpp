// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/peer_counts.hpp"

#include "netcore/net/address_class.hpp"

#include <chrono>

namespace burrow {
namespace {

std::uint64_t bigEndian(std::span<const std::uint8_t> bytes) noexcept {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes)
        value = value << 8 | byte;
    return value;
}

/// Peers choose their addresses: the order of the slots must not be theirs to choose too.
std::uint64_t processSeed() noexcept {
    static const std::uint64_t seed =
        static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()) ^
        reinterpret_cast<std::uintptr_t>(&seed);
    return seed;
}

std::uint64_t mix(std::uint64_t value) noexcept { // the finalizer of SplitMix64
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

} // namespace

bool PeerCounts::networkOf(const IpAddress& peer, Network& network) noexcept {
    const IpAddress address = peer.canonical();
    if (isLoopback(address) || (!address.isV4() && !address.isV6()))
        return false;
    if (address.isV4())
        network.low = 0xFFFF'0000'0000u | address.toV4();
    else
        network.high = bigEndian(address.bytes().first(8));
    return true;
}

/// Where the network stands, or the free slot where it would.
std::size_t PeerCounts::slotOf(const Network& network) const noexcept {
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = mix(network.high ^ mix(network.low ^ processSeed())) & mask;
    while (m_slots[slot].count != 0 && (m_slots[slot].high != network.high || m_slots[slot].low != network.low))
        slot = (slot + 1) & mask;
    return slot;
}

void PeerCounts::grow() {
    std::vector<Network> old(m_slots.empty() ? 64 : m_slots.size() * 2);
    old.swap(m_slots);
    for (const Network& network : old) {
        if (network.count != 0)
            m_slots[slotOf(network)] = network;
    }
}

bool PeerCounts::enter(const IpAddress& peer) {
    Network network;
    if (!networkOf(peer, network))
        return true;
    const std::lock_guard lock(m_guards);
    if (m_used * 2 >= m_slots.size())
        grow();
    Network& slot = m_slots[slotOf(network)];
    if (slot.count >= m_most)
        return false;
    if (slot.count == 0) {
        slot = network;
        ++m_used;
    }
    ++slot.count;
    return true;
}

void PeerCounts::leave(const IpAddress& peer) noexcept {
    Network network;
    if (!networkOf(peer, network))
        return;
    const std::lock_guard lock(m_guards);
    if (m_slots.empty())
        return;
    const std::size_t mask = m_slots.size() - 1;
    std::size_t hole = slotOf(network);
    if (m_slots[hole].count == 0 || --m_slots[hole].count != 0)
        return;
    --m_used;
    // Closes the gap: whoever was pushed behind this slot moves up, so that probing needs no tombstones.
    for (std::size_t next = (hole + 1) & mask; m_slots[next].count != 0; next = (next + 1) & mask) {
        const Network moved = m_slots[next];
        m_slots[next].count = 0;
        m_slots[slotOf(moved)] = moved;
    }
}

std::uint32_t PeerCounts::countOf(const IpAddress& peer) const {
    Network network;
    if (!networkOf(peer, network))
        return 0;
    const std::lock_guard lock(m_guards);
    return m_slots.empty() ? 0 : m_slots[slotOf(network)].count;
}

} // namespace burrow
