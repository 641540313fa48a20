// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http1/http1_errors.hpp"
#include "netprotocols/http1/http1_wire.hpp"

namespace burrow::http1 {

/// Collects what the fields of one head say about framing and the connection, and judges it at the end.
class Framing {
public:
    /// Whether note() could have an opinion about a name that begins like this: one test instead of a call.
    static bool mayCare(char first) noexcept {
        constexpr std::uint32_t initials = 1u << ('a' & 31) | 1u << ('c' & 31) | 1u << ('e' & 31) | 1u << ('h' & 31) |
                                           1u << ('l' & 31) | 1u << ('t' & 31) | 1u << ('u' & 31);
        return initials >> (first & 31) & 1;
    }
    /// `value` is trimmed and stands in the line that it came in, between colon and CR.
    /// Rules that need the version wait for finish().
    Http1Error note(std::string_view name, std::string_view value) noexcept;
    /// Fills the rest of `head`, whose request line and host of the target are set.
    Http1Error finish(RequestHead& head, const Limits& limits) noexcept;

private:
    enum Seen : std::uint16_t {
        Host = 1,
        Length = 2,
        Coding = 4,
        Expect = 8,
        Upgrade = 16,
        ContentType = 32,
        Authorization = 64,
        Location = 128,
        Close = 256,
        KeepAlive = 512,
        WantsUpgrade = 1024,
        Trailers = 2048,
        OtherExpect = 4096,
    };

    bool firstTime(Seen what) noexcept {
        const bool first = (m_seen & what) == 0;
        m_seen |= what;
        return first;
    }
    Http1Error noteHost(std::string_view value) noexcept;
    Http1Error noteLength(std::string_view value) noexcept;
    Http1Error noteCoding(std::string_view value) noexcept;
    Http1Error noteConnection(std::string_view value) noexcept;
    Http1Error noteUpgrade(std::string_view value) noexcept;
    Http1Error noteExpect(std::string_view value) noexcept;
    void noteTe(std::string_view value) noexcept;

    std::uint64_t m_length = 0;
    std::string_view m_host, m_upgrade;
    std::uint16_t m_seen = 0;
};

} // namespace burrow::http1
