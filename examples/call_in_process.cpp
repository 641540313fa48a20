// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A REST interface called without server, socket or loop: the same handlers serve HTTP unchanged.
#include <burrow/http_server.hpp>

#include <charconv>
#include <cstdio>

namespace http = burrow::http;

namespace {

/// Sum of the numbers in "[1,2,3]"; whatever is no number is skipped.
std::string sumOf(std::string_view list) {
    long sum = 0;
    for (const char* at = list.data(); at < list.data() + list.size();) {
        long number = 0;
        const auto read = std::from_chars(at, list.data() + list.size(), number);
        at = read.ec == std::errc() ? read.ptr : at + 1;
        sum += read.ec == std::errc() ? number : 0;
    }
    return std::to_string(sum);
}

} // namespace

int main() {
    http::Router api;
    api.post("/sum", [](const http::Request& request, http::Exchange exchange) {
        (void)exchange.respond(200, sumOf(request.bodyText()));
    });
    const auto answer = http::call(api, {.method = "POST", .target = "/sum", .body = "[1,2,3]"});
    if (!answer || answer->status != 200)
        return 1;
    std::puts(answer->bodyText().c_str());
}
