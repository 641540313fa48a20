// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/log/log_record.hpp"

#include <filesystem>
#include <memory>

namespace burrow {

/// Where records go. Thread: the log's own; calls never overlap.
class Log::Sink {
public:
    virtual ~Sink();
    virtual void write(const Record& record) = 0;
    /// After a batch: nothing may stay in a buffer.
    virtual void flush() {}
    /// The file may have been renamed: open it anew.
    virtual void reopen() {}
};

enum class LogFormat : std::uint8_t {
    Auto, ///< Text on a terminal, else Json
    Text, ///< one line for people
    Json, ///< one JSON object per line
};

/// The descriptor is borrowed: it must outlive the sink. Colours only on a terminal and without NO_COLOR.
std::unique_ptr<Log::Sink> makeSink(LogFormat format, int descriptor);
inline std::unique_ptr<Log::Sink> makeTextSink(int descriptor) { return makeSink(LogFormat::Text, descriptor); }
inline std::unique_ptr<Log::Sink> makeJsonSink(int descriptor) { return makeSink(LogFormat::Json, descriptor); }
/// Appends to a file (made with mode 0640), which reopen() opens anew. If that fails it goes on with the old one.
Result<std::unique_ptr<Log::Sink>> openFileSink(LogFormat format, std::filesystem::path file);

} // namespace burrow
