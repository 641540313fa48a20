// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/datagram.hpp"
#include "netcore/net/endpoint.hpp"
#include "netprotocols/plugin_host/plugin_instance.hpp"

#include <functional>
#include <memory>
#include <string>

namespace burrow::plugin_host {

/// One datagram on its way to a plugin. `reply` sends to its sender; both ends need to live during the call only.
struct Datagram {
    const Endpoint& local;
    const Endpoint& peer;
    Bytes bytes;
    ConnectionId flow{}; ///< the flow's row in the registry, if there is one
    LoopIndex loop{};
    std::function<Result<void>(ByteView)> reply;
};

/// A datagram plugin behind a listener. Thread: any.
class DatagramAdapter {
public:
    /// Error: KindNotOffered.
    static Result<DatagramAdapter> create(std::shared_ptr<PluginInstance> instance, std::string listener);

    /// Error: what the plugin gave; the datagram is done with in any case.
    Result<void> receive(const Datagram& datagram) const;

private:
    DatagramAdapter(std::shared_ptr<PluginInstance> instance, std::string listener)
        : m_instance(std::move(instance)), m_listener(std::move(listener)) {}
    std::shared_ptr<PluginInstance> m_instance;
    std::string m_listener;
};

/// Sessions for DatagramListener::bind(). `port`: of the listener, for the plugin's facts. Error: KindNotOffered.
Result<DatagramSessionFactory> makeDatagramFactory(std::shared_ptr<PluginInstance> instance, std::string listener,
                                                   std::uint16_t port = 0);

// burrow_host, on behalf of the plugin
burrow_status sendToFlow(burrow_flow* flow, burrow_bytes bytes);
burrow_status fillFlowInfo(burrow_flow* flow, burrow_conn_info& info);

} // namespace burrow::plugin_host
