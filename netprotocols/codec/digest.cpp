// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/codec/digest.hpp"

#include <openssl/sha.h>

namespace burrow::codec {

std::array<std::byte, 20> sha1(ByteView bytes) noexcept {
    std::array<std::byte, 20> digest;
    ::SHA1(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

std::array<std::byte, 32> sha256(ByteView bytes) noexcept {
    std::array<std::byte, 32> digest;
    ::SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
             reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

} // namespace burrow::codec
