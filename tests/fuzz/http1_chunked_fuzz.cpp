// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/http1/http1_chunked.cpp
#include "netprotocols/http1/http1_chunked.hpp"

#include <cstdlib>

/// Reads the body in pieces of the size that the first byte names; each step makes progress or asks for more.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow;
    const std::size_t piece = size ? data[0] % 32 + 1 : 1;
    http1::ChunkedDecoder decoder;
    http1::Limits limits;
    limits.tinyChunksFrom = 4; // within reach of short inputs
    for (std::size_t used = size != 0, have = used; have < size || used < have;) {
        const std::size_t before = used;
        have = std::min(size, have + piece);
        const auto step = decoder.decode(ByteView(data + used, have - used).bytes(), limits);
        if (!step || step->event == http1::ChunkEvent::Done)
            break;
        used += step->consumed;
        if (used > have || step->data.size() > step->consumed)
            std::abort();
        if (used == before && have == size)
            break;
    }
    return 0;
}
