// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The reader below has a target of its own: cbor_fuzz.
// covers: netprotocols/monitor/monitor_wire.cpp
#include "netprotocols/monitor/monitor_wire.hpp"

#include <cstdlib>

using namespace burrow;

/// Cut into chunks as for a small message limit, each must be a message again.
static void checkChunk(std::string chunk) {
    if (!monitor::decode(asBytes(chunk), {.message = 1 << 20}))
        std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)monitor::decode(ByteView(data, size).bytes(), {.message = 8});
    const auto message = monitor::decode(ByteView(data, size).bytes());
    for (int code = 0; code < 32; ++code) { // every sentence and close code
        const Error error(ErrorKind::PeerFault, monitor::monitorErrors, code);
        if (error.text().empty() || error.wireHint() < 1000)
            std::abort();
    }
    if (!message)
        return 0;
    const std::string wire = monitor::encode(*message);
    const auto again = monitor::decode(asBytes(wire), {.message = 1 << 20});
    if (!again || monitor::encode(*again) != wire)
        std::abort();
    if (const auto* rows = std::get_if<monitor::Rows>(&*message))
        monitor::encodeRows(*rows, {.message = 256}, checkChunk);
    if (const auto* event = std::get_if<monitor::Event>(&*message))
        monitor::encodeEvents(event->id, event->rows, {.message = 256}, checkChunk);
    if (const auto* command = std::get_if<monitor::Command>(&*message); command && nameOf(command->verb).empty())
        std::abort();
    return 0;
}
