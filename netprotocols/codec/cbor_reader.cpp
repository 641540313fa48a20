// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/cbor.hpp"
#include "netprotocols/codec/cbor_utf8.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace burrow::cbor {
namespace {

std::string_view cborText(int code) noexcept {
    switch (static_cast<CborError>(code)) {
    case CborError::None: return "no error";
    case CborError::Truncated: return "the CBOR input ends inside an item";
    case CborError::TrailingBytes: return "bytes follow after the last CBOR item";
    case CborError::LongHead: return "a CBOR number is not in its shortest form";
    case CborError::ReservedHead: return "reserved additional information in a CBOR head";
    case CborError::Indefinite: return "CBOR items of indefinite length are not accepted";
    case CborError::Tag: return "CBOR tags are not accepted";
    case CborError::SimpleValue: return "this CBOR simple value is not accepted";
    case CborError::InvalidUtf8: return "a CBOR text is not UTF-8";
    case CborError::TooDeep: return "CBOR items are nested too deeply";
    case CborError::TooLong: return "the CBOR input is too long";
    case CborError::CountTooLarge: return "a CBOR array or map announces more items than bytes follow";
    case CborError::WrongType: return "a CBOR item of another type was expected";
    case CborError::OutOfRange: return "a CBOR number is out of range";
    case CborError::DuplicateKey: return "a CBOR map has the same key twice";
    case CborError::UnbalancedEnd: return "a CBOR array or map was not read to its end";
    }
    return "unknown error";
}

ErrorKind kindOf(CborError code) noexcept {
    switch (code) {
    case CborError::TooDeep:
    case CborError::TooLong: return ErrorKind::Limit;
    case CborError::UnbalancedEnd: return ErrorKind::Misuse;
    default: return ErrorKind::PeerFault;
    }
}

double fromHalf(std::uint64_t half) noexcept {
    const int exponent = static_cast<int>(half >> 10 & 0x1f);
    const double mantissa = static_cast<double>(half & 0x3ff);
    double value;
    if (exponent == 0)
        value = std::ldexp(mantissa, -24);
    else if (exponent != 31)
        value = std::ldexp(mantissa + 1024, exponent - 25);
    else
        value = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    return half & 0x8000 ? -value : value;
}

} // namespace

constinit const ErrorDomain cborErrors{"cbor", cborText, nullptr};

Reader::Reader(Bytes input, Limits limits) noexcept : m_input(input), m_limits(limits) {
    m_limits.depth = static_cast<std::uint8_t>(std::min<std::size_t>(limits.depth, deepest));
    if (input.size() > limits.bytes)
        m_failed = CborError::TooLong;
}

std::unexpected<Error> Reader::refuse(CborError code) {
    m_failed = code;
    const auto offset = static_cast<std::uint32_t>(std::min<std::size_t>(m_itemAt, 0xffffffff));
    return fail(Error(kindOf(code), cborErrors, static_cast<int>(code), offset));
}

Result<std::uint64_t> Reader::readArgument(unsigned info) {
    if (info < 24)
        return info;
    if (info == 31)
        return refuse(CborError::Indefinite);
    if (info > 27)
        return refuse(CborError::ReservedHead);
    const std::size_t bytes = std::size_t{1} << (info - 24);
    if (m_input.size() - m_at < bytes)
        return refuse(CborError::Truncated);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i != bytes; ++i)
        value = value << 8 | std::to_integer<std::uint64_t>(m_input[m_at++]);
    return value;
}

Result<Item> Reader::readSimple(unsigned info) {
    if (info == 20 || info == 21)
        return Item{Kind::Bool, info - 20u, 0, {}};
    if (info == 22)
        return Item{Kind::Null, 0, 0, {}};
    if (info < 25 || info > 27)
        return refuse(info == 31 ? CborError::Indefinite : CborError::SimpleValue);
    BURROW_TRY(const std::uint64_t raw, readArgument(info));
    double value;
    if (info == 25)
        value = fromHalf(raw);
    else if (info == 26)
        value = std::bit_cast<float>(static_cast<std::uint32_t>(raw));
    else
        value = std::bit_cast<double>(raw);
    return Item{Kind::Real, 0, value, {}};
}

Result<Item> Reader::decode() {
    m_itemAt = m_at;
    if (m_at == m_input.size())
        return refuse(CborError::Truncated);
    const unsigned head = std::to_integer<unsigned>(m_input[m_at++]);
    const unsigned major = head >> 5, info = head & 0x1f;
    if (major == 7)
        return readSimple(info);
    if (major == 6)
        return refuse(CborError::Tag);
    BURROW_TRY(const std::uint64_t argument, readArgument(info));
    // The shortest form only: what fits into fewer bytes must not use more (RFC 8949 §4.2.1).
    constexpr std::uint64_t smallest[] = {24, 0x100, 0x10000, 0x100000000};
    if (info >= 24 && argument < smallest[info - 24])
        return refuse(CborError::LongHead);
    const std::size_t rest = m_input.size() - m_at;
    Item item{static_cast<Kind>(major), argument, 0, {}};
    if (major == 2 || major == 3) {
        if (argument > rest)
            return refuse(CborError::Truncated);
        item.text = asText(m_input.subspan(m_at, static_cast<std::size_t>(argument)));
        if (major == 3 && !isUtf8(item.text))
            return refuse(CborError::InvalidUtf8);
        m_at += static_cast<std::size_t>(argument);
    } else if ((major == 4 && argument > rest) || (major == 5 && argument > rest / 2)) {
        // Each item takes a byte at least; without this a head of nine bytes could make a caller reserve anything.
        return refuse(CborError::CountTooLarge);
    }
    return item;
}

