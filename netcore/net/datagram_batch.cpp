// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/datagram_batch.hpp"

#include "netcore/net/address_class.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace burrow {
namespace {

constexpr std::size_t maxBatch = 64;

/// Room for the pktinfo of either family; a dual-stack socket may give both.
union Control {
    char bytes[CMSG_SPACE(sizeof(::in6_pktinfo)) + CMSG_SPACE(sizeof(::in_pktinfo))];
    ::cmsghdr aligned;
};

void readPacketInfo(::msghdr& message, ReceivedDatagram& datagram) noexcept {
    for (::cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
            ::in_pktinfo info;
            std::memcpy(&info, CMSG_DATA(header), sizeof info);
            datagram.local = IpAddress::v4(ntohl(info.ipi_addr.s_addr));
            datagram.interfaceIndex = static_cast<std::uint32_t>(info.ipi_ifindex);
        } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
            ::in6_pktinfo info;
            std::memcpy(&info, CMSG_DATA(header), sizeof info);
            datagram.local = IpAddress::v6(std::span<const std::uint8_t, 16>(info.ipi6_addr.s6_addr));
            datagram.interfaceIndex = info.ipi6_ifindex;
        }
    }
    const AddressClass kind = classify(datagram.local.canonical());
    if (kind == AddressClass::Multicast || kind == AddressClass::Broadcast)
        datagram.local = {}; // nobody can answer from it
}

/// Gives the length of the control data.
std::size_t writePacketInfo(const IpAddress& from, std::uint32_t interfaceIndex, bool v6Socket, Control& control) noexcept {
    auto* header = &control.aligned;
    if (from.isV4() && !v6Socket) {
        ::in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(from.toV4());
        header->cmsg_level = IPPROTO_IP;
        header->cmsg_type = IP_PKTINFO;
        header->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(header), &info, sizeof info);
        return CMSG_SPACE(sizeof info);
    }
    if (from.family() == IpAddress::Family::None)
        return 0;
    ::in6_pktinfo info{};
    if (from.isV4()) { // a dual-stack socket tells the address by IP_PKTINFO and takes it mapped
        info.ipi6_addr.s6_addr[10] = info.ipi6_addr.s6_addr[11] = 0xFF;
        std::memcpy(&info.ipi6_addr.s6_addr[12], from.bytes().data(), 4);
    } else {
        std::memcpy(&info.ipi6_addr, from.bytes().data(), 16);
    }
    info.ipi6_ifindex = interfaceIndex;
    header->cmsg_level = IPPROTO_IPV6;
    header->cmsg_type = IPV6_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    return CMSG_SPACE(sizeof info);
}

} // namespace

struct DatagramReceiver::Headers {
    std::array<::mmsghdr, maxBatch> messages{};
    std::array<::iovec, maxBatch> slices{};
    std::array<::sockaddr_storage, maxBatch> peers;
    std::array<Control, maxBatch> controls;
};

DatagramReceiver::DatagramReceiver(unsigned datagrams, std::size_t bytes)
    : m_count(std::clamp(datagrams, 1u, static_cast<unsigned>(maxBatch))),
      m_bytes(std::clamp<std::size_t>(bytes, 1, 65535)),
      m_room(std::make_unique_for_overwrite<std::byte[]>(m_count * m_bytes)), m_headers(std::make_unique<Headers>()),
      m_received(m_count) {}

DatagramReceiver::~DatagramReceiver() = default;

Result<std::size_t> DatagramReceiver::receive(int fd) {
    Headers& headers = *m_headers;
    for (std::size_t i = 0; i < m_count; ++i) {
        headers.slices[i] = {m_room.get() + i * m_bytes, m_bytes};
        ::msghdr& message = headers.messages[i].msg_hdr;
        message = {};
        message.msg_name = &headers.peers[i];
        message.msg_namelen = sizeof headers.peers[i];
        message.msg_iov = &headers.slices[i];
        message.msg_iovlen = 1;
        message.msg_control = headers.controls[i].bytes;
        message.msg_controllen = sizeof headers.controls[i].bytes;
    }
    int got;
    do
        got = ::recvmmsg(fd, headers.messages.data(), m_count, MSG_DONTWAIT, nullptr);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        if (errno == EAGAIN)
            return 0;
        return fail(Error::fromErrno(errno));
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
        ::msghdr& message = headers.messages[i].msg_hdr;
        ReceivedDatagram& datagram = m_received[i];
        datagram.data = {m_room.get() + i * m_bytes, std::min<std::size_t>(headers.messages[i].msg_len, m_bytes)};
        datagram.peer = Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&headers.peers[i]), message.msg_namelen);
        datagram.truncated = message.msg_flags & MSG_TRUNC;
        datagram.local = {};
        datagram.interfaceIndex = 0;
        readPacketInfo(message, datagram);
    }
    return static_cast<std::size_t>(got);
}

struct DatagramSender::Entry {
    ::sockaddr_storage to;
    ::socklen_t toSize;
    IpAddress from;
    std::uint32_t scope;
    std::size_t size;
};

struct DatagramSender::Headers {
    std::array<::mmsghdr, maxBatch> messages{};
    std::array<::iovec, maxBatch> slices{};
    std::array<Control, maxBatch> controls{};
};

DatagramSender::DatagramSender(std::size_t queuedAtMost)
    : m_limit(queuedAtMost), m_headers(std::make_unique<Headers>()) {}

DatagramSender::~DatagramSender() = default;

bool DatagramSender::queue(const Endpoint& to, const IpAddress& from, ByteView data) {
    if (queuedBytes() + data.size() > m_limit)
        return false;
    Entry& entry = m_entries.emplace_back();
    entry.toSize = to.toSockaddr(&entry.to);
    entry.from = from;
    entry.scope = to.address().scope();
    entry.size = data.size();
    ++m_waiting;
    m_bytes.insert(m_bytes.end(), data.data(), data.data() + data.size());
    return true;
}

DatagramSender::Sent DatagramSender::flush(int fd) {
    Sent sent;
    Headers& headers = *m_headers;
    while (!empty() && !sent.blocked) {
        const std::size_t count = std::min(m_waiting, maxBatch);
        std::size_t at = m_firstByte;
        for (std::size_t i = 0; i < count; ++i) {
            Entry& entry = m_entries[m_first + i];
            headers.slices[i] = {m_bytes.data() + at, entry.size};
            at += entry.size;
            ::msghdr& message = headers.messages[i].msg_hdr;
            message = {};
            message.msg_name = entry.toSize != 0 ? &entry.to : nullptr;
            message.msg_namelen = entry.toSize;
            message.msg_iov = &headers.slices[i];
            message.msg_iovlen = 1;
            message.msg_controllen =
                writePacketInfo(entry.from, entry.scope, entry.to.ss_family == AF_INET6, headers.controls[i]);
            message.msg_control = message.msg_controllen != 0 ? headers.controls[i].bytes : nullptr;
        }
        int taken;
        do
            taken = ::sendmmsg(fd, headers.messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT | MSG_NOSIGNAL);
        while (taken < 0 && errno == EINTR);
        if (taken < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
            sent.blocked = true;
            break;
        }
        if (taken < 0)
            ++sent.refused; // the first of the batch
        for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(taken, 1)); ++i) {
            const std::size_t size = m_entries[m_first++].size;
            m_firstByte += size;
            --m_waiting;
            if (taken > 0) {
                ++sent.datagrams;
                sent.bytes += size;
            }
        }
    }
    if (empty()) { // keeps its memory for the next batch
        m_entries.clear();
        m_bytes.clear();
        m_first = m_firstByte = 0;
    }
    return sent;
}

} // namespace burrow
