// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/buffer/buffer.hpp"

#include <algorithm>
#include <cstring>

namespace burrow {
namespace {
constexpr std::size_t smallest = 512; // an incomplete head mostly fits: one allocation, none wasted
}

Result<MutableBytes> Buffer::prepare(std::size_t atLeast) {
    const std::size_t used = size();
    if (used + atLeast > m_max) {
        ErrorDetail detail;
        detail.limit = m_max;
        detail.seen = used + atLeast;
        return fail(Error(ErrorKind::Limit, CoreError::BufferFull).with(std::move(detail)));
    }
    if (m_capacity - m_end >= atLeast && m_data)
        return MutableBytes(m_data.get() + m_end, m_capacity - m_end);
    if (m_capacity - used >= atLeast && m_data && m_begin >= used) { // moving down is cheaper than growing
        std::memcpy(m_data.get(), m_data.get() + m_begin, used);
    } else {
        std::size_t wanted = std::max({smallest, std::size_t{m_capacity} * 2, used + atLeast});
        wanted = std::min<std::size_t>(wanted, m_max);
        auto larger = std::make_unique_for_overwrite<std::byte[]>(wanted);
        if (used != 0)
            std::memcpy(larger.get(), m_data.get() + m_begin, used);
        m_data = std::move(larger);
        m_capacity = static_cast<std::uint32_t>(wanted);
    }
    m_begin = 0;
    m_end = static_cast<std::uint32_t>(used);
    return MutableBytes(m_data.get() + m_end, m_capacity - m_end);
}

void Buffer::consume(std::size_t count) noexcept {
    m_begin += static_cast<std::uint32_t>(std::min<std::size_t>(count, size()));
    if (m_begin == m_end)
        clear();
}

Result<void> Buffer::append(ByteView bytes) {
    if (bytes.empty())
        return {};
    BURROW_TRY(MutableBytes room, prepare(bytes.size()));
    std::memcpy(room.data(), bytes.data(), bytes.size());
    commit(bytes.size());
    return {};
}

void Buffer::clear() noexcept {
    m_data.reset();
    m_begin = m_end = m_capacity = 0;
}

} // namespace burrow
