// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http/router.hpp"
#include "netprotocols/websocket/socket.hpp"
#include "netprotocols/websocket/websocket_handshake.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace burrow::ws {

/// What a route's sockets do. The functions run on every loop at once, see SocketOptions.
struct Options {
    std::move_only_function<void(Socket&, const http::Request&) const> onOpen = {};
    std::move_only_function<void(Socket&, const Message&) const> onMessage = {};
    std::move_only_function<void(Socket&, const CloseReason&) const> onClose = {};
    std::move_only_function<void(Socket&) const> onWritable = {};
    /// Before the upgrade, for credentials: false refuses; it may have answered the exchange itself (401), else 403.
    std::move_only_function<bool(const http::Request&, http::Exchange&) const> admit = {};
    Limits limits = {};
    UpgradePolicy policy = {};
    std::shared_ptr<Hub> hub = {}; ///< topics; empty: the route has a hub of its own
};

/// Serves WebSockets at a pattern of the router (GET). Other requests are refused as checkUpgrade() says.
///
///     ws::serve(router, "/chat/<room>", {
///         .onOpen = [](ws::Socket& s, const http::Request& r) { s.subscribe("room/" + std::string(r.param("room"))); },
///         .onMessage = [](ws::Socket& s, const ws::Message& m) { s.publish(s.topics().front(), m); },
///     });
///
/// Gives the hub of its topics, for publishing from elsewhere.
std::shared_ptr<Hub> serve(http::Router& router, std::string_view pattern, Options options);

/// Sends every message back; closes with 1013 a peer that does not read its answers.
Options echo(Limits limits = {});

} // namespace burrow::ws
