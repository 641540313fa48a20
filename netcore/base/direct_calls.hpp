// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/// The three calls of the hot path without glibc's cancellation points: two atomic updates around each of them, once a
/// second thread exists. Nobody cancels a thread of a loop. Sanitizers follow the library's functions, so they get these.
namespace burrow::direct {

#if defined(__linux__) && defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__) &&            \
    !defined(BURROW_LIBRARY_CALLS)

inline ssize_t recv(int fd, void* into, std::size_t size, int flags) noexcept {
    return ::syscall(SYS_recvfrom, fd, into, size, flags, nullptr, nullptr);
}
inline ssize_t send(int fd, const void* from, std::size_t size, int flags) noexcept {
    return ::syscall(SYS_sendto, fd, from, size, flags, nullptr, 0);
}
inline int epollWait(int epoll, ::epoll_event* events, int room, int milliseconds) noexcept {
    return static_cast<int>(::syscall(SYS_epoll_wait, epoll, events, room, milliseconds));
}

#else

inline ssize_t recv(int fd, void* into, std::size_t size, int flags) noexcept { return ::recv(fd, into, size, flags); }
inline ssize_t send(int fd, const void* from, std::size_t size, int flags) noexcept {
    return ::send(fd, from, size, flags);
}
inline int epollWait(int epoll, ::epoll_event* events, int room, int milliseconds) noexcept {
    return ::epoll_wait(epoll, events, room, milliseconds);
}

#endif

} // namespace burrow::direct
