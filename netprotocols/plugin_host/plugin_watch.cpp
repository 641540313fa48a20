// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_watch.hpp"

namespace burrow::plugin_host {

std::string toString(CallPlace place) {
    switch (place.kind) {
    case CallPlace::Kind::Loop: return "loop " + std::to_string(toNumber(place.loop));
    case CallPlace::Kind::Control: return "the control thread";
    case CallPlace::Kind::Log: return "the log";
    case CallPlace::Kind::Worker: return "a worker";
    }
    return "a thread";
}

PluginWatch::PluginWatch(Log* log, ClockFunction clock, Duration limit)
    : m_log(log), m_clock(std::move(clock)), m_limit(limit) {}

bool PluginWatch::judge(TimePoint begun, std::string_view plugin, LogModule module, CallPlace place,
                        ConnectionId id) const {
    const Duration took = now() - begun;
    if (took <= m_limit)
        return false;
    if (m_log && place.kind != CallPlace::Kind::Log) { // a slow log sink must not feed itself
        const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
        const std::string text = "plugin " + std::string(plugin) + " held " + toString(place) + " for " +
                                 std::to_string(milliseconds) + " ms";
        m_log->event(module, LogLevel::Warning, id, "plugin.slow", {{"text", text}});
    }
    return true;
}

} // namespace burrow::plugin_host
