// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/codec/cbor_reader.cpp
// covers: netprotocols/codec/cbor_utf8.cpp
#include "netprotocols/codec/cbor.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow;
    cbor::Reader in(ByteView(data, size).bytes());
    std::size_t items = 0;
    while (!in.atEnd() && in.next())
        ++items;
    if (items > size)
        std::abort(); // each item takes a byte
    cbor::Reader again(ByteView(data, size).bytes());
    (void)(again.skip() && again.finish());
    return 0;
}
