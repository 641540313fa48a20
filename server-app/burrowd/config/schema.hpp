// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config_values.hpp"

#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>
#include <vector>

namespace burrow::daemon {

/// What a reload (SIGHUP) does with a changed value.
enum class Reload : std::uint8_t {
    Live,    ///< takes effect
    Restart, ///< is named in the log and waits for the next start
};

template <class S>
using Member = std::variant<std::string S::*, bool S::*, std::uint32_t S::*, ByteSize S::*, Milliseconds S::*,
                            LogLevel S::*, std::map<std::string, LogLevel> S::*, LogFormat S::*, Secret S::*,
                            FilePath S::*, std::vector<std::string> S::*, std::vector<Endpoint> S::*, JsonTable S::*>;

/// One key: its type is that of the member, its default what the member is initialised with.
template <class S>
struct Key {
    std::string_view name;
    Member<S> member;
    Reload reload = Reload::Live;
    std::string_view doc; ///< one or two sentences
    bool isRequired = false;
    std::uint64_t least = 0, most = std::numeric_limits<std::uint64_t>::max(); ///< of numbers, bytes, milliseconds
    std::vector<std::string_view> choices;                                     ///< of texts; empty: any
};

/// One table of the file: "log" is [log], "listener.tls" is [listener.tls]; a list is written [[listener]].
template <class S>
struct Section {
    std::string_view path;
    bool isList = false;
    std::string_view doc;
    std::vector<Key<S>> keys;
    std::vector<std::string_view> children; ///< tables inside, which have sections of their own
};

const Section<ServerConfig>& serverSection();
const Section<MonitorConfig>& monitorSection();
const Section<LogConfig>& logSection();
const Section<LimitsConfig>& limitsSection();
const Section<ListenerConfig>& listenerSection();
const Section<TlsConfig>& tlsSection();
const Section<RouteConfig>& routeSection();
const Section<PluginConfig>& pluginSection();

/// Calls with each section in the order of the reference page.
template <class Visitor>
void forEachSection(Visitor visit) {
    visit(serverSection());
    visit(monitorSection());
    visit(logSection());
    visit(limitsSection());
    visit(listenerSection());
    visit(tlsSection());
    visit(routeSection());
    visit(pluginSection());
}

} // namespace burrow::daemon
