// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/blocking/channel.hpp"
#include "netcore/blocking/socket.hpp"
#include "netcore/net/datagram_batch.hpp"

namespace burrow::blocking {

struct Socket::State {
    State(Fd fd, Kind of, const SocketOptions& with) : channel(std::move(fd)), kind(of), options(with) {}

    Channel channel;
    Kind kind;
    SocketOptions options;
    std::vector<std::byte> in; ///< [consumed | buffered]
    std::size_t begin = 0;
    bool ended = false;
    std::optional<Error> endReason; ///< a disconnect that counts as the end; none if the end was in order
    std::optional<Error> lastError;
    std::unique_ptr<DatagramReceiver> receiver;
    SocketOptions ofAccepted;
};

} // namespace burrow::blocking
