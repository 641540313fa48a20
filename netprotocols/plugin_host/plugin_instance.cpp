// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_instance.hpp"

#include "netprotocols/plugin_host/host_table.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"
#include "netprotocols/plugin_host/plugin_stream.hpp"

#include <cstring>
#include <vector>

namespace burrow::plugin_host {

struct PluginInstance::HostTable {
    burrow_host table; ///< first: the plugin has its address
    const PluginInstance* instance;
    std::shared_ptr<const PluginCore> core; ///< the host's name is text of it
};

const PluginInstance& instanceOf(const burrow_host* host) noexcept {
    return *reinterpret_cast<const PluginInstance::HostTable*>(host)->instance;
}

PluginInstance::PluginInstance(std::shared_ptr<const PluginCore> core, std::string name)
    : m_core(std::move(core)), m_name(std::move(name)),
      m_hostTable(std::make_shared<HostTable>(makeHostTable(services().hostName.c_str()), this, m_core)) {
    if (services().log)
        m_logModule = services().log->module("plugin." + table().id);
}

namespace {

burrow_error emptyReason() {
    burrow_error reason{};
    reason.struct_size = sizeof reason;
    return reason;
}

Error refusal(PluginError code, const std::string& name, const burrow_error& reason) {
    const std::string text(reason.text, ::strnlen(reason.text, sizeof reason.text));
    const ErrorKind kind = reason.code < 0 ? kindOf(reason.code) : ErrorKind::Misuse;
    return pluginError(code, kind).about(name + ": " + (text.empty() ? "no reason given" : text));
}

} // namespace

Result<std::shared_ptr<PluginInstance>> PluginInstance::create(std::shared_ptr<const PluginCore> core,
                                                               std::string name, const std::string& configJson) {
    std::shared_ptr<PluginInstance> instance(new PluginInstance(std::move(core), std::move(name)));
    burrow_error reason = emptyReason();
    {
        const CallScope scope(*instance, {});
        instance->m_handle = instance->table().plugin.instance_create(&instance->m_hostTable->table,
                                                                      configJson.c_str(), &reason);
    }
    if (!instance->m_handle)
        return fail(refusal(PluginError::InstanceRefused, instance->m_name, reason));
    return instance;
}

std::shared_ptr<const void> PluginInstance::hostTable() const noexcept { return m_hostTable; }

PluginInstance::~PluginInstance() {
    if (m_handle) {
        const CallScope scope(*this, {});
        table().plugin.instance_destroy(m_handle);
    }
}

Result<void> PluginInstance::configure(const std::string& configJson) {
    if (!table().plugin.instance_configure)
        return fail(pluginError(PluginError::ReloadUnsupported).about(m_name));
    burrow_error reason = emptyReason();
    const CallScope scope(*this, {});
    if (table().plugin.instance_configure(m_handle, configJson.c_str(), &reason) < 0)
        return fail(refusal(PluginError::ReloadRefused, m_name, reason));
    return {};
}

void PluginInstance::describe(SnapshotWriter& writer) const {
    if (!table().plugin.instance_describe)
        return;
    const CallScope scope(*this, {});
    table().plugin.instance_describe(m_handle, asFields(writer));
}

void PluginInstance::log(LogLevel level, ConnectionId id, std::string_view event, std::string_view text) const {
    if (services().log)
        services().log->event(m_logModule, level, id, event, {{"instance", m_name}, {"text", text}});
}

// ---- CallScope ----

namespace {

/// Per thread, because "inside a callback" is a fact about a thread's stack, whichever loop, plugin or kind it is.
struct Calls {
    unsigned depth = 0;
    std::vector<StreamSession*> closing;
};
thread_local Calls calls;

} // namespace

CallScope::CallScope(const PluginInstance& instance, CallPlace place, ConnectionId id) noexcept
    : m_instance(instance), m_place(place), m_id(id), m_begun(instance.services().watch.now()) {
    ++calls.depth;
    instance.counters().add(PluginCounters::Calls, place.loop);
}

CallScope::~CallScope() {
    if (m_instance.services().watch.judge(m_begun, m_instance.table().id, m_instance.logModule(), m_place, m_id))
        m_instance.counters().add(PluginCounters::SlowCalls, m_place.loop);
    if (--calls.depth != 0)
        return;
    while (!calls.closing.empty()) { // sayClosed() opens a scope of its own, and may close more
        StreamSession* const session = calls.closing.back();
        calls.closing.pop_back();
        session->sayClosed();
    }
}

bool CallScope::isInside() noexcept { return calls.depth != 0; }

void CallScope::closeLater(StreamSession& session) { calls.closing.push_back(&session); }

void CallScope::forget(StreamSession& session) noexcept { std::erase(calls.closing, &session); }

} // namespace burrow::plugin_host
