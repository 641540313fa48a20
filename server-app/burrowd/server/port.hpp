// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/tls/tls_context.hpp"
#include "netprotocols/http1/http1_context.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace burrow::daemon {

/// What a listener does with its connections, as a reload builds it. All parts may be shared. Thread: immutable.
struct Service {
    std::shared_ptr<const http::Router> router; ///< HTTP; else `sessions` is set
    http1::Limits limits;
    std::shared_ptr<const SessionFactory> sessions;
    std::shared_ptr<const TlsContext> tls; ///< null: plain
    http1::AccessObserver* access = nullptr;
};

/// What makes two listeners so different that a connection of the one is none of the other.
struct PortKey {
    std::string listener;
    Endpoint address; ///< as configured
    bool isHttp = true;
    std::uint32_t connections = 0, connectionsPerPeer = 256;
    friend bool operator==(const PortKey&, const PortKey&) = default;
};

/// One address that is listened on, and the service behind it, which can be exchanged while connections are accepted.
/// Thread: the one that made it; the group outlives it.
class Port {
public:
    /// Takes over bound sockets (listenFor() makes them) and starts to accept.
    static Result<std::unique_ptr<Port>> open(LoopGroup& group, PortKey key, std::vector<Fd> sockets,
                                              std::shared_ptr<const Service> service);
    /// New connections get the new service, new requests on old ones the new routes: on all loops when this returns.
    /// No connection is closed.
    void exchange(std::shared_ptr<const Service> service);
    /// All descriptors, for a port with another key at the same address. Accepting has stopped.
    std::vector<Fd> handOver() { return m_listener.handOver(); }

    const PortKey& key() const noexcept { return m_key; }
    const Endpoint& endpoint() const noexcept { return m_listener.endpoint(); }
    Listener& listener() noexcept { return m_listener; }
    bool isTls() const noexcept { return m_current->tls != nullptr; }

private:
    struct Shared;
    Port(LoopGroup& group, PortKey key) : m_group(group), m_key(std::move(key)) {}

    LoopGroup& m_group;
    PortKey m_key;
    std::shared_ptr<const Service> m_current;
    std::shared_ptr<Shared> m_shared;
    Listener m_listener;
};

/// Sockets for a port, bound but not accepting yet: one per loop.
Result<std::vector<Fd>> listenFor(const PortKey& key, std::size_t loops);

} // namespace burrow::daemon
