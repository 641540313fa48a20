// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/watcher_socket.hpp"

#include "netcore/net/unix_socket.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"
#include "netprotocols/websocket/websocket_route.hpp"

#include <any>
#include <unistd.h>

namespace burrow::monitor {
namespace {

/// A watcher's WebSocket.
class SocketLink final : public WatcherLink {
public:
    explicit SocketLink(ws::Socket& socket) : m_socket(socket) {}
    std::size_t queued() const override { return m_socket.queuedBytes(); }
    void send(std::string message) override { m_socket.sendBinary(message); }
    void close(int code, std::string_view reason) override {
        m_socket.close(static_cast<std::uint16_t>(code), reason);
    }
    Watcher* watcher = nullptr;

private:
    ws::Socket& m_socket;
};

SocketLink* linkOf(ws::Socket& socket) noexcept {
    const auto* link = std::any_cast<std::shared_ptr<SocketLink>>(&socket.data());
    return link ? link->get() : nullptr;
}

void open(Collector& collector, ws::Socket& socket) {
    const auto who = peerCredentials(socket.connection()->transport().pollHandle());
    if (!who)
        return socket.close(1008, "who are you?");
    const auto link = std::make_shared<SocketLink>(socket);
    link->watcher = collector.attach(*link, scopesOf(who->uid), {who->uid, who->pid});
    if (!link->watcher) {
        socket.sendBinary(encode(Message(Bye{ByeCode::Refused, "too many watchers are attached"})));
        return socket.close(1013, "too many watchers");
    }
    socket.data() = link;
}

} // namespace

Scopes scopesOf(std::uint32_t uid) noexcept { return uid == 0 || uid == ::geteuid() ? allScopes : readScopes; }

void serveWatchers(http::Router& router, std::weak_ptr<Collector> collector) {
    ws::Options options;
    options.onOpen = [collector](ws::Socket& socket, const http::Request&) {
        if (const auto self = collector.lock())
            open(*self, socket);
        else
            socket.close(1001, "the server ends");
    };
    options.onMessage = [collector](ws::Socket& socket, const ws::Message& message) {
        const auto self = collector.lock();
        SocketLink* link = linkOf(socket);
        if (!self || !link || !link->watcher)
            return;
        if (message.isText())
            return socket.close(1003, "binary messages only");
        self->receive(*link->watcher, message.data());
    };
    options.onWritable = [collector](ws::Socket& socket) {
        const auto self = collector.lock();
        SocketLink* link = linkOf(socket);
        if (self && link && link->watcher)
            self->writable(*link->watcher);
    };
    options.onClose = [collector](ws::Socket& socket, const ws::CloseReason&) {
        const auto self = collector.lock();
        SocketLink* link = linkOf(socket);
        if (self && link && link->watcher)
            self->detach(*std::exchange(link->watcher, nullptr));
    };
    const Limits limits;
    options.limits.message = options.limits.frame = limits.message;
    options.limits.idle = {}; // a stopped watcher stays attached: it costs nothing, and shows a gap when it goes on
    options.limits.queueHard = limits.hardQueue;
    options.limits.slowConsumer = ws::SlowConsumer::Close;
    options.policy.subprotocols = {std::string(subprotocol)};
    ws::serve(router, monitorPath, std::move(options));
}

} // namespace burrow::monitor
