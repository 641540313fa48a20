// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/format.hpp"
#include "server-app/burrowctl/render.hpp"
#include "server-app/burrowctl/run.hpp"
#include "server-app/burrowctl/terminal.hpp"

#include "netcore/loop/timer.hpp"

#include <array>
#include <cstdlib>
#include <ostream>

namespace burrow::ctl {
namespace {

constexpr std::array<const char*, 6> sortColumns = {"out-rate", "in-rate", "queue", "requests", "age", "id"};

/// The live view: keeps one subscription to connections that fits the screen, and one to metrics.
class LiveView {
public:
    LiveView(const Options& options, Attachment& server, Terminal& terminal)
        : m_options(options), m_server(server), m_terminal(terminal),
          m_redraw(server.loop(), [this] { draw(); }) {
        m_view.sort = options.sort.empty() ? "out-rate" : options.sort;
        const char* none = std::getenv("NO_COLOR");
        m_view.colour = !none || none[0] == '\0';
        m_connections = server.client().subscribe(monitor::Topic::Connections, window());
        server.client().subscribe(monitor::Topic::Metrics, {.interval = interval()});
        terminal.onKey = [this](char key) { press(key); };
        terminal.onResize = [this] {
            m_server.client().update(m_connections, window());
            drawSoon();
        };
        server.onChange = [this] { drawSoon(); };
        drawSoon();
    }
    bool isOver() const noexcept { return m_quit || m_terminal.isOver(); }

private:
    std::uint64_t interval() const { return static_cast<std::uint64_t>(m_options.interval * 1000); }

    monitor::Subscribe window() const {
        const SortOrder order = sortOrder(m_view.sort);
        monitor::Subscribe what;
        what.filter = m_options.filter;
        what.sort = m_view.sort.starts_with('-') ? m_view.sort.substr(1) : m_view.sort;
        what.descending = order.descending;
        what.count = std::max<std::size_t>(1, m_terminal.height());
        if (m_options.limit != 0)
            what.count = std::min(what.count, m_options.limit);
        what.interval = interval();
        return what;
    }

    void press(char key) {
        const bool isUp = m_view.sort.starts_with('-');
        const std::string column = isUp ? m_view.sort.substr(1) : m_view.sort;
        if (key == 'q' || key == 3)
            m_quit = true;
        else if (key == ' ')
            m_view.isFrozen = !m_view.isFrozen;
        else if (key == 'r')
            m_view.sort = isUp ? column : "-" + column;
        else if (key == 's') {
            std::size_t at = 0;
            while (at != sortColumns.size() && column != sortColumns[at])
                ++at;
            m_view.sort = sortColumns[(at + 1) % sortColumns.size()];
        }
        if (key == 'r' || key == 's')
            m_server.client().update(m_connections, window());
        if (m_view.isFrozen)
            draw(); // once, to say so
        drawSoon();
    }

    /// Messages come in bunches: one picture for all of them.
    void drawSoon() {
        if (!m_redraw.isArmed() && !m_view.isFrozen)
            m_redraw.armAfter(std::chrono::milliseconds(40));
    }

    void draw() {
        m_view.width = m_terminal.width();
        m_view.height = m_terminal.height();
        const auto state = m_server.client().state();
        m_view.notice = state == monitor::ClientState::Attached ? ""
                        : m_server.lastError ? "lost: " + safeText(m_server.lastError->text()) + ", trying again"
                                             : "connecting";
        const monitor::Metric metric = m_server.metric.value_or(monitor::Metric{});
        m_terminal.show(topLines(m_server.client().hello(), metric, *m_server.client().rows(m_connections), m_view));
    }

    const Options& m_options;
    Attachment& m_server;
    Terminal& m_terminal;
    TopView m_view;
    monitor::SubscriptionId m_connections{};
    Timer m_redraw;
    bool m_quit = false;
};

/// Not a terminal: one picture, as text.
Exit printOnce(const Options& options, Attachment& server, Streams streams) {
    if (const Exit exit = runStatus(options, server, streams); exit != Exit::Ok || options.json)
        return exit;
    return runConns(options, server, streams);
}

} // namespace

Exit runTop(const Options& options, Attachment& server, Streams streams) {
    if (options.json || !Terminal::isThere())
        return printOnce(options, server, streams);
    auto terminal = Terminal::open(server.loop());
    if (!terminal)
        return complain(Refusal{safeText(terminal.error().message()) + "\n", Exit::Failed}, streams);
    {
        LiveView view(options, server, **terminal);
        server.until([&] { return view.isOver(); }, std::nullopt);
        server.onChange = nullptr;
    }
    terminal->reset(); // the screen is back before anything is said
    return server.client().state() == monitor::ClientState::Stopped ? complain(server.failure(), streams) : Exit::Ok;
}

} // namespace burrow::ctl
