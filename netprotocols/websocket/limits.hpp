// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"

#include <cstddef>
#include <cstdint>

namespace burrow::ws {

/// What to do with a message for a socket whose output is over Limits::queueHard.
enum class SlowConsumer : std::uint8_t {
    DropNewest, ///< send() gives Dropped
    Close,      ///< send() gives Dropped and the socket is closed with 1013
};

/// Everything that a peer can make grow. 0 switches a duration off, never a size.
struct Limits {
    /// Bytes of one message. Enough for uploads by browsers; uWebSockets ships 16 KiB, ws 100 MiB.
    std::uint64_t message = 16 * 1024 * 1024;
    /// Bytes of one frame, refused at its head, before a byte of it is kept.
    std::uint64_t frame = 16 * 1024 * 1024;
    /// Frames of one message: each costs a head's work. A peer that sends a 16 MiB message in pieces of 16 KiB fits.
    std::uint32_t fragments = 1024;
    /// Past this many fragments their average must reach tinyFragmentBytes: 4 KiB of nothing but heads is an attack.
    std::uint32_t tinyFragmentsFrom = 256;
    std::uint32_t tinyFragmentBytes = 16;
    /// Pings answered one by one per second; of more only the last of each read is answered (RFC 6455 §5.5.3).
    std::uint32_t pingsPerSecond = 10;
    /// Control frames per second after which the peer is closed with 1008: far over any keep-alive.
    std::uint32_t controlsPerSecond = 100;
    /// From sending our close frame to the end of the stream (RFC 6455 §7.1.1).
    Duration closeTimeout = std::chrono::seconds(5);
    /// Without a byte from the peer; a ping is sent at half of it. Longer than the usual 60 s of proxies would need
    /// no ping at all, so half of it is just their patience.
    Duration idle = std::chrono::seconds(120);
    /// From the first byte sent to the answer, for clients (a server's is that of its HTTP request head).
    Duration handshake = std::chrono::seconds(10);
    /// Queued output bytes over which slowConsumer decides: a few seconds of a bad line. From the connection's high
    /// mark on (ConnectionOptions::highMark) send() gives Queued.
    std::size_t queueHard = 16 * 1024 * 1024;
    SlowConsumer slowConsumer = SlowConsumer::DropNewest;
    /// Topics of one socket: each costs an entry in its loop's table.
    std::uint32_t topics = 1024;
};

} // namespace burrow::ws
