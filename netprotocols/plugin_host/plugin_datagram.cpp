// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_datagram.hpp"

#include "netprotocols/plugin_host/connection_facts.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"

#include <optional>

/// The ABI's flow: lives during one call, on the stack.
struct burrow_flow {
    const burrow::plugin_host::Datagram& datagram;
    const std::string& listener;
    std::optional<burrow::plugin_host::ConnectionFacts> facts{};
};

namespace burrow::plugin_host {

Result<DatagramAdapter> DatagramAdapter::create(std::shared_ptr<PluginInstance> instance, std::string listener) {
    if (!instance->table().datagram)
        return fail(pluginError(PluginError::KindNotOffered).about(instance->name() + ": datagram"));
    return DatagramAdapter(std::move(instance), std::move(listener));
}

Result<void> DatagramAdapter::receive(const Datagram& datagram) const {
    burrow_flow flow{datagram, m_listener};
    burrow_status status = BURROW_OK;
    {
        const CallScope scope(*m_instance, {CallPlace::Kind::Loop, datagram.loop}, datagram.flow);
        status = m_instance->table().datagram->datagram_receive(m_instance->handle(), &flow,
                                                               {datagram.bytes.data(), datagram.bytes.size()});
    }
    if (status >= 0)
        return {};
    m_instance->counters().add(PluginCounters::Errors, datagram.loop);
    return fail(pluginError(PluginError::SessionFailed, kindOf(status)).about(m_instance->name()));
}

namespace {

class PluginFlow final : public DatagramSession {
public:
    PluginFlow(std::shared_ptr<const DatagramAdapter> adapter, std::string_view id, std::uint16_t port)
        : m_adapter(std::move(adapter)), m_id(id), m_port(port) {}

    Result<void> onDatagram(MutableBytes data, DatagramFlow& flow) override {
        const Endpoint local(flow.local(), m_port);
        return m_adapter->receive({.local = local,
                                   .peer = flow.peer(),
                                   .bytes = data,
                                   .flow = flow.id(),
                                   .loop = flow.loop().index(),
                                   .reply = [&flow](ByteView bytes) { return flow.send(bytes); }});
    }
    std::string_view protocol() const noexcept override { return m_id; }

private:
    std::shared_ptr<const DatagramAdapter> m_adapter; ///< keeps the instance, and with it the id
    std::string_view m_id;
    std::uint16_t m_port;
};

} // namespace

Result<DatagramSessionFactory> makeDatagramFactory(std::shared_ptr<PluginInstance> instance, std::string listener,
                                                   std::uint16_t port) {
    const std::string_view id = instance->table().id;
    BURROW_TRY(DatagramAdapter made, DatagramAdapter::create(std::move(instance), std::move(listener)));
    return [adapter = std::make_shared<const DatagramAdapter>(std::move(made)), id,
            port](const DatagramPeer&) -> std::unique_ptr<DatagramSession> {
        return std::make_unique<PluginFlow>(adapter, id, port);
    };
}

burrow_status sendToFlow(burrow_flow* flow, burrow_bytes bytes) {
    if (!flow->datagram.reply)
        return BURROW_E_INCOMPATIBLE;
    const auto sent = flow->datagram.reply(ByteView(bytes.data, bytes.size));
    return sent ? BURROW_OK : statusOf(sent.error().kind());
}

burrow_status fillFlowInfo(burrow_flow* flow, burrow_conn_info& info) {
    if (!flow->facts)
        flow->facts.emplace(flow->datagram.local, flow->datagram.peer, flow->listener);
    burrow_conn_info facts = flow->facts->view();
    facts.id = toNumber(flow->datagram.flow);
    return copyInfo(facts, info);
}

} // namespace burrow::plugin_host
