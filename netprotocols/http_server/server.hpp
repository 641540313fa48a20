// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/tls/tls_context.hpp"
#include "netprotocols/http/router.hpp"
#include "netprotocols/http1/http1_context.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace burrow::http {

/// One address to listen on: "127.0.0.1:8080", "[::]:8443", "unix:/run/x.sock"; with a TLS context: HTTPS.
struct ServerAddress {
    ServerAddress(const char* text) : address(text) {}
    ServerAddress(std::string text) : address(std::move(text)) {}
    ServerAddress(std::string text, std::shared_ptr<const TlsContext> context, std::string label = {})
        : address(std::move(text)), tls(std::move(context)), name(std::move(label)) {}

    std::string address;
    std::shared_ptr<const TlsContext> tls = {};
    std::string name = {}; ///< for the monitor; empty: the address
};

struct ServerOptions {
    std::vector<ServerAddress> listen;
    unsigned loops = 1; ///< threads; 0 = one per core
    http1::Limits limits = {};
    ConnectionOptions connection = {};
    std::uint32_t connectionLimit = 0; ///< per loop; 0 = by descriptors only
    Duration drainTime = std::chrono::seconds(30); ///< what runUntilSignal() gives running requests
    PollerKind poller = PollerKind::Best;
    Log* log = nullptr;
    http1::AccessObserver* access = nullptr;
};

/// An HTTP server on loops of its own, or on those of a group. Thread: any, one at a time; not from a handler.
///
///     auto server = http::Server::start({.listen = {"127.0.0.1:8080"}}, std::move(router));
///     if (!server)
///         return complain(server.error());
///     (*server)->runUntilSignal();
class Server {
public:
    /// Everything listens when this returns, or nothing does. Error: a conflict among the routes, or
    /// "listen 127.0.0.1:8080: Address already in use".
    static Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);
    /// On a group that outlives the server; ServerOptions::loops, poller and log are the group's.
    static Result<std::unique_ptr<Server>> attach(LoopGroup& group, ServerOptions options, Router router);
    ~Server();

    /// With the ports that the kernel chose, in the order of ServerOptions::listen.
    std::vector<Endpoint> endpoints() const;
    std::span<Listener> listeners() noexcept;
    LoopGroup& group() noexcept;
    http1::ServerContext& context() noexcept;

    /// New requests use these routes; requests on their way end with the old ones.
    Result<void> setRouter(Router router);
    /// Stops accepting, lets running requests end (at most so long), then calls `done` on a loop. Own group only.
    void drain(Duration atMost, Function done);
    /// Closes everything now. Idempotent; the destructor does it.
    void stop();
    /// Blocks until SIGINT or SIGTERM, drains, stops. A second signal stops at once. One server of a process at a time.
    void runUntilSignal();

private:
    struct Private;
    explicit Server(std::unique_ptr<Private> impl);
    std::unique_ptr<Private> m_private;
};

} // namespace burrow::http
