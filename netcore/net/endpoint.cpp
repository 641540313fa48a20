// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/endpoint.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace burrow {
namespace {

constexpr std::size_t maxPath = sizeof(::sockaddr_un::sun_path) - 1;
constexpr std::size_t pathOffset = offsetof(::sockaddr_un, sun_path);

std::unexpected<Error> bad(AddressError code, std::size_t offset, ErrorKind kind = ErrorKind::PeerFault) {
    return fail(Error(kind, addressErrors, static_cast<int>(code), static_cast<std::uint32_t>(offset)));
}

std::unexpected<Error> moved(Error error, std::size_t by) {
    return fail(error.at(error.offset() + static_cast<std::uint32_t>(by)));
}

Result<Endpoint> parseUnix(std::string_view name) {
    constexpr std::size_t prefix = 5; // "unix:"
    Result<Endpoint> endpoint = name.starts_with('@') ? Endpoint::unixAbstract(std::string(name.substr(1)))
                                                      : Endpoint::unixPath(std::string(name));
    // Text from outside is not a mistake of our caller.
    if (!endpoint)
        return bad(static_cast<AddressError>(endpoint.error().code()), prefix + endpoint.error().offset());
    return endpoint;
}

Result<Endpoint> parseIp(std::string_view text, const Endpoint::ParseOptions& options) {
    const bool bracketed = text.starts_with('[');
    std::size_t hostAt = 0, hostEnd = 0;
    if (bracketed) {
        hostAt = 1;
        hostEnd = text.find(']');
        if (hostEnd == text.npos)
            return bad(AddressError::MissingBracket, text.size());
    } else {
        hostEnd = text.find(':');
        if (hostEnd == text.npos)
            return bad(AddressError::MissingPort, text.size());
        if (text.find(':', hostEnd + 1) != text.npos)
            return bad(AddressError::MissingBracket, 0);
    }
    const auto address = IpAddress::parse(text.substr(hostAt, hostEnd - hostAt),
                                          {.allowZone = options.allowZone, .zoneIndex = options.zoneIndex});
    if (!address)
        return moved(address.error(), hostAt);
    if (bracketed && !address->isV6())
        return bad(AddressError::NotInBrackets, 0);
    const std::size_t colon = bracketed ? hostEnd + 1 : hostEnd;
    if (colon >= text.size() || text[colon] != ':')
        return bad(AddressError::MissingPort, colon);
    const auto port = parsePort(text.substr(colon + 1), options.allowPortZero);
    if (!port)
        return moved(port.error(), colon + 1);
    return Endpoint(*address, *port);
}

} // namespace

Result<std::uint16_t> parsePort(std::string_view text, bool allowZero) {
    if (text.empty())
        return bad(AddressError::MissingPort, 0);
    unsigned value = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] < '0' || text[i] > '9' || i == 5)
            return bad(AddressError::BadPort, i);
        value = value * 10 + static_cast<unsigned>(text[i] - '0');
    }
    if (value > 65535 || (text.size() > 1 && text[0] == '0'))
        return bad(AddressError::BadPort, 0);
    if (value == 0 && !allowZero)
        return bad(AddressError::PortZero, 0);
    return static_cast<std::uint16_t>(value);
}

Result<Endpoint> Endpoint::unixPath(std::string path) {
    if (path.empty())
        return bad(AddressError::PathEmpty, 0, ErrorKind::Misuse);
    if (const std::size_t nul = path.find('\0'); nul != path.npos)
        return bad(AddressError::PathHasNul, nul, ErrorKind::Misuse);
    if (path.size() > maxPath)
        return bad(AddressError::PathTooLong, maxPath, ErrorKind::Misuse);
    Endpoint endpoint;
    endpoint.m_family = Family::UnixPath;
    endpoint.m_path = std::move(path);
    return endpoint;
}

Result<Endpoint> Endpoint::unixAbstract(std::string name) {
    if (name.empty()) // would ask the kernel for a name of its own
        return bad(AddressError::PathEmpty, 0, ErrorKind::Misuse);
    if (name.size() > maxPath)
        return bad(AddressError::PathTooLong, maxPath, ErrorKind::Misuse);
    Endpoint endpoint;
    endpoint.m_family = Family::UnixAbstract;
    endpoint.m_path = std::move(name);
    return endpoint;
}

Result<Endpoint> Endpoint::parse(std::string_view text, ParseOptions options) {
    if (text.empty())
        return bad(AddressError::Empty, 0);
    return text.starts_with("unix:") ? parseUnix(text.substr(5)) : parseIp(text, options);
}

