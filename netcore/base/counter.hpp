// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace burrow {

/// Written by one thread (its loop), read by any: a relaxed load and store, never a locked instruction.
class Counter {
public:
    void add(std::uint64_t amount = 1) noexcept {
        m_value.store(m_value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    void subtract(std::uint64_t amount = 1) noexcept { add(std::uint64_t{0} - amount); }
    void set(std::uint64_t value) noexcept { m_value.store(value, std::memory_order_relaxed); }
    std::uint64_t read() const noexcept { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value{0};
};

} // namespace burrow
