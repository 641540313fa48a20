// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile_case.hpp"

namespace hostile {

/// H1-01: the request line.
inline void addRequestLines(Cases& cases) {
    Family f(cases, "H1-01");
    for (const auto* line : {"GET  / HTTP/1.1",
                             "GET /  HTTP/1.1",
                             "GET\t/ HTTP/1.1",
                             "GET /\tHTTP/1.1",
                             "GET / HTTP/1.1 ",
                             "GET / HTTP/1.1\t",
                             " GET / HTTP/1.1",
                             "\tGET / HTTP/1.1",
                             "GET / http/1.1",
                             "GET / Http/1.1",
                             "GET / HTTP/1.10",
                             "GET / HTTP/1.01",
                             "GET / HTTP/01.1",
                             "GET / HTTP/11.1",
                             "GET / HTTP/1.",
                             "GET / HTTP/1",
                             "GET / HTTP/",
                             "GET / HTTP",
                             "GET / H",
                             "GET / HTTP/.1",
                             "GET / HTTP/1,1",
                             "GET / HTTP/1-1",
                             "GET / HTTP 1.1",
                             "GET / HTTP/ 1.1",
                             "GET / HTTP/1 .1",
                             "GET / HTTP/1. 1",
                             "GET / HTTPS/1.1",
                             "GET / HTP/1.1",
                             "GET / FTP/1.1",
                             "GET / ICY/1.1",
                             "GET / HTTP/a.b",
                             "GET / HTTP/+1.1",
                             "GET / HTTP/-1.1",
                             "GET / HTTP/1.1x",
                             "GET / HTTP/1.1;",
                             "GET / HTTP/1.1 x",
                             "GET",
                             "GET ",
                             "GET /",
                             "GET / ",
                             "/ HTTP/1.1",
                             "GET HTTP/1.1",
                             "G@T / HTTP/1.1",
                             "GET: / HTTP/1.1",
                             "G/T / HTTP/1.1",
                             "(GET) / HTTP/1.1",
                             "\"GET\" / HTTP/1.1",
                             "GE,T / HTTP/1.1",
                             "G=T / HTTP/1.1",
                             "[GET] / HTTP/1.1",
                             "{GET} / HTTP/1.1",
                             "GET; / HTTP/1.1",
                             "G?T / HTTP/1.1",
                             "GET / HTTP/1.1, HTTP/1.1",
                             "GET / HTTP/1.1 HTTP/1.1"})
        f.add(shown(line), withLine(line));
    for (const auto& line : {"\0GET / HTTP/1.1"s, "GE\0T / HTTP/1.1"s, "G\xC3\x89T / HTTP/1.1"s, "GET\x0b/ HTTP/1.1"s,
                             "GET\x0c/ HTTP/1.1"s, "GET / HTTP/1.1\0"s, "\x7FGET / HTTP/1.1"s, "GET\xa0/ HTTP/1.1"s})
        f.add(shown(line), withLine(line));
    for (const auto* line : {"GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9", "GET / HTTP/9.9", "GET / HTTP/0.0",
                             "PRI * HTTP/2.0", "get / HTTP/2.0"})
        f.add(shown(line), withLine(line), 505);
    for (const auto* method : {"get", "Get", "GETT", "GE", "FOO", "PROPFIND", "MKCOL", "BREW", "SUBSCRIBE", "M-SEARCH",
                               "GET!", "_", "OTHER", "post", "G*T", "G.T", "DEBUG", "TRACK"})
        f.add(method, withLine(std::string(method) + " / HTTP/1.1"), 501);
    f.add("method of 33 letters", withLine(std::string(33, 'A') + " / HTTP/1.1"), 501);
    f.add("method of 9000 letters", withLine(std::string(9000, 'A') + " / HTTP/1.1"), 501);
    f.add("two empty lines first", "\r\n\r\n" + withLine("GET / HTTP/1.1"));
    f.add("five empty lines first", "\r\n\r\n\r\n\r\n\r\n" + withLine("GET / HTTP/1.1"));
    f.add("TLS hello on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s);
    f.add("SOCKS5 greeting", "\x05\x01\x00"s);
    f.add("SMTP greeting", "EHLO example.org\r\n");
    f.add("SSH banner", "SSH-2.0-OpenSSH_9.2\r\n");
    for (const std::size_t size : {8191u, 8192u, 9000u, 20000u, 70000u})
        f.add("target of " + std::to_string(size) + " bytes",
              withLine("GET /" + std::string(size - 1, 'a') + " HTTP/1.1"), 414);
    f.add("query of 8191 bytes", withLine("GET /?" + std::string(8189, 'q') + " HTTP/1.1"), 414);
}

/// H1-02: line ends. Each line end of a whole request replaced by each wrong one.
inline void addLineEnds(Cases& cases) {
    Family f(cases, "H1-02");
    const std::vector<std::string> lines = {"POST / HTTP/1.1", "Host: a", "X-One: 1", "Content-Length: 3", ""};
    const std::vector<std::pair<std::string, std::string>> ends = {
        {"LF", "\n"},          {"CR", "\r"},   {"LF CR", "\n\r"}, {"CR CR LF", "\r\r\n"},   {"CR NUL LF", "\r\0\n"s},
        {"CR SP LF", "\r \n"}, {"VT", "\x0b"}, {"FF", "\x0c"},    {"NUL CR LF", "\0\r\n"s}, {"CR HTAB LF", "\r\t\n"}};
    for (std::size_t wrong = 0; wrong < lines.size(); ++wrong)
        for (const auto& [name, end] : ends) {
            std::string bytes;
            for (std::size_t i = 0; i < lines.size(); ++i)
                bytes += lines[i] + (i == wrong ? end : "\r\n");
            f.add(name + " after line " + std::to_string(wrong), bytes + "abc");
        }
    f.add("LF throughout", "GET / HTTP/1.1\nHost: a\n\n");
    f.add("CR throughout", "GET / HTTP/1.1\rHost: a\r\rGET");
    f.add("CR in the target", withLine("GET /a\rb HTTP/1.1"));
    f.add("CR in the method", withLine("GE\rT / HTTP/1.1"));
    f.add("CR in a name", withFields("X-\rA: 1\r\n"));
    f.add("CR in a value", withFields("X-A: 1\r2\r\n"));
    f.add("LF in a value", withFields("X-A: 1\nX-B: 2\r\n"));
    f.add("LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    f.add("CR first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    f.add("CR before the colon", withFields("X-A\r: 1\r\n"));
    f.add("LF after the colon", withFields("X-A:\n1\r\n"));
}

/// H1-03: field lines.
inline void addFieldLines(Cases& cases) {
    Family f(cases, "H1-03");
    for (const auto* line : {"Header : x",
                             "Header\t: x",
                             "Header  : x",
                             ": x",
                             " : x",
                             ":",
                             "NoColon",
                             "No Colon",
                             "X-\xC3\xA9: x",
                             "H\xC3\xA9"
                             "ader: x",
                             "\xff: x",
                             "A B: x",
                             "A\"B: x",
                             "A(B: x",
                             "A)B: x",
                             "A,B: x",
                             "A/B: x",
                             "A;B: x",
                             "A<B: x",
                             "A=B: x",
                             "A>B: x",
                             "A?B: x",
                             "A@B: x",
                             "A[B: x",
                             "A]B: x",
                             "A{B: x",
                             "A}B: x",
                             "A\\B: x",
                             "A\x7F"
                             "B: x",
                             "A\x01"
                             "B: x",
                             "Transfer-Encoding : chunked",
                             "Content-Length : 3",
                             "Host : b",
                             "{}: x",
                             "GET /x HTTP/1.1",
                             "HTTP/1.1 200 OK"}) {
        f.add(shown(line), withFields(std::string(line) + "\r\n"));
    }
    for (int c = 0; c < 0x20; ++c) {
        if (c == '\t' || c == '\r' || c == '\n')
            continue;
        f.add("control " + std::to_string(c) + " in a value",
              withFields("X-A: a" + std::string(1, static_cast<char>(c)) + "b\r\n"));
        f.add("control " + std::to_string(c) + " in a name",
              withFields("X" + std::string(1, static_cast<char>(c)) + "A: b\r\n"));
    }
    f.add("DEL in a value", withFields("X-A: a\x7F\r\n"));
    f.add("folded with SP", withFields("X-A: a\r\n b\r\n"));
    f.add("folded with HTAB", withFields("X-A: a\r\n\tb\r\n"));
    f.add("folded empty line", withFields("X-A: a\r\n \r\n"));
    f.add("folded Content-Length", withFields("Content-Length:\r\n 3\r\n"));
    f.add("folded last", withFields("X-A: a\r\nX-B: b\r\n c\r\n"));
    f.add("SP before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
    f.add("HTAB before the first field", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n");
    f.add("SP alone on the first line", "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n");
    f.add("field of 8193 bytes", withFields("X: " + std::string(8190, 'v') + "\r\n"), 431);
    f.add("field of 60000 bytes", withFields("X: " + std::string(60000, 'v') + "\r\n"), 431);
    f.add("name of 9000 bytes", withFields(std::string(9000, 'n') + ": v\r\n"), 431);
    f.add("name that never ends", "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(20000, 'n'), 431);
    for (const int count : {100, 101, 200, 1000}) { // besides Host
        std::string many;
        for (int i = 0; i < count; ++i)
            many += "X-" + std::to_string(i) + ": v\r\n";
        f.add(std::to_string(count + 1) + " fields", withFields(many), 431);
    }
    std::string large;
    for (int i = 0; i < 20; ++i)
        large += "X-" + std::to_string(i) + ": " + std::string(4000, 'v') + "\r\n";
    f.add("fields of 80 kB together", withFields(large), 431);
}

} // namespace hostile
