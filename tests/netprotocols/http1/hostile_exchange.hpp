// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile_case.hpp"

namespace hostile {

inline std::string asChunks(std::string_view body, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < body.size(); i += size) {
        const auto piece = body.substr(i, size);
        constexpr char digits[] = "0123456789abcdef";
        std::string hex;
        for (std::size_t n = piece.size(); n != 0; n /= 16)
            hex.insert(hex.begin(), digits[n % 16]);
        text += hex + "\r\n" + std::string(piece) + "\r\n";
    }
    return text + "0\r\n\r\n";
}

/// H1-10: answered before the body was read; what looks like a request in the body is none.
inline void addPipelines(Cases& cases) {
    Family f(cases, "H1-10");
    const std::vector<std::pair<std::string, std::string>> bodies = {
        {"one request", admin},
        {"two requests", admin + admin},
        {"empty line and request", "\r\n" + admin},
        {"letters and request", "hello" + admin},
        {"request of HTTP/1.0", "GET /admin HTTP/1.0\r\n\r\n"},
        {"request with body", "POST /admin HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"},
        {"end of chunks and request", "0\r\n\r\n" + admin},
        {"long and request", std::string(30'000, 'x') + "\r\n\r\n" + admin},
        {"over the drain limit", std::string(200'000, 'x') + admin},
        {"half a request", "GET /adm"},
        {"many requests", [] {
             std::string many;
             for (int i = 0; i < 100; ++i)
                 many += admin;
             return many;
         }()}};
    for (const auto& [name, body] : bodies) {
        f.add("length: " + name, post("Content-Length: " + std::to_string(body.size()) + "\r\n", body, "/early"), 401);
        for (const std::size_t size : {7u, 16u, 64u, 333u, 1000u, 100'000u})
            if (size >= 64 || body.size() < 100'000) // fewer than would count as a flood
                f.add("chunks of " + std::to_string(size) + ": " + name, chunked(asChunks(body, size), "/early"), 401);
    }
    for (const auto* method : {"PUT", "PATCH", "DELETE", "GET", "QUERY", "OPTIONS"})
        f.add("body behind " + std::string(method),
              std::string(method) + " /early HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(admin.size()) +
                  "\r\n\r\n" + admin,
              401);
}

/// H1-13: a response where a request is due, as a confused proxy would send it.
inline void addResponses(Cases& cases) {
    Family f(cases, "H1-13");
    for (const auto* version : {"HTTP/1.1", "HTTP/1.0", "HTTP/2", "http/1.1"})
        for (const auto* status : {"100 Continue", "101 Switching Protocols", "103 Early Hints", "200 OK", "200",
                                   "200 ", " 200 OK", "204 No Content", "302 Found", "304 Not Modified",
                                   "404 Not Found", "500 Internal Server Error", "099 x", "600 x"})
            f.add(std::string(version) + " " + status,
                  std::string(version) + " " + status + "\r\nContent-Length: 0\r\n\r\n");
}

/// H1-14: what the peer sent must not become a line of the answer.
inline void addInjections(Cases& cases) {
    Family f(cases, "H1-14");
    const auto reflect = [&](const std::string& payload, int status) {
        f.add(payload, withLine("GET /reflect?" + payload + " HTTP/1.1"), status);
    };
    constexpr char digits[] = "0123456789ABCDEF";
    for (unsigned c = 1; c < 0x20; ++c)
        if (c != '\t')
            reflect("a%" + std::string{digits[c >> 4], digits[c & 15]} + "b", 500);
    for (const auto* payload : {"a%7Fb",
                                "%0D%0ASet-Cookie:%20a=b",
                                "%0d%0a%0d%0a<html>",
                                "x%0D%0AContent-Length:%200%0D%0A%0D%0AHTTP/1.1%20200%20OK",
                                "%0ALocation:%20//evil",
                                "%0DLocation:%20//evil",
                                "a%0D",
                                "a%0A",
                                "%0D",
                                "%0A",
                                "%0D%0A",
                                "a%0D%0A%20folded",
                                "a%0D%0A%09folded",
                                "%0D%0ATransfer-Encoding:%20chunked",
                                "%C4%8A%0A",
                                "a%1B[31m",
                                "%08%08%08",
                                "a%0Bb%0C",
                                "%0a%0a",
                                "x%0d%0a%0d%0aGET%20/admin%20HTTP/1.1%0d%0a"})
        if (std::string_view(payload).find('<') == std::string_view::npos)
            reflect(payload, 500);
    for (const auto* payload : {"%00", "a%00b", "a%0D%0A%00"})
        reflect(payload, 500);
}

/// H1-15: expectations.
inline void addExpectations(Cases& cases) {
    Family f(cases, "H1-15");
    for (const auto* value : {"",
                              "100",
                              "continue",
                              "100-continuex",
                              "x100-continue",
                              "100 continue",
                              "100_continue",
                              "100-continue, x",
                              "x, 100-continue",
                              "y 100-continue",
                              "100-continue 100-continue",
                              "100-continue, 100-continue",
                              "100-continue,",
                              ",100-continue",
                              "100-continue;q=1",
                              "100-continue; a=b",
                              "\"100-continue\"",
                              "200-ok",
                              "101-switch",
                              "100-",
                              "-continue",
                              "100--continue",
                              "1OO-continue",
                              "0100-continue",
                              "100-continue=1",
                              "(100-continue)",
                              "100\tcontinue",
                              "100-contin ue",
                              "100-CONTINUE!",
                              "*"}) {
        f.add("'" + shown(value) + "'", post("Expect: " + std::string(value) + "\r\nContent-Length: 5\r\n", "hello"),
              417);
        f.add("chunked, '" + shown(value) + "'",
              post("Expect: " + std::string(value) + "\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 417);
    }
    f.add("two fields", post("Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5\r\n", "hello"), 417);
    f.add("two fields, apart", post("Expect: 100-continue\r\nContent-Length: 5\r\nexpect: 100-Continue\r\n", "hello"),
          417);
    f.add("unknown without a body", withFields("Expect: x\r\n"), 417);
    f.add("unknown in HTTP/1.0", "GET / HTTP/1.0\r\nExpect: x\r\n\r\n", 417);
    for (const auto* value : {"100-continue", "100-Continue", "100-CONTINUE"}) {
        const std::string expect = "Expect: " + std::string(value) + "\r\n";
        f.add("refused, body follows, " + std::string(value),
              post(expect + "Content-Length: " + std::to_string(admin.size()) + "\r\n", admin, "/early"), 401);
        f.add("refused, chunks follow, " + std::string(value),
              post(expect + "Transfer-Encoding: chunked\r\n", asChunks(admin, 16), "/early"), 401);
    }
}

} // namespace hostile
