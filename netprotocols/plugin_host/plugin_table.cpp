// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_table.hpp"

#include "netprotocols/plugin_host/plugin_error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace burrow::plugin_host {
namespace {

constexpr std::uint32_t mostKinds = 16;
constexpr std::size_t longestId = 64, longestVersion = 32; ///< bytes: they stand in tables and log lines

std::unexpected<Error> refuse(PluginError code, std::string what = {}) {
    return what.empty() ? fail(pluginError(code)) : fail(pluginError(code).about(std::move(what)));
}

/// End of a member: the size that a struct must have for it to be there.
#define BURROW_END_OF(type, member) (offsetof(type, member) + sizeof(static_cast<type*>(nullptr)->member))

/// Copies the part that both sides know.
template <class T>
Result<T> copyTable(const T* from, std::size_t atLeast, std::string_view name) {
    std::uint32_t size = 0;
    std::memcpy(&size, from, sizeof size); // nothing else may be read yet
    if (size < atLeast)
        return refuse(PluginError::TruncatedTable, std::string(name) + " has " + std::to_string(size) + " of " +
                                                       std::to_string(atLeast) + " bytes");
    T copy{};
    std::memcpy(&copy, from, std::min<std::size_t>(size, sizeof copy));
    return copy;
}

Result<void> checkId(const std::string& id) {
    if (id.empty())
        return refuse(PluginError::IdEmpty);
    const bool wellFormed =
        id.size() >= 3 && id.size() <= longestId &&
        id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == id.npos && id.find('.') != id.npos &&
        id.front() != '.' && id.back() != '.' && id.find("..") == id.npos;
    if (!wellFormed)
        return refuse(PluginError::IdMalformed, "id \"" + id.substr(0, longestId) + "\"");
    return {};
}

std::string boundedText(const char* text, std::size_t most) {
    return text ? std::string(text, ::strnlen(text, most)) : std::string();
}

struct Function {
    const char* name;
    bool isThere;
};
Result<void> demand(std::initializer_list<Function> functions) {
    for (const Function& function : functions) {
        if (!function.isThere)
            return refuse(PluginError::FunctionMissing, function.name);
    }
    return {};
}

Result<burrow_datagram_handler> readDatagramHandler(const void* table) {
    BURROW_TRY(auto copy, copyTable(static_cast<const burrow_datagram_handler*>(table),
                                    BURROW_END_OF(burrow_datagram_handler, datagram_receive), "datagram table"));
    if (auto all = demand({{"datagram.datagram_receive", copy.datagram_receive != nullptr}}); !all)
        return std::unexpected(all.error());
    return copy;
}
Result<burrow_http_handler> readHttpHandler(const void* table) {
    BURROW_TRY(auto copy, copyTable(static_cast<const burrow_http_handler*>(table),
                                    BURROW_END_OF(burrow_http_handler, http_handle), "http table"));
    if (auto all = demand({{"http.http_handle", copy.http_handle != nullptr}}); !all)
        return std::unexpected(all.error());
    return copy;
}
Result<burrow_log_sink> readLogSink(const void* table) {
    BURROW_TRY(auto copy, copyTable(static_cast<const burrow_log_sink*>(table),
                                    BURROW_END_OF(burrow_log_sink, log_write), "log table"));
    if (auto all = demand({{"log.log_write", copy.log_write != nullptr}}); !all)
        return std::unexpected(all.error());
    return copy;
}
Result<burrow_auth_checker> readAuthChecker(const void* table) {
    BURROW_TRY(auto copy, copyTable(static_cast<const burrow_auth_checker*>(table),
                                    BURROW_END_OF(burrow_auth_checker, auth_check), "auth table"));
    if (auto all = demand({{"auth.auth_check", copy.auth_check != nullptr}}); !all)
        return std::unexpected(all.error());
    return copy;
}

template <class T>
Result<void> put(std::optional<T>& place, Result<T> table) {
    if (!table)
        return std::unexpected(table.error());
    place = *table;
    return {};
}

Result<void> readKind(PluginTable& into, const burrow_kind* raw) {
    if (!raw)
        return refuse(PluginError::TableMissing, "an empty kind");
    BURROW_TRY(const burrow_kind kind, copyTable(raw, BURROW_END_OF(burrow_kind, table), "kind"));
    const std::string name = boundedText(kind.name, longestId);
    const std::string what = "kind \"" + name + "\"";
    constexpr std::array all = {PluginKind::Stream, PluginKind::Datagram, PluginKind::Http, PluginKind::Log,
                                PluginKind::Auth};
    const auto* known = std::ranges::find(all, name, [](PluginKind each) { return nameOf(each); });
    if (known == all.end())
        return refuse(PluginError::KindUnknown, what);
    if (into.has(*known))
        return refuse(PluginError::KindTwice, what);
    if (!kind.table)
        return refuse(PluginError::TableMissing, what);
    switch (*known) {
    case PluginKind::Stream:
        return put(into.stream, readStreamHandler(static_cast<const burrow_stream_handler*>(kind.table)));
    case PluginKind::Datagram: return put(into.datagram, readDatagramHandler(kind.table));
    case PluginKind::Http: return put(into.http, readHttpHandler(kind.table));
    case PluginKind::Log: return put(into.log, readLogSink(kind.table));
    case PluginKind::Auth: return put(into.auth, readAuthChecker(kind.table));
    }
    return {};
}

Result<void> readKinds(PluginTable& into) {
    const burrow_plugin& plugin = into.plugin;
    if (plugin.kind_count == 0 || !plugin.kinds)
        return refuse(PluginError::KindsMissing);
    if (plugin.kind_count > mostKinds)
        return refuse(PluginError::TooManyKinds, std::to_string(plugin.kind_count) + " kinds");
    for (std::uint32_t i = 0; i < plugin.kind_count; ++i) {
        if (auto kind = readKind(into, plugin.kinds[i]); !kind)
            return kind;
    }
    return {};
}

} // namespace

