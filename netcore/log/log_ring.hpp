// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace burrow {

/// Overwriting ring of records, made of atomic words: one writer, any number of readers that hold a cursor each.
/// A record takes 1 to 4 slots of 128 bytes; each slot begins with a stamp that tells its position, so that a reader
/// sees at once what was overwritten under it. Readers never delay the writer.
/// Thread: append() one at a time; the rest any.
class LogRing {
public:
    static constexpr std::size_t slotWords = 16; ///< the first one is the stamp
    static constexpr std::size_t maxSlots = 4;   ///< of one record
    static constexpr std::size_t maxWords = maxSlots * (slotWords - 1);

    explicit LogRing(std::size_t slotCount); ///< rounded up to a power of two, at least 8
    LogRing(const LogRing&) = delete;
    LogRing& operator=(const LogRing&) = delete;

    /// Copies 2..maxWords words; words[0] becomes the record's number, the low byte of words[1] its size in words.
    void append(std::span<std::uint64_t> words) noexcept;

    struct Cursor {
        std::uint64_t slot = 0;   ///< position of the next one
        std::uint64_t number = 0; ///< of the next record
        bool countsLoss = true;   ///< false until the first record: what was overwritten before is not a loss
    };
    Cursor oldest() const noexcept;
    Cursor newest() const noexcept;
    /// Copies the next record and gives its size in words; 0: none yet. Adds overwritten records to `lost`.
    std::size_t take(Cursor& cursor, std::span<std::uint64_t, maxWords> into, std::uint64_t& lost) const noexcept;

    std::size_t slotCount() const noexcept { return m_mask + 1; }
    std::atomic<bool> hasWriter{true}; ///< false once its thread has ended: another one may take it over

private:
    bool readSlot(std::uint64_t position, bool first, std::uint64_t* into) const noexcept;
    std::uint64_t firstReadable(std::uint64_t head) const noexcept;

    std::size_t m_mask;
    std::unique_ptr<std::atomic<std::uint64_t>[]> m_words;
    std::atomic<std::uint64_t> m_records{0};
    std::atomic<std::uint64_t> m_head{0}; ///< slots written
};

} // namespace burrow
