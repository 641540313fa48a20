// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile_case.hpp"

namespace hostile {

/// H1-04: Content-Length.
inline void addLengths(Cases& cases) {
    Family f(cases, "H1-04");
    for (const auto& value : {"+5"s,
                              "-1"s,
                              "-0"s,
                              "+0"s,
                              "5 5"s,
                              "0x5"s,
                              "0X5"s,
                              "5,5"s,
                              "5, 5"s,
                              "5,6"s,
                              "5;5"s,
                              ""s,
                              " "s,
                              "5 "s,
                              "5\t"s,
                              " 5"s,
                              "\t5"s,
                              "5."s,
                              "5.0"s,
                              ".5"s,
                              "5e0"s,
                              "1e3"s,
                              "1_000"s,
                              "1,000"s,
                              "1'000"s,
                              "five"s,
                              "5a"s,
                              "a5"s,
                              "0b101"s,
                              "0o5"s,
                              "#5"s,
                              "5#"s,
                              "\"5\""s,
                              "'5'"s,
                              "(5)"s,
                              "5/5"s,
                              "=5"s,
                              "5="s,
                              "\xD9\xA5"s,
                              "\xEF\xBC\x95"s,
                              "5\xA0"s,
                              "\xA0"
                              "5"s,
                              "NaN"s,
                              "inf"s,
                              "null"s,
                              "undefined"s,
                              "*"s,
                              "5\\0"s,
                              "%35"s,
                              "5h"s,
                              "$"
                              "5"s,
                              "9223372036854775808"s,
                              "9999999999999999999"s,
                              "18446744073709551615"s,
                              "18446744073709551616"s,
                              "18446744073709551621"s,
                              "99999999999999999999999999999999"s,
                              "000000000000000000009223372036854775808"s,
                              "-9223372036854775808"s})
        f.add("'" + shown(value) + "'", post("Content-Length: " + value + "\r\n", "hello"));
    for (const auto* value : {"00", "05", "005", "0200", "0000000000000000000000005", "000000000000000000000000000000"})
        f.add("leading zero, " + std::string(value), post("Content-Length: " + std::string(value) + "\r\n", "hello"));
    f.add("underscore", post("Content_Length: 5\r\n", "hello"));
    f.add("underscore beside the real one", post("Content-Length: 5\r\nCONTENT_LENGTH: 50\r\n", "hello"));
    f.add("twice the same", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"));
    f.add("twice, different", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"));
    f.add("twice, zero first", post("Content-Length: 0\r\nContent-Length: 5\r\n", "hello"));
    f.add("twice, other case", post("Content-Length: 5\r\ncontent-length: 5\r\n", "hello"));
    f.add("three times", post("Content-Length: 5\r\nX: y\r\nCONTENT-LENGTH: 5\r\nContent-length: 5\r\n", "hello"));
    f.add("twice on GET", withFields("Content-Length: 0\r\nContent-Length: 0\r\n"));
}

/// H1-05: Transfer-Encoding.
inline void addCodings(Cases& cases) {
    Family f(cases, "H1-05");
    const std::string body = "0\r\n\r\n";
    for (const auto& value : {"xchunked"s,
                              "chunkedx"s,
                              "chunk"s,
                              "chunked, identity"s,
                              "chunked, gzip"s,
                              "identity"s,
                              "gzip"s,
                              "chunked, chunked"s,
                              "chunked,chunked"s,
                              "\"chunked\""s,
                              "'chunked'"s,
                              "chunked;a=b"s,
                              "chunked; a=b"s,
                              "chunked;"s,
                              "chunked ; q=1"s,
                              "\x0b"
                              "chunked"s,
                              "\x0c"
                              "chunked"s,
                              "chun\tked"s,
                              "chun ked"s,
                              "chunked\x0b"s,
                              "\0chunked"s,
                              "chunked\0"s,
                              ", chunked"s,
                              "chunked,"s,
                              ",chunked"s,
                              "chunked, "s,
                              ","s,
                              ""s,
                              " "s,
                              " chunked"s,
                              "\tchunked"s,
                              "chunked "s,
                              "chunked\t"s,
                              "chunked\xA0"s,
                              "\xA0"
                              "chunked"s,
                              "=chunked"s,
                              "chunked="s,
                              "chunked/1"s,
                              "[chunked]"s,
                              "<chunked>"s,
                              "(chunked)"s,
                              "{chunked}"s,
                              "chunked:"s,
                              "@chunked"s,
                              "chunked gzip"s,
                              "gzip chunked"s,
                              "chunked\\"s,
                              "identity, chunked, identity"s,
                              "chunked, identity, chunked"s,
                              "cow"s,
                              "chunked cow"s,
                              "none"s,
                              "0"s,
                              "true"s})
        f.add("'" + shown(value) + "'", post("Transfer-Encoding: " + value + "\r\n", body));
    for (const auto* value :
         {"gzip, chunked", "gzip,chunked", "deflate, chunked", "identity, chunked", "x, chunked", "br, chunked",
          "zstd,chunked", "compress, gzip, chunked", "foo , chunked", "xchunked, chunked"})
        f.add("'" + std::string(value) + "'", post("Transfer-Encoding: " + std::string(value) + "\r\n", body), 501);
    for (const auto* second : {"chunked", "cow", "identity", "gzip", "", "Chunked"}) {
        f.add("two fields, chunked and '" + std::string(second) + "'",
              post("Transfer-Encoding: chunked\r\nTransfer-Encoding: " + std::string(second) + "\r\n", body));
        f.add("two fields, apart, '" + std::string(second) + "'",
              post("Transfer-Encoding: chunked\r\nX: y\r\ntransfer-encoding: " + std::string(second) + "\r\n", body));
    }
    f.add("underscore", post("Transfer_Encoding: chunked\r\n", body));
    f.add("underscore with a length", post("Content-Length: 5\r\ntransfer_encoding: chunked\r\n", body));
    for (const auto* length : {"5", "0", "9223372036854775807", "50"}) {
        f.add("length behind, " + std::string(length),
              post("Transfer-Encoding: chunked\r\nContent-Length: " + std::string(length) + "\r\n", body));
        f.add("length first, " + std::string(length),
              post("Content-Length: " + std::string(length) + "\r\nTransfer-Encoding: chunked\r\n", body));
    }
    for (const auto* method : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
        f.add("HTTP/1.0 " + std::string(method),
              std::string(method) + " / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    for (const auto* line :
         {"Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked",
          "X: y\r\n Transfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked", "Transfer-Encoding: x\r\n\tchunked"})
        f.add(shown(line), post(std::string(line) + "\r\n", body));
}

/// H1-06: chunks.
inline void addChunks(Cases& cases) {
    Family f(cases, "H1-06");
    for (const auto& body : {"0x5\r\nhello\r\n0\r\n\r\n"s,
                             "0X5\r\nhello\r\n"s,
                             "+5\r\nhello\r\n"s,
                             "-5\r\nhello\r\n"s,
                             "-0\r\n\r\n"s,
                             " 5\r\nhello\r\n"s,
                             "\t5\r\nhello\r\n"s,
                             "5 \r\nhello\r\n"s,
                             "5\t\r\nhello\r\n"s,
                             "5 ;a=b\r\nhello\r\n"s,
                             "5g\r\nhello\r\n"s,
                             "g\r\nhello\r\n"s,
                             "5h\r\nhello\r\n"s,
                             "\r\nhello\r\n"s,
                             "\r\n\r\n"s,
                             "5\nhello\r\n"s,
                             "5\rhello\r\n"s,
                             "5\r\rhello\r\n"s,
                             "5\r\n\rhello"s,
                             "5\0\r\nhello\r\n"s,
                             "\0"
                             "5\r\nhello\r\n"s,
                             "5_0\r\n"s,
                             "5.0\r\nhello"s,
                             "5,5\r\nhello"s,
                             "5;\r\nhello\r\n"s,
                             "5;\nhello\r\n"s,
                             "5;a=b\rX\r\nhello"s,
                             "5;\0\r\nhello"s,
                             "5;a\0b\r\nhello"s,
                             "5;a=\r\nhello"s,
                             "5;=b\r\nhello"s,
                             "5; a=b\r\nhello"s,
                             "5;a =b\r\nhello"s,
                             "5;a= b\r\nhello"s,
                             "5;a=b \r\nhello"s,
                             "5;a=\"b\r\nhello"s,
                             "5;a=\"b\nc\"\r\nhello"s,
                             "5;a=\"b\"c\r\nhello"s,
                             "5;a=\"\\\r\"\r\nhello"s,
                             "5;a\n\r\nhello"s,
                             "5;a\x7F\r\nhello"s,
                             "5;;a\r\nhello"s,
                             "5;a;\r\nhello"s,
                             "5;a\xC3\xA9\r\nhello"s,
                             "5;a=b=c\r\nhello"s,
                             "5\r\nhello!\r\n0\r\n\r\n"s,
                             "5\r\nhello\n0\r\n\r\n"s,
                             "5\r\nhello\r0\r\n\r\n"s,
                             "5\r\nhello0\r\n\r\n"s,
                             "5\r\nhello\r\r\n"s,
                             "5\r\nhello \r\n"s,
                             "5\r\nhello\r\n\r\n0\r\n\r\n"s,
                             "5\r\nhello\r\nx\r\n\r\n"s,
                             "0\r\n\n"s,
                             "0\n\r\n"s,
                             "0\n\n"s,
                             "0\r\r\n\r\n"s,
                             "0 \r\n\r\n"s,
                             "0;\r\n\r\n"s,
                             "00x\r\n\r\n"s,
                             "\xEF\xBC\x95\r\nhello"s,
                             "five\r\nhello"s,
                             "#5\r\nhello"s,
                             "5#\r\nhello"s,
                             "\"5\"\r\nhello"s,
                             "(5)\r\nhello"s,
                             "5:\r\nhello"s,
                             "5\\r\\n\r\n"s})
        f.add(shown(body), chunked(body));
    f.add("17 digits", chunked("00000000000000005\r\nhello\r\n"));
    f.add("18 digits", chunked("000000000000000005\r\nhello\r\n"));
    f.add("8000000000000000", chunked("8000000000000000\r\nx"));
    f.add("ffffffffffffffff", chunked("ffffffffffffffff\r\nx"));
    f.add("10000000000000005", chunked("10000000000000005\r\nhello\r\n"));
    f.add("fffffffffffffffff", chunked("fffffffffffffffff\r\nx"));
    f.add("extension of 300 bytes", chunked("5;" + std::string(300, 'e') + "\r\nhello\r\n"));
    f.add("extension of 257 bytes", chunked("5;" + std::string(256, 'e') + "\r\nhello\r\n"));
    f.add("quoted extension of 9000 bytes", chunked("5;a=\"" + std::string(9000, 'e') + "\"\r\nhello\r\n"));
    std::string extensions, tiny;
    for (int i = 0; i < 100; ++i)
        extensions += "1;" + std::string(200, 'e') + "\r\nx\r\n";
    f.add("20 kB of extensions", chunked(extensions));
    for (int i = 0; i < 10'001; ++i)
        tiny += "1\r\nx\r\n";
    f.add("10001 chunks of one byte", chunked(tiny));
    f.add("request behind a bad chunk", chunked("5\r\nhello!\r\n" + admin));
}

/// H1-07: trailers.
inline void addTrailers(Cases& cases) {
    Family f(cases, "H1-07");
    const std::string body = "5\r\nhello\r\n0\r\n";
    for (const auto* field : {"Content-Length: 5",
                              "Transfer-Encoding: x",
                              "Transfer-Encoding: chunked",
                              "Host: evil",
                              "Trailer: x",
                              "TE: x",
                              "Authorization: Basic eDp5",
                              "Cookie: a=b",
                              "Set-Cookie: a=b",
                              "Cache-Control: no-store",
                              "Content-Type: text/html",
                              "Content-Encoding: gzip",
                              "Content-Range: bytes 0-1/2",
                              "Connection: close",
                              "Upgrade: h2c",
                              "Expect: 100-continue",
                              "Expect: x",
                              "Range: bytes=0-0",
                              "If-Match: x",
                              "Max-Forwards: 0",
                              "Location: /x",
                              "Forwarded: for=x",
                              "X-Forwarded-For: 1.2.3.4",
                              "X-Forwarded-Host: evil",
                              "Proxy-Authorization: x",
                              "Via: 1.1 x",
                              "Date: x",
                              "Content-Location: /admin"})
        f.add("dropped " + std::string(field), chunked(body + field + "\r\n\r\n"), 200);
    for (const auto& line : {"X : y"s,
                             " X: y"s,
                             "\tX: y"s,
                             ": y"s,
                             "NoColon"s,
                             "X Y: z"s,
                             "X\xC3\xA9: y"s,
                             "X: a\0b"s,
                             "X: a\x01"
                             "b"s,
                             "X: a\rb"s,
                             "X: y\r\n z"s,
                             "X: y\n"s,
                             "X: y\nZ: a"s,
                             "X(: y"s,
                             "X\0: y"s,
                             "X: \x7F"s,
                             "GET /admin HTTP/1.1"s,
                             "A: b\r\nC : d"s,
                             "A: b\r\n\tc"s,
                             "@: x"s,
                             "X\r: y"s,
                             "\x7F: x"s,
                             "X;: y"s,
                             "[X]: y"s})
        f.add(shown(line), chunked(body + line + "\r\n\r\n"));
    for (const int count : {65, 100, 1000}) {
        std::string many;
        for (int i = 0; i < count; ++i)
            many += "X-" + std::to_string(i) + ": v\r\n";
        f.add(std::to_string(count) + " trailers", chunked(body + many + "\r\n"), 431);
    }
    f.add("trailer of 8200 bytes", chunked(body + "X: " + std::string(8200, 'v') + "\r\n\r\n"), 431);
    f.add("trailer name of 9000 bytes", chunked(body + std::string(9000, 'n') + ": v\r\n\r\n"), 431);
    std::string large;
    for (int i = 0; i < 10; ++i)
        large += "X: " + std::string(900, 'v') + "\r\n";
    f.add("trailers of 9 kB", chunked(body + large + "\r\n"), 431);
    f.add("trailer that never ends", chunked(body + "X: " + std::string(20000, 'v')), 431);
}

} // namespace hostile
