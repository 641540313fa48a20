// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"

#include <memory>

namespace burrow::ws {

/// Collects a message that comes in several pieces. Keeps its memory for the next one until trim(). Thread: loop.
class MessageBuffer {
public:
    static constexpr std::size_t keptBytes = 64 * 1024; ///< more is given back with every message

    void append(Bytes bytes);
    Bytes bytes() const noexcept { return {m_data.get(), m_size}; }
    bool empty() const noexcept { return m_size == 0; }
    void clear() noexcept;
    /// Gives the memory back if nothing is in it.
    void trim() noexcept;

private:
    std::unique_ptr<std::byte[]> m_data;
    std::size_t m_size = 0, m_capacity = 0;
};

} // namespace burrow::ws
