// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/net/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace burrow {

// Every descriptor made here is close-on-exec and non-blocking from its first moment, and no send here raises SIGPIPE.
// Thread: any.

enum class SocketType : std::uint8_t { Stream, Datagram };

struct ListenSocketOptions {
    int backlog = 4096;                   ///< the kernel clamps it to net.core.somaxconn
    bool reusePort = false;               ///< join others that bind the same port with this option, set before bind
    bool v6Only = true;                   ///< IPV6_V6ONLY is always set, never inherited from the system
    int deferAcceptSeconds = 0;           ///< TCP: accept only once the client has sent data, at the latest so late
    unsigned unixMode = 0660;             ///< permissions of a Unix path
    bool noDelay = true;                  ///< TCP; accepted sockets inherit it
};

/// Socket of the endpoint's family with the given type, not bound.
Result<Fd> openSocket(const Endpoint& endpoint, SocketType type);

/// Bound and listening. Port 0: the kernel chooses, see Endpoint::localOf(). A Unix path that exists is replaced only
/// if it is a socket on which nobody accepts; else EADDRINUSE. Error: the errno with "listen ADDRESS".
Result<Fd> listenSocket(const Endpoint& endpoint, const ListenSocketOptions& options = {});

/// `count` sockets on one port, for a loop each. The first is bound without SO_REUSEPORT, so that a second instance of
/// a program hears "address in use" instead of silently taking half of the connections; `options.reusePort` is ignored.
/// A Unix endpoint has one socket: the others are duplicates of its descriptor, which share its accept queue.
Result<std::vector<Fd>> listenSockets(const Endpoint& endpoint, std::size_t count, const ListenSocketOptions& options = {});

/// All addresses of this host: one IPv6 socket that takes IPv4 too, or an IPv4 socket where IPv6 is disabled.
Result<Fd> listenSocketAnywhere(std::uint16_t port, ListenSocketOptions options = {});

/// Datagram socket bound to the endpoint, with pktinfo on. `reusePort` as above.
struct DatagramSocketOptions {
    bool reusePort = false;
    bool v6Only = true;
    unsigned unixMode = 0660;
};
Result<Fd> bindDatagramSocket(const Endpoint& endpoint, const DatagramSocketOptions& options = {});
/// As listenSockets(), for datagrams. Unix: Misuse if count > 1.
Result<std::vector<Fd>> bindDatagramSockets(const Endpoint& endpoint, std::size_t count,
                                            const DatagramSocketOptions& options = {});

/// Starts to connect. `inProgress`: wait until writable, then ask takeSocketError(). Refused before the kernel is asked:
/// unspecified addresses, which would reach this host (Security), port 0, and link-local IPv6 without scope.
Result<Fd> connectSocket(const Endpoint& endpoint, bool& inProgress, SocketType type = SocketType::Stream);
/// The checks that connectSocket() makes first.
Result<void> checkConnectable(const Endpoint& endpoint);

/// The pending error of a socket, and clears it; Closed if there is none.
Error takeSocketError(int fd);
/// SO_ERROR, 0 if none; clears it.
int pendingErrno(int fd) noexcept;

/// A TCP socket connected to itself, which happens when a client's ephemeral port is the port it asks for.
bool isSelfConnected(int fd) noexcept;

/// What accept(2) failing with this errno means for the loop around it.
enum class AcceptReaction : std::uint8_t {
    Wait,    ///< nothing is waiting: ask the poller
    Retry,   ///< that one connection has died or its network has: accept the next
    Pause,   ///< descriptors or memory are used up: stop accepting for a while (100 ms or more), never spin
    Fail,    ///< the listener is broken
};
AcceptReaction reactionToAccept(int number) noexcept;

/// Accepts one; error: System with the errno, judge it by reactionToAccept().
Result<Fd> acceptSocket(int listener, Endpoint* peer = nullptr);

} // namespace burrow
