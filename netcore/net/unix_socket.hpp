// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/net/endpoint.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace burrow {

// What only Unix sockets have. Thread: any, unless said otherwise.

/// Binds a socket to a path with these permissions; the path never has wider ones, not even for a moment. A path that
/// exists is replaced only if it is a socket on which nobody accepts; anything else is EADDRINUSE.
Result<void> bindUnixPath(int fd, const Endpoint& endpoint, unsigned mode);

struct PeerCredentials {
    std::int32_t pid = 0;
    std::uint32_t uid = 0, gid = 0;
};
/// Who connected (SO_PEERCRED): as of its connect or listen call.
Result<PeerCredentials> peerCredentials(int fd);

/// The kernel takes so many descriptors with one message (SCM_MAX_FD).
constexpr std::size_t maxPassedDescriptors = 253;
/// Sends descriptors with at least one byte of data; gives the bytes taken. Misuse for more than the kernel takes.
Result<std::size_t> sendWithDescriptors(int fd, ByteView data, std::span<const int> descriptors);
/// Receives data and appends the descriptors that came with it, close-on-exec. If the kernel had to drop some
/// (MSG_CTRUNC), all of this message are closed and the error is Limit. 0 bytes: end of stream.
Result<std::size_t> receiveWithDescriptors(int fd, MutableBytes into, std::vector<Fd>& descriptors);

/// Sockets that a service manager has opened for this process (LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES), made
/// close-on-exec and non-blocking; empty if there are none. Takes the variables out of the environment, so that children
/// do not mistake them for theirs. Thread: main, before others run.
struct PassedSocket {
    Fd fd;
    std::string name; ///< may be empty
    Endpoint local;
};
std::vector<PassedSocket> takePassedSockets();

} // namespace burrow
