// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace burrow {

enum class Unit : std::uint8_t { None, Bytes, BytesPerSecond, Count, PerSecond, Nanoseconds, Milliseconds, Seconds,
                                 UnixSeconds, Percent };
std::string_view nameOf(Unit unit) noexcept;

/// How much a field matters to a reader: what fits is shown from the top.
enum class FieldPriority : std::uint8_t { Headline, Normal, Detail };

/// Gets the fields of something that describes itself. Names are literals in kebab-case ("message-limit").
/// Thread: the caller's.
class SnapshotWriter {
public:
    virtual void text(std::string_view name, std::string_view value,
                      FieldPriority priority = FieldPriority::Normal) = 0;
    virtual void number(std::string_view name, std::uint64_t value, Unit unit = Unit::Count,
                        FieldPriority priority = FieldPriority::Normal) = 0;
    virtual void flag(std::string_view name, bool value, FieldPriority priority = FieldPriority::Normal) = 0;

protected:
    ~SnapshotWriter() = default;
};

/// Listeners, plugins, tunnels, certificates offer themselves as rows of a monitoring topic.
/// Thread: describe() is called on the thread that owns the object.
class Describable {
public:
    virtual void describe(SnapshotWriter& writer) const = 0;

protected:
    ~Describable() = default;
};

} // namespace burrow
