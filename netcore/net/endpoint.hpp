// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/net/ip_address.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

struct sockaddr;

namespace burrow {

/// Where a socket is: IPv4 or IPv6 with port, Unix path, Unix abstract name, or unnamed. Total order, hash, equality.
/// Thread: immutable. The path of a Unix endpoint is the only part that allocates.
class Endpoint {
public:
    enum class Family : std::uint8_t { None, Ip, UnixPath, UnixAbstract, UnixUnnamed };

    Endpoint() noexcept = default;
    Endpoint(IpAddress address, std::uint16_t port) noexcept
        : m_address(address), m_port(port), m_family(Family::Ip) {}
    /// At most 107 bytes without NUL; Misuse otherwise (never a silent truncation).
    static Result<Endpoint> unixPath(std::string path);
    static Result<Endpoint> unixAbstract(std::string name);
    struct ParseOptions {
        bool allowPortZero = false;
        bool allowZone = true;
        std::uint32_t (*zoneIndex)(const char* name) = nullptr; ///< as in IpAddress::ParseOptions
    };
    /// "127.0.0.1:80", "[::1]:80", "[fe80::1%eth0]:80", "unix:/run/x.sock", "unix:@name". Port 0 only if allowed.
    /// Names of hosts are not read here: see splitHostPort() in resolver.hpp.
    static Result<Endpoint> parse(std::string_view text, ParseOptions options);
    static Result<Endpoint> parse(std::string_view text) { return parse(text, ParseOptions{}); }
    /// None for a family that is not ours or an area too small.
    static Endpoint fromSockaddr(const ::sockaddr* address, std::uint32_t size) noexcept;
    /// Fills a sockaddr_storage-sized area; gives the length to hand to the kernel, 0 for None.
    std::uint32_t toSockaddr(void* storage) const noexcept;
    /// getsockname and getpeername; None if the kernel refuses (not connected).
    static Endpoint localOf(int fd) noexcept;
    static Endpoint peerOf(int fd) noexcept;

    Family family() const noexcept { return m_family; }
    bool isIp() const noexcept { return m_family == Family::Ip; }
    bool isUnix() const noexcept { return m_family >= Family::UnixPath; }
    const IpAddress& address() const noexcept { return m_address; }
    std::uint16_t port() const noexcept { return m_port; }
    const std::string& path() const noexcept { return m_path; } ///< without the leading NUL of an abstract name
    Endpoint withPort(std::uint16_t port) const;
    /// IPv4-mapped addresses as IPv4. For access lists, bans and logs.
    Endpoint canonical() const;
    /// The form that parse() reads; "" for None, "unix:" for an unnamed peer. A Unix name may hold any byte: escape it.
    std::string toString() const;

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
    friend std::strong_ordering operator<=>(const Endpoint&, const Endpoint&) = default;
    std::size_t hash() const noexcept;

private:
    IpAddress m_address;
    std::uint16_t m_port = 0;
    Family m_family = Family::None;
    std::string m_path;
};

/// 28 bytes: what a connection keeps of its peer. Unix peers are only marked as such.
struct CompactEndpoint {
    IpAddress address;
    std::uint16_t port = 0;
    Endpoint::Family family = Endpoint::Family::None;

    CompactEndpoint() noexcept = default;
    explicit CompactEndpoint(const Endpoint& from) noexcept
        : address(from.address()), port(from.port()), family(from.family()) {}
    Endpoint expand() const {
        if (family == Endpoint::Family::Ip)
            return {address, port};
        return {};
    }
};

static_assert(sizeof(CompactEndpoint) <= 28);

/// Decimal 1..65535, at most five digits, no sign, no leading zero; 0 only if allowed.
Result<std::uint16_t> parsePort(std::string_view text, bool allowZero = false);

} // namespace burrow

template <>
struct std::hash<burrow::Endpoint> {
    std::size_t operator()(const burrow::Endpoint& endpoint) const noexcept { return endpoint.hash(); }
};
