// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace burrow::ctl {

/// What scripts may rely on.
enum class Exit : int { Ok = 0, Failed = 1, Usage = 2, NoServer = 3, Denied = 4 };

enum class CommandName : std::uint8_t { Status, Top, Conns, Logs, Close, Drain, LogLevel, Show, PluginCheck };

struct Options {
    CommandName command{};
    std::string socket, instance; ///< empty: the one that is found
    bool json = false;
    double wait = 5;              ///< seconds for an answer

    std::string filter;           ///< conns, logs, close
    std::string sort;             ///< conns, top: a column; a '-' in front: ascending
    std::uint64_t limit = 0;      ///< conns, top: rows; 0: all that the server gives, or what fits
    bool follow = false;          ///< logs
    std::uint64_t lines = 50;     ///< logs: of the past
    std::string level;            ///< logs, loglevel
    std::uint64_t connection = 0; ///< logs
    std::string module;           ///< loglevel
    std::vector<std::uint64_t> ids; ///< close
    bool graceful = false, hard = false, dryRun = false;
    std::string reason;
    std::uint64_t drainMilliseconds = 0;
    double interval = 1;          ///< top: seconds
    std::string file;             ///< plugin check
};

/// What a command line that is not run prints, and how the program ends: help and version with Ok, errors with Usage.
struct Refusal {
    std::string text;
    Exit exit = Exit::Usage;
};
std::expected<Options, Refusal> parseOptions(int argc, const char* const* argv);

} // namespace burrow::ctl
