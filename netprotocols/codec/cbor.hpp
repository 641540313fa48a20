// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

/// The part of CBOR (RFC 8949) that a closed protocol needs: integers, floats, text, bytes, arrays, maps, booleans and
/// null, all of definite length and with the shortest possible head (§4.2.1). Tags, indefinite lengths, undefined and
/// other simple values are refused: whoever sends them does not speak our protocol.
namespace burrow::cbor {

extern const ErrorDomain cborErrors;

enum class CborError : int {
    None = 0,
    Truncated,      ///< the input ends inside an item
    TrailingBytes,  ///< more follows after the last item
    LongHead,       ///< a number that fits into fewer bytes (RFC 8949 §4.2.1)
    ReservedHead,   ///< additional information 28..30 (§3)
    Indefinite,     ///< indefinite length (§3.2)
    Tag,            ///< major type 6 (§3.4)
    SimpleValue,    ///< undefined, break or an unassigned simple value (§3.3)
    InvalidUtf8,    ///< text that is not UTF-8 (§3.1)
    TooDeep,        ///< Limits::depth
    TooLong,        ///< Limits::bytes
    CountTooLarge,  ///< an array or map that announces more items than bytes follow
    WrongType,      ///< another type was expected here
    OutOfRange,     ///< the number does not fit
    DuplicateKey,   ///< a key occurs twice in a map that is read into a fixed structure (§5.6)
    UnbalancedEnd,  ///< the caller read past the end of an array or map, or left it early
};

struct Limits {
    std::uint8_t depth = 16;              ///< nested arrays and maps; our messages need 6. At most 32.
    std::size_t bytes = 16 * 1024 * 1024; ///< of the whole input; a message on the wire has a limit of its own
};

enum class Kind : std::uint8_t { Unsigned, Negative, Bytes, Text, Array, Map, Bool, Null, Real };

/// One item, or the head of an array or map. Views are valid as long as the input.
struct Item {
    Kind kind = Kind::Null;
    /// Unsigned: the value. Negative: n of -1 - n. Array: items. Map: pairs. Bool: 0 or 1. Text, Bytes: size.
    std::uint64_t number = 0;
    double real = 0;       ///< Real
    std::string_view text; ///< Text and Bytes
};

/// Reads items one after the other; linear, allocates nothing, never recurses. After an error every call gives it again.
/// Thread: one at a time.
///
///     cbor::Reader in(message);
///     BURROW_TRY(std::size_t pairs, in.readMap());
///     for (; pairs != 0; --pairs) { BURROW_TRY(auto key, in.readText()); ... in.skip() ... }
///     return in.finish();
class Reader {
public:
    explicit Reader(Bytes input, Limits limits = {}) noexcept;

    /// The next item; for an array or map its head, the items follow. Truncated at the end of the input.
    Result<Item> next();
    /// Looks at the kind of the next item without taking it.
    Result<Kind> peek();
    /// Takes the next item with everything inside.
    Result<void> skip();

    Result<std::uint64_t> readUnsigned();
    Result<std::uint64_t> readUnsigned(std::uint64_t atMost);
    Result<std::int64_t> readSigned();
    Result<double> readReal(); ///< integers too
    Result<std::string_view> readText();
    Result<Bytes> readBytes();
    Result<bool> readBool();
    Result<void> readNull();
    Result<std::size_t> readArray(); ///< gives the number of items
    Result<std::size_t> readMap();   ///< gives the number of pairs

    /// Everything was read: no open array or map, no byte left.
    Result<void> finish();
    bool atEnd() const noexcept { return m_at == m_input.size(); }
    std::size_t offset() const noexcept { return m_at; }

private:
    Result<Item> decode();
    Result<std::uint64_t> readArgument(unsigned info);
    Result<Item> readSimple(unsigned info);
    Result<Item> expect(Kind kind);
    std::unexpected<Error> refuse(CborError code);

    static constexpr std::size_t deepest = 32;
    Bytes m_input;
    std::size_t m_at = 0, m_itemAt = 0;
    Limits m_limits;
    std::size_t m_depth = 0;
    std::array<std::uint64_t, deepest + 1> m_left{}; ///< items that the open array or map still wants
    CborError m_failed = CborError::None;
};

/// Appends items to a string. Counts of arrays and maps are the caller's duty. Thread: one at a time.
class Writer {
public:
    explicit Writer(std::string& out) noexcept : m_out(out) {}

    Writer& number(std::uint64_t value);
    Writer& signedNumber(std::int64_t value);
    /// The shortest of half, single and double that keeps the value (RFC 8949 §4.2.2); NaN is 0x7e00.
    Writer& real(double value);
    /// Must be UTF-8; bytes that are not are replaced by U+FFFD, so that the message stays valid.
    Writer& text(std::string_view value);
    Writer& bytes(ByteView value);
    Writer& boolean(bool value);
    Writer& null();
    Writer& array(std::size_t items);
    Writer& map(std::size_t pairs);
    std::size_t size() const noexcept { return m_out.size(); }

private:
    void head(unsigned major, std::uint64_t argument);
    void bigEndian(std::uint64_t value, unsigned bytes);
    std::string& m_out;
};

} // namespace burrow::cbor
