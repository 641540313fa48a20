// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/registry.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netcore/net/resolver.hpp"
#include "netqt/poll_watcher.hpp"

#include <QtCore/QObject>
#include <QtCore/QSocketNotifier>
#include <QtCore/QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace BurrowQt {

/// A loop of the core inside a Qt thread: one notifier on the poller's descriptor and one timer drive it; a poller that
/// has no descriptor is watched from a thread of its own.
/// BURROW_QT_POLLER=poll in the environment takes poll(2) instead of the system's best, for tests.
/// User code runs after the turn, from a queue, so that a modal dialog in a slot cannot re-enter a turn.
/// Made on first use, one per Qt thread; lives as long as the thread, or the last socket that holds it.
/// Thread: its own.
class LoopBridge final : public QObject, private burrow::LoopEmbedder {
    Q_OBJECT

public:
    /// The bridge of the calling thread; null if no loop can be made (no descriptors).
    static std::shared_ptr<LoopBridge> current();
    explicit LoopBridge(burrow::PollerKind poller = burrow::PollerKind::Best);
    ~LoopBridge() override;

    burrow::EventLoop& loop() { return *m_loop; }
    burrow::ConnectionRegistry& registry() { return *m_registry; }
    burrow::Resolver& resolver();
    /// Runs after the turn; at once in the next pass of Qt's loop if no turn is running.
    void later(std::function<void()> function);
    /// One turn that waits at most so long, then the queue: for waitFor*.
    void turn(std::optional<burrow::Duration> atMost);

private:
    void deadlineMoved() override;
    void workPosted() override;
    void turnNow();
    void runQueue();
    void schedule();
    void watchAgain();

    std::unique_ptr<burrow::EventLoop> m_loop;
    std::unique_ptr<burrow::ConnectionRegistry> m_registry;
    std::unique_ptr<burrow::Resolver> m_resolver;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<PollWatcher> m_watcher; ///< instead of the notifier where the poller has no native handle
    QTimer m_timer;
    std::deque<std::function<void()>> m_queue;
};

} // namespace BurrowQt
