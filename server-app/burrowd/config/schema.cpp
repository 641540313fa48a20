// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/schema.hpp"

namespace burrow::daemon {

namespace {
constexpr std::uint64_t second = 1000, minute = 60 * second, hour = 60 * minute;
constexpr std::uint64_t kibibyte = 1024, mebibyte = 1024 * kibibyte, gibibyte = 1024 * mebibyte;
} // namespace

const Section<ServerConfig>& serverSection() {
    static const Section<ServerConfig> section{
        .path = "server",
        .doc = "The process as a whole.",
        .keys = {
            {.name = "loops",
             .member = &ServerConfig::loops,
             .reload = Reload::Restart,
             .doc = "Threads, each with its own event loop. 0: one per core.",
             .most = 64},
            {.name = "drain_timeout",
             .member = &ServerConfig::drainTimeout,
             .doc = "How long SIGTERM waits for requests that are being answered. A second SIGTERM ends at once.",
             .most = hour},
            {.name = "state_folder",
             .member = &ServerConfig::stateFolder,
             .reload = Reload::Restart,
             .doc = "Where generated certificates are kept. Not given: $STATE_DIRECTORY (set by systemd), else "
                    "$XDG_STATE_HOME/burrow, else ~/.local/state/burrow."},
            {.name = "plugin_folder",
             .member = &ServerConfig::pluginFolder,
             .reload = Reload::Restart,
             .doc = "Where a plugin's file is looked for that is not found beside the configuration file. Not given: "
                    "../plugins and ../lib/burrow/plugins, counted from the folder of burrowd."},
        }};
    return section;
}

const Section<MonitorConfig>& monitorSection() {
    static const Section<MonitorConfig> section{
        .path = "monitor",
        .doc = "The socket to which burrow-monitor and burrowctl attach.",
        .keys = {
            {.name = "enabled",
             .member = &MonitorConfig::enabled,
             .reload = Reload::Restart,
             .doc = "False: nobody can attach."},
            {.name = "socket",
             .member = &MonitorConfig::socket,
             .reload = Reload::Restart,
             .doc = "Path of the socket. `auto`: monitor.sock in /run/burrow/INSTANCE/ under systemd, else in "
                    "$XDG_RUNTIME_DIR/burrow/INSTANCE/."},
        }};
    return section;
}

const Section<LogConfig>& logSection() {
    static const Section<LogConfig> section{
        .path = "log",
        .doc = "What is logged, where and how.",
        .keys = {
            {.name = "level",
             .member = &LogConfig::level,
             .doc = "The least important records that are kept: trace, debug, info, warning, error or off."},
            {.name = "modules",
             .member = &LogConfig::modules,
             .doc = "Levels of single modules, such as `{ tls = \"debug\", \"plugin.finger\" = \"trace\" }`. `plugin` "
                    "counts for all plugins."},
            {.name = "format",
             .member = &LogConfig::format,
             .doc = "`auto` writes lines for people on a terminal and JSON lines elsewhere."},
            {.name = "file",
             .member = &LogConfig::file,
             .doc = "Not given: standard error. SIGUSR1 opens the file anew, after a rotation."},
            {.name = "access",
             .member = &LogConfig::access,
             .doc = "One record per HTTP request, in the module `access`: method, path (without its query), status, "
                    "bytes, duration. Off, it costs nothing."},
        }};
    return section;
}

const Section<LimitsConfig>& limitsSection() {
    static const Section<LimitsConfig> section{
        .path = "limits",
        .doc = "How much a client may send and how long it may take. New connections get changed values.",
        .keys = {
            {.name = "head_timeout",
             .member = &LimitsConfig::headTimeout,
             .doc = "From the first byte of a request's head to its last; later: 408.",
             .least = 100,
             .most = 10 * minute},
            {.name = "idle_timeout",
             .member = &LimitsConfig::idleTimeout,
             .doc = "Between two requests of a connection; then it is closed.",
             .least = 100,
             .most = 24 * hour},
            {.name = "body",
             .member = &LimitsConfig::body,
             .doc = "Longest body of a request; beyond: 413.",
             .most = 1024 * gibibyte},
            {.name = "head",
             .member = &LimitsConfig::head,
             .doc = "All header fields of a request together; beyond: 431.",
             .least = kibibyte,
             .most = 192 * kibibyte},
            {.name = "fields",
             .member = &LimitsConfig::fields,
             .doc = "Header fields of a request; beyond: 431.",
             .least = 8,
             .most = 10'000},
        }};
    return section;
}

const Section<ListenerConfig>& listenerSection() {
    static const Section<ListenerConfig> section{
        .path = "listener",
        .isList = true,
        .doc = "Addresses on which clients are served, and how. A reload opens new listeners, closes those that are "
               "gone and changes the routes and certificates of the others; connections stay.",
        .keys =
            {
                {.name = "name",
                 .member = &ListenerConfig::name,
                 .doc = "Shown in the monitor and the log. Not given: the first address."},
                {.name = "address",
                 .member = &ListenerConfig::address,
                 .doc = "One or more of `\"127.0.0.1:8080\"`, `\"[::]:8080\"`, `\"unix:/run/site.sock\"`. Sockets that "
                        "systemd "
                        "hands over (LISTEN_FDS) are used where their address is the same.",
                 .isRequired = true},
                {.name = "protocol",
                 .member = &ListenerConfig::protocol,
                 .doc = "`http`, or `plugin` for the stream handler of a plugin. Not given: `plugin` if `plugin` is "
                        "given, "
                        "else `http`.",
                 .choices = {"", "http", "plugin"}},
                {.name = "plugin",
                 .member = &ListenerConfig::plugin,
                 .doc = "Name of a [[plugin]] that serves each connection."},
                {.name = "loops",
                 .member = &ListenerConfig::loops,
                 .reload = Reload::Restart,
                 .doc = "`shared`: every loop of the process accepts its part.",
                 .choices = {"shared"}},
                {.name = "connections",
                 .member = &ListenerConfig::connections,
                 .doc = "Most connections at once, counted per loop. 0: as many as there are descriptors.",
                 .most = 10'000'000},
                {.name = "connections_per_peer",
                 .member = &ListenerConfig::connectionsPerPeer,
                 .doc = "Most connections of one address at once (IPv6: of its /64); more are reset. Loopback and Unix "
                        "sockets are exempt. 0: no bound.",
                 .most = 10'000'000},
            },
        .children = {"tls", "route"}};
    return section;
}

const Section<TlsConfig>& tlsSection() {
    static const Section<TlsConfig> section{
        .path = "listener.tls",
        .doc = "Makes the listener speak TLS 1.2 and 1.3. Changed files are read at each reload.",
        .keys = {
            {.name = "certificate",
             .member = &TlsConfig::certificate,
             .doc = "PEM file: the certificate, then its chain."},
            {.name = "key",
             .member = &TlsConfig::key,
             .doc = "PEM file of the private key. Not given: it stands in the certificate's file."},
            {.name = "key_password",
             .member = &TlsConfig::keyPassword,
             .doc = "Of an encrypted key: the text, or better `file:PATH` or `${NAME}`."},
            {.name = "self_signed",
             .member = &TlsConfig::selfSigned,
             .doc = "Instead of files: makes a development certificate for localhost and keeps it in "
                    "server.state_folder. Browsers warn of it."},
            {.name = "names",
             .member = &TlsConfig::names,
             .doc = "Further host names and addresses for the self-signed certificate."},
        }};
    return section;
}

const Section<RouteConfig>& routeSection() {
    static const Section<RouteConfig> section{
        .path = "listener.route",
        .isList = true,
        .doc = "What an HTTP listener answers below a path: exactly one of files, websocket, plugin, text or redirect.",
        .keys = {
            {.name = "path",
             .member = &RouteConfig::path,
             .doc = "Begins with `/`. With `files` and `plugin` all paths below it are meant; else it is the whole "
                    "path, and "
                    "`<name>` stands for any segment.",
             .isRequired = true},
            {.name = "files", .member = &RouteConfig::files, .doc = "Folder whose files are served."},
            {.name = "index",
             .member = &RouteConfig::index,
             .doc = "File that answers for its folder: a list of one name. `[]`: none, a folder is 404."},
            {.name = "websocket",
             .member = &RouteConfig::webSocket,
             .doc = "`echo` sends every message back.",
             .choices = {"", "echo"}},
            {.name = "max_message",
             .member = &RouteConfig::maxMessage,
             .doc = "Longest WebSocket message; beyond, the socket is closed with 1009.",
             .least = 125,
             .most = gibibyte},
            {.name = "plugin", .member = &RouteConfig::plugin, .doc = "Name of a [[plugin]] that has an HTTP handler."},
            {.name = "text", .member = &RouteConfig::text, .doc = "A fixed answer."},
            {.name = "status",
             .member = &RouteConfig::status,
             .doc = "Status of `text`, or of `redirect` (then 301, 302, 303, 307 or 308; not given: 308).",
             .least = 200,
             .most = 599},
            {.name = "content_type", .member = &RouteConfig::contentType, .doc = "Of `text`."},
            {.name = "redirect", .member = &RouteConfig::redirect, .doc = "Sends the client to this location."},
        }};
    return section;
}

const Section<PluginConfig>& pluginSection() {
    static const Section<PluginConfig> section{
        .path = "plugin",
        .isList = true,
        .doc = "Shared objects that listeners and routes use by name. The same file may be loaded under two names with "
               "two "
               "configurations. Plugins are never unloaded.",
        .keys = {
            {.name = "name", .member = &PluginConfig::name, .doc = "Unique.", .isRequired = true},
            {.name = "file",
             .member = &PluginConfig::file,
             .reload = Reload::Restart,
             .doc = "The shared object. See server.plugin_folder for where it is looked for.",
             .isRequired = true},
            {.name = "config",
             .member = &PluginConfig::config,
             .doc = "Handed to the plugin as JSON, at each reload too."},
        }};
    return section;
}

} // namespace burrow::daemon