Result<Item> Reader::next() {
    if (m_failed != CborError::None)
        return refuse(m_failed);
    if (m_depth != 0 && m_left[m_depth] == 0)
        return refuse(CborError::UnbalancedEnd);
    BURROW_TRY(const Item item, decode());
    if (m_depth != 0)
        --m_left[m_depth];
    if (item.kind == Kind::Array || item.kind == Kind::Map) {
        if (m_depth == m_limits.depth)
            return refuse(CborError::TooDeep);
        m_left[++m_depth] = item.kind == Kind::Map ? item.number * 2 : item.number;
    }
    while (m_depth != 0 && m_left[m_depth] == 0)
        --m_depth;
    return item;
}

Result<Kind> Reader::peek() {
    if (m_failed != CborError::None)
        return refuse(m_failed);
    m_itemAt = m_at;
    if (m_at == m_input.size())
        return refuse(CborError::Truncated);
    const unsigned head = std::to_integer<unsigned>(m_input[m_at]);
    switch (head) {
    case 0xf4:
    case 0xf5: return Kind::Bool;
    case 0xf6: return Kind::Null;
    case 0xf9:
    case 0xfa:
    case 0xfb: return Kind::Real;
    default: break;
    }
    if (head >= 0xc0)
        return refuse(head >= 0xe0 ? CborError::SimpleValue : CborError::Tag);
    return static_cast<Kind>(head >> 5);
}

Result<void> Reader::skip() {
    std::uint64_t left = 1; // at most one more than the bytes that follow, see CountTooLarge
    while (left != 0) {
        BURROW_TRY(const Item item, next());
        --left;
        if (item.kind == Kind::Array)
            left += item.number;
        else if (item.kind == Kind::Map)
            left += item.number * 2;
    }
    return {};
}

Result<Item> Reader::expect(Kind kind) {
    BURROW_TRY(const Item item, next());
    if (item.kind != kind)
        return refuse(CborError::WrongType);
    return item;
}

Result<std::uint64_t> Reader::readUnsigned() {
    BURROW_TRY(const Item item, expect(Kind::Unsigned));
    return item.number;
}

Result<std::uint64_t> Reader::readUnsigned(std::uint64_t atMost) {
    BURROW_TRY(const std::uint64_t value, readUnsigned());
    if (value > atMost)
        return refuse(CborError::OutOfRange);
    return value;
}

Result<std::int64_t> Reader::readSigned() {
    BURROW_TRY(const Item item, next());
    if (item.kind != Kind::Unsigned && item.kind != Kind::Negative)
        return refuse(CborError::WrongType);
    if (item.number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return refuse(CborError::OutOfRange);
    const auto magnitude = static_cast<std::int64_t>(item.number);
    return item.kind == Kind::Unsigned ? magnitude : -1 - magnitude;
}

Result<double> Reader::readReal() {
    BURROW_TRY(const Item item, next());
    switch (item.kind) {
    case Kind::Real: return item.real;
    case Kind::Unsigned: return static_cast<double>(item.number);
    case Kind::Negative: return -1.0 - static_cast<double>(item.number);
    default: return refuse(CborError::WrongType);
    }
}

Result<std::string_view> Reader::readText() {
    BURROW_TRY(const Item item, expect(Kind::Text));
    return item.text;
}

Result<Bytes> Reader::readBytes() {
    BURROW_TRY(const Item item, expect(Kind::Bytes));
    return asBytes(item.text);
}

Result<bool> Reader::readBool() {
    BURROW_TRY(const Item item, expect(Kind::Bool));
    return item.number != 0;
}

Result<void> Reader::readNull() {
    BURROW_TRY([[maybe_unused]] const Item item, expect(Kind::Null));
    return {};
}

Result<std::size_t> Reader::readArray() {
    BURROW_TRY(const Item item, expect(Kind::Array));
    return static_cast<std::size_t>(item.number);
}

Result<std::size_t> Reader::readMap() {
    BURROW_TRY(const Item item, expect(Kind::Map));
    return static_cast<std::size_t>(item.number);
}

Result<void> Reader::finish() {
    if (m_failed != CborError::None)
        return refuse(m_failed);
    m_itemAt = m_at;
    if (m_depth != 0)
        return refuse(atEnd() ? CborError::Truncated : CborError::UnbalancedEnd);
    if (!atEnd())
        return refuse(CborError::TrailingBytes);
    return {};
}

} // namespace burrow::cbor
