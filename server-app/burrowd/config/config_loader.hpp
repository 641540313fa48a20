// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/schema.hpp"

#include <expected>
#include <map>
#include <string>
#include <vector>

namespace burrow::daemon {

/// A configuration and where each of its values comes from.
struct LoadedConfig {
    std::string file; ///< as it was given; used in messages
    Config config;
    /// Positions of given values by their path: "log.level", "listener[0].route[2].path", "listener[0]". What is not
    /// here has its default.
    std::map<std::string, Position, std::less<>> origins;
    /// Environment variables that replaced a value, by the value's path.
    std::map<std::string, std::string, std::less<>> overrides;

    Position at(std::string_view path) const;
};

/// All problems of a file, in the order of the file.
struct ConfigProblems {
    std::string file;
    std::vector<Problem> list;
    /// "file:line:column: message" per line.
    std::string text() const;
};

/// Reads, checks and cross-checks: what it gives can be served, as far as that is known without binding a socket.
std::expected<LoadedConfig, ConfigProblems> loadConfig(const std::string& file);
/// The same from a text; `environment` may be null.
std::expected<LoadedConfig, ConfigProblems>
parseConfig(std::string_view text, std::string file,
            std::function<std::optional<std::string>(std::string_view)> environment);

/// Effective values as a configuration file; each line tells its origin in a comment.
std::string printConfig(const LoadedConfig& loaded);
/// The page docs/burrowd.md.
std::string referencePage();
/// Paths of keys that differ and wait for a restart.
std::vector<std::string> keysThatNeedRestart(const Config& before, const Config& after);
/// Paths of all keys that differ, "listener[web]" for one that came, went or changed.
std::vector<std::string> changedKeys(const Config& before, const Config& after);

/// What a person who wrote `word` meant, or empty. Counts insertions, deletions, exchanges and neighbours swapped.
std::string_view closestOf(std::string_view word, std::span<const std::string_view> known);

} // namespace burrow::daemon
