// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Certificates and an in-memory pair of engines for the TLS tests.
#pragma once

#include "netcore/tls/dev_certificate.hpp"
#include "netcore/tls/tls_context.hpp"
#include "netcore/tls/tls_engine.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace burrow::tls_test {

inline WallTime wallNow() { return Now::read().wall; }

/// An authority and what it signs. Made once per test program.
struct Authority {
    DevCertificate root = *makeDevCertificate({.commonName = "Test root", .names = {}, .isAuthority = true}, wallNow());

    DevCertificate sign(std::vector<std::string> names, WallTime from = {}, WallTime until = {}) const {
        return *makeDevCertificate({.commonName = "Test leaf",
                                    .names = std::move(names),
                                    .notBefore = from,
                                    .notAfter = until,
                                    .issuer = &root},
                                   wallNow());
    }
    TlsPem trust() const { return TlsPem::text(root.certificate, "root"); }
};

inline const Authority& authority() {
    static const Authority made;
    return made;
}
inline const DevCertificate& exampleLeaf() {
    static const DevCertificate made = authority().sign({"example.org", "*.wild.org", "127.0.0.1", "::1"});
    return made;
}

inline TlsServerOptions serverOptions(const DevCertificate& leaf = exampleLeaf()) {
    TlsServerOptions options;
    options.certificate = TlsPem::text(leaf.certificate, "leaf");
    options.key = TlsPem::text(leaf.key, "leaf key");
    return options;
}
inline TlsClientOptions clientOptions() {
    TlsClientOptions options;
    options.authorities = {authority().trust()};
    options.trustSystemStore = false;
    return options;
}

/// One engine with what it produced.
struct Side {
    BlockPool pool;
    OutputQueue cipherOut{pool};
    std::unique_ptr<TlsEngine> engine;
    std::string plain; ///< received
    std::optional<Error> failure;
    bool peerClosed = false;

    explicit Side(std::unique_ptr<TlsEngine> made) : engine(std::move(made)) {}

    /// Feeds cipher text in pieces of `pieceSize`, with room for `roomSize` plain bytes per call.
    void feed(std::string_view cipher, std::size_t pieceSize = 64 * 1024, std::size_t roomSize = 64 * 1024) {
        while (!cipher.empty() && !failure) {
            std::string_view piece = cipher.substr(0, pieceSize);
            cipher.remove_prefix(piece.size());
            bool again = true;
            while (again && !failure) {
                std::string room(roomSize, '\0');
                auto step = engine->receive(
                    asBytes(piece), MutableBytes(reinterpret_cast<std::byte*>(room.data()), roomSize), cipherOut);
                if (!step) {
                    failure = step.error();
                    return;
                }
                plain.append(room, 0, step->produced);
                piece.remove_prefix(step->consumed);
                peerClosed = step->peerClosed;
                again = step->plainFull;
            }
        }
    }
    void begin() {
        auto step = engine->receive({}, {}, cipherOut);
        if (!step)
            failure = step.error();
    }
    void send(std::string_view text) {
        OutputQueue queue(pool);
        queue.append(text);
        send(queue);
    }
    void send(OutputQueue& queue) {
        while (!queue.empty() && !failure) {
            auto taken = engine->send(queue, cipherOut, 64 * 1024);
            if (!taken)
                failure = taken.error();
            else if (*taken == 0)
                return;
            else
                queue.consume(*taken);
        }
    }
    std::string takeCipher() {
        std::string all = cipherOut.toString();
        cipherOut.clear();
        return all;
    }
};

/// A client and a server joined in memory.
struct EnginePair {
    Side client, server;
    std::string clientSent, serverSent; ///< everything, for records of a conversation

    EnginePair(std::shared_ptr<const TlsContext> clientContext, std::shared_ptr<const TlsContext> serverContext,
               TlsEngineOptions options = {.serverName = "example.org"})
        : client(std::move(*makeTlsEngine(std::move(clientContext), std::move(options)))),
          server(std::move(*makeTlsEngine(std::move(serverContext)))) {}

    /// Carries cipher text both ways until nothing moves.
    void exchange(std::size_t pieceSize = 64 * 1024, std::size_t roomSize = 64 * 1024) {
        while (true) {
            const std::string up = client.takeCipher();
            const std::string down = server.takeCipher();
            if (up.empty() && down.empty())
                return;
            clientSent += up;
            serverSent += down;
            server.feed(up, pieceSize, roomSize);
            client.feed(down, pieceSize, roomSize);
        }
    }
    void handshake(std::size_t pieceSize = 64 * 1024) {
        client.begin();
        exchange(pieceSize);
    }
    bool isDone() const { return client.engine->isHandshakeDone() && server.engine->isHandshakeDone(); }
};

inline std::string messageOf(const std::optional<Error>& error) { return error ? error->message() : "no error"; }

} // namespace burrow::tls_test
