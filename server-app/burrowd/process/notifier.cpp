// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/process/notifier.hpp"

#include "netcore/net/endpoint.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace burrow::daemon {

namespace {

std::optional<std::uint64_t> numberFrom(const char* text) {
    if (!text)
        return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text, text + std::strlen(text), number);
    return error == std::errc() && *end == '\0' ? std::optional(number) : std::nullopt;
}

std::string oneLine(std::string_view text) {
    std::string line(text);
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20)
            c = ' ';
    return line;
}

} // namespace

Notifier::Notifier(std::string_view socket, std::optional<Duration> watchdog) : m_watchdog(watchdog) {
    const auto endpoint = socket.starts_with('@') ? Endpoint::unixAbstract(std::string(socket.substr(1)))
                                                  : Endpoint::unixPath(std::string(socket));
    if (!endpoint)
        return;
    sockaddr_storage address;
    const std::uint32_t size = endpoint->toSockaddr(&address);
    Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd && ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0)
        m_socket = std::move(fd);
}

Notifier Notifier::fromEnvironment() {
    const char* socket = std::getenv("NOTIFY_SOCKET");
    const auto watchdog = numberFrom(std::getenv("WATCHDOG_USEC"));
    const auto pid = numberFrom(std::getenv("WATCHDOG_PID"));
    const bool isForUs = !pid || *pid == static_cast<std::uint64_t>(::getpid());
    Notifier notifier;
    if (socket)
        notifier = Notifier(socket, watchdog && *watchdog > 0 && isForUs
                                        ? std::optional<Duration>(std::chrono::microseconds(*watchdog))
                                        : std::nullopt);
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
        ::unsetenv(name);
    return notifier;
}

std::optional<Duration> Notifier::watchdogInterval() const noexcept {
    return isOn() && m_watchdog ? std::optional(*m_watchdog / 2) : std::nullopt;
}

void Notifier::send(std::string message) {
    if (m_socket)
        (void)::send(m_socket.get(), message.data(), message.size(), MSG_NOSIGNAL);
}

void Notifier::ready(std::string_view status) { send("READY=1\nSTATUS=" + oneLine(status)); }
void Notifier::reloading(TimePoint now) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros));
}
void Notifier::stopping(std::string_view status) { send("STOPPING=1\nSTATUS=" + oneLine(status)); }
void Notifier::status(std::string_view text) { send("STATUS=" + oneLine(text)); }
void Notifier::alive() { send("WATCHDOG=1"); }
void Notifier::extend(Duration atMost) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(atMost).count();
    send("EXTEND_TIMEOUT_USEC=" + std::to_string(micros));
}

} // namespace burrow::daemon
