// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/process/signals.hpp"

#include <cerrno>
#include <csignal>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace burrow::daemon {

namespace {
sigset_t setOf(std::initializer_list<int> numbers) {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int number : numbers)
        ::sigaddset(&set, number);
    return set;
}
} // namespace

void blockSignals(std::initializer_list<int> numbers) {
    const sigset_t set = setOf(numbers);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Result<std::unique_ptr<SignalSource>> SignalSource::create(EventLoop& loop, std::initializer_list<int> numbers,
                                                           Handler handler) {
    const sigset_t set = setOf(numbers);
    Fd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd)
        return fail(Error::fromErrno(errno, "signalfd"));
    std::unique_ptr<SignalSource> source(new SignalSource(loop, std::move(fd), std::move(handler)));
    if (auto added = loop.poller().add(source->m_fd.get(), {.read = true}, *source); !added)
        return fail(std::move(added.error()));
    return source;
}

SignalSource::SignalSource(EventLoop& loop, Fd fd, Handler handler)
    : m_loop(loop), m_fd(std::move(fd)), m_handler(std::move(handler)) {}

SignalSource::~SignalSource() { m_loop.poller().remove(m_fd.get(), *this); }

void SignalSource::onReady(Ready) {
    signalfd_siginfo info;
    while (::read(m_fd.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info)))
        m_handler(static_cast<int>(info.ssi_signo));
}

} // namespace burrow::daemon
