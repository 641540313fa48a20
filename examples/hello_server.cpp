// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// An HTTP server in ten lines. Try: hello_server 127.0.0.1:8080, then curl http://127.0.0.1:8080/hello/you
#include <burrow/http_server.hpp>

namespace http = burrow::http;

int main(int argc, char** argv) {
    http::Router router;
    router.get("/hello/<name>", [](const http::Request& request, http::Exchange exchange) {
        (void)exchange.respond(200, "Hello, " + std::string(request.param("name")) + "\n");
    });
    auto server = http::Server::start({.listen = {argc > 1 ? argv[1] : "127.0.0.1:8080"}}, std::move(router));
    if (!server)
        return burrow::complain(server.error()); // "listen 127.0.0.1:8080: Address already in use", exit status 1
    (*server)->runUntilSignal();
}
