// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netcore/tls/cipher_bio.cpp netcore/tls/host_name.cpp
// First byte: size of the pieces. Second: 0 the rest is what a server gets; 1 the rest are changes to a real client's
// hello, 2 to its first records after the handshake (three bytes each: where, where, what).
#include "tests/netcore/tls/tls_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace burrow;
    static const auto contexts = [] {
        auto theirs = tls_test::clientOptions();
        theirs.alpn = {"h2", "http/1.1"};
        auto ours = tls_test::serverOptions();
        ours.alpn = {"http/1.1"};
        return std::pair(*TlsContext::client(theirs), *TlsContext::server(ours));
    }();
    if (size < 2)
        return 0;
    tls_test::EnginePair pair(contexts.first, contexts.second,
                              {.serverName = data[0] & 1 ? "example.org" : "127.0.0.1"});
    std::string cipher(reinterpret_cast<const char*>(data + 2), size - 2);
    const std::string changes = data[1] % 3 == 0 ? std::string() : std::exchange(cipher, {});
    if (data[1] % 3 == 2) {
        pair.handshake();
        pair.client.send("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
        pair.client.engine->close(pair.client.cipherOut);
    } else {
        pair.client.begin();
    }
    if (data[1] % 3 != 0)
        cipher = pair.client.takeCipher();
    for (std::size_t i = 0; i + 2 < changes.size() && !cipher.empty(); i += 3)
        cipher[(static_cast<std::uint8_t>(changes[i]) * 256u + static_cast<std::uint8_t>(changes[i + 1])) %
               cipher.size()] ^= changes[i + 2];
    pair.server.feed(cipher, std::size_t{data[0]} * 8 + 1, std::size_t{data[0]} + 1);
    pair.exchange();
    (void)pair.server.engine->receiveEof();
    if (!pair.server.peerClosed && pair.server.engine->receive({}, {}, pair.server.cipherOut))
        std::abort(); // the end of the stream was overlooked
    return 0;
}
