// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/transport/transport.hpp"

namespace burrow {

Transport::~Transport() = default;

std::string_view nameOf(TransportKind kind) noexcept {
    switch (kind) {
    case TransportKind::Tcp: return "tcp";
    case TransportKind::Unix: return "unix";
    case TransportKind::Udp: return "udp";
    case TransportKind::Memory: return "memory";
    case TransportKind::Tls: return "tls";
    case TransportKind::Stream: return "stream";
    }
    return "unknown";
}

} // namespace burrow
