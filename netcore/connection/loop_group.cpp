// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/loop_group.hpp"

#include "netcore/connection/acceptor.hpp"
#include "netcore/connection/peer_counts.hpp"
#include "netcore/net/socket.hpp"

#include <algorithm>
#include <future>
#include <pthread.h>
#include <thread>

namespace burrow {

struct LoopGroup::Private {
    struct Worker {
        std::unique_ptr<EventLoop> loop;
        std::unique_ptr<ConnectionRegistry> registry; ///< dies before its loop
        std::thread thread;
    };
    GroupOptions options;
    std::vector<std::unique_ptr<Worker>> workers;
    std::mutex guardsListeners;
    std::vector<std::weak_ptr<Listener::Shared>> listeners; ///< under guardsListeners
    bool stopped = false;

    bool isOwnThread() const noexcept {
        return std::ranges::any_of(workers, [](const auto& worker) {
            return worker->thread.get_id() == std::this_thread::get_id();
        });
    }
};

Result<std::unique_ptr<LoopGroup>> LoopGroup::start(GroupOptions options) {
    constexpr unsigned mostLoops = 64;
    if (options.loops == 0)
        options.loops = std::max(1u, std::thread::hardware_concurrency());
    if (options.loops > mostLoops)
        return fail(Error::misuse("loops: at most 64"));
    auto impl = std::make_unique<Private>();
    impl->options = options;
    for (unsigned i = 0; i < options.loops; ++i) {
        auto worker = std::make_unique<Private::Worker>();
        BURROW_TRY(worker->loop, EventLoop::create({.poller = options.poller,
                                                    .index = static_cast<LoopIndex>(i),
                                                    .log = options.log}));
        worker->registry = std::make_unique<ConnectionRegistry>(*worker->loop);
        impl->workers.push_back(std::move(worker));
    }
    for (unsigned i = 0; i < options.loops; ++i) {
        Private::Worker& worker = *impl->workers[i];
        worker.thread = std::thread([loop = worker.loop.get()] { loop->run(); });
        const std::string name = options.threadName.substr(0, 11) + '-' + std::to_string(i); // at most 15 characters
        ::pthread_setname_np(worker.thread.native_handle(), name.c_str());
    }
    // Until its thread has entered it, a loop counts every caller as its own.
    for (const auto& worker : impl->workers) {
        auto entered = std::make_shared<std::promise<void>>();
        auto isEntered = entered->get_future();
        worker->loop->post([entered] { entered->set_value(); });
        isEntered.wait();
    }
    return std::unique_ptr<LoopGroup>(new LoopGroup(std::move(impl)));
}

LoopGroup::LoopGroup(std::unique_ptr<Private> impl) : m_private(std::move(impl)) {}

LoopGroup::~LoopGroup() { stop(); }

void LoopGroup::stop() {
    Private& self = *m_private;
    if (std::exchange(self.stopped, true))
        return;
    std::vector<std::shared_ptr<Listener::Shared>> open;
    {
        std::lock_guard guard(self.guardsListeners);
        for (const auto& weak : self.listeners) {
            if (auto shared = weak.lock())
                open.push_back(std::move(shared));
        }
    }
    for (const auto& shared : open) {
        shared->onEachLoop([&](std::size_t i) { shared->acceptors[i].reset(); });
        shared->closed = true;
    }
    open.clear();
    // Order of death: listeners, connections, registries, loops. Connections die on their own thread.
    for (const auto& worker : self.workers) {
        worker->loop->post([registry = worker->registry.get()] {
            registry->abortAll(Error(ErrorKind::Canceled, CoreError::LoopStopped));
        });
        worker->loop->stop();
    }
    for (const auto& worker : self.workers) {
        if (worker->thread.joinable())
            worker->thread.join();
    }
}

std::size_t LoopGroup::size() const noexcept { return m_private->workers.size(); }

LoopSlot LoopGroup::at(std::size_t index) const noexcept {
    Private::Worker& worker = *m_private->workers[index];
    return {*worker.loop, *worker.registry};
}

const LoopStats& LoopGroup::stats(std::size_t index) const noexcept { return m_private->workers[index]->loop->stats(); }

Log* LoopGroup::log() const noexcept { return m_private->options.log; }

bool LoopGroup::withConnection(ConnectionId id, std::move_only_function<void(RegistryEntry*)> function) {
    const unsigned index = toNumber(loopOf(id));
    if (index >= m_private->workers.size()) {
        function(nullptr);
        return true;
    }
    ConnectionRegistry* registry = m_private->workers[index]->registry.get();
    return m_private->workers[index]->loop->post(
        [registry, id, function = std::move(function)]() mutable { function(registry->find(id)); });
}

// ---- Listening ----

namespace {

ListenSocketOptions socketOptionsFor(const ListenOptions& options) {
    // Seconds the kernel keeps a connection without data to itself before it is accepted after all.
    constexpr int deferAcceptSeconds = 10;
    ListenSocketOptions socket;
    socket.backlog = options.backlog;
    socket.v6Only = options.v6Only;
    socket.unixMode = options.unixMode;
    socket.noDelay = options.noDelay; // accepted sockets inherit it: no system call per connection
    if (options.firstByte == ListenOptions::FirstByte::FromClient)
        socket.deferAcceptSeconds = deferAcceptSeconds;
    return socket;
}

} // namespace

Result<Listener> LoopGroup::listen(const Endpoint& endpoint, ListenOptions options, SessionFactory factory) {
    BURROW_TRY(std::vector<Fd> sockets, listenSockets(endpoint, size(), socketOptionsFor(options)));
    return adopt(std::move(sockets), std::move(options), std::move(factory));
}

Result<Listener> LoopGroup::adopt(std::vector<Fd> descriptors, ListenOptions options, SessionFactory factory) {
    Private& self = *m_private;
    if (descriptors.empty())
        return fail(Error::misuse("adopt: no descriptor"));
    auto shared = std::make_shared<Listener::Shared>();
    shared->endpoint = Endpoint::localOf(descriptors.front().get());
    if (options.name.empty())
        options.name = shared->endpoint.toString();
    options.connection.listener = options.name;
    options.connection.peers.reset();
    if (options.connectionsPerPeer != 0 && !shared->endpoint.isUnix())
        options.connection.peers = std::make_shared<PeerCounts>(options.connectionsPerPeer);
    shared->connectionOptions = std::make_shared<const ConnectionOptions>(options.connection);
    shared->options = std::move(options);
    shared->factory = std::move(factory);
    // More descriptors than loops (a predecessor had more): the loops share them in turn.
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
        Private::Worker& worker = *self.workers[i % self.workers.size()];
        shared->mailboxes.push_back(worker.loop->mailbox());
        shared->loops.push_back(worker.loop.get());
        shared->acceptors.push_back(
            std::make_unique<Acceptor>(std::move(descriptors[i]), *worker.registry, shared, *shared));
    }
    std::mutex guardsFirstError;
    auto firstError = std::make_shared<std::optional<Error>>();
    shared->onEachLoop([&, shared, firstError](std::size_t i) {
        if (auto started = shared->acceptors[i]->start(); !started) {
            std::lock_guard guard(guardsFirstError);
            *firstError = started.error();
        }
    });
    if (*firstError)
        return fail(std::move(**firstError));
    {
        std::lock_guard guard(self.guardsListeners);
        std::erase_if(self.listeners, [](const auto& weak) { return weak.expired(); });
        self.listeners.push_back(shared);
    }
    Listener listener;
    listener.m_shared = std::move(shared);
    return listener;
}

