// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/interfaces.hpp"

#include "netcore/base/fd.hpp"
#include "netcore/net/address_class.hpp"
#include "netcore/net/netlink.hpp"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <map>
#include <net/if.h>
#include <net/if_arp.h>
#include <unistd.h>

namespace burrow {
namespace {

constexpr unsigned short arpNone = 0xFFFE; // tun, wireguard: no link-layer address
constexpr unsigned short arpIp6Gre = 823;  // glibc has no name for it

int hexValue(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// ---- sysfs ----

std::string sysPath(const std::string& interface, const char* file) {
    return "/sys/class/net/" + interface + '/' + file;
}

bool hasSysFile(const std::string& interface, const char* file) {
    return ::access(sysPath(interface, file).c_str(), F_OK) == 0;
}

/// -1 in the file (link down) and a refused read both mean unknown.
std::uint32_t readSpeed(const std::string& interface) {
    const Fd fd(::open(sysPath(interface, "speed").c_str(), O_RDONLY | O_CLOEXEC));
    char digits[16];
    const ssize_t got = fd ? ::read(fd.get(), digits, sizeof digits) : -1;
    std::int64_t value = 0;
    if (got > 0)
        std::from_chars(digits, digits + got, value);
    return value > 0 && value < 0xFFFFFFFF ? static_cast<std::uint32_t>(value) : 0;
}

InterfaceKind kindOf(const NetworkInterface& interface, unsigned short arpType) {
    if (interface.loopback)
        return InterfaceKind::Loopback;
    if (hasSysFile(interface.name, "phy80211") || hasSysFile(interface.name, "wireless"))
        return InterfaceKind::Wifi;
    if (interface.driver == "bridge" || hasSysFile(interface.name, "bridge"))
        return InterfaceKind::Bridge;
    switch (arpType) {
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case arpIp6Gre:
    case ARPHRD_PPP:
    case arpNone: return InterfaceKind::Tunnel;
    default: break;
    }
    if (interface.driver == "tun" || interface.driver == "wireguard" || interface.driver == "vxlan")
        return InterfaceKind::Tunnel;
    if (!interface.driver.empty())
        return InterfaceKind::Virtual;
    return arpType == ARPHRD_ETHER ? InterfaceKind::Ethernet : InterfaceKind::Other;
}

// ---- rtnetlink ----

using Table = std::map<std::uint32_t, NetworkInterface>;

void takeLink(Bytes message, Table& table) {
    if (message.size() < sizeof(::ifinfomsg))
        return;
    const auto header = netlink::load<::ifinfomsg>(message);
    NetworkInterface interface;
    interface.index = static_cast<std::uint32_t>(header.ifi_index);
    interface.up = header.ifi_flags & IFF_UP;
    interface.running = header.ifi_flags & IFF_RUNNING;
    interface.loopback = header.ifi_flags & IFF_LOOPBACK;
    interface.pointToPoint = header.ifi_flags & IFF_POINTOPOINT;
    interface.canBroadcast = header.ifi_flags & IFF_BROADCAST;
    interface.canMulticast = header.ifi_flags & IFF_MULTICAST;
    netlink::eachAttribute(message.subspan(NLMSG_ALIGN(sizeof header)), [&](std::uint16_t type, Bytes payload) {
        if (type == IFLA_IFNAME)
            interface.name = netlink::text(payload);
        else if (type == IFLA_MTU)
            interface.mtu = netlink::load<std::uint32_t>(payload);
        else if (type == IFLA_ADDRESS)
            interface.mac = MacAddress({reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()});
        else if (type == IFLA_LINKINFO)
            netlink::eachAttribute(payload, [&](std::uint16_t inner, Bytes value) {
                if (inner == IFLA_INFO_KIND)
                    interface.driver = netlink::text(value);
            });
    });
    if (interface.kind = kindOf(interface, header.ifi_type); interface.kind == InterfaceKind::Tunnel)
        interface.mac = {}; // a tunnel's "hardware address" is its own end
    interface.speed = readSpeed(interface.name);
    table[interface.index] = std::move(interface);
}

IpAddress addressFrom(Bytes payload, std::uint32_t index) noexcept {
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size());
    if (bytes.size() == 4)
        return IpAddress::v4(std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                             std::uint32_t{bytes[2]} << 8 | bytes[3]);
    if (bytes.size() != 16)
        return {};
    const IpAddress plain = IpAddress::v6(bytes.first<16>());
    return needsScope(plain) ? IpAddress::v6(bytes.first<16>(), index) : plain;
}

void takeAddress(Bytes message, Table& table) {
    if (message.size() < sizeof(::ifaddrmsg))
        return;
    const auto header = netlink::load<::ifaddrmsg>(message);
    const auto found = table.find(header.ifa_index);
    if (found == table.end())
        return; // the interface has come meanwhile
    std::uint32_t flags = header.ifa_flags;
    IpAddress local, remote;
    InterfaceAddress entry;
    netlink::eachAttribute(message.subspan(NLMSG_ALIGN(sizeof header)), [&](std::uint16_t type, Bytes payload) {
        if (type == IFA_LOCAL)
            local = addressFrom(payload, header.ifa_index);
        else if (type == IFA_ADDRESS)
            remote = addressFrom(payload, header.ifa_index);
        else if (type == IFA_BROADCAST)
            entry.broadcast = addressFrom(payload, header.ifa_index);
        else if (type == IFA_FLAGS)
            flags = netlink::load<std::uint32_t>(payload);
    });
    // IFA_ADDRESS is the peer where both are given and differ (rtnetlink(7)).
    const bool both = local.family() != IpAddress::Family::None;
    entry.address = both ? local : remote;
    if (both && local != remote)
        entry.peer = remote;
    if (entry.address.family() == IpAddress::Family::None)
        return;
    entry.network = IpPrefix(remote, header.ifa_prefixlen);
    entry.tentative = flags & IFA_F_TENTATIVE;
    entry.deprecated = flags & IFA_F_DEPRECATED;
    entry.temporary = entry.address.isV6() && (flags & IFA_F_TEMPORARY);
    entry.permanent = flags & IFA_F_PERMANENT;
    found->second.addresses.push_back(entry);
}

void takeRoute(Bytes message, Table& table) {
    if (message.size() < sizeof(::rtmsg))
        return;
    const auto header = netlink::load<::rtmsg>(message);
    if (header.rtm_dst_len != 0 || header.rtm_table != RT_TABLE_MAIN || header.rtm_type != RTN_UNICAST)
        return;
    std::uint32_t index = 0, metric = 0;
    netlink::eachAttribute(message.subspan(NLMSG_ALIGN(sizeof header)), [&](std::uint16_t type, Bytes payload) {
        if (type == RTA_OIF)
            index = netlink::load<std::uint32_t>(payload);
        else if (type == RTA_PRIORITY)
            metric = netlink::load<std::uint32_t>(payload);
    });
    const auto found = table.find(index);
    if (found == table.end())
        return;
    auto& best = header.rtm_family == AF_INET6 ? found->second.defaultRouteV6 : found->second.defaultRouteV4;
    best = best ? std::min(*best, metric) : metric;
}

bool passes(const InterfaceFilter& filter, const NetworkInterface& interface) {
    return ::fnmatch(filter.pattern.c_str(), interface.name.c_str(), 0) == 0 && (!filter.onlyUp || interface.up) &&
           (!filter.skipLoopback || !interface.loopback) && (!filter.onlyWithMac || !interface.mac.empty());
}

} // namespace

MacAddress::MacAddress(std::span<const std::uint8_t> bytes) noexcept {
    if (bytes.size() > maxSize)
        return;
    std::copy(bytes.begin(), bytes.end(), m_bytes.begin());
    m_size = static_cast<std::uint8_t>(bytes.size());
}

Result<MacAddress> MacAddress::parse(std::string_view text) {
    const auto bad = [](std::size_t offset) {
        return fail(Error(ErrorKind::PeerFault, addressErrors, static_cast<int>(AddressError::BadCharacter),
                          static_cast<std::uint32_t>(offset)));
    };
    MacAddress address;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        if (address.m_size == maxSize || at + 2 > text.size())
            return bad(at);
        const int high = hexValue(text[at]), low = hexValue(text[at + 1]);
        if (high < 0 || low < 0)
            return bad(high < 0 ? at : at + 1);
        address.m_bytes[address.m_size++] = static_cast<std::uint8_t>(high << 4 | low);
        const bool last = at + 2 == text.size();
        if (!last && ((text[at + 2] != ':' && text[at + 2] != '-') || text[at + 2] != text[2] || at + 3 == text.size()))
            return bad(at + 2);
    }
    if (address.m_size != 6 && address.m_size != maxSize)
        return bad(text.size());
    return address;
}

