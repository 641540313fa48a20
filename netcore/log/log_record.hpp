// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"
#include "netcore/log/log.hpp"
#include "netcore/log/log_ring.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace burrow {

/// A record as a reader gets it: a copy of its own, about 560 bytes. A gap ("log.gap") is a record too.
/// Thread: one at a time.
struct Log::Record {
    std::uint64_t sequence = 0; ///< numbers of one LogReader, without holes except for `lost`
    std::uint64_t lost = 0;     ///< only of a gap: so many records were overwritten before they were read
    WallTime time{};
    ConnectionId connection{}; ///< 0: not about a connection
    LogModule module{};
    LogLevel level = LogLevel::Info;
    bool isCut = false; ///< a text was shortened, or a field left out, because the record was full
    std::uint8_t fieldCount = 0;
    std::string_view moduleName; ///< lives as long as the log
    std::string_view event;      ///< a literal

    /// The fields in the order in which they were given. Texts are raw (escape before you show them); views live as
    /// long as this record stays as it is.
    class FieldReader {
    public:
        std::optional<LogField> next() noexcept;

    private:
        friend struct Log::Record;
        explicit FieldReader(const Record& record) noexcept : m_record(&record) {}
        const Record* m_record;
        std::size_t m_word = 0;
        unsigned m_given = 0;
    };
    FieldReader fields() const noexcept { return FieldReader(*this); }

    static constexpr std::size_t headWords = 5;
    std::array<std::uint64_t, LogRing::maxWords> words; ///< as in the ring; FieldReader knows the layout
};

/// Writes a record in the layout of the ring; gives its size in words. No allocation.
std::size_t encodeRecord(std::span<std::uint64_t, LogRing::maxWords> into, WallTime time, LogModule module,
                         LogLevel level, ConnectionId id, std::string_view event,
                         std::initializer_list<LogField> fields) noexcept;
/// Fills everything but sequence, lost and moduleName from record.words.
void decodeRecord(Log::Record& record) noexcept;

/// True for names such as "authorization", "cookie", "password", "token" (without regard to case).
bool isSecretName(std::string_view name) noexcept;

} // namespace burrow
