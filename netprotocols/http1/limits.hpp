// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace burrow::http1 {

/// How much a peer may send and how slowly, and the reason of each number. Thread: immutable.
struct Limits {
    // ---- head; beyond: 414 for the first line, 431 for fields
    std::uint32_t methodBytes = 32;    ///< the longest registered name has 17 letters
    std::uint32_t targetBytes = 8190;  ///< makes the 8 KiB line that RFC 9112 §3 asks for
    std::uint32_t pathSegments = 256;  ///< beyond: 414; each is a step of a router or a look at a folder
    std::uint32_t queryPairs = 1024;   ///< beyond: 414; each is an entry in somebody's table
    std::uint32_t fieldBytes = 8192;   ///< one field line; large cookies and Kerberos tickets fit
    std::uint32_t fieldsBytes = 65536; ///< all field lines of a head
    std::uint32_t fields = 100;        ///< browsers send about 20; each costs a view of 32 bytes
    // ---- chunked body; beyond: 400, trailers 431
    std::uint32_t chunkExtensionBytes = 256;          ///< of one chunk; nobody uses them for more than a signature
    std::uint32_t chunkExtensionsBytes = 16 * 1024;   ///< of one message: extensions are traffic without content
    std::uint32_t tinyChunksFrom = 10'000;            ///< from so many chunks on, the average size is checked
    std::uint32_t tinyChunkBytes = 16;                ///< smaller on average is a flood of 1-byte chunks; 0: never
    std::uint32_t trailerBytes = 8192, trailers = 64; ///< checksums and timings, nothing more
    // ---- body; beyond: 413. A handler that streams sets its own
    std::uint64_t bodyBytes = 16 * 1024 * 1024;
    std::uint32_t drainBytes = 64 * 1024; ///< of an unread body before the connection is closed instead
    std::chrono::milliseconds drainTime{2'000}; ///< that such a body may take
    // ---- time; beyond: 408
    std::chrono::milliseconds headTime{10'000};  ///< from the first byte of a head to its last (slowloris)
    std::chrono::milliseconds idleTime{60'000};  ///< between two requests
    std::chrono::milliseconds rateGrace{10'000}; ///< before the rates below are checked
    std::uint32_t bodyBytesPerSecond = 240;      ///< minimum of a body on its way in; mobile links are far above
    std::uint32_t writeBytesPerSecond = 240;     ///< minimum that a peer must read of an answer
    // ---- connection
    std::uint32_t requestsPerConnection = 0; ///< 0: no bound
    // ---- strictness that a site may change
    bool unknownMethods = false; ///< true: they arrive as Method::Other instead of 501
    bool underscoreNames = true; ///< false: a field name with '_' is 400; for sites that map names to variables
    bool hostMismatch = true;    ///< false: an absolute-form target with another Host is 400

    friend bool operator==(const Limits&, const Limits&) = default;
    /// No accepted head is longer: what the input buffer of a connection must be able to hold.
    constexpr std::size_t headBytes() const noexcept {
        return std::size_t{methodBytes} + targetBytes + fieldsBytes + 2 + sizeof("  HTTP/1.1\r\n\r\n");
    }
};

} // namespace burrow::http1
