// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/unix_socket.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace burrow {
namespace {

std::string folderOf(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

int bindTo(int fd, const Endpoint& endpoint) noexcept {
    ::sockaddr_storage storage;
    const ::socklen_t size = endpoint.toSockaddr(&storage);
    return ::bind(fd, reinterpret_cast<::sockaddr*>(&storage), size) == 0 ? 0 : errno;
}

/// Only a refused connect proves that nobody listens; a full backlog or a foreign type means that somebody is there.
bool isStale(const Endpoint& endpoint, int type) noexcept {
    struct ::stat status{};
    if (::lstat(endpoint.path().c_str(), &status) != 0 || !S_ISSOCK(status.st_mode))
        return false;
    const Fd probe(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::sockaddr_storage storage;
    const ::socklen_t size = endpoint.toSockaddr(&storage);
    return probe && ::connect(probe.get(), reinterpret_cast<::sockaddr*>(&storage), size) != 0 &&
           errno == ECONNREFUSED;
}

/// Two programs that start at once must not both find the path stale, and the slower one unlink the faster one's socket:
/// the folder is locked meanwhile.
int replaceStale(int fd, const Endpoint& endpoint) {
    const Fd folder(::open(folderOf(endpoint.path()).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder && ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
        return EADDRINUSE;
    int type = SOCK_STREAM;
    ::socklen_t size = sizeof type;
    ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
    if (!isStale(endpoint, type))
        return EADDRINUSE;
    if (::unlink(endpoint.path().c_str()) != 0 && errno != ENOENT)
        return errno;
    return bindTo(fd, endpoint);
}

/// Room for the control message of the most descriptors.
union Control {
    char bytes[CMSG_SPACE(sizeof(int) * maxPassedDescriptors)];
    ::cmsghdr aligned;
};

std::size_t numberFrom(const char* text) noexcept {
    std::size_t value = 0;
    if (text)
        std::from_chars(text, text + std::strlen(text), value);
    return value;
}

} // namespace

Result<void> bindUnixPath(int fd, const Endpoint& endpoint, unsigned mode) {
    // The path gets the permissions of the socket less the umask, so it is never wider than wished;
    // what the umask took away comes back after.
    if (::fchmod(fd, mode) != 0)
        return fail(Error::fromErrno(errno));
    int number = bindTo(fd, endpoint);
    if (number == EADDRINUSE)
        number = replaceStale(fd, endpoint);
    if (number != 0)
        return fail(Error::fromErrno(number));
    if (::chmod(endpoint.path().c_str(), mode) != 0)
        return fail(Error::fromErrno(errno));
    return {};
}

Result<PeerCredentials> peerCredentials(int fd) {
    ::ucred credentials{};
    ::socklen_t size = sizeof credentials;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return fail(Error::fromErrno(errno, "peer credentials"));
    return PeerCredentials{credentials.pid, credentials.uid, credentials.gid};
}

Result<std::size_t> sendWithDescriptors(int fd, ByteView data, std::span<const int> descriptors) {
    if (data.empty() || descriptors.size() > maxPassedDescriptors)
        return fail(Error::misuse("passing descriptors needs a byte of data, and at most 253 go at once"));
    ::iovec slice{const_cast<std::byte*>(data.data()), data.size()};
    Control control{};
    ::msghdr message{};
    message.msg_iov = &slice;
    message.msg_iovlen = 1;
    if (!descriptors.empty()) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        ::cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    ssize_t sent;
    do
        sent = ::sendmsg(fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return fail(Error::fromErrno(errno));
    return static_cast<std::size_t>(sent);
}

Result<std::size_t> receiveWithDescriptors(int fd, MutableBytes into, std::vector<Fd>& descriptors) {
    ::iovec slice{into.data(), into.size()};
    Control control{};
    ::msghdr message{};
    message.msg_iov = &slice;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    ssize_t got;
    do
        got = ::recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail(Error::fromErrno(errno));
    const std::size_t before = descriptors.size();
    for (::cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        for (std::size_t at = CMSG_LEN(0); at + sizeof(int) <= header->cmsg_len; at += sizeof(int)) {
            int descriptor;
            std::memcpy(&descriptor, reinterpret_cast<const char*>(header) + at, sizeof descriptor);
            descriptors.emplace_back(descriptor);
        }
    }
    if (message.msg_flags & MSG_CTRUNC) {
        descriptors.erase(descriptors.begin() + static_cast<std::ptrdiff_t>(before), descriptors.end());
        return fail(Error(ErrorKind::Limit, CoreError::TooMany).about("descriptors in one message"));
    }
    return static_cast<std::size_t>(got);
}

std::vector<PassedSocket> takePassedSockets() {
    constexpr int firstPassed = 3; // sd_listen_fds(3)
    std::vector<PassedSocket> sockets;
    const char* names = ::getenv("LISTEN_FDNAMES");
    std::string_view rest = names ? names : "";
    const bool forUs = numberFrom(::getenv("LISTEN_PID")) == static_cast<std::size_t>(::getpid());
    const std::size_t count = forUs ? std::min<std::size_t>(numberFrom(::getenv("LISTEN_FDS")), 1024) : 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t colon = rest.find(':');
        const std::string name(rest.substr(0, colon));
        rest = colon == rest.npos ? std::string_view() : rest.substr(colon + 1);
        const int fd = firstPassed + static_cast<int>(i);
        const int flags = ::fcntl(fd, F_GETFL);
        if (flags < 0)
            continue; // promised, but not there
        ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        sockets.push_back({Fd(fd), name, Endpoint::localOf(fd)});
    }
    for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(variable);
    return sockets;
}

} // namespace burrow
