// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/connection_facts.hpp"

#include "netcore/tls/tls_report.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::plugin_host {

ConnectionFacts::ConnectionFacts(const Endpoint& localEnd, const Endpoint& peerEnd, std::string_view listenerName)
    : peer(peerEnd.toString()), local(localEnd.toString()), listener(listenerName),
      transport(nameOf(TransportKind::Udp)), peerPort(peerEnd.isIp() ? peerEnd.port() : 0u) {}

ConnectionFacts::ConnectionFacts(const TransportInfo& info, std::string_view listenerName)
    : ConnectionFacts(info.local, info.peer, listenerName) {
    transport = nameOf(info.kind);
    encrypted = info.tls != nullptr;
    if (!encrypted)
        return;
    serverName = info.tls->serverName;
    alpn = info.tls->alpn;
    certificateSubject = info.tls->peer.subject;
}

burrow_conn_info ConnectionFacts::view() const noexcept {
    burrow_conn_info info{};
    info.struct_size = sizeof info;
    info.flags = encrypted ? static_cast<std::uint32_t>(BURROW_CONN_TLS) : 0u;
    info.peer = asBurrowBytes(peer);
    info.local = asBurrowBytes(local);
    info.transport = asBurrowBytes(transport);
    info.listener = asBurrowBytes(listener);
    info.tls_server_name = asBurrowBytes(serverName);
    info.tls_alpn = asBurrowBytes(alpn);
    info.tls_cert_subject = asBurrowBytes(certificateSubject);
    info.peer_port = peerPort;
    return info;
}

burrow_status copyInfo(const burrow_conn_info& facts, burrow_conn_info& into) noexcept {
    constexpr std::size_t head = sizeof facts.struct_size;
    const std::size_t size = std::min<std::size_t>(into.struct_size, sizeof facts);
    if (size < head)
        return BURROW_E_MISUSE;
    std::memcpy(reinterpret_cast<char*>(&into) + head, reinterpret_cast<const char*>(&facts) + head, size - head);
    return BURROW_OK;
}

} // namespace burrow::plugin_host
