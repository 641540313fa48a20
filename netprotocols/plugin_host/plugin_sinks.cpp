// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_sinks.hpp"

#include "netcore/log/log_record.hpp"
#include "netprotocols/plugin_host/connection_facts.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"

namespace burrow::plugin_host {
namespace {

/// The fields as "name=value", separated by blanks. The ring has hidden secrets already.
std::string textOf(const Log::Record& record) {
    std::string text;
    auto fields = record.fields();
    while (const auto field = fields.next()) {
        text.append(text.empty() ? "" : " ").append(field->name).append("=");
        switch (field->kind) {
        case LogField::Kind::Text: text += field->text; break;
        case LogField::Kind::Signed: text += std::to_string(static_cast<std::int64_t>(field->number)); break;
        case LogField::Kind::Unsigned: text += std::to_string(field->number); break;
        case LogField::Kind::Bool: text += field->number != 0 ? "true" : "false"; break;
        }
    }
    return text;
}

class PluginSink final : public Log::Sink {
public:
    explicit PluginSink(std::shared_ptr<PluginInstance> instance) : m_instance(std::move(instance)) {}

    void write(const Log::Record& record) override {
        if (record.moduleName == "plugin." + m_instance->table().id)
            return; // or a line about a line would never end
        const std::string text = textOf(record);
        burrow_log_record row{};
        row.struct_size = sizeof row;
        row.level = static_cast<std::uint32_t>(record.level);
        row.unix_micros =
            std::chrono::duration_cast<std::chrono::microseconds>(record.time.time_since_epoch()).count();
        row.conn_id = toNumber(record.connection);
        row.module = asBurrowBytes(record.moduleName);
        row.event = asBurrowBytes(record.event);
        row.text = asBurrowBytes(text);
        const CallScope scope(*m_instance, {CallPlace::Kind::Log});
        m_instance->table().log->log_write(m_instance->handle(), &row);
    }
    void flush() override {
        if (!m_instance->table().log->log_flush)
            return;
        const CallScope scope(*m_instance, {CallPlace::Kind::Log});
        m_instance->table().log->log_flush(m_instance->handle());
    }

private:
    std::shared_ptr<PluginInstance> m_instance;
};

} // namespace

Result<std::unique_ptr<Log::Sink>> makeLogSink(std::shared_ptr<PluginInstance> instance) {
    if (!instance->table().log)
        return fail(pluginError(PluginError::KindNotOffered).about(instance->name() + ": log"));
    return std::make_unique<PluginSink>(std::move(instance));
}

Result<void> checkCredentials(const PluginInstance& instance, const Credentials& credentials) {
    if (!instance.table().auth)
        return fail(pluginError(PluginError::KindNotOffered).about(instance.name() + ": auth"));
    burrow_auth_request request{};
    request.struct_size = sizeof request;
    request.mechanism = asBurrowBytes(credentials.mechanism);
    request.user = asBurrowBytes(credentials.user);
    request.secret = asBurrowBytes(credentials.secret);
    request.realm = asBurrowBytes(credentials.realm);
    request.peer = asBurrowBytes(credentials.peer);
    const CallScope scope(instance, {CallPlace::Kind::Worker});
    const burrow_status status = instance.table().auth->auth_check(instance.handle(), &request);
    if (status >= 0)
        return {};
    if (status != BURROW_E_UNAUTHENTICATED)
        instance.counters().add(PluginCounters::Errors);
    return fail(pluginError(PluginError::CredentialsRefused, kindOf(status)).about(instance.name()));
}

} // namespace burrow::plugin_host
