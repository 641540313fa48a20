// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/websocket/websocket_route.hpp"

#include "netprotocols/websocket/websocket_binding.hpp"

#include <vector>

namespace burrow::ws {
namespace {

/// Shared by the handler and the sockets of a route.
struct Route {
    SocketOptions socket;
    UpgradePolicy policy;
    std::move_only_function<void(Socket&, const http::Request&) const> onOpen;
    std::move_only_function<bool(const http::Request&, http::Exchange&) const> admit;
};

/// The request outlives its head until the socket is open.
void openWith(const Route& route, Socket& socket, const http::OwnedRequest& owned, http::PeerInfo peer) {
    std::vector<http::FieldView> fields;
    for (std::size_t i = 0; i < owned.fields.size(); ++i)
        fields.push_back(owned.fields[i]);
    http::RequestParts parts;
    parts.methodText = owned.method;
    parts.target = owned.target;
    parts.path = owned.path;
    parts.query = owned.query;
    parts.host = owned.host;
    parts.fields = fields;
    parts.peer = peer;
    for (const auto& [name, value] : owned.params) {
        if (parts.paramCount < parts.params.size())
            parts.params[parts.paramCount++] = {name, value};
    }
    route.onOpen(socket, http::Request(parts));
}

void refuse(http::Exchange& exchange, const UpgradeRefused& refused) {
    const std::string body = std::string(refused.reason) + '\n';
    std::vector<http::FieldView> fields{{"Content-Type", "text/plain; charset=utf-8"}};
    if (refused.status == 426) { // RFC 6455 §4.4, RFC 9110 §15.5.22
        fields.push_back({"Upgrade", "websocket"});
        fields.push_back({"Sec-WebSocket-Version", "13"});
    } else if (refused.status == 405) {
        fields.push_back({"Allow", "GET"});
    }
    static_cast<void>(exchange.respond(refused.status, body, std::span<const http::FieldView>(fields)));
}

void upgrade(const std::shared_ptr<const Route>& route, const http::Request& request, http::Exchange exchange) {
    const auto accepted = checkUpgrade({request.methodText(), true, request.fields()}, route->policy);
    if (!accepted)
        return refuse(exchange, accepted.error());
    if (route->admit && !route->admit(request, exchange)) {
        if (!exchange.isAnswered())
            refuse(exchange, {403, "not admitted"});
        return;
    }
    std::move_only_function<void(Socket&)> atOpen;
    if (route->onOpen)
        atOpen = [route, owned = request.own(), peer = request.peer()](Socket& socket) {
            openWith(*route, socket, owned, peer);
        };
    auto session = std::make_unique<Session>(std::shared_ptr<const SocketOptions>(route, &route->socket),
                                             std::string(accepted->subprotocol), std::move(atOpen));
    std::vector<http::FieldView> fields{
        {"Sec-WebSocket-Accept", {accepted->acceptKey.data(), accepted->acceptKey.size()}}};
    if (!accepted->subprotocol.empty())
        fields.push_back({"Sec-WebSocket-Protocol", accepted->subprotocol});
    const auto upgraded =
        exchange.upgrade("websocket", std::span<const http::FieldView>(fields), std::move(session));
    if (!upgraded && !exchange.isAnswered())
        refuse(exchange, {400, "this connection cannot become a WebSocket"}); // HTTP/1.0, a call in process
}

} // namespace

std::shared_ptr<Hub> serve(http::Router& router, std::string_view pattern, Options options) {
    auto route = std::make_shared<Route>();
    route->socket.onMessage = std::move(options.onMessage);
    route->socket.onClose = std::move(options.onClose);
    route->socket.onWritable = std::move(options.onWritable);
    route->socket.limits = options.limits;
    route->socket.hub = options.hub ? std::move(options.hub) : std::make_shared<Hub>();
    route->policy = std::move(options.policy);
    route->onOpen = std::move(options.onOpen);
    route->admit = std::move(options.admit);
    auto hub = route->socket.hub;
    router.get(pattern, [route = std::shared_ptr<const Route>(std::move(route))](
                            const http::Request& request, http::Exchange exchange) {
        upgrade(route, request, std::move(exchange));
    });
    return hub;
}

Options echo(Limits limits) {
    limits.slowConsumer = SlowConsumer::Close;
    return {.onMessage = [](Socket& socket, const Message& message) { socket.send(message); }, .limits = limits};
}

} // namespace burrow::ws