Listener::Shared::~Shared() = default;

void Listener::Shared::onEachLoop(const std::function<void(std::size_t)>& function) {
    std::vector<std::future<void>> waits;
    for (std::size_t i = 0; i < mailboxes.size(); ++i) {
        if (loops[i]->isOwnThread() && loops[i]->isInsideTurn()) {
            function(i); // on this very loop: waiting would never end
            continue;
        }
        auto done = std::make_shared<std::promise<void>>();
        auto wait = done->get_future();
        if (mailboxes[i]->post([function, i, done] {
                function(i);
                done->set_value();
            }))
            waits.push_back(std::move(wait));
        else if (i < acceptors.size())
            acceptors[i].reset(); // the loop has ended: nobody else touches it any more
    }
    for (std::future<void>& wait : waits) {
        // A loop that ends meanwhile destroys the function, and with it the promise.
        wait.wait();
    }
}

Listener::Listener() noexcept = default;
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&& other) noexcept {
    if (this != &other) {
        close();
        m_shared = std::move(other.m_shared);
    }
    return *this;
}
Listener::~Listener() { close(); }

const Endpoint& Listener::endpoint() const noexcept { return m_shared->endpoint; }
const std::string& Listener::name() const noexcept { return m_shared->options.name; }
std::uint64_t Listener::accepted() const noexcept { return m_shared->accepted.load(std::memory_order_relaxed); }

