// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/codec/cbor_reader.cpp
// covers: netprotocols/codec/cbor_utf8.cpp
// First byte: what a typed reader asks for; the rest is what a peer sends.
#include "netprotocols/codec/cbor.hpp"

#include <cstdlib>

using namespace burrow;

static bool ask(cbor::Reader& in, unsigned what) {
    switch (what) {
    case 0: return in.readUnsigned().has_value();
    case 1: return in.readSigned().has_value();
    case 2: return in.readReal().has_value();
    case 3: return in.readText().has_value();
    case 4: return in.readBytes().has_value();
    case 5: return in.readBool().has_value();
    case 6: return in.readNull().has_value();
    case 7: return in.readArray().has_value();
    case 8: return in.readMap().has_value();
    default: return in.readUnsigned(23).has_value();
    }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes input = ByteView(data, size).bytes().subspan(size == 0 ? 0 : 1);
    cbor::Reader walker(input), typed(input);
    std::size_t items = 0;
    while (!walker.atEnd() && walker.peek() && walker.next())
        ++items;
    if (items > input.size())
        std::abort(); // each item takes a byte
    if (size != 0 && !ask(typed, data[0] % 10u) && typed.readNull())
        std::abort(); // after an error nothing is read
    (void)(typed.skip() && typed.finish() && walker.finish());
    return 0;
}
