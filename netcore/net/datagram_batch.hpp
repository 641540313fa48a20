// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/net/endpoint.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace burrow {

/// One received datagram. The bytes may be overwritten and are valid until the next receive().
struct ReceivedDatagram {
    MutableBytes data;            ///< may be empty: a datagram of no bytes is one
    Endpoint peer;
    IpAddress local;              ///< address it came to, if the socket has pktinfo on and it is unicast; else none
    std::uint32_t interfaceIndex = 0;
    bool truncated = false;       ///< it was longer than the room
};

/// Receives many datagrams per system call (recvmmsg). Memory that no datagram has reached is not touched.
/// Thread: one at a time.
class DatagramReceiver {
public:
    /// `datagrams` per call, 1..64, each of at most `bytes`, 1..65535.
    explicit DatagramReceiver(unsigned datagrams = 16, std::size_t bytes = 65535);
    ~DatagramReceiver();

    /// How many came; 0: the kernel has none. An error is the socket's, for a connected one that of an ICMP message;
    /// the next call goes on.
    Result<std::size_t> receive(int fd);
    ReceivedDatagram& at(std::size_t index) noexcept { return m_received[index]; }

private:
    struct Headers;
    unsigned m_count;
    std::size_t m_bytes;
    std::unique_ptr<std::byte[]> m_room;
    std::unique_ptr<Headers> m_headers;
    std::vector<ReceivedDatagram> m_received;
};

/// Queues datagrams and sends many per system call (sendmmsg). Thread: one at a time.
class DatagramSender {
public:
    /// At most so many bytes wait; what comes on top is refused, as the network would drop it.
    explicit DatagramSender(std::size_t queuedAtMost = 1024 * 1024);
    ~DatagramSender();

    /// Copies. `from`: source address, none lets the kernel choose. False: the queue is full.
    bool queue(const Endpoint& to, const IpAddress& from, ByteView data);

    struct Sent {
        std::size_t datagrams = 0, bytes = 0;
        std::size_t refused = 0; ///< by the kernel, each by itself: unreachable, too long, forbidden
        bool blocked = false;    ///< call again when the socket is writable
    };
    Sent flush(int fd);
    bool empty() const noexcept { return m_waiting == 0; }
    std::size_t queuedBytes() const noexcept { return m_bytes.size() - m_firstByte; }

private:
    struct Entry;
    struct Headers;
    std::size_t m_limit;
    std::vector<std::byte> m_bytes;
    std::vector<Entry> m_entries;
    std::size_t m_first = 0, m_firstByte = 0, m_waiting = 0;
    std::unique_ptr<Headers> m_headers;
};

} // namespace burrow
