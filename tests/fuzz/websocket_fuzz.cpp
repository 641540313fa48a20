// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// First byte: role, delivery and size of the pieces; the rest is what a peer sends. Then time passes.
// covers: netprotocols/websocket/websocket_wire.cpp
// covers: netprotocols/websocket/websocket_engine.cpp
// covers: netprotocols/websocket/message_buffer.cpp
#include "tests/netprotocols/websocket/engine_probe.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow::ws;
    using namespace std::chrono_literals;
    if (size == 0)
        return 0;
    const Limits limits{.message = 4096, .frame = 2048, .fragments = 64, .tinyFragmentsFrom = 8, .controlsPerSecond = 9};
    test::EngineProbe probe(data[0] & 1 ? Role::Client : Role::Server, limits,
                            data[0] & 2 ? Delivery::Pieces : Delivery::Whole);
    const std::size_t piece = data[0] >> 2 ? data[0] >> 2 : size;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    (void)probe.engine.submitPing("p");
    for (std::size_t i = 0; i < bytes.size() && probe.feed(bytes.substr(i, piece), std::chrono::milliseconds(i));)
        i += piece;
    for (const auto later : {100s, 300s, 400s})
        (void)probe.engine.handleTimeout(test::at(later));
    (void)probe.engine.receiveEof(test::at(400s));
    return probe.log.ends_with("stuck\n") ? std::abort(), 0 : 0;
}
