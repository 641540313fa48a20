// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/net/endpoint.hpp"

#include <string>
#include <vector>

namespace burrow::daemon {

/// A listening socket that the service manager opened for us (sd_listen_fds(3)).
struct InheritedSocket {
    Fd descriptor;
    Endpoint endpoint;
    std::string name; ///< FileDescriptorName= of the socket unit
};

/// From $LISTEN_PID, $LISTEN_FDS and $LISTEN_FDNAMES, which are removed. What is not a listening stream socket is
/// closed. Thread: before others start.
std::vector<InheritedSocket> takeInheritedSockets(int firstDescriptor = 3);

} // namespace burrow::daemon
