// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile_case.hpp"

namespace hostile {

/// 1 000 requests that are legal and rarely seen; a handler for every path and method answers each with 2xx.
inline std::vector<std::string> validRequests() {
    const std::vector<std::string> methods = {"GET", "POST", "PUT", "DELETE", "PATCH", "QUERY", "HEAD", "OPTIONS"};
    const std::vector<std::string> targets = {"/",
                                              "/?",
                                              "/??",
                                              "/?a=b&a=c&=&&",
                                              "//",
                                              "//a//b",
                                              "/a/./b/../c",
                                              "/%20",
                                              "/%E2%82%AC",
                                              "/a%2Fb",
                                              "/a%2fb",
                                              "/;",
                                              "/a;b=c;d",
                                              "/a:b@c",
                                              "/~user/",
                                              "/$&'()*+,;=",
                                              "/[x]",
                                              "/a|b",
                                              "/{x}",
                                              "/^x",
                                              "/`x",
                                              "/?q=\\",
                                              "/?q=100%",
                                              "/?q=%zz",
                                              "/?http://b/",
                                              "/?a[b]=c",
                                              "/.",
                                              "/..",
                                              "/a/..",
                                              "/...",
                                              "/http://b/",
                                              "http://b",
                                              "http://b/",
                                              "HTTP://b/x",
                                              "http://b?x",
                                              "https://b:443/y?z",
                                              "http://[::1]:8080/x",
                                              "http://b:/",
                                              "http://1.2.3.4/",
                                              "http://b-c.example./",
                                              "/" + std::string(8189, 'a'),
                                              "/?" + std::string(8188, 'q'),
                                              "/a?b?c?d",
                                              "/*",
                                              "/!",
                                              "/-._~"};
    const std::vector<std::string> versions = {"HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "HTTP/1.9"};
    const std::vector<std::string> hosts = {"a",
                                            "A.EXAMPLE",
                                            "a.example.",
                                            "a:80",
                                            "a:",
                                            "a:65535",
                                            "a:0",
                                            "a:00080",
                                            "127.0.0.1",
                                            "127.0.0.1:8080",
                                            "[::1]",
                                            "[::1]:8080",
                                            "[2001:db8::1]",
                                            "[::ffff:1.2.3.4]",
                                            "xn--bcher-kva.example",
                                            "a_b",
                                            "a-b",
                                            "a~b",
                                            "a+b",
                                            "1",
                                            "01",
                                            "1.2.3.4.5",
                                            "a!$&'()*;=b",
                                            std::string(253, 'h')};
    std::string many;
    for (int i = 0; i < 90; ++i)
        many += "X-" + std::to_string(i) + ": v\r\n";
    const std::vector<std::string> fields = {
        "",
        "X-Empty:\r\n",
        "X-Empty: \t \r\n",
        "X-Tight:v\r\n",
        "X-Tab:\tv\t\r\n",
        "X-Wide:     v     \r\n",
        "X-Obs: \xFF\x80\xC3\xA9\r\n",
        "X-Utf8: \xE2\x82\xAC\r\n",
        "!#$%&'*+-.^_`|~: odd name\r\n",
        "x: 1\r\nX: 2\r\nx: 3\r\n",
        "0: digit\r\n",
        "Connection: close\r\n",
        "Connection: keep-alive\r\n",
        "connection: Keep-Alive, X-A\r\nX-A: b\r\n",
        "Connection: ,,close,,\r\n",
        "Connection:\r\n",
        "Connection: x-unknown\r\n",
        "Connection: close\r\nConnection: keep-alive\r\n",
        "TE: trailers\r\n",
        "TE: gzip;q=0.5, trailers\r\n",
        "TE:\r\nConnection: TE\r\n",
        "Cookie: a=b; c=d\r\nCookie: e=f\r\n",
        "Accept: */*;q=0.1, text/html;level=1\r\nAccept: text/plain\r\n",
        "X-Long: " + std::string(8100, 'v') + "\r\n",
        many,
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n",
        "Upgrade: unknown/9\r\n",
        "Content-Type: text/plain\r\n",
        "Content-Type:\r\n",
        "Authorization: Bearer x\r\n",
        "X_Under_Score: 1\r\n",
        "X-Quote: \"a\\\"b\r\n",
        "X-Colon: a:b::c\r\n",
        "X-Comma: ,,,\r\n",
        "Trailer: X\r\n",
        "User-Agent: " + std::string(500, '(') + "\r\n",
        "Date: yesterday\r\n",
        "If-None-Match: W/\r\n",
        "Range: lines=1-2\r\n",
        "Via: 1.0 a, 1.1 b\r\n",
        "Max-Forwards: 0\r\n",
        "Forwarded: for=\"[::1]\"\r\n"};
    struct Body {
        std::string fields, bytes;
        bool old; // legal in HTTP/1.0 too
    };
    const std::string coding = "Transfer-Encoding: chunked\r\n";
    const std::vector<Body> bodies = {{"", "", true},
                                      {"", "", true},
                                      {"Content-Length: 0\r\n", "", true},
                                      {"Content-Length: 5\r\n", "hello", true},
                                      {"content-length:5\r\n", "hello", true},
                                      {"Content-Length: 5\r\nX-Content_Length: 6\r\n", "hello", true},
                                      {"CONTENT-LENGTH:0\r\n", "", true},
                                      {coding, "0\r\n\r\n", false},
                                      {coding, "000\r\n\r\n", false},
                                      {coding, "0000000000000000\r\n\r\n", false},
                                      {"transfer-encoding:CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n", false},
                                      {coding, "A\r\n0123456789\r\n0\r\n\r\n", false},
                                      {coding, "0000000000000005\r\nhello\r\n0\r\n\r\n", false},
                                      {coding, "1\r\nh\r\n1\r\ni\r\n0\r\n\r\n", false},
                                      {coding, "5;a\r\nhello\r\n0;b=c\r\n\r\n", false},
                                      {coding, "5;a=\"b;c\\\"\t\xFF\";d=e\r\nhello\r\n0\r\n\r\n", false},
                                      {coding, "5;" + std::string(240, 'e') + "\r\nhello\r\n0\r\n\r\n", false},
                                      {coding, "5\r\nhello\r\n0\r\nX-Check: 1\r\nX-Empty:\r\n\r\n", false},
                                      {"TE: trailers\r\nTrailer: X\r\n" + coding, "0\r\nX:\t1 \r\n\r\n", false},
                                      {"Expect: 100-continue\r\nContent-Length: 5\r\n", "hello", false},
                                      {"expect: 100-CONTINUE\r\n" + coding, "5\r\n\r\n\r\n\n\r\n0\r\n\r\n", false},
                                      {"Expect: 100-continue\r\n", "", true},
                                      {"Content-Length: 36\r\n", "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n1234", false},
                                      {coding, "4\r\n\r\n\r\n\r\n0\r\n\r\n", false},
                                      {"Content-Length: 4\r\n", "\r\n\r\n", true}};

    std::vector<std::string> requests = {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                                         "OPTIONS http://a HTTP/1.1\r\nHost: b\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
                                         "GET http://a/ HTTP/1.0\r\n\r\n", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"};
    // Steps without a common divisor: each list is gone through at its own pace, so that neighbours differ.
    for (std::size_t i = 0; requests.size() < 1000; ++i) {
        const Body& body = bodies[i * 7 % bodies.size()];
        const std::string& version = body.old ? versions[i * 5 % versions.size()] : "HTTP/1.1";
        const std::string& extra = fields[i * 5 % fields.size()];
        requests.push_back(methods[(i + i / 8) % methods.size()] + " " + targets[i * 5 % targets.size()] + " " +
                           version + "\r\nHost: " + hosts[i * 5 % hosts.size()] + "\r\n" + extra + body.fields +
                           "\r\n" + body.bytes);
    }
    return requests;
}

} // namespace hostile
