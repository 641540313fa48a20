// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/websocket/websocket_wire.cpp
// covers: netprotocols/websocket/websocket_engine.cpp
// covers: netprotocols/websocket/message_buffer.cpp
// First byte: role, delivery and size of the pieces; the rest is what a peer sends.
#include "tests/netprotocols/websocket/engine_probe.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow::ws;
    if (size == 0)
        return 0;
    test::EngineProbe probe(data[0] & 1 ? Role::Client : Role::Server, {.message = 4096, .frame = 2048, .fragments = 64},
                            data[0] & 2 ? Delivery::Pieces : Delivery::Whole);
    const std::size_t piece = data[0] >> 2 ? data[0] >> 2 : size;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
        if (!probe.feed(bytes.substr(i, piece), std::chrono::milliseconds(i)))
            break;
    }
    return probe.log.ends_with("stuck\n") ? std::abort(), 0 : 0;
}
