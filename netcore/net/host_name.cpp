// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/host_name.hpp"

#include <algorithm>

namespace burrow {
namespace {

constexpr std::size_t maxName = 253; // RFC 1035 §3.1: 255 with lengths and root
constexpr std::size_t maxLabel = 63;

std::string_view nameText(int code) noexcept {
    switch (static_cast<NameError>(code)) {
    case NameError::None: return "no error";
    case NameError::Empty: return "the host name is empty";
    case NameError::TooLong: return "a host name has at most 253 characters";
    case NameError::EmptyLabel: return "a part of the host name is empty";
    case NameError::LabelTooLong: return "a part of a host name has at most 63 characters";
    case NameError::BadCharacter: return "unexpected character in a host name";
    case NameError::NotAscii: return "an international host name must be in its ASCII form (xn--...)";
    case NameError::EdgeHyphen: return "a part of a host name neither begins nor ends with a hyphen";
    case NameError::Numeric: return "neither a host name nor an IPv4 address of four numbers";
    case NameError::NotFound: return "the host name does not exist";
    case NameError::NoAddress: return "the host name has no address of the wanted kind";
    case NameError::ServerFailed: return "the name server failed";
    case NameError::TryAgain: return "the name server did not answer";
    case NameError::NeverInDns: return "names of this kind are never looked up in DNS";
    case NameError::TooManyWaiting: return "too many host names are waiting to be looked up";
    case NameError::NoResolver: return "a host name needs a resolver";
    case NameError::AddressRefused: return "the address is not allowed here";
    }
    return "unknown error";
}

std::unexpected<Error> bad(NameError code, std::size_t offset) {
    return fail(Error(ErrorKind::PeerFault, nameErrors, static_cast<int>(code), static_cast<std::uint32_t>(offset)));
}

bool isNameCharacter(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

Result<void> checkLabel(std::string_view label, std::size_t offset) {
    if (label.empty())
        return bad(NameError::EmptyLabel, offset);
    if (label.size() > maxLabel)
        return bad(NameError::LabelTooLong, offset);
    if (label.front() == '-' || label.back() == '-')
        return bad(NameError::EdgeHyphen, offset);
    return {};
}

} // namespace

constinit const ErrorDomain nameErrors{"name", nameText, nullptr};

Result<void> checkHostName(std::string_view name) {
    if (name.empty())
        return bad(NameError::Empty, 0);
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (static_cast<unsigned char>(name[i]) >= 0x80)
            return bad(NameError::NotAscii, i);
        if (name[i] != '.' && !isNameCharacter(name[i]))
            return bad(NameError::BadCharacter, i);
    }
    const std::string_view relative = name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
    if (relative.size() > maxName)
        return bad(NameError::TooLong, maxName);
    for (std::size_t begin = 0; begin <= relative.size();) {
        const std::size_t dot = std::min(relative.find('.', begin), relative.size());
        if (auto label = checkLabel(relative.substr(begin, dot - begin), begin); !label)
            return label;
        begin = dot + 1;
    }
    if (looksLikeIpv4(relative))
        return bad(NameError::Numeric, 0);
    return {};
}

Result<Target> Target::make(std::string_view host, std::uint16_t port) {
    std::string_view literal = host;
    if (literal.starts_with('[') && literal.ends_with(']'))
        literal = literal.substr(1, literal.size() - 2);
    if (literal.find(':') != literal.npos) {
        BURROW_TRY(const IpAddress address, IpAddress::parse(literal));
        return Target(Endpoint(address, port));
    }
    if (const auto address = IpAddress::parse(host))
        return Target(Endpoint(*address, port));
    if (auto fine = checkHostName(host); !fine)
        return fail(std::move(fine.error()));
    return Target(std::string(host), port);
}

Result<Target> Target::parse(std::string_view text, std::uint16_t defaultPort) {
    if (text.starts_with("unix:")) {
        BURROW_TRY(Endpoint endpoint, Endpoint::parse(text));
        return Target(std::move(endpoint));
    }
    // "::1" is an address without a port; "[::1]:80", "name:80" and "name" are split at the last colon, if any.
    const std::size_t colon = text.rfind(':');
    const bool bracketed = text.starts_with('[');
    const bool bareV6 = !bracketed && colon != text.npos && text.find(':') != colon;
    const bool hasPort = colon != text.npos && !bareV6 && !(bracketed && text.ends_with(']'));
    if (bracketed && (text.find(']') == text.npos || (hasPort && text[colon - 1] != ']')))
        return fail(Error(ErrorKind::PeerFault, addressErrors, static_cast<int>(AddressError::MissingBracket)));
    std::uint16_t port = defaultPort;
    if (hasPort) {
        const auto read = parsePort(text.substr(colon + 1));
        if (!read)
            return fail(read.error().at(read.error().offset() + static_cast<std::uint32_t>(colon) + 1));
        port = *read;
    }
    if (port == 0)
        return fail(Error(ErrorKind::PeerFault, addressErrors, static_cast<int>(AddressError::MissingPort),
                          static_cast<std::uint32_t>(text.size())));
    const std::string_view host = hasPort ? text.substr(0, colon) : text;
    auto target = make(host, port);
    if (target && bracketed && (!target->endpoint() || !target->endpoint()->address().isV6()))
        return fail(Error(ErrorKind::PeerFault, addressErrors, static_cast<int>(AddressError::NotInBrackets)));
    return target;
}

std::string Target::host() const {
    if (m_endpoint)
        return m_endpoint->isIp() ? m_endpoint->address().toString() : std::string();
    return m_name.ends_with('.') ? m_name.substr(0, m_name.size() - 1) : m_name;
}

std::string Target::toString() const {
    return m_endpoint ? m_endpoint->toString() : m_name + ':' + std::to_string(m_port);
}

} // namespace burrow
