// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/host_table.hpp"

#include "netprotocols/plugin_host/connection_facts.hpp"
#include "netprotocols/plugin_host/plugin_datagram.hpp"
#include "netprotocols/plugin_host/plugin_http.hpp"
#include "netprotocols/plugin_host/plugin_stream.hpp"
#include "netprotocols/plugin_host/session_ref.hpp"

#include <algorithm>

// Every function is noexcept: no exception of ours may pass through a plugin's frames.
namespace burrow::plugin_host {
namespace {

void logLine(const burrow_host* host, burrow_conn* conn, std::uint32_t level, burrow_bytes text) noexcept {
    const auto wanted = static_cast<LogLevel>(std::min<std::uint32_t>(level, BURROW_LOG_ERROR));
    const ConnectionId id = conn ? StreamSession::of(conn).id() : ConnectionId{};
    instanceOf(host).log(wanted, id, "plugin.says", asView(text));
}

Unit unitOf(std::uint32_t unit) noexcept {
    switch (unit) {
    case BURROW_UNIT_BYTES: return Unit::Bytes;
    case BURROW_UNIT_COUNT: return Unit::Count;
    case BURROW_UNIT_MILLISECONDS: return Unit::Milliseconds;
    case BURROW_UNIT_SECONDS: return Unit::Seconds;
    case BURROW_UNIT_PERCENT: return Unit::Percent;
    default: return Unit::None;
    }
}

SnapshotWriter& writerOf(burrow_fields* fields) noexcept { return *reinterpret_cast<SnapshotWriter*>(fields); }

void addStreamFunctions(burrow_host& host) noexcept {
    host.write = [](burrow_conn* conn, burrow_bytes bytes) noexcept { return StreamSession::of(conn).write(bytes); };
    host.finish = [](burrow_conn* conn) noexcept { return StreamSession::of(conn).finish(); };
    host.shutdown_write = [](burrow_conn* conn) noexcept { return StreamSession::of(conn).endOutput(); };
    host.close = [](burrow_conn* conn, std::int32_t why) noexcept { return StreamSession::of(conn).close(why); };
    host.pause_read = [](burrow_conn* conn) noexcept { return StreamSession::of(conn).pauseRead(); };
    host.resume_read = [](burrow_conn* conn) noexcept { return StreamSession::of(conn).resumeRead(); };
    host.set_timeout = [](burrow_conn* conn, std::uint32_t milliseconds) noexcept {
        return StreamSession::of(conn).setTimeout(milliseconds);
    };
    host.conn_info = [](burrow_conn* conn, burrow_conn_info* info) noexcept {
        return StreamSession::of(conn).fillInfo(*info);
    };
    host.conn_ref = [](burrow_conn* conn) noexcept { return StreamSession::of(conn).takeRef(); };
    host.conn_ref_add = [](burrow_conn_ref* ref) noexcept { SessionRef::of(ref).add(); };
    host.conn_ref_drop = [](burrow_conn_ref* ref) noexcept { SessionRef::of(ref).drop(); };
    host.post = [](burrow_conn_ref* ref, burrow_posted function, void* argument) noexcept {
        return SessionRef::of(ref).post(function, argument);
    };
    host.connect = [](burrow_conn* conn, const burrow_connect_options* options) noexcept {
        return StreamSession::of(conn).connect(*options);
    };
}

} // namespace

burrow_fields* asFields(SnapshotWriter& writer) noexcept { return reinterpret_cast<burrow_fields*>(&writer); }

burrow_host makeHostTable(const char* name) noexcept {
    burrow_host host{};
    host.struct_size = sizeof host;
    host.abi_major = BURROW_ABI_MAJOR;
    host.abi_minor = BURROW_ABI_MINOR;
    host.name = name;
    host.log = logLine;
    addStreamFunctions(host);
    host.flow_send = [](burrow_flow* flow, burrow_bytes bytes) noexcept { return sendToFlow(flow, bytes); };
    host.flow_info = [](burrow_flow* flow, burrow_conn_info* info) noexcept { return fillFlowInfo(flow, *info); };
    host.http_respond = [](burrow_http_exchange* exchange, std::uint32_t status, const burrow_http_field* fields,
                           std::uint32_t count, burrow_bytes body) noexcept {
        return respond(exchange, status, fields, count, body);
    };
    host.field_text = [](burrow_fields* fields, const char* field, burrow_bytes value) noexcept {
        writerOf(fields).text(field, asView(value));
    };
    host.field_number = [](burrow_fields* fields, const char* field, std::uint64_t value, std::uint32_t unit) noexcept {
        writerOf(fields).number(field, value, unitOf(unit));
    };
    return host;
}

} // namespace burrow::plugin_host
