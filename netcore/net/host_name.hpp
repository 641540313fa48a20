// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/net/endpoint.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace burrow {

extern const ErrorDomain nameErrors;

enum class NameError : int {
    None = 0,
    Empty,
    TooLong,
    EmptyLabel,
    LabelTooLong,
    BadCharacter,
    NotAscii,
    EdgeHyphen,
    Numeric,
    NotFound,
    NoAddress,
    ServerFailed,
    TryAgain,
    NeverInDns,
    TooManyWaiting,
    NoResolver,
    AddressRefused,
};

/// A name that may be asked for: at most 253 bytes, labels of 1 to 63 letters, digits, '-' and '_' (RFC 1123 §2.1),
/// perhaps one dot at the end. Refused besides: what a loose reader takes for an IPv4 address ("1.2.3", "0x7f.1"), since
/// it must never reach DNS. International names come in their ASCII form. Error: PeerFault with the offset.
Result<void> checkHostName(std::string_view name);

/// Whom to connect to: an endpoint, or a name with a port. Thread: immutable.
class Target {
public:
    Target(Endpoint endpoint) : m_endpoint(std::move(endpoint)) {}
    /// An address literal (an IPv6 one with or without brackets) or a name. PeerFault if it is neither.
    static Result<Target> make(std::string_view host, std::uint16_t port);
    /// "example.org:25", and all that Endpoint::parse() reads. Without a port: `defaultPort`, or an error if that is 0.
    static Result<Target> parse(std::string_view text, std::uint16_t defaultPort = 0);

    /// Empty if a name must be looked up.
    const std::optional<Endpoint>& endpoint() const noexcept { return m_endpoint; }
    const std::string& name() const noexcept { return m_name; }
    std::uint16_t port() const noexcept { return m_endpoint ? m_endpoint->port() : m_port; }
    /// What a certificate must name: the name without the dot at its end, or the address; empty for a Unix endpoint.
    std::string host() const;
    std::string toString() const;

private:
    Target(std::string name, std::uint16_t port) : m_name(std::move(name)), m_port(port) {}

    std::optional<Endpoint> m_endpoint;
    std::string m_name;
    std::uint16_t m_port = 0;
};

} // namespace burrow
