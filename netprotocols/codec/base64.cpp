// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/base64.hpp"

#include "netprotocols/codec/codec_errors.hpp"

#include <array>

namespace burrow::codec {
namespace {

constexpr std::string_view standardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view urlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t notInAlphabet = 0xFF;

constexpr std::array<std::uint8_t, 256> invert(std::string_view alphabet) {
    std::array<std::uint8_t, 256> values{};
    values.fill(notInAlphabet);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}

constexpr auto standardValues = invert(standardAlphabet);
constexpr auto urlValues = invert(urlAlphabet);

bool isSkipped(char c, Base64Form form) noexcept {
    return form == Base64Form::Mime && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

} // namespace

std::size_t encodeBase64(Bytes bytes, char* into, Base64Form form) noexcept {
    const std::string_view alphabet = form == Base64Form::Url ? urlAlphabet : standardAlphabet;
    const char* begin = into;
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const auto group = std::to_integer<unsigned>(bytes[i]) << 16 | std::to_integer<unsigned>(bytes[i + 1]) << 8 |
                           std::to_integer<unsigned>(bytes[i + 2]);
        for (int shift = 18; shift >= 0; shift -= 6)
            *into++ = alphabet[(group >> shift) & 63];
    }
    if (i < bytes.size()) {
        const bool two = bytes.size() - i == 2;
        const auto group = std::to_integer<unsigned>(bytes[i]) << 16 |
                           (two ? std::to_integer<unsigned>(bytes[i + 1]) << 8 : 0u);
        *into++ = alphabet[group >> 18];
        *into++ = alphabet[(group >> 12) & 63];
        if (two)
            *into++ = alphabet[(group >> 6) & 63];
        if (form != Base64Form::Url) {
            *into++ = '=';
            if (!two)
                *into++ = '=';
        }
    }
    return static_cast<std::size_t>(into - begin);
}

std::string encodeBase64(ByteView bytes, Base64Form form) {
    std::string text(base64Size(bytes.size(), form), '\0');
    encodeBase64(bytes.bytes(), text.data(), form);
    return text;
}

Result<std::size_t> decodeBase64(std::string_view text, MutableBytes into, Base64Form form) {
    const auto& values = form == Base64Form::Url ? urlValues : standardValues;
    std::uint32_t bits = 0;
    unsigned inGroup = 0, padding = 0;
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isSkipped(c, form))
            continue;
        if (c == '=' && form != Base64Form::Url) {
            if (inGroup < 2 || inGroup + padding >= 4)
                return fail(codecError(CodecError::Base64Length, i));
            ++padding;
            continue;
        }
        const std::uint8_t value = values[static_cast<unsigned char>(c)];
        if (value == notInAlphabet)
            return fail(codecError(CodecError::Base64Character, i));
        if (padding != 0)
            return fail(codecError(CodecError::Base64Length, i));
        bits = bits << 6 | value;
        if (++inGroup < 4)
            continue;
        if (into.size() - written < 3)
            return fail(codecError(CodecError::Base64Space, i));
        for (int shift = 16; shift >= 0; shift -= 8)
            into[written++] = static_cast<std::byte>(bits >> shift);
        bits = inGroup = 0;
    }
    if (inGroup == 0)
        return written;
    if (inGroup == 1 || (form != Base64Form::Url && inGroup + padding != 4))
        return fail(codecError(CodecError::Base64Length, text.size()));
    const unsigned strayBits = inGroup == 2 ? 4 : 2;
    if (bits & ((1u << strayBits) - 1))
        return fail(codecError(CodecError::Base64NotCanonical, text.size()));
    if (into.size() - written < inGroup - 1)
        return fail(codecError(CodecError::Base64Space, text.size()));
    bits >>= strayBits;
    for (unsigned left = inGroup - 1; left-- > 0;)
        into[written++] = static_cast<std::byte>(bits >> (8 * left));
    return written;
}

Result<std::string> decodeBase64(std::string_view text, Base64Form form) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    BURROW_TRY(const std::size_t size, decodeBase64(text, std::as_writable_bytes(std::span(bytes)), form));
    bytes.resize(size);
    return bytes;
}

} // namespace burrow::codec
