// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/plugin/abi.h"
#include "netcore/transport/transport.hpp"

#include <string>
#include <string_view>

namespace burrow::plugin_host {

/// The text behind a burrow_conn_info. Thread: one at a time.
struct ConnectionFacts {
    ConnectionFacts(const TransportInfo& info, std::string_view listenerName);
    /// Of a flow.
    ConnectionFacts(const Endpoint& local, const Endpoint& peer, std::string_view listenerName);
    /// Valid as long as this object; id, queue and marks are the caller's to fill.
    burrow_conn_info view() const noexcept;

    std::string peer, local, listener, serverName, alpn, certificateSubject;
    std::string_view transport; ///< a literal
    std::uint32_t peerPort = 0;
    bool encrypted = false;
};

/// Copies what fits into the caller's struct, whose size stays as it was. E_MISUSE if that has no size.
burrow_status copyInfo(const burrow_conn_info& facts, burrow_conn_info& into) noexcept;

inline burrow_bytes asBurrowBytes(std::string_view text) noexcept { return {text.data(), text.size()}; }
inline std::string_view asView(burrow_bytes bytes) noexcept {
    return {static_cast<const char*>(bytes.data), bytes.size};
}

} // namespace burrow::plugin_host