std::string_view nameOf(PluginKind kind) noexcept {
    switch (kind) {
    case PluginKind::Stream: return "stream";
    case PluginKind::Datagram: return "datagram";
    case PluginKind::Http: return "http";
    case PluginKind::Log: return "log";
    case PluginKind::Auth: return "auth";
    }
    return "unknown";
}

bool PluginTable::has(PluginKind kind) const noexcept {
    switch (kind) {
    case PluginKind::Stream: return stream.has_value();
    case PluginKind::Datagram: return datagram.has_value();
    case PluginKind::Http: return http.has_value();
    case PluginKind::Log: return log.has_value();
    case PluginKind::Auth: return auth.has_value();
    }
    return false;
}

std::vector<PluginKind> PluginTable::kinds() const {
    std::vector<PluginKind> offered;
    for (const PluginKind kind :
         {PluginKind::Stream, PluginKind::Datagram, PluginKind::Http, PluginKind::Log, PluginKind::Auth}) {
        if (has(kind))
            offered.push_back(kind);
    }
    return offered;
}

std::vector<std::string> PluginTable::absent() const {
    std::vector<std::string> names;
    const auto note = [&names](bool isThere, const char* name) {
        if (!isThere)
            names.emplace_back(name);
    };
    note(plugin.instance_configure, "instance_configure");
    note(plugin.instance_describe, "instance_describe");
    if (stream) {
        note(stream->session_eof, "stream.session_eof");
        note(stream->session_writable, "stream.session_writable");
        note(stream->session_timeout, "stream.session_timeout");
        note(stream->session_drain, "stream.session_drain");
        note(stream->connect_failed, "stream.connect_failed");
        note(stream->session_describe, "stream.session_describe");
    }
    if (log)
        note(log->log_flush, "log.log_flush");
    return names;
}

Result<burrow_stream_handler> readStreamHandler(const burrow_stream_handler* handler) {
    BURROW_TRY(auto copy, copyTable(handler, BURROW_END_OF(burrow_stream_handler, session_close), "stream table"));
    if (auto all = demand({{"stream.session_open", copy.session_open != nullptr},
                           {"stream.session_receive", copy.session_receive != nullptr},
                           {"stream.session_close", copy.session_close != nullptr}});
        !all)
        return std::unexpected(all.error());
    return copy;
}

Result<PluginTable> readPluginTable(const burrow_plugin* plugin) {
    if (!plugin)
        return refuse(PluginError::NoTable);
    PluginTable table;
    BURROW_TRY(table.plugin, copyTable(plugin, BURROW_END_OF(burrow_plugin, abi_minor), "plugin table"));
    table.abiMajor = table.plugin.abi_major;
    table.abiMinor = table.plugin.abi_minor;
    if (table.abiMajor != BURROW_ABI_MAJOR) // before anything else of the table is believed
        return refuse(PluginError::OtherAbi,
                      "ABI " + std::to_string(table.abiMajor) + "." + std::to_string(table.abiMinor));
    BURROW_TRY(table.plugin, copyTable(plugin, BURROW_END_OF(burrow_plugin, instance_destroy), "plugin table"));
    table.id = boundedText(table.plugin.id, longestId + 1);
    table.version = boundedText(table.plugin.version, longestVersion + 1);
    if (auto id = checkId(table.id); !id)
        return std::unexpected(id.error());
    if (table.version.empty() || table.version.size() > longestVersion ||
        std::ranges::any_of(table.version, [](char c) { return c <= ' ' || c > '~'; }))
        return refuse(PluginError::VersionMalformed, table.id);
    if (auto all = demand({{"instance_create", table.plugin.instance_create != nullptr},
                           {"instance_destroy", table.plugin.instance_destroy != nullptr}});
        !all)
        return std::unexpected(all.error());
    if (auto kinds = readKinds(table); !kinds)
        return std::unexpected(kinds.error());
    return table;
}

#undef BURROW_END_OF

} // namespace burrow::plugin_host
