// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// Private to this folder: OpenSSL's structs by name only, and what the .cpp files here share.
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netcore/tls/tls_context.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct bio_method_st;
struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;
struct x509_st;

namespace burrow {
namespace detail {

struct OpenSslDeleter {
    void operator()(bio_method_st* object) const noexcept;
    void operator()(evp_pkey_st* object) const noexcept;
    void operator()(ssl_ctx_st* object) const noexcept;
    void operator()(ssl_st* object) const noexcept;
    void operator()(x509_st* object) const noexcept;
};
template <class T>
using OpenSslPtr = std::unique_ptr<T, OpenSslDeleter>;

/// Empties OpenSSL's error queue of this thread; gives the reason of its first entry ("" if it was empty).
std::string takeOpenSslReason();

/// "Example.ORG." becomes "example.org"; empty if it is no host name (RFC 1123 letters, digits, hyphens, underscores).
std::string normalisedHostName(std::string_view name);
/// Four or 16 bytes in network order if the text is an IP address (brackets and a zone are taken off), else empty.
std::string ipAddressBytes(std::string_view text);

/// Leaf first.
Result<std::vector<OpenSslPtr<x509_st>>> loadCertificates(const TlsPem& source);
Result<OpenSslPtr<evp_pkey_st>> loadKey(const TlsPem& source, const std::string& password);
TlsCertificateFacts factsOf(x509_st* certificate);
std::string keyName(evp_pkey_st* key);

/// What OpenSSL reads from and writes to while a call of the engine lasts.
struct CipherIo {
    Bytes in;
    OutputQueue* out = nullptr;
    std::uint32_t bytesIn = 0, bytesOut = 0; ///< counted until the handshake's end
};
/// A BIO whose data is a CipherIo: no copy beside OpenSSL's own buffers.
OpenSslPtr<bio_method_st> makeCipherBioMethod();

/// The error of a call that failed, from OpenSSL's error queue (which is empty afterwards) and the verification.
Error classifyFailure(ssl_st* ssl);
/// Called with a client's new session: hands it to the engine of the connection.
int onNewSession(ssl_st* ssl, ssl_session_st* session);
/// Fills what a finished handshake agreed on.
void fillReport(ssl_st* ssl, TlsReport& report);

} // namespace detail

struct TlsContext::Private {
    bool isServer = false;
    bool refuseUnknownName = false;
    TlsLimits limits;
    TlsInsecure insecure;
    std::string alpn; ///< wire form of RFC 7301: each name after its length
    detail::OpenSslPtr<bio_method_st> bioMethod;
    std::vector<detail::OpenSslPtr<ssl_ctx_st>> contexts; ///< one per identity, the first is the default
    std::unordered_map<std::string, ssl_ctx_st*> byName;  ///< "a.example"; "*.a.example" stands as ".a.example"
    std::vector<TlsCertificateFacts> facts;

    ssl_ctx_st* find(std::string_view serverName) const;
};

} // namespace burrow
