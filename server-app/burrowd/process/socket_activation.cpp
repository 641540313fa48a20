// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/process/socket_activation.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace burrow::daemon {

namespace {

long numberFrom(const char* text) {
    long number = -1;
    if (text)
        std::from_chars(text, text + std::strlen(text), number);
    return number;
}

bool isListening(int fd) {
    int answer = 0;
    socklen_t size = sizeof(answer);
    return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &answer, &size) == 0 && answer != 0;
}

} // namespace

std::vector<InheritedSocket> takeInheritedSockets(int firstDescriptor) {
    std::vector<InheritedSocket> sockets;
    const bool isForUs = numberFrom(std::getenv("LISTEN_PID")) == ::getpid();
    const long count = isForUs ? numberFrom(std::getenv("LISTEN_FDS")) : 0;
    const char* list = std::getenv("LISTEN_FDNAMES");
    std::string_view names = list ? list : "";
    constexpr long mostSockets = 1024; // the manager's own limit is far below
    for (long i = 0; i < count && i < mostSockets; ++i) {
        const std::size_t colon = names.find(':');
        const std::string name(names.substr(0, colon));
        names.remove_prefix(colon == std::string_view::npos ? names.size() : colon + 1);
        Fd fd(firstDescriptor + static_cast<int>(i));
        if (!isListening(fd.get()))
            continue;
        ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
        ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
        const Endpoint endpoint = Endpoint::localOf(fd.get());
        sockets.push_back({std::move(fd), endpoint, name});
    }
    for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(variable);
    return sockets;
}

} // namespace burrow::daemon
