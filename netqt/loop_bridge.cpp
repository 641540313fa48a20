// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netqt/loop_bridge.hpp"

#include <QtCore/QPointer>
#include <QtCore/QThread>
#include <QtCore/QThreadStorage>

#include <algorithm>

namespace BurrowQt {

std::shared_ptr<LoopBridge> LoopBridge::current() {
    // Gone with its thread; for the main thread Qt empties the storage when QCoreApplication goes.
    static QThreadStorage<std::shared_ptr<LoopBridge>> bridges;
    std::shared_ptr<LoopBridge>& bridge = bridges.localData();
    if (!bridge) {
        bridge = std::make_shared<LoopBridge>(qEnvironmentVariable("BURROW_QT_POLLER") == QLatin1String("poll")
                                                  ? burrow::PollerKind::Poll
                                                  : burrow::PollerKind::Best);
        if (!bridge->m_loop)
            bridge.reset();
    }
    return bridge;
}

LoopBridge::LoopBridge(burrow::PollerKind poller) {
    burrow::LoopOptions options;
    options.poller = poller;
    auto loop = burrow::EventLoop::create(options);
    if (!loop)
        return;
    m_loop = std::move(*loop);
    m_registry = std::make_unique<burrow::ConnectionRegistry>(*m_loop);
    m_loop->setEmbedder(this);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &LoopBridge::turnNow);
    if (const auto handle = m_loop->poller().nativeHandle()) {
        m_notifier = std::make_unique<QSocketNotifier>(*handle, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &LoopBridge::turnNow);
        return;
    }
    m_watcher = std::make_unique<PollWatcher>(
        [this] { QMetaObject::invokeMethod(this, &LoopBridge::turnNow, Qt::QueuedConnection); });
    watchAgain();
}

/// Also after a change outside a turn: a slot has opened or closed a socket, or wants to write.
void LoopBridge::watchAgain() {
    if (m_watcher)
        m_watcher->watch(m_loop->poller().watched());
}

LoopBridge::~LoopBridge() {
    m_watcher.reset(); // first: it calls us from its thread
    if (m_loop)
        m_loop->setEmbedder(nullptr);
    m_registry.reset();
    m_resolver.reset();
}

burrow::Resolver& LoopBridge::resolver() {
    if (!m_resolver)
        m_resolver = std::make_unique<burrow::Resolver>();
    return *m_resolver;
}

void LoopBridge::turnNow() { turn(burrow::Duration::zero()); }

void LoopBridge::turn(std::optional<burrow::Duration> atMost) {
    if (m_loop->isInsideTurn())
        return;
    (void)m_loop->runOnce(atMost);
    schedule();
    runQueue();
    watchAgain();
}

void LoopBridge::runQueue() {
    // User code may run Qt's loop (a dialog) and so come here again: each function is taken out before it runs.
    while (!m_queue.empty()) {
        const std::function<void()> function = std::move(m_queue.front());
        m_queue.pop_front();
        function();
    }
}

void LoopBridge::later(std::function<void()> function) {
    m_queue.push_back(std::move(function));
    if (!m_loop->isInsideTurn())
        m_timer.start(0);
}

void LoopBridge::deadlineMoved() {
    schedule();
    watchAgain();
}

void LoopBridge::workPosted() {
    // The loop's wake-up is one of the descriptors that the notifier or the watcher sees.
}

void LoopBridge::schedule() {
    if (!m_queue.empty()) {
        m_timer.start(0);
        return;
    }
    const auto deadline = m_loop->nextDeadline();
    if (!deadline) {
        m_timer.stop();
        return;
    }
    using namespace std::chrono;
    const auto now = burrow::Clock::now();
    const auto left = *deadline <= now ? milliseconds(0) : ceil<milliseconds>(*deadline - now);
    m_timer.start(std::min(left, milliseconds(hours(24))));
}

} // namespace BurrowQt