std::string MacAddress::toString(char separator) const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes()) {
        if (!text.empty())
            text += separator;
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string_view nameOf(InterfaceKind kind) noexcept {
    switch (kind) {
    case InterfaceKind::Loopback: return "loopback";
    case InterfaceKind::Ethernet: return "ethernet";
    case InterfaceKind::Wifi: return "wifi";
    case InterfaceKind::Bridge: return "bridge";
    case InterfaceKind::Tunnel: return "tunnel";
    case InterfaceKind::Virtual: return "virtual";
    case InterfaceKind::Other: return "other";
    }
    return "other";
}

std::string NetworkInterface::netmask() const {
    for (const InterfaceAddress& entry : addresses) {
        if (entry.address.isV4()) {
            const unsigned bits = entry.network.bits();
            return IpAddress::v4(bits == 0 ? 0 : 0xFFFFFFFFu << (32 - bits)).toString();
        }
    }
    return {};
}

Result<std::vector<NetworkInterface>> listInterfaces(const InterfaceFilter& filter) {
    Table table;
    if (auto read = netlink::dump(
            RTM_GETLINK, [&](std::uint16_t, Bytes message) { takeLink(message, table); }, [&] { table.clear(); });
        !read)
        return fail(std::move(read.error()));
    const auto forgetAddresses = [&] {
        for (auto& [index, interface] : table)
            interface.addresses.clear();
    };
    if (auto read = netlink::dump(
            RTM_GETADDR, [&](std::uint16_t, Bytes message) { takeAddress(message, table); }, forgetAddresses);
        !read)
        return fail(std::move(read.error()));
    const auto forgetRoutes = [&] {
        for (auto& [index, interface] : table)
            interface.defaultRouteV4.reset(), interface.defaultRouteV6.reset();
    };
    if (auto read = netlink::dump(
            RTM_GETROUTE, [&](std::uint16_t, Bytes message) { takeRoute(message, table); }, forgetRoutes);
        !read)
        return fail(std::move(read.error()));
    std::vector<NetworkInterface> list;
    for (auto& [index, interface] : table) {
        if (passes(filter, interface))
            list.push_back(std::move(interface));
    }
    return list;
}

} // namespace burrow
