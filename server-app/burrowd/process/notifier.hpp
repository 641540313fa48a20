// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/fd.hpp"
#include "netcore/base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace burrow::daemon {

/// Tells the service manager how it goes: the datagrams of sd_notify(3), without its library. Does nothing where there
/// is no manager. A manager that does not listen is not waited for. Thread: one at a time.
class Notifier {
public:
    Notifier() = default; ///< no manager
    /// A path, or "@name" for an abstract one. `watchdog`: how long the manager waits for a sign of life.
    explicit Notifier(std::string_view socket, std::optional<Duration> watchdog = {});
    /// From $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID, which are removed: children shall not speak for us.
    static Notifier fromEnvironment();

    void ready(std::string_view status);
    /// Type=notify-reload waits for ready() after this; the time must be that of the reload's begin.
    void reloading(TimePoint now);
    void stopping(std::string_view status);
    void status(std::string_view text);
    void alive(); ///< WATCHDOG=1
    /// Asks for more time before the manager kills: stopping takes so long at most.
    void extend(Duration atMost);

    bool isOn() const noexcept { return static_cast<bool>(m_socket); }
    /// Half of what the manager waits: how often to call alive(). Empty: not at all.
    std::optional<Duration> watchdogInterval() const noexcept;

private:
    void send(std::string message);

    Fd m_socket;
    std::optional<Duration> m_watchdog;
};

} // namespace burrow::daemon
