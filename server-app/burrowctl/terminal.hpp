// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/loop/event_loop.hpp"

#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <termios.h>
#include <vector>

namespace burrow::ctl {

/// The terminal of a full-screen view: alternate screen, no echo, keys one by one, size changes, and everything put
/// back at the end, also when a signal ends the program. Thread: the loop's.
class Terminal final : public PollSource {
public:
    /// Standard input and output are a terminal that knows more than "dumb".
    static bool isThere();
    static Result<std::unique_ptr<Terminal>> open(EventLoop& loop);
    ~Terminal();

    std::size_t width() const noexcept { return m_width; }
    std::size_t height() const noexcept { return m_height; }
    /// Lines without ends; the screen is written in one piece, so that it does not flicker.
    void show(const std::vector<std::string>& lines);
    bool isOver() const noexcept { return m_over; } ///< SIGINT, SIGTERM or the end of input

    std::function<void(char)> onKey;
    std::function<void()> onResize;

private:
    explicit Terminal(EventLoop& loop) : m_loop(loop) {}
    void onReady(Ready ready) override;
    void readSignals();
    void readKeys();
    void measure();

    EventLoop& m_loop;
    Fd m_signals;
    struct termios m_before {};
    sigset_t m_maskBefore{};
    std::size_t m_width = 80, m_height = 24;
    bool m_raw = false, m_added = false, m_inputAdded = false, m_over = false;

    /// A source of its own, since one source stands for one descriptor.
    class Input final : public PollSource {
    public:
        explicit Input(Terminal& terminal) : m_terminal(terminal) {}
        void onReady(Ready) override { m_terminal.readKeys(); }

    private:
        Terminal& m_terminal;
    };
    Input m_input{*this};
};

} // namespace burrow::ctl
