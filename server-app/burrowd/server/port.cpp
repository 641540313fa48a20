// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/port.hpp"

#include "netcore/net/socket.hpp"
#include "netcore/tls/tls_transport.hpp"
#include "netprotocols/http1/http1_session.hpp"

#include <cerrno>
#include <fcntl.h>
#include <future>

namespace burrow::daemon {

/// What connections may need: it lives until the last of them has gone.
struct Port::Shared {
    /// Touched on its loop only.
    struct OnLoop {
        std::shared_ptr<const Service> service;
        std::shared_ptr<http1::ServerContext> context; ///< HTTP
        std::shared_ptr<const TransportFactory> wrap;  ///< TLS
    };
    std::array<OnLoop, 64> loops;
    OnLoop newest; ///< what all loops have, or will have soon; the port's own thread only
    /// Sessions refer to their context to their end; one more only when a reload changes the limits. Written by the
    /// port's own thread.
    std::vector<std::shared_ptr<http1::ServerContext>> contexts;

    void use(const std::shared_ptr<const Service>& service, Log* log);
};

void Port::Shared::use(const std::shared_ptr<const Service>& service, Log* log) {
    OnLoop part{service, {}, {}};
    if (service->router) {
        const bool isSame = newest.context && newest.context->limits() == service->limits;
        part.context =
            isSame ? newest.context : std::make_shared<http1::ServerContext>(service->router, service->limits, log);
        if (!isSame)
            contexts.push_back(part.context);
        for (const auto& context : contexts)
            context->setAccessObserver(service->access);
    }
    if (service->tls) {
        const bool isSame = newest.wrap && newest.service->tls == service->tls;
        part.wrap = isSame ? newest.wrap : std::make_shared<const TransportFactory>(tlsServerWrap(service->tls));
    }
    newest = std::move(part);
}

Result<std::unique_ptr<Port>> Port::open(LoopGroup& group, PortKey key, std::vector<Fd> sockets,
                                         std::shared_ptr<const Service> service) {
    std::unique_ptr<Port> port(new Port(group, std::move(key)));
    port->m_current = service;
    port->m_shared = std::make_shared<Shared>();
    port->m_shared->use(service, group.log());
    for (std::size_t i = 0; i < group.size(); ++i)
        port->m_shared->loops[i] = port->m_shared->newest;

    ListenOptions options;
    options.name = port->m_key.listener;
    options.connectionLimit = port->m_key.connections;
    options.connectionsPerPeer = port->m_key.connectionsPerPeer;
    options.firstByte =
        port->m_key.isHttp ? ListenOptions::FirstByte::FromClient : ListenOptions::FirstByte::FromServer;
    options.connection.owner = port->m_shared;
    Shared* shared = port->m_shared.get(); // kept by the options above, which outlive both functions
    options.wrap = [shared](std::unique_ptr<Transport> inner, EventLoop& loop) -> Result<std::unique_ptr<Transport>> {
        const auto wrap = shared->loops[toNumber(loop.index())].wrap;
        if (!wrap)
            return inner;
        return (*wrap)(std::move(inner), loop);
    };
    SessionFactory factory = [shared](const AcceptInfo& info) -> std::unique_ptr<ProtocolSession> {
        EventLoop& loop = info.registry.loop();
        const Shared::OnLoop& here = shared->loops[toNumber(loop.index())];
        if (here.context)
            return std::make_unique<http1::ServerSession>(*here.context, loop);
        return (*here.service->sessions)(info);
    };
    // Fewer sockets than loops (handed over by the service manager): the loops share an accept queue.
    while (sockets.size() < group.size()) {
        Fd copy(::fcntl(sockets.front().get(), F_DUPFD_CLOEXEC, 3));
        if (!copy)
            return fail(Error::fromErrno(errno, "dup of a listening socket"));
        sockets.push_back(std::move(copy));
    }
    BURROW_TRY(port->m_listener, group.adopt(std::move(sockets), std::move(options), std::move(factory)));
    return port;
}

void Port::exchange(std::shared_ptr<const Service> service) {
    m_current = service;
    m_shared->use(service, m_group.log());
    std::vector<std::future<void>> waits;
    for (std::size_t i = 0; i < m_group.size(); ++i) {
        EventLoop& loop = m_group.at(i).loop;
        auto done = std::make_shared<std::promise<void>>();
        waits.push_back(done->get_future());
        loop.post([shared = m_shared, part = m_shared->newest, service, &loop, contexts = m_shared->contexts, done] {
            if (service->router)
                for (const auto& context : contexts) // connections under older limits get the new routes too
                    context->setRouter(loop, service->router);
            shared->loops[toNumber(loop.index())] = part;
            done->set_value();
        });
    }
    for (const auto& wait : waits)
        wait.wait(); // a loop that has stopped destroys the function, and with it the promise
}

Result<std::vector<Fd>> listenFor(const PortKey& key, std::size_t loops) {
    // Seconds the kernel keeps a connection without data to itself before it is accepted after all.
    constexpr int deferAcceptSeconds = 10;
    ListenSocketOptions options;
    if (key.isHttp)
        options.deferAcceptSeconds = deferAcceptSeconds;
    return listenSockets(key.address, loops, options);
}

} // namespace burrow::daemon
