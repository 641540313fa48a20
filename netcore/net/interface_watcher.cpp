// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/interface_watcher.hpp"

#include "netcore/loop/event_loop.hpp"

#include <cerrno>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace burrow {
namespace {

// Long enough for the messages of one change, short enough for a person who watches.
constexpr Duration settleTime = std::chrono::milliseconds(50);

} // namespace

Result<std::unique_ptr<InterfaceWatcher>> InterfaceWatcher::start(EventLoop& loop,
                                                                  std::move_only_function<void()> onChange) {
    Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    ::sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (!fd || ::bind(fd.get(), reinterpret_cast<::sockaddr*>(&groups), sizeof groups) != 0)
        return fail(Error::fromErrno(errno, "watch interfaces"));
    std::unique_ptr<InterfaceWatcher> watcher(new InterfaceWatcher(loop, std::move(fd), std::move(onChange)));
    if (auto added = loop.poller().add(watcher->m_fd.get(), {.read = true}, *watcher); !added)
        return fail(std::move(added.error()));
    return watcher;
}

InterfaceWatcher::InterfaceWatcher(EventLoop& loop, Fd fd, std::move_only_function<void()> onChange)
    : m_loop(loop), m_fd(std::move(fd)), m_onChange(std::move(onChange)), m_settled(loop, [this] { m_onChange(); }) {}

InterfaceWatcher::~InterfaceWatcher() { m_loop.poller().remove(m_fd.get(), *this); }

void InterfaceWatcher::onReady(Ready) {
    // What the messages say does not matter; ENOBUFS says that some were lost, which is a change as well.
    std::byte room[4096];
    for (int budget = 64; budget != 0; --budget) {
        if (::recv(m_fd.get(), room, sizeof room, MSG_TRUNC) < 0 && errno == EAGAIN)
            break;
        if (!m_settled.isArmed())
            m_settled.armAfter(settleTime);
    }
}

} // namespace burrow
