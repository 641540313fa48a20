// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/random.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/random.h>

namespace burrow {

Random::~Random() = default;

std::uint64_t Random::next64() noexcept {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
}

void SystemRandom::fill(MutableBytes bytes) noexcept {
    while (!bytes.empty()) {
        if (m_left == 0) {
            // 256 bytes are delivered whole, EINTR aside (getrandom(2)); without entropy there is no safe way on.
            ssize_t got = 0;
            do
                got = ::getrandom(m_pool, sizeof m_pool, 0);
            while (got < 0 && errno == EINTR);
            if (got != static_cast<ssize_t>(sizeof m_pool))
                std::abort();
            m_left = sizeof m_pool;
        }
        const std::size_t part = std::min(m_left, bytes.size());
        std::byte* from = m_pool + (sizeof m_pool - m_left);
        std::memcpy(bytes.data(), from, part);
        std::memset(from, 0, part);
        m_left -= part;
        bytes = bytes.subspan(part);
    }
}

void SeededRandom::fill(MutableBytes bytes) noexcept {
    while (!bytes.empty()) {
        m_state += 0x9E3779B97F4A7C15ull;
        std::uint64_t mixed = m_state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
        mixed ^= mixed >> 31;
        const std::size_t part = std::min(sizeof mixed, bytes.size());
        std::memcpy(bytes.data(), &mixed, part);
        bytes = bytes.subspan(part);
    }
}

} // namespace burrow
