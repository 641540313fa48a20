// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/ids.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace burrow {

enum class LogLevel : std::uint8_t { Trace, Debug, Info, Warning, Error, Off };
std::string_view nameOf(LogLevel level) noexcept;

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
    LogField(std::string_view fieldName, T value) noexcept
        : name(fieldName), kind(std::is_signed_v<T> ? Kind::Signed : Kind::Unsigned),
          number(static_cast<std::uint64_t>(value)) {}
};

/// Structured log. event() copies a record into the calling thread's ring (overwriting the oldest, no lock, no
/// allocation after a thread's first record, no formatting); sinks format on the log's own thread.
/// Loss is counted and reported as a gap.
///
///     Log log;                                            // no sink: the ring alone
///     log.addSink(makeTextSink(STDERR_FILENO));
///     const LogModule http = log.module("http1");
///     log.event(http, LogLevel::Warning, id, "request.refused", {{"status", 400}, {"path", path}});
///
/// Thread: any, unless a member says otherwise.
class Log {
public:
    Log();
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// At most 64 modules; the last one is shared by all that come later.
    LogModule module(std::string_view name);
    void setLevel(std::string_view module, LogLevel level); ///< "" = all modules
    /// Raises (or lowers) the level of one connection; Off takes the exception back. At most 32 at once.
    bool setConnectionLevel(ConnectionId id, LogLevel level);
    /// One relaxed load and a compare.
    bool isOn(LogModule module, LogLevel level, ConnectionId id = {}) const noexcept;

    /// `event` is a stable id ("request.refused"): a literal. Text fields are cut so that the record fits.
    void event(LogModule module, LogLevel level, ConnectionId id, std::string_view event,
               std::initializer_list<LogField> fields = {}) noexcept;

    struct Record; ///< netcore/log/log_record.hpp
    class Sink;    ///< netcore/log/log_sink.hpp
    void addSink(std::unique_ptr<Sink> sink);
    /// Blocks until everything logged before the call has reached the sinks.
    void flush();

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace burrow
