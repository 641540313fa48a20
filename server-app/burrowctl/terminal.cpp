// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/terminal.hpp"

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace burrow::ctl {
namespace {

void writeAll(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return;
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

} // namespace

bool Terminal::isThere() {
    const char* kind = std::getenv("TERM");
    return ::isatty(STDIN_FILENO) && ::isatty(STDOUT_FILENO) && kind && std::string_view(kind) != "dumb";
}

Result<std::unique_ptr<Terminal>> Terminal::open(EventLoop& loop) {
    std::unique_ptr<Terminal> terminal(new Terminal(loop));
    sigset_t wanted;
    ::sigemptyset(&wanted);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGWINCH})
        ::sigaddset(&wanted, number);
    ::pthread_sigmask(SIG_BLOCK, &wanted, &terminal->m_maskBefore);
    terminal->m_signals.reset(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!terminal->m_signals)
        return fail(Error::fromErrno(errno, "signalfd"));
    if (::tcgetattr(STDIN_FILENO, &terminal->m_before) != 0)
        return fail(Error::fromErrno(errno, "terminal"));
    struct termios raw = terminal->m_before;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 0; // read() gives what is there, without making standard input non-blocking for others
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    terminal->m_raw = true;
    if (auto added = loop.poller().add(terminal->m_signals.get(), {.read = true}, *terminal); !added)
        return fail(std::move(added).error());
    terminal->m_added = true;
    if (auto added = loop.poller().add(STDIN_FILENO, {.read = true}, terminal->m_input); !added)
        return fail(std::move(added).error());
    terminal->m_inputAdded = true;
    terminal->measure();
    writeAll("\x1b[?1049h\x1b[?25l\x1b[2J"); // alternate screen, no cursor, cleared
    return terminal;
}

Terminal::~Terminal() {
    if (m_inputAdded)
        m_loop.poller().remove(STDIN_FILENO, m_input);
    if (m_added)
        m_loop.poller().remove(m_signals.get(), *this);
    if (m_raw) {
        writeAll("\x1b[?25h\x1b[?1049l");
        ::tcsetattr(STDIN_FILENO, TCSANOW, &m_before);
    }
    ::pthread_sigmask(SIG_SETMASK, &m_maskBefore, nullptr);
}

void Terminal::measure() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0 && size.ws_row != 0) {
        m_width = size.ws_col;
        m_height = size.ws_row;
    }
}

void Terminal::show(const std::vector<std::string>& lines) {
    std::string picture = "\x1b[H";
    for (std::size_t i = 0; i != lines.size(); ++i)
        picture += lines[i] + "\x1b[K" + (i + 1 == lines.size() ? "" : "\r\n");
    writeAll(picture + "\x1b[J");
}

void Terminal::onReady(Ready) { readSignals(); }

void Terminal::readSignals() {
    signalfd_siginfo info{};
    while (::read(m_signals.get(), &info, sizeof info) == sizeof info) {
        if (info.ssi_signo != SIGWINCH) {
            m_over = true;
            continue;
        }
        measure();
        writeAll("\x1b[2J");
        if (onResize)
            onResize();
    }
}

void Terminal::readKeys() {
    char keys[64];
    const ssize_t size = ::read(STDIN_FILENO, keys, sizeof keys);
    if (size <= 0) {
        m_over = size == 0 || (errno != EAGAIN && errno != EINTR);
        return;
    }
    if (keys[0] == '\x1b') // an arrow or function key: nothing that we know
        return;
    for (ssize_t i = 0; i != size; ++i) {
        if (onKey)
            onKey(keys[i]);
    }
}

} // namespace burrow::ctl
