// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/ids.hpp"
#include "netcore/base/time.hpp"
#include "netcore/log/log.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace burrow::plugin_host {

/// Which thread a call of a plugin holds up.
struct CallPlace {
    enum class Kind : std::uint8_t { Loop, Control, Log, Worker } kind = Kind::Control;
    LoopIndex loop{}; ///< of Kind::Loop
};
/// "loop 2", "the control thread", "the log", "a worker".
std::string toString(CallPlace place);

/// Measures calls of plugins and names those that hold a thread up. Thread: any.
class PluginWatch {
public:
    using ClockFunction = std::function<TimePoint()>;

    /// `log` may be null; `clock` empty: the steady clock. 50 ms: a fifth of what a person takes for "at once", and
    /// thousands of times what a handler needs.
    explicit PluginWatch(Log* log, ClockFunction clock = {}, Duration limit = std::chrono::milliseconds(50));

    TimePoint now() const { return m_clock ? m_clock() : Clock::now(); }
    /// Logs "plugin X held loop 2 for 120 ms" if the call took longer than the limit; true then.
    bool judge(TimePoint begun, std::string_view plugin, LogModule module, CallPlace place, ConnectionId id) const;

private:
    Log* m_log;
    ClockFunction m_clock;
    Duration m_limit;
};

} // namespace burrow::plugin_host
