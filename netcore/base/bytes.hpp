// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace burrow {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

/// What a caller hands in: bytes that it keeps alive for the duration of the call.
/// Made from Bytes, text, or a literal (whose terminating NUL is not part of it). Never owns.
/// Thread: immutable.
class ByteView {
public:
    constexpr ByteView() noexcept = default;
    constexpr ByteView(const void* data, std::size_t size) noexcept
        : m_data(static_cast<const char*>(data)), m_size(size) {}
    ByteView(Bytes bytes) noexcept : ByteView(bytes.data(), bytes.size()) {}
    ByteView(MutableBytes bytes) noexcept : ByteView(bytes.data(), bytes.size()) {}
    constexpr ByteView(std::string_view text) noexcept : m_data(text.data()), m_size(text.size()) {}
    ByteView(const std::string& text) noexcept : ByteView(std::string_view(text)) {}
    /// A literal; an array that is not NUL-terminated must come as a span.
    template <std::size_t N>
    constexpr ByteView(const char (&literal)[N]) noexcept : m_data(literal), m_size(N - 1) {}

    const std::byte* data() const noexcept { return reinterpret_cast<const std::byte*>(m_data); }
    constexpr std::size_t size() const noexcept { return m_size; }
    constexpr bool empty() const noexcept { return m_size == 0; }
    constexpr std::string_view text() const noexcept { return {m_data, m_size}; }
    Bytes bytes() const noexcept { return {data(), m_size}; }

private:
    const char* m_data = nullptr;
    std::size_t m_size = 0;
};

inline std::string_view asText(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::string_view asText(MutableBytes bytes) noexcept { return asText(Bytes(bytes)); }
inline Bytes asBytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

} // namespace burrow
