// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/registry.hpp"
#include "netprotocols/plugin_host/connection_facts.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"
#include "netprotocols/plugin_host/plugin_stream.hpp"

#include <cstddef>
#include <utility>

namespace burrow::plugin_host {

void sayConnectFailed(const PluginInstance& instance, const burrow_stream_handler& handler, void* argument,
                      const Error& why, LoopIndex loop) {
    if (!handler.connect_failed)
        return;
    const CallScope scope(instance, {CallPlace::Kind::Loop, loop});
    const std::string text = why.message();
    handler.connect_failed(instance.handle(), argument, statusOf(why.kind()), asBurrowBytes(text));
}

namespace {

/// The plugin's side of an attempt; dropped on the way (canceled, the loop ends) it tells the plugin so.
class Dial {
public:
    Dial(std::shared_ptr<PluginInstance> instance, const burrow_stream_handler& handler, void* argument,
         ConnectionRegistry& registry)
        : m_instance(std::move(instance)), m_handler(handler), m_argument(argument), m_registry(&registry),
          m_loop(registry.loop().index()) {}
    Dial(Dial&& other) noexcept
        : m_instance(std::move(other.m_instance)), m_handler(other.m_handler), m_argument(other.m_argument),
          m_registry(other.m_registry), m_loop(other.m_loop) {}
    Dial& operator=(Dial&&) = delete;
    ~Dial() {
        if (m_instance)
            sayConnectFailed(*m_instance, m_handler, m_argument, Error(ErrorKind::Canceled, CoreError::Canceled),
                             m_loop);
    }

    void settle(Result<std::unique_ptr<Transport>> transport) {
        const std::shared_ptr<PluginInstance> instance = std::exchange(m_instance, nullptr);
        if (!transport) {
            sayConnectFailed(*instance, m_handler, m_argument, transport.error(), m_loop);
            return;
        }
        const Endpoint peer = (*transport)->info().peer;
        auto options = std::make_shared<ConnectionOptions>();
        options->listener = instance->name() + " (outbound)";
        m_registry->open(std::move(*transport), std::make_unique<StreamSession>(instance, m_handler, m_argument),
                         options, {.peer = CompactEndpoint(peer)});
    }

private:
    std::shared_ptr<PluginInstance> m_instance; ///< null once settled
    burrow_stream_handler m_handler;
    void* m_argument;
    ConnectionRegistry* m_registry;
    LoopIndex m_loop;
};

constexpr auto defaultTimeout = std::chrono::seconds(10);

} // namespace

burrow_status StreamSession::connect(const burrow_connect_options& options) {
    const ConnectFunction& connect = m_instance->services().connect;
    if (!connect)
        return BURROW_E_INCOMPATIBLE;
    if (!m_connection)
        return BURROW_E_CLOSED;
    if (options.struct_size < offsetof(burrow_connect_options, argument) + sizeof options.argument || !options.target)
        return BURROW_E_MISUSE;
    Result<burrow_stream_handler> chosen =
        options.handler ? readStreamHandler(options.handler) : Result<burrow_stream_handler>(handler());
    if (!chosen) {
        m_instance->log(LogLevel::Error, id(), "plugin.bug", chosen.error().message());
        return BURROW_E_MISUSE;
    }
    EventLoop& loop = m_connection->loop();
    const Duration within =
        options.timeout_ms != 0 ? Duration(std::chrono::milliseconds(options.timeout_ms)) : Duration(defaultTimeout);
    std::erase_if(m_attempts, [](const Attempt& attempt) { return *attempt.isSettled; });
    auto settled = std::make_shared<bool>(false);
    auto handle = connect(
        loop, options.target, within,
        [dial = Dial(m_instance, *chosen, options.argument, m_connection->registry()), mailbox = loop.mailbox(),
         settled](Result<std::unique_ptr<Transport>> transport) mutable {
            *settled = true;
            if (!CallScope::isInside()) {
                dial.settle(std::move(transport));
                return;
            }
            // Answered at once: but session_open may not come inside the callback that asked.
            mailbox->post([dial = std::move(dial), transport = std::move(transport)]() mutable {
                dial.settle(std::move(transport));
            });
        });
    if (handle && !*settled)
        m_attempts.push_back({std::move(handle), std::move(settled)});
    return BURROW_OK;
}

} // namespace burrow::plugin_host
