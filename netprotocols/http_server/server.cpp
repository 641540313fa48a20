// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http_server/server.hpp"

#include "netcore/tls/tls_transport.hpp"
#include "netprotocols/http1/http1_session.hpp"
#include "netprotocols/http_server/stop_signal.hpp"

namespace burrow::http {

struct Server::Private {
    std::unique_ptr<LoopGroup> ownGroup;
    LoopGroup* group = nullptr;
    std::shared_ptr<http1::ServerContext> context;
    std::vector<Listener> listeners;
    Duration drainTime{};
};

Server::Server(std::unique_ptr<Private> impl) : m_private(std::move(impl)) {}
Server::~Server() { stop(); }

namespace {

Result<Listener> listenOn(LoopGroup& group, const ServerAddress& address, const ServerOptions& options,
                          const std::shared_ptr<http1::ServerContext>& context) {
    BURROW_TRY(const Endpoint endpoint, Endpoint::parse(address.address, {.allowPortZero = true}));
    ListenOptions listen;
    listen.name = address.name;
    listen.connection = options.connection;
    listen.connection.owner = context; // sessions refer to it; it goes with the last registry that had one
    listen.connectionLimit = options.connectionLimit;
    if (address.tls)
        listen.wrap = tlsServerWrap(address.tls);
    return group.listen(endpoint, std::move(listen), [context = context.get()](const AcceptInfo& info) {
        return std::make_unique<http1::ServerSession>(*context, info.registry.loop());
    });
}

} // namespace

Result<std::unique_ptr<Server>> Server::attach(LoopGroup& group, ServerOptions options, Router router) {
    if (const Error* conflict = router.firstError())
        return fail(*conflict);
    auto impl = std::make_unique<Private>();
    impl->group = &group;
    impl->drainTime = options.drainTime;
    impl->context = std::make_shared<http1::ServerContext>(std::make_shared<const Router>(std::move(router)),
                                                           options.limits, options.log ? options.log : group.log());
    impl->context->setAccessObserver(options.access);
    for (const ServerAddress& address : options.listen) {
        BURROW_TRY(Listener listener, listenOn(group, address, options, impl->context));
        impl->listeners.push_back(std::move(listener));
    }
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
    BURROW_TRY(std::unique_ptr<LoopGroup> group,
               LoopGroup::start({.loops = options.loops, .poller = options.poller, .log = options.log}));
    BURROW_TRY(std::unique_ptr<Server> server, attach(*group, std::move(options), std::move(router)));
    server->m_private->ownGroup = std::move(group);
    return server;
}

std::vector<Endpoint> Server::endpoints() const {
    std::vector<Endpoint> all;
    for (const Listener& listener : m_private->listeners)
        all.push_back(listener.endpoint());
    return all;
}

std::span<Listener> Server::listeners() noexcept { return m_private->listeners; }
LoopGroup& Server::group() noexcept { return *m_private->group; }
http1::ServerContext& Server::context() noexcept { return *m_private->context; }

Result<void> Server::setRouter(Router router) {
    if (const Error* conflict = router.firstError())
        return fail(*conflict);
    auto shared = std::make_shared<const Router>(std::move(router));
    for (std::size_t i = 0; i < group().size(); ++i) {
        EventLoop& loop = group().at(i).loop;
        loop.post([context = m_private->context, shared, &loop] { context->setRouter(loop, shared); });
    }
    return {};
}

void Server::drain(Duration atMost, Function done) { group().drain(atMost, std::move(done)); }

void Server::stop() {
    m_private->listeners.clear();
    if (m_private->ownGroup)
        m_private->ownGroup->stop();
}

void Server::runUntilSignal() {
    StopSignal signal;
    signal.wait();
    drain(m_private->drainTime, signal.waker());
    signal.wait(); // the drain's end, or a second signal
    stop();
}

} // namespace burrow::http
