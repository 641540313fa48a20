// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/cbor.hpp"
#include "netprotocols/codec/cbor_utf8.hpp"

#include <bit>
#include <cmath>
#include <optional>

namespace burrow::cbor {
namespace {

/// The half-precision form of a value, if it is exact.
std::optional<std::uint16_t> toHalf(float value) noexcept {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
    const int exponent = static_cast<int>(bits >> 23 & 0xff) - 127;
    const std::uint32_t mantissa = bits & 0x7fffff;
    if (exponent == 128)
        return mantissa == 0 ? std::optional<std::uint16_t>(sign | 0x7c00) : std::nullopt;
    if (bits << 1 == 0)
        return sign;
    if (exponent >= -14 && exponent <= 15 && (mantissa & 0x1fff) == 0)
        return static_cast<std::uint16_t>(sign | (exponent + 15) << 10 | mantissa >> 13);
    if (exponent >= -24 && exponent < -14) { // subnormal: the value is a multiple of 2^-24
        const std::uint32_t full = mantissa | 0x800000;
        const int shift = -1 - exponent; // 14..23
        if ((full & ((1u << shift) - 1)) == 0)
            return static_cast<std::uint16_t>(sign | full >> shift);
    }
    return std::nullopt;
}

} // namespace

void Writer::bigEndian(std::uint64_t value, unsigned bytes) {
    for (unsigned left = bytes; left-- != 0;)
        m_out.push_back(static_cast<char>(value >> (8 * left) & 0xff));
}

void Writer::head(unsigned major, std::uint64_t argument) {
    const auto first = [&](unsigned info) { m_out.push_back(static_cast<char>(major << 5 | info)); };
    if (argument < 24)
        return first(static_cast<unsigned>(argument));
    const unsigned log = argument < 0x100 ? 0 : argument < 0x10000 ? 1 : argument < 0x100000000 ? 2 : 3;
    first(24 + log);
    bigEndian(argument, 1u << log);
}

Writer& Writer::number(std::uint64_t value) { return head(0, value), *this; }

Writer& Writer::signedNumber(std::int64_t value) {
    const auto raw = static_cast<std::uint64_t>(value);
    return value < 0 ? head(1, ~raw) : head(0, raw), *this;
}

Writer& Writer::real(double value) {
    const auto single = static_cast<float>(value);
    if (std::isnan(value)) {
        m_out.append("\xf9\x7e\x00", 3);
    } else if (static_cast<double>(single) != value) {
        m_out.push_back('\xfb');
        bigEndian(std::bit_cast<std::uint64_t>(value), 8);
    } else if (const auto half = toHalf(single)) {
        m_out.push_back('\xf9');
        bigEndian(*half, 2);
    } else {
        m_out.push_back('\xfa');
        bigEndian(std::bit_cast<std::uint32_t>(single), 4);
    }
    return *this;
}

Writer& Writer::text(std::string_view value) {
    if (isUtf8(value)) {
        head(3, value.size());
        m_out.append(value);
        return *this;
    }
    std::string mended;
    while (!value.empty()) {
        const std::size_t size = utf8SequenceAt(value);
        if (size == 0)
            mended += "\xef\xbf\xbd";
        else
            mended.append(value.substr(0, size));
        value.remove_prefix(size == 0 ? 1 : size);
    }
    head(3, mended.size());
    m_out.append(mended);
    return *this;
}

Writer& Writer::bytes(ByteView value) {
    head(2, value.size());
    m_out.append(value.text());
    return *this;
}

Writer& Writer::boolean(bool value) { return m_out.push_back(value ? '\xf5' : '\xf4'), *this; }
Writer& Writer::null() { return m_out.push_back('\xf6'), *this; }
Writer& Writer::array(std::size_t items) { return head(4, items), *this; }
Writer& Writer::map(std::size_t pairs) { return head(5, pairs), *this; }

} // namespace burrow::cbor
