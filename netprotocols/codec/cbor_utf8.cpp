// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/cbor_utf8.hpp"

#include <cstdint>
#include <cstring>

namespace burrow::cbor {

std::size_t utf8SequenceAt(std::string_view text) noexcept {
    const auto at = [&](std::size_t index) -> unsigned {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0u;
    };
    const unsigned lead = at(0);
    const auto isTail = [&](std::size_t index) { return (at(index) & 0xc0) == 0x80; };
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead < 0xe0)
        return isTail(1) ? 2 : 0;
    if (lead >= 0xe0 && lead < 0xf0) {
        const unsigned low = lead == 0xe0 ? 0xa0 : 0x80, high = lead == 0xed ? 0x9f : 0xbf;
        return at(1) >= low && at(1) <= high && isTail(2) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead < 0xf5) {
        const unsigned low = lead == 0xf0 ? 0x90 : 0x80, high = lead == 0xf4 ? 0x8f : 0xbf;
        return at(1) >= low && at(1) <= high && isTail(2) && isTail(3) ? 4 : 0;
    }
    return 0;
}

bool isUtf8(std::string_view text) noexcept {
    while (!text.empty()) {
        // Eight ASCII bytes at once: nearly all text of the monitor is ASCII.
        while (text.size() >= 8) {
            std::uint64_t word;
            std::memcpy(&word, text.data(), 8);
            if ((word & 0x8080808080808080) != 0)
                break;
            text.remove_prefix(8);
        }
        if (text.empty())
            return true;
        const std::size_t size = utf8SequenceAt(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

} // namespace burrow::cbor