void Listener::pause() {
    m_shared->onEachLoop([shared = m_shared](std::size_t i) {
        if (shared->acceptors[i])
            shared->acceptors[i]->pause();
    });
}

void Listener::resume() {
    m_shared->onEachLoop([shared = m_shared](std::size_t i) {
        if (shared->acceptors[i])
            shared->acceptors[i]->resume();
    });
}

void Listener::close() {
    if (!m_shared)
        return;
    const std::shared_ptr<Shared> shared = std::move(m_shared);
    if (shared->closed.exchange(true))
        return;
    shared->onEachLoop([shared](std::size_t i) {
        if (!shared->acceptors[i])
            return;
        shared->acceptors[i]->close();
        // An acceptor may be closed from inside a session that it is just opening.
        shared->loops[i]->buryLater(std::move(shared->acceptors[i]));
    });
}

std::vector<Fd> Listener::handOver() {
    std::vector<Fd> descriptors(m_shared->acceptors.size());
    m_shared->onEachLoop([&, shared = m_shared](std::size_t i) {
        if (shared->acceptors[i])
            descriptors[i] = shared->acceptors[i]->handOver();
    });
    std::erase_if(descriptors, [](const Fd& fd) { return !fd; });
    close();
    return descriptors;
}

// ---- Drain ----

void LoopGroup::drain(Duration atMost, Function done) {
    Private& self = *m_private;
    {
        std::lock_guard guard(self.guardsListeners);
        for (const auto& weak : self.listeners) {
            if (auto shared = weak.lock(); shared && !shared->closed) {
                for (std::size_t i = 0; i < shared->acceptors.size(); ++i)
                    shared->mailboxes[i]->post([shared, i] {
                        if (shared->acceptors[i])
                            shared->acceptors[i]->pause();
                    });
            }
        }
    }
    struct Shared {
        std::atomic<std::size_t> left;
        Function done;
    };
    auto state = std::make_shared<Shared>();
    state->left = self.workers.size();
    state->done = std::move(done);
    EventLoop* first = self.workers.front()->loop.get();
    for (const auto& worker : self.workers) {
        worker->loop->post([loop = worker->loop.get(), registry = worker->registry.get(), first, atMost, state] {
            auto limit = std::make_shared<std::unique_ptr<Timer>>();
            *limit = std::make_unique<Timer>(*loop, [registry] {
                registry->abortAll(Error(ErrorKind::Timeout, CoreError::TimedOut).about("drain"));
            });
            (*limit)->armAfter(atMost);
            registry->drain([limit, loop, first, state] {
                loop->buryLater(std::move(*limit));
                if (state->left.fetch_sub(1) == 1)
                    first->post([state] { state->done(); });
            });
        });
    }
}

// ---- Handle ----

ConnectionHandle::ConnectionHandle(Connection& connection)
    : m_mailbox(connection.loop().mailbox()), m_registry(&connection.registry()), m_id(connection.id()),
      m_slot(connection.slot()) {}

Result<void> ConnectionHandle::with(std::move_only_function<void(Connection&)> function) const {
    if (!m_mailbox)
        return fail(ErrorKind::Closed, CoreError::Closed);
    // The registry lives as long as its loop accepts functions.
    const bool posted = m_mailbox->post([registry = m_registry, id = m_id, slot = m_slot,
                                         function = std::move(function)]() mutable {
        RegistryEntry* entry = registry->find(id, slot);
        if (Connection* connection = entry ? entry->asConnection() : nullptr)
            function(*connection);
    });
    if (!posted)
        return fail(ErrorKind::Closed, CoreError::LoopStopped);
    return {};
}

Result<void> ConnectionHandle::send(SharedBlock block) const {
    return with([block = std::move(block)](Connection& connection) mutable {
        if (!connection.isOpen())
            return;
        connection.out().appendShared(std::move(block));
        connection.flushSoon();
    });
}

void ConnectionHandle::close(Error why) const {
    (void)with([why = std::move(why)](Connection& connection) { connection.closeWhenFlushed(why); });
}

} // namespace burrow
