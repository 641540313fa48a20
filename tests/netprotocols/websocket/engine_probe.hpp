// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/websocket/websocket_engine.hpp"

#include <cstring>
#include <string>

namespace burrow::ws::test {

constexpr std::uint32_t testKey = 0x3D21FA37; // 37 fa 21 3d, the key of the examples in RFC 6455 §5.7

/// A frame as any peer, also a broken one, could write it.
struct RawFrame {
    unsigned first = 0x81; ///< FIN, RSV and opcode
    std::string payload;
    bool masked = true;
    unsigned lengthForm = 0; ///< 0: minimal; 2 or 8: so many length bytes in any case
};

inline std::string bytesOf(const RawFrame& frame) {
    std::string bytes(1, static_cast<char>(frame.first));
    const std::size_t size = frame.payload.size();
    const unsigned mask = frame.masked ? 0x80 : 0;
    const unsigned form = frame.lengthForm ? frame.lengthForm : size <= 125 ? 1 : size <= 65535 ? 2 : 8;
    bytes += static_cast<char>(mask | (form == 1 ? size : form == 2 ? 126 : 127));
    for (unsigned i = form == 1 ? 0 : form; i-- > 0;)
        bytes += static_cast<char>(size >> (8 * i));
    if (!frame.masked)
        return bytes + frame.payload;
    char key[4];
    std::memcpy(key, &testKey, 4);
    bytes.append(key, 4);
    for (std::size_t i = 0; i < size; ++i)
        bytes += static_cast<char>(frame.payload[i] ^ key[i % 4]);
    return bytes;
}

inline std::string frame(unsigned first, std::string payload, bool masked = true) {
    return bytesOf({first, std::move(payload), masked});
}
inline std::string closePayload(unsigned code, std::string_view reason = {}) {
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code)}.append(reason);
}

inline Now at(Duration sinceStart) { return {TimePoint(std::chrono::hours(1)) + sinceStart, WallTime()}; }

/// An engine, its output and what it said, as one line per event: "text 'Hello'", "close 1000 'bye'",
/// "error 1002 reserved bits are set @0".
struct EngineProbe {
    explicit EngineProbe(Role role, Limits limits = {}, Delivery delivery = Delivery::Whole)
        : limits(limits), engine(role, this->limits, out, random, at({}), delivery) {}

    /// Gives false once the engine failed. The input is copied to the heap, so that a sanitizer sees each overrun.
    bool feed(std::string_view bytes, Duration when = {}) {
        const auto room = std::make_unique<std::byte[]>(bytes.size());
        std::memcpy(room.get(), bytes.data(), bytes.size());
        MutableBytes left(room.get(), bytes.size());
        while (!left.empty()) {
            const auto taken = engine.receive(left, at(when));
            if (!taken) {
                note(taken.error());
                return false;
            }
            if (*taken == 0) {
                log += "stuck\n";
                return false;
            }
            left = left.subspan(*taken);
            while (const auto event = *engine.nextEvent())
                note(*event);
        }
        return true;
    }

    void note(const Error& error) {
        log += "error " + std::to_string(error.wireHint()) + ' ' + std::string(error.text()) + " @" +
               std::to_string(error.offset()) + '\n';
    }
    void note(const Event& event) {
        const std::string data = data_(event);
        switch (event.kind) {
        case Event::Kind::Message:
            log += event.type == MessageType::Text ? "text" : "binary";
            log += event.first && event.last ? "" : event.first ? " first" : event.last ? " last" : " more";
            break;
        case Event::Kind::Ping: log += "ping"; break;
        case Event::Kind::Pong: log += "pong"; break;
        case Event::Kind::Close: log += "close " + std::to_string(event.closeCode); break;
        }
        log += " '" + data + "'\n";
    }
    static std::string data_(const Event& event) {
        const std::string_view text = asText(event.data);
        return text.size() <= 40 ? std::string(text) : std::to_string(text.size()) + " bytes";
    }
    std::string takeOutput() {
        std::string bytes = out.toString();
        out.clear();
        return bytes;
    }

    Limits limits;
    BlockPool pool;
    OutputQueue out{pool};
    SeededRandom random{1};
    Engine engine;
    std::string log;
};

} // namespace burrow::ws::test
