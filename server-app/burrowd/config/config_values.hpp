// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config.hpp"
#include "server-app/burrowd/config/toml_value.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace burrow::daemon {

/// What reading a value may need beside it. The environment is injected, so that tests can choose it.
struct ReadContext {
    std::filesystem::path folder; ///< of the configuration file
    std::function<std::optional<std::string>(std::string_view name)> environment;
};

// One set of overloads per type of value. readValue gives what is wrong with it, in words that follow its key;
// printValue gives the text that readValue reads; typeName is for the reference page.
std::optional<std::string> readValue(const TomlValue& from, std::string& into, const ReadContext& context);
std::string printValue(const std::string& value);
std::string_view typeName(const std::string*);
std::optional<std::string> readValue(const TomlValue& from, bool& into, const ReadContext& context);
std::string printValue(const bool& value);
std::string_view typeName(const bool*);
std::optional<std::string> readValue(const TomlValue& from, std::uint32_t& into, const ReadContext& context);
std::string printValue(const std::uint32_t& value);
std::string_view typeName(const std::uint32_t*);
std::optional<std::string> readValue(const TomlValue& from, ByteSize& into, const ReadContext& context);
std::string printValue(const ByteSize& value);
std::string_view typeName(const ByteSize*);
std::optional<std::string> readValue(const TomlValue& from, Milliseconds& into, const ReadContext& context);
std::string printValue(const Milliseconds& value);
std::string_view typeName(const Milliseconds*);
std::optional<std::string> readValue(const TomlValue& from, LogLevel& into, const ReadContext& context);
std::string printValue(const LogLevel& value);
std::string_view typeName(const LogLevel*);
std::optional<std::string> readValue(const TomlValue& from, std::map<std::string, LogLevel>& into,
                                     const ReadContext& context);
std::string printValue(const std::map<std::string, LogLevel>& value);
std::string_view typeName(const std::map<std::string, LogLevel>*);
std::optional<std::string> readValue(const TomlValue& from, LogFormat& into, const ReadContext& context);
std::string printValue(const LogFormat& value);
std::string_view typeName(const LogFormat*);
std::optional<std::string> readValue(const TomlValue& from, Secret& into, const ReadContext& context);
std::string printValue(const Secret& value);
std::string_view typeName(const Secret*);
std::optional<std::string> readValue(const TomlValue& from, FilePath& into, const ReadContext& context);
std::string printValue(const FilePath& value);
std::string_view typeName(const FilePath*);
std::optional<std::string> readValue(const TomlValue& from, std::vector<std::string>& into, const ReadContext& context);
std::string printValue(const std::vector<std::string>& value);
std::string_view typeName(const std::vector<std::string>*);
std::optional<std::string> readValue(const TomlValue& from, std::vector<Endpoint>& into, const ReadContext& context);
std::string printValue(const std::vector<Endpoint>& value);
std::string_view typeName(const std::vector<Endpoint>*);
std::optional<std::string> readValue(const TomlValue& from, JsonTable& into, const ReadContext& context);
std::string printValue(const JsonTable& value);
std::string_view typeName(const JsonTable*);

/// Of types that have a range, in their smallest unit (bytes, milliseconds).
template <class T>
std::optional<std::uint64_t> measure(const T& value) {
    if constexpr (std::is_same_v<T, std::uint32_t>)
        return value;
    else if constexpr (std::is_same_v<T, ByteSize>)
        return value.bytes;
    else if constexpr (std::is_same_v<T, Milliseconds>)
        return static_cast<std::uint64_t>(value.count());
    else
        return std::nullopt;
}

/// Puts ${NAME} and ${NAME:-default} in; $${ is a plain ${. ${CONFIG_FOLDER} is context.folder. Error: the sentence.
std::expected<std::string, std::string> expandEnvironment(std::string_view text, const ReadContext& context);
/// "250ms", "10s", "5min", "2h", "1d". Whole numbers only, so that nothing is rounded.
std::optional<Milliseconds> parseDuration(std::string_view text);
std::string printDuration(Milliseconds value);
/// "512", "512 B", "64 KiB", "16 MiB", "1 GiB", "10 kB", "10 MB", "1 GB".
std::optional<ByteSize> parseSize(std::string_view text);
std::string printSize(ByteSize value);

} // namespace burrow::daemon