Endpoint Endpoint::fromSockaddr(const ::sockaddr* address, std::uint32_t size) noexcept {
    Endpoint endpoint;
    if (size < sizeof(::sa_family_t))
        return endpoint;
    if (address->sa_family == AF_INET && size >= sizeof(::sockaddr_in)) {
        ::sockaddr_in v4;
        std::memcpy(&v4, address, sizeof v4);
        return {IpAddress::v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
    }
    if (address->sa_family == AF_INET6 && size >= sizeof(::sockaddr_in6)) {
        ::sockaddr_in6 v6;
        std::memcpy(&v6, address, sizeof v6);
        return {IpAddress::v6(std::span<const std::uint8_t, 16>(v6.sin6_addr.s6_addr), v6.sin6_scope_id),
                ntohs(v6.sin6_port)};
    }
    if (address->sa_family != AF_UNIX)
        return endpoint;
    const char* path = reinterpret_cast<const char*>(address) + pathOffset;
    const std::size_t room = size > pathOffset ? std::min<std::size_t>(size - pathOffset, maxPath + 1) : 0;
    if (room == 0) {
        endpoint.m_family = Family::UnixUnnamed;
    } else if (path[0] == '\0') {
        endpoint.m_family = Family::UnixAbstract;
        endpoint.m_path.assign(path + 1, room - 1);
    } else {
        endpoint.m_family = Family::UnixPath;
        endpoint.m_path.assign(path, ::strnlen(path, room));
    }
    return endpoint;
}

std::uint32_t Endpoint::toSockaddr(void* storage) const noexcept {
    if (m_family == Family::None || (isIp() && m_address.family() == IpAddress::Family::None))
        return 0;
    if (isIp() && m_address.isV4()) {
        ::sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(m_port);
        v4.sin_addr.s_addr = htonl(m_address.toV4());
        std::memcpy(storage, &v4, sizeof v4);
        return sizeof v4;
    }
    if (isIp()) {
        ::sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(m_port);
        v6.sin6_scope_id = m_address.scope();
        std::memcpy(&v6.sin6_addr, m_address.bytes().data(), 16);
        std::memcpy(storage, &v6, sizeof v6);
        return sizeof v6;
    }
    ::sockaddr_un local{};
    local.sun_family = AF_UNIX;
    const bool isAbstract = m_family == Family::UnixAbstract;
    std::memcpy(local.sun_path + (isAbstract ? 1 : 0), m_path.data(), m_path.size());
    std::memcpy(storage, &local, sizeof local);
    if (m_family == Family::UnixUnnamed)
        return pathOffset;
    return static_cast<std::uint32_t>(pathOffset + m_path.size() + 1); // the NUL before or behind the name
}

Endpoint Endpoint::localOf(int fd) noexcept {
    ::sockaddr_storage storage{};
    ::socklen_t size = sizeof storage;
    auto* address = reinterpret_cast<::sockaddr*>(&storage);
    return ::getsockname(fd, address, &size) == 0 ? fromSockaddr(address, size) : Endpoint();
}

Endpoint Endpoint::peerOf(int fd) noexcept {
    ::sockaddr_storage storage{};
    ::socklen_t size = sizeof storage;
    auto* address = reinterpret_cast<::sockaddr*>(&storage);
    return ::getpeername(fd, address, &size) == 0 ? fromSockaddr(address, size) : Endpoint();
}

Endpoint Endpoint::withPort(std::uint16_t port) const {
    Endpoint changed = *this;
    changed.m_port = isIp() ? port : 0;
    return changed;
}

Endpoint Endpoint::canonical() const {
    Endpoint changed = *this;
    changed.m_address = m_address.canonical();
    return changed;
}

std::string Endpoint::toString() const {
    switch (m_family) {
    case Family::None: return {};
    case Family::Ip: {
        const std::string host = m_address.toString();
        return (m_address.isV6() ? '[' + host + ']' : host) + ':' + std::to_string(m_port);
    }
    case Family::UnixPath: return (m_path.starts_with('@') ? "unix:./" : "unix:") + m_path;
    case Family::UnixAbstract: return "unix:@" + m_path;
    case Family::UnixUnnamed: return "unix:";
    }
    return {};
}

std::size_t Endpoint::hash() const noexcept {
    const std::size_t place = isIp() ? m_address.hash() : std::hash<std::string>()(m_path);
    const std::size_t rest = std::size_t{m_port} << 8 | static_cast<std::uint8_t>(m_family);
    return (place ^ (rest * 0x9E3779B97F4A7C15u)) * 0xD6E8FEB86659FD93u ^ (place >> 32);
}

} // namespace burrow
