// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/message_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace burrow::ws {

void MessageBuffer::append(Bytes bytes) {
    if (bytes.empty())
        return;
    if (m_capacity - m_size < bytes.size()) {
        // Doubles with what has arrived, never on the word of a frame head.
        const std::size_t wanted = std::max(m_size + bytes.size(), m_capacity * 2);
        auto grown = std::make_unique_for_overwrite<std::byte[]>(wanted);
        if (m_size != 0)
            std::memcpy(grown.get(), m_data.get(), m_size);
        m_data = std::move(grown);
        m_capacity = wanted;
    }
    std::memcpy(m_data.get() + m_size, bytes.data(), bytes.size());
    m_size += bytes.size();
}

void MessageBuffer::clear() noexcept {
    m_size = 0;
    if (m_capacity > keptBytes)
        trim();
}

void MessageBuffer::trim() noexcept {
    if (m_size != 0)
        return;
    m_data.reset();
    m_capacity = 0;
}

} // namespace burrow::ws
