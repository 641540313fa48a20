// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A chat room per address over WebSocket, in plain or, with a certificate and its key, over TLS.
// Try: chat_server 127.0.0.1:8080, then open http://127.0.0.1:8080/ in two windows.
#include <burrow/http_server.hpp>
#include <burrow/websocket.hpp>

namespace http = burrow::http;
namespace ws = burrow::ws;

constexpr std::string_view page = R"(<!doctype html><title>Chat</title>
<input id="line" autofocus placeholder="Say something"><pre id="talk"></pre>
<script>
const socket = new WebSocket(location.origin.replace("http", "ws") + "/chat/hall");
socket.onmessage = (event) => { talk.textContent += event.data + "\n"; };
socket.onclose = (event) => { talk.textContent += "closed: " + event.code + " " + event.reason + "\n"; };
line.onchange = () => { socket.send(line.value); line.value = ""; };
</script>
)";

int main(int argc, char** argv) {
    std::shared_ptr<const burrow::TlsContext> tls;
    if (argc > 3) {
        auto context = burrow::TlsContext::server({.certificate = argv[2], .key = argv[3], .alpn = {"http/1.1"}});
        if (!context)
            return burrow::complain(context.error()); // names the file: "chat.key: does not match the certificate"
        tls = std::move(*context);
    }
    http::Router router;
    router.get("/", [](const http::Request&, http::Exchange exchange) {
        (void)exchange.respond(200, page, {{"Content-Type", "text/html; charset=utf-8"}});
    });
    ws::serve(router, "/chat/<room>", {
        .onOpen = [](ws::Socket& socket, const http::Request& request) {
            socket.subscribe("room/" + std::string(request.param("room")));
        },
        .onMessage = [](ws::Socket& socket, const ws::Message& message) {
            if (socket.publish(socket.topics().front(), message, ws::Audience::Everyone) == ws::Sent::Dropped)
                socket.close(ws::closeCode::tryAgainLater, "slow down");
        },
        .limits = {.message = 64 * 1024},
    });
    auto server = http::Server::start({.listen = {{argc > 1 ? argv[1] : "127.0.0.1:8080", tls}}, .loops = 2},
                                      std::move(router));
    if (!server)
        return burrow::complain(server.error());
    (*server)->runUntilSignal();
}
