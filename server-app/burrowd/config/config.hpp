// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log_sink.hpp"
#include "netcore/net/endpoint.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace burrow::daemon {

/// Types of values: each has one way to be written, and so one way to be read and printed (config_values.hpp).
struct ByteSize {
    std::uint64_t bytes = 0;
    friend auto operator<=>(const ByteSize&, const ByteSize&) = default;
};
using Milliseconds = std::chrono::milliseconds;
/// Given as text or as "file:PATH", never printed.
struct Secret {
    std::string text;
    friend bool operator==(const Secret&, const Secret&) = default;
};
/// Absolute after reading: relative ones count from the folder of the configuration file. Empty: not given.
struct FilePath {
    std::string path;
    friend bool operator==(const FilePath&, const FilePath&) = default;
};
/// A table that is handed on as JSON (what a plugin is configured with).
struct JsonTable {
    std::string json = "{}";
    std::string toml = "{}"; ///< the same, as an inline table
    friend bool operator==(const JsonTable&, const JsonTable&) = default;
};

// The structs below are the typed configuration; their initial values are the defaults that the reference page shows.
// schema.cpp names, checks and explains every member.

struct ServerConfig {
    std::uint32_t loops = 1;
    Milliseconds drainTimeout = std::chrono::seconds(30);
    FilePath stateFolder;
    FilePath pluginFolder;
    friend bool operator==(const ServerConfig&, const ServerConfig&) = default;
};

struct MonitorConfig {
    bool enabled = true;
    std::string socket = "auto";
    friend bool operator==(const MonitorConfig&, const MonitorConfig&) = default;
};

struct LogConfig {
    LogLevel level = LogLevel::Info;
    std::map<std::string, LogLevel> modules;
    LogFormat format = LogFormat::Auto;
    FilePath file;
    bool access = false;
    friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

struct LimitsConfig {
    Milliseconds headTimeout = std::chrono::seconds(10);
    Milliseconds idleTimeout = std::chrono::seconds(60);
    ByteSize body{16 * 1024 * 1024};
    ByteSize head{64 * 1024};
    std::uint32_t fields = 100;
    friend bool operator==(const LimitsConfig&, const LimitsConfig&) = default;
};

struct TlsConfig {
    FilePath certificate, key;
    Secret keyPassword;
    bool selfSigned = false;
    std::vector<std::string> names;
    friend bool operator==(const TlsConfig&, const TlsConfig&) = default;
};

struct RouteConfig {
    std::string path;
    FilePath files;
    std::vector<std::string> index{"index.html"};
    std::string webSocket;
    ByteSize maxMessage{1024 * 1024};
    std::string plugin;
    std::uint32_t status = 200;
    std::string text;
    std::string contentType = "text/plain; charset=utf-8";
    std::string redirect;
    enum class Kind : std::uint8_t {
        None,
        Files,
        WebSocket,
        Plugin,
        Text,
        Redirect
    } kind = Kind::None; ///< by its keys
    friend bool operator==(const RouteConfig&, const RouteConfig&) = default;
};

struct ListenerConfig {
    std::string name;
    std::vector<Endpoint> address;
    std::string protocol;
    std::string plugin;
    std::string loops = "shared";
    std::uint32_t connections = 0;
    std::uint32_t connectionsPerPeer = 256;
    bool hasTls = false;
    TlsConfig tls;
    std::vector<RouteConfig> routes;
    friend bool operator==(const ListenerConfig&, const ListenerConfig&) = default;
};

struct PluginConfig {
    std::string name;
    FilePath file;
    JsonTable config;
    friend bool operator==(const PluginConfig&, const PluginConfig&) = default;
};

struct Config {
    ServerConfig server;
    MonitorConfig monitor;
    LogConfig log;
    LimitsConfig limits;
    std::vector<ListenerConfig> listeners;
    std::vector<PluginConfig> plugins;
    friend bool operator==(const Config&, const Config&) = default;
};

} // namespace burrow::daemon
