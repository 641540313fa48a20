// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <burrow/connection.hpp>
#include <burrow/http.hpp>
#include <burrow/net.hpp>
#include "netprotocols/http/router.hpp" // the form that the project itself uses

#include <cstdio>
#include <string>

int main() {
    burrow::http::Router router;
    router.get("/hello/<name>", [](const burrow::http::Request& request, burrow::http::Exchange exchange) {
        (void)exchange.respond(200, "Hello, " + std::string(request.param("name")) + "\n");
    });
    auto answer = burrow::http::call(router, {.target = "/hello/marmot"});
    if (!answer)
        return burrow::complain(answer.error());
    std::fputs(answer->bodyText().c_str(), stdout);

    auto group = burrow::LoopGroup::start({.loops = 2});
    if (!group)
        return burrow::complain(group.error());
    return answer->status == 200 && burrow::Endpoint::parse("[::1]:8080")->port() == 8080 ? 0 : 1;
}
