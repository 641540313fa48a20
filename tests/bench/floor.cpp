// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// The least that a server can do: one thread, raw epoll, one recv and one send per readiness, a constant answer.
// What it costs per request is what the kernel costs; every other figure is read against it.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
                                    "Content-Length: 13\r\n\r\nHello, world!";

int listenOn(unsigned short port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(fd, reinterpret_cast<::sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 4096) != 0) {
        std::perror("floor: listen");
        std::exit(1);
    }
    return fd;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: floor PORT\n");
        return 2;
    }
    const int listener = listenOn(static_cast<unsigned short>(std::atoi(argv[1])));
    const int poller = ::epoll_create1(EPOLL_CLOEXEC);
    ::epoll_event event{EPOLLIN, {.fd = listener}};
    ::epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    static char scratch[65536];
    while (true) {
        ::epoll_event events[256];
        const int count = ::epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[i].data.fd;
            if (fd == listener) {
                const int accepted = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
                ::epoll_event added{EPOLLIN, {.fd = accepted}};
                if (accepted >= 0)
                    ::epoll_ctl(poller, EPOLL_CTL_ADD, accepted, &added);
                continue;
            }
            const ssize_t got = ::recv(fd, scratch, sizeof scratch, 0);
            // Requests are told apart by their empty lines, so that pipelined ones get as many answers.
            if (got <= 0) {
                ::close(fd);
                continue;
            }
            static char answers[64 * answer.size()];
            std::size_t size = 0;
            for (std::string_view rest(scratch, static_cast<std::size_t>(got));;) {
                const std::size_t end = rest.find("\r\n\r\n");
                if (end == rest.npos || size + answer.size() > sizeof answers)
                    break;
                std::memcpy(answers + size, answer.data(), answer.size());
                size += answer.size();
                rest.remove_prefix(end + 4);
            }
            if (size != 0 && ::send(fd, answers, size, MSG_NOSIGNAL) < 0)
                ::close(fd);
        }
    }
}
