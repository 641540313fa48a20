// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/netlink.hpp"

#include "netcore/base/fd.hpp"

#include <array>
#include <cerrno>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <vector>

namespace burrow::netlink {
namespace {

// The kernel builds dumps in messages of at most 32 KiB (netlink(7)).
constexpr std::size_t messageRoom = 32 * 1024;
// The table of a busy container host may change during each read; more tries than this help nobody.
constexpr int tries = 5;

std::size_t aligned(std::size_t size) noexcept { return (size + 3) & ~std::size_t{3}; }

enum class Outcome { Done, More, Changed };

/// Walks one datagram of messages.
Result<Outcome> walk(Bytes bytes, std::uint32_t sequence, const std::function<void(std::uint16_t, Bytes)>& visit) {
    while (bytes.size() >= sizeof(::nlmsghdr)) {
        const auto header = load<::nlmsghdr>(bytes);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > bytes.size())
            return fail(Error::fromErrno(EBADMSG, "netlink"));
        const Bytes payload = bytes.subspan(sizeof header, header.nlmsg_len - sizeof header);
        if (header.nlmsg_seq == sequence) {
            if (header.nlmsg_flags & NLM_F_DUMP_INTR)
                return Outcome::Changed;
            if (header.nlmsg_type == NLMSG_DONE)
                return Outcome::Done;
            if (header.nlmsg_type == NLMSG_ERROR)
                return fail(Error::fromErrno(-load<::nlmsgerr>(payload).error, "netlink"));
            if (header.nlmsg_type >= NLMSG_MIN_TYPE)
                visit(header.nlmsg_type, payload);
        }
        bytes = bytes.subspan(std::min(aligned(header.nlmsg_len), bytes.size()));
    }
    return Outcome::More;
}

Result<Outcome> ask(int fd, std::uint16_t request, std::uint32_t sequence,
                    const std::function<void(std::uint16_t, Bytes)>& visit) {
    struct {
        ::nlmsghdr header{};
        ::rtgenmsg body{};
    } message;
    message.header.nlmsg_len = NLMSG_LENGTH(sizeof message.body);
    message.header.nlmsg_type = request;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    message.header.nlmsg_seq = sequence;
    message.body.rtgen_family = AF_UNSPEC;
    if (::send(fd, &message, message.header.nlmsg_len, MSG_NOSIGNAL) < 0)
        return fail(Error::fromErrno(errno, "netlink"));
    std::vector<std::byte> room(messageRoom);
    for (;;) {
        const ssize_t got = ::recv(fd, room.data(), room.size(), MSG_TRUNC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(Error::fromErrno(errno, "netlink"));
        if (static_cast<std::size_t>(got) > room.size())
            return fail(Error::fromErrno(EMSGSIZE, "netlink"));
        BURROW_TRY(const Outcome outcome, walk(Bytes(room).first(static_cast<std::size_t>(got)), sequence, visit));
        if (outcome != Outcome::More)
            return outcome;
    }
}

} // namespace

void eachAttribute(Bytes attributes, const std::function<void(std::uint16_t, Bytes)>& visit) {
    while (attributes.size() >= sizeof(::rtattr)) {
        const auto header = load<::rtattr>(attributes);
        if (header.rta_len < sizeof header || header.rta_len > attributes.size())
            return;
        visit(header.rta_type & NLA_TYPE_MASK, attributes.subspan(sizeof header, header.rta_len - sizeof header));
        attributes = attributes.subspan(std::min(aligned(header.rta_len), attributes.size()));
    }
}

std::string_view text(Bytes payload) noexcept {
    const std::string_view all = asText(payload);
    return all.substr(0, all.find('\0'));
}

Result<void> dump(std::uint16_t request, const std::function<void(std::uint16_t, Bytes)>& visit,
                  const std::function<void()>& restart) {
    for (std::uint32_t sequence = 1; sequence <= tries; ++sequence) {
        // A socket per try: what is left of an interrupted dump goes with it.
        const Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
        if (!fd)
            return fail(Error::fromErrno(errno, "netlink"));
        // The kernel answers at once; a silent one must not hold the caller for ever.
        const ::timeval patience{2, 0};
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        BURROW_TRY(const Outcome outcome, ask(fd.get(), request, sequence, visit));
        if (outcome == Outcome::Done)
            return {};
        restart();
    }
    return fail(Error(ErrorKind::Overloaded, systemErrors, EAGAIN).about("netlink: the table changes all the time"));
}

} // namespace burrow::netlink
