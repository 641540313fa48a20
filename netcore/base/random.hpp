// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"

#include <cstdint>

namespace burrow {

/// Source of random bytes, injected into engines so that tests can repeat a run. Thread: as the implementation says.
class Random {
public:
    virtual ~Random();
    virtual void fill(MutableBytes bytes) noexcept = 0;
    std::uint64_t next64() noexcept;
};

/// getrandom(2), buffered per object. Thread: one at a time.
class SystemRandom final : public Random {
public:
    void fill(MutableBytes bytes) noexcept override;

private:
    std::byte m_pool[256];
    std::size_t m_left = 0;
};

/// Repeatable, for tests only (SplitMix64). Thread: one at a time.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) noexcept : m_state(seed) {}
    void fill(MutableBytes bytes) noexcept override;

private:
    std::uint64_t m_state;
};

} // namespace burrow
