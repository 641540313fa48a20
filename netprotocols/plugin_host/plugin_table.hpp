// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/plugin/abi.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::plugin_host {

enum class PluginKind : std::uint8_t { Stream, Datagram, Http, Log, Auth };
std::string_view nameOf(PluginKind kind) noexcept;

/// A plugin's tables in the size that this host knows: what a shorter table lacks is null here, what a longer one has
/// beyond is left alone. Thread: immutable.
struct PluginTable {
    std::string id, version;
    std::uint32_t abiMajor = 0, abiMinor = 0;
    burrow_plugin plugin{};
    std::optional<burrow_stream_handler> stream;
    std::optional<burrow_datagram_handler> datagram;
    std::optional<burrow_http_handler> http;
    std::optional<burrow_log_sink> log;
    std::optional<burrow_auth_checker> auth;

    bool has(PluginKind kind) const noexcept;
    std::vector<PluginKind> kinds() const;
    /// Optional functions that the plugin does not have: "stream.session_eof".
    std::vector<std::string> absent() const;
};

/// Copies and checks what burrow_plugin_entry() gave (null is refused too). Error: a PluginError whose detail names
/// the table, kind or function.
Result<PluginTable> readPluginTable(const burrow_plugin* plugin);
/// Checks one table of functions alone, as it comes with connect().
Result<burrow_stream_handler> readStreamHandler(const burrow_stream_handler* handler);

} // namespace burrow::plugin_host
