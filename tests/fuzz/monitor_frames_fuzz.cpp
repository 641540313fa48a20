// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netprotocols/monitor/monitor_wire.cpp
// covers: netprotocols/codec/cbor_reader.cpp
// covers: netprotocols/codec/cbor_utf8.cpp
#include "netprotocols/monitor/monitor_wire.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow;
    const auto message = monitor::decode(ByteView(data, size).bytes());
    if (!message)
        return 0;
    const std::string wire = monitor::encode(*message);
    const auto again = monitor::decode(asBytes(wire), {.message = 1 << 20});
    if (!again || monitor::encode(*again) != wire)
        std::abort();
    return 0;
}
