// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"

#include <memory>

namespace burrow {

/// Contiguous input with a hard limit: [consumed | readable | writable]. Empty = no memory.
/// Thread: loop. Views are valid until the next prepare(), consume() or destruction.
class Buffer {
public:
    explicit Buffer(std::uint32_t maxBytes) noexcept : m_max(maxBytes) {}

    MutableBytes readable() noexcept { return {m_data.get() + m_begin, m_end - m_begin}; }
    std::size_t size() const noexcept { return m_end - m_begin; }
    bool empty() const noexcept { return m_begin == m_end; }
    std::size_t maxBytes() const noexcept { return m_max; }
    /// A smaller limit than size() refuses every further byte.
    void setMaxBytes(std::uint32_t maxBytes) noexcept { m_max = maxBytes; }
    std::size_t capacity() const noexcept { return m_capacity; }

    /// Room for at least `atLeast` more bytes; grows geometrically. Fails with Limit once size() would pass maxBytes.
    Result<MutableBytes> prepare(std::size_t atLeast);
    void commit(std::size_t written) noexcept { m_end += static_cast<std::uint32_t>(written); }
    /// Frees the memory when nothing readable is left.
    void consume(std::size_t count) noexcept;
    Result<void> append(ByteView bytes);
    void clear() noexcept;

private:
    std::unique_ptr<std::byte[]> m_data;
    std::uint32_t m_begin = 0, m_end = 0, m_capacity = 0, m_max;
};

} // namespace burrow
