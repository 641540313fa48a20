// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/plugin_host/plugin_table.hpp"

#include <string>
#include <vector>

namespace burrow::plugin_host {

/// Bytes of the longest file that is read for checking: debug builds with a runtime inside stay below it.
constexpr std::size_t longestPluginFile = 256 * 1024 * 1024;

/// Checks the file before the dynamic linker sees it, loads it (every symbol resolved now, none shared, never
/// unloaded), calls its entry function and checks the tables. Each fault has its own sentence; error().message() begins
/// with the path. Runs the file's constructors, but not those of a file that fails the checks on its bytes.
/// Thread: one call at a time.
Result<PluginTable> loadPluginFile(const std::string& path);

/// What `burrowctl plugin check` prints.
struct PluginReport {
    std::string file, id, version;
    std::uint32_t abiMajor = 0, abiMinor = 0;
    std::vector<std::string> kinds;
    std::vector<std::string> absent; ///< optional functions that it does not have
};
/// As loadPluginFile(), without keeping the plugin for use. Makes no instance.
Result<PluginReport> checkPlugin(const std::string& path);

} // namespace burrow::plugin_host
