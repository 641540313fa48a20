// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/ids.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace burrow {

enum class LogLevel : std::uint8_t { Trace, Debug, Info, Warning, Error, Off };
std::string_view nameOf(LogLevel level) noexcept;                      ///< "trace" ... "error", "off"
std::optional<LogLevel> parseLogLevel(std::string_view name) noexcept; ///< the same names, exactly

/// Index of a module name in a Log ("http1", "tls", "plugin.echo"); made once by Log::module().
enum class LogModule : std::uint8_t {};

/// One named value. Text may come from a peer: sinks escape it. Views need to live during event() only.
struct LogField {
    enum class Kind : std::uint8_t { Text, Signed, Unsigned, Bool };
    std::string_view name; ///< a literal
    Kind kind = Kind::Text;
    std::string_view text;
    std::uint64_t number = 0;

    LogField(std::string_view fieldName, std::string_view value) noexcept : name(fieldName), text(value) {}
    LogField(std::string_view fieldName, const char* value) noexcept : name(fieldName), text(value) {}
    LogField(std::string_view fieldName, bool value) noexcept : name(fieldName), kind(Kind::Bool), number(value) {}
    template <class T>
        requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
    LogField(std::string_view fieldName, T value)
    noexcept
        : name(fieldName), kind(std::is_signed_v<T> ? Kind::Signed : Kind::Unsigned),
          number(static_cast<std::uint64_t>(value)) {}
};

struct LogOptions {
    /// Of each thread that logs, in units of 128 bytes; rounded up to a power of two. A record takes 1 to 4 of them:
    /// 4096 hold about 50 ms of access log at 40 000 requests per second, and half a MiB.
    std::size_t ringSlots = 4096;
};

/// Structured log. event() copies a record into the calling thread's ring (overwriting the oldest, no lock, no
/// allocation after a thread's first record, no formatting); sinks format on the log's own thread.
/// Loss is counted and reported as a gap. Fields whose name tells a secret ("authorization", "cookie", "password",
/// "token", ...) are recorded as "[redacted]".
///
///     Log log;                                            // no sink: the ring alone
///     log.addSink(makeTextSink(STDERR_FILENO));
///     const LogModule http = log.module("http1");
///     log.event(http, LogLevel::Warning, id, "request.refused", {{"status", 400}, {"path", path}});
///
/// Thread: any, unless a member says otherwise.
class Log {
public:
    static constexpr std::size_t maxModules = 64;
    static constexpr std::size_t maxConnectionLevels = 32;

    explicit Log(LogOptions options = {});
    /// What was logged reaches the sinks first. No other thread may use the log any more.
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// At most 64 modules; the last one ("other") is shared by all that come later.
    LogModule module(std::string_view name);
    std::string_view nameOf(LogModule module) const noexcept; ///< valid as long as the log

    /// "" = all modules, forgetting what was set for single ones. "plugin" counts for "plugin.echo" too, unless that
    /// one has its own. Modules that do not exist yet get their level when they are made. At the start: Info.
    void setLevel(std::string_view module, LogLevel level);
    LogLevel level(LogModule module) const noexcept;
    struct ModuleLevel {
        std::string module;
        LogLevel level;
    };
    std::vector<ModuleLevel> levels() const;

    /// Raises (or lowers) the level of one connection; Off takes the exception back. At most 32 at once: false then.
    bool setConnectionLevel(ConnectionId id, LogLevel level);

    /// One relaxed load and a compare.
    bool isOn(LogModule module, LogLevel level, ConnectionId id = {}) const noexcept {
        const std::uint8_t threshold =
            m_thresholds[static_cast<std::uint8_t>(module) % maxModules].load(std::memory_order_relaxed);
        if (!(threshold & hasExceptions)) [[likely]]
            return static_cast<std::uint8_t>(level) >= threshold;
        return isOnFor(id, level, threshold);
    }

    /// `event` is a stable id ("request.refused"): a literal. Text fields are cut so that the record fits
    /// (about 440 bytes).
    void event(LogModule module, LogLevel level, ConnectionId id, std::string_view event,
               std::initializer_list<LogField> fields = {}) noexcept;

    struct Record; ///< netcore/log/log_record.hpp
    class Sink;    ///< netcore/log/log_sink.hpp
    void addSink(std::unique_ptr<Sink> sink);
    /// Exchanges all sinks; what was logged before reaches the old ones.
    void setSinks(std::vector<std::unique_ptr<Sink>> sinks);
    /// Has each sink open its file anew (after a log rotation).
    void reopenSinks();
    /// Blocks until everything logged before the call has reached the sinks; false if a sink is stuck for so long.
    bool flush(std::chrono::milliseconds atMost = std::chrono::seconds(5));

private:
    friend class LogReader;
    static constexpr std::uint8_t hasExceptions = 0x80;
    bool isOnFor(ConnectionId id, LogLevel level, std::uint8_t threshold) const noexcept;

    struct Private;
    std::array<std::atomic<std::uint8_t>, maxModules> m_thresholds;
    std::unique_ptr<Private> m_private;
};

} // namespace burrow
