// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile_case.hpp"

namespace hostile {

/// H1-08: Host.
inline void addHosts(Cases& cases) {
    Family f(cases, "H1-08");
    for (const auto* method : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY"}) {
        f.add("none, " + std::string(method), std::string(method) + " / HTTP/1.1\r\n\r\n");
        f.add("two, " + std::string(method), std::string(method) + " / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
    }
    f.add("none, HTTP/1.2", "GET / HTTP/1.2\r\n\r\n");
    f.add("none, absolute target", "GET http://a/ HTTP/1.1\r\n\r\n");
    f.add("two different", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    f.add("two, apart", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nhOST: b\r\n\r\n");
    f.add("two, HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
    f.add("two, absolute target", "GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
    for (const auto& host : {""s,
                             " "s,
                             "a b"s,
                             "a\tb"s,
                             "a/b"s,
                             "a/"s,
                             "/"s,
                             "a?b"s,
                             "a#b"s,
                             "a@b"s,
                             "user@a"s,
                             "user:pw@a"s,
                             "@a"s,
                             "a@"s,
                             "http://a"s,
                             "a:b"s,
                             "a:80:80"s,
                             "a:-1"s,
                             "a:+80"s,
                             "a:65536"s,
                             "a:99999"s,
                             "a:100000"s,
                             "a: 80"s,
                             "a :80"s,
                             "a:80 "s
                             "b"s,
                             ":80"s,
                             ":"s,
                             "[::1"s,
                             "::1"s,
                             "[::1]80"s,
                             "[::1]x"s,
                             "[]"s,
                             "[]:80"s,
                             "[1.2.3.4]"s,
                             "[::g]"s,
                             "[:::]"s,
                             "[::1]]"s,
                             "[[::1]]"s,
                             "[fe80::1%25eth0]"s,
                             "[fe80::1%eth0]"s,
                             "[v1.x]"s,
                             "a,b"s,
                             "a, b"s,
                             "a\\b"s,
                             "a|b"s,
                             "a^b"s,
                             "a<b"s,
                             "a>b"s,
                             "\"a\""s,
                             "{a}"s,
                             "a%00b"s,
                             "a%2fb"s,
                             "%41"s,
                             "a%"s,
                             "a%zz"s,
                             "\xC3\xA9"s,
                             "a\xff"s,
                             "xn--\xC3\xA9"s,
                             "a\x60"
                             "b"s})
        f.add("'" + shown(host) + "'", "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
}

/// H1-09: request targets.
inline void addTargets(Cases& cases) {
    Family f(cases, "H1-09");
    for (const auto& target : {"*"s,
                               "**"s,
                               "/a b"s,
                               "/#frag"s,
                               "/a#"s,
                               "#"s,
                               "/?a#b"s,
                               "a"s,
                               "a/b"s,
                               "../"s,
                               "."s,
                               "?"s,
                               "?a"s,
                               "\\"s,
                               "/\\"s,
                               "/a\\b"s,
                               "/..\\x"s,
                               "//\\x"s,
                               "/\xC3\xA9"s,
                               "/\x80"s,
                               "/\xff"s,
                               "/?\xC3\xA9"s,
                               "/\x7F"s,
                               "/\x01"s,
                               "/a\0b"s,
                               "/\""s,
                               "/a<b"s,
                               "/a>b"s,
                               "/?\"x\""s,
                               "/?<script>"s,
                               "/%"s,
                               "/%2"s,
                               "/%zz"s,
                               "/%2g"s,
                               "/a%"s,
                               "/%u002f"s,
                               "http:"s,
                               "http:/"s,
                               "http://"s,
                               "http:///"s,
                               "http://?x"s,
                               "http:a"s,
                               "http//a"s,
                               "://a"s,
                               "http://u@a/"s,
                               "http://u:p@a/"s,
                               "http://a:b/"s,
                               "http://a:70000/"s,
                               "http://a b/"s,
                               "http://[::1/"s,
                               "http://a\\b/"s,
                               "http://a#f"s,
                               "http://a/#f"s,
                               "http://a%2f/"s,
                               "ftp://a/"s,
                               "file:///etc/passwd"s,
                               "javascript:x"s,
                               "mailto:a"s,
                               "ws://a/"s,
                               "gopher://a/"s,
                               "a:80"s,
                               "[::1]:80"s,
                               "host"s,
                               "urn:x"s,
                               "data:,x"s,
                               "httpx://a/"s,
                               "http ://a/"s,
                               "HTTP/1.1"s})
        f.add(shown(target), withLine("GET " + target + " HTTP/1.1"));
    for (const auto* path :
         {"/%00", "/a%00.html", "/%0d%0aX-Injected:%20true", "/%0A", "/%0D", "/%09", "/%1b[31m", "/%7F", "/%1F?q"})
        f.add("control escaped: " + std::string(path), withLine("GET " + std::string(path) + " HTTP/1.1"));
    for (const auto* method : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "QUERY"})
        f.add("* with " + std::string(method), withLine(std::string(method) + " * HTTP/1.1"));
    for (const auto* target : {"host", "host:", ":80", "host:x", "host:99999", "/", "*", "http://host:80/", "host:80/",
                               "host:80?x", "u@host:80", "[::1]", "[::1]:", "ho st:80", "host:80#f", "host:080000"})
        f.add("CONNECT " + std::string(target), withLine("CONNECT " + std::string(target) + " HTTP/1.1"));
}

/// H1-11: Connection must not take fields away that mean something to everybody.
inline void addNominated(Cases& cases) {
    Family f(cases, "H1-11");
    for (const auto* name :
         {"Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Cookie", "Authorization", "X-Forwarded-For",
          "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Cache-Control", "Expect", "Range", "Origin"}) {
        f.add("alone: " + std::string(name), withFields("Connection: " + std::string(name) + "\r\n"));
        f.add("behind close: " + std::string(name), withFields("Connection: close, " + std::string(name) + "\r\n"));
        f.add("in a second field: " + std::string(name),
              withFields("Connection: keep-alive\r\nConnection: " + std::string(name) + "\r\n"));
    }
    f.add("lower case", withFields("connection: keep-alive,cookie\r\n"));
    f.add("empty elements around", withFields("Connection: , ,host, ,\r\n"));
    for (const auto* value : {"close;", "\"close\"", "close keep-alive", "close=1", "(close)", "close/1", "a b",
                              "keep-alive: x", "[x]", "close, a@b", "close\xC3\xA9", "x, \"y, z\""})
        f.add("'" + shown(value) + "'", withFields("Connection: " + std::string(value) + "\r\n"));
}

/// H1-12: fields that may stand once.
inline void addSingletons(Cases& cases) {
    Family f(cases, "H1-12");
    for (const auto& [name, value] :
         {std::pair("Content-Type", "text/plain"), std::pair("Authorization", "Basic eDp5"),
          std::pair("Location", "/x"), std::pair("Host", "a"), std::pair("Content-Length", "0")}) {
        const std::string field = std::string(name) + ": " + value + "\r\n";
        std::string lower, upper, mixed;
        for (const char c : std::string_view(name)) {
            lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
            mixed += (mixed.size() % 2) ? upper.back() : lower.back();
        }
        for (const auto& other : {std::string(name), lower, upper, mixed}) {
            f.add(other + " the same again", withFields(field + other + ": " + value + "\r\n"));
            f.add(other + " with another value", withFields(field + "X: y\r\n" + other + ": 1\r\n"));
            f.add(other + " empty again", withFields(field + other + ":\r\n"));
        }
    }
}

/// H1-16: Upgrade.
inline void addUpgrades(Cases& cases) {
    Family f(cases, "H1-16");
    const std::string upgrade = "Connection: Upgrade\r\nUpgrade: ";
    for (const auto* protocol :
         {"websocket", "WebSocket", "foo/1", "TLS/1.0", "IRC/6.9", "websocket, foo", "h2c, websocket", "HTTP/2.0"}) {
        f.add("body behind, " + std::string(protocol), post(upgrade + protocol + "\r\nContent-Length: 5\r\n", "hello"));
        f.add("chunked behind, " + std::string(protocol),
              post(upgrade + protocol + "\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        f.add("GET with a body, " + std::string(protocol),
              withFields(upgrade + protocol + "\r\nContent-Length: 1\r\n") + "x");
    }
    for (const auto* value : {"", ",", "web socket", "\"websocket\"", "websocket/", "/1", "a/b/c", "websocket;x",
                              "web@socket", "a,b c", "(x)", "x=1", "[h2c]"})
        f.add("'" + std::string(value) + "'", withFields(upgrade + value + "\r\n"));
    f.add("twice", withFields(upgrade + "websocket\r\nUpgrade: websocket\r\n"));
    f.add("twice, different", withFields(upgrade + "websocket\r\nUpgrade: h2c\r\n"));
    for (const auto* line :
         {"Upgrade: h2c\r\nConnection: Upgrade\r\n", "Upgrade: H2C\r\nConnection: upgrade\r\n",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n", "Upgrade: h2c\r\n",
          "Upgrade: h2c, h2c\r\nConnection: Upgrade\r\n", "Upgrade: foo\r\nConnection: Upgrade\r\n",
          "Upgrade: foo/2\r\n", "Upgrade: HTTP/2.0\r\nConnection: Upgrade\r\n",
          "Upgrade: TLS/1.0\r\nConnection: Upgrade\r\n", "Upgrade: h3\r\nConnection: Upgrade\r\n",
          "Connection: Upgrade\r\n"})
        f.add("not switched: " + shown(line), withFields(line), 200);
    f.add("HTTP/1.0 may not", "GET / HTTP/1.0\r\nHost: a\r\n" + upgrade + "websocket\r\n\r\n", 200);
}

} // namespace hostile
