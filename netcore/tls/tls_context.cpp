// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_context.hpp"

#include "netcore/tls/openssl_handles.hpp"

#include <cstring>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace burrow {
namespace {

using detail::OpenSslPtr;
using ContextPtr = OpenSslPtr<ssl_ctx_st>;

// AES-128 first: as safe in practice and a little cheaper; a client without AES hardware lists ChaCha20 first and
// gets it (SSL_OP_PRIORITIZE_CHACHA).
constexpr const char* suites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* suites12 = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                 "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr int securityLevel = 2; ///< 112 bits: RSA of at least 2048 bits, no SHA-1 signatures
constexpr std::uint16_t extendedMasterSecret = 23, supportedVersions = 43; // RFC 7627, RFC 8446 §4.2.1

Error internalError() {
    ErrorDetail detail;
    detail.attempts.push_back(detail::takeOpenSslReason());
    return makeTlsError(TlsError::Internal).with(std::move(detail));
}

Error aboutSource(TlsError code, const TlsPem& source, std::string reason = {}) {
    ErrorDetail detail{.what = source.name()};
    if (!reason.empty())
        detail.attempts.push_back(std::move(reason));
    return makeTlsError(code).with(std::move(detail));
}

Result<std::string> alpnWire(const std::vector<std::string>& protocols) {
    std::string wire;
    for (const std::string& protocol : protocols) {
        if (protocol.empty() || protocol.size() > 255)
            return fail(makeTlsError(TlsError::BadOption).about("ALPN name \"" + protocol + "\""));
        wire += static_cast<char>(protocol.size());
        wire += protocol;
    }
    return wire;
}

Result<ContextPtr> makeSslContext(bool server, TlsVersion oldest, TlsVersion newest, const TlsLimits& limits) {
    ContextPtr context(SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()));
    if (!context)
        return fail(internalError());
    SSL_CTX* ctx = context.get();
    SSL_CTX_set_security_level(ctx, securityLevel);
    const bool ok = SSL_CTX_set_min_proto_version(ctx, static_cast<int>(oldest)) == 1 &&
                    SSL_CTX_set_max_proto_version(ctx, static_cast<int>(newest)) == 1 &&
                    SSL_CTX_set_ciphersuites(ctx, suites13) == 1 && SSL_CTX_set_cipher_list(ctx, suites12) == 1 &&
                    SSL_CTX_set1_groups_list(ctx, groups) == 1;
    if (!ok)
        return fail(internalError());
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set_max_cert_list(ctx, limits.chainBytes);
    SSL_CTX_set_verify_depth(ctx, static_cast<int>(limits.chainDepth));
    return context;
}

Result<TlsCertificateFacts> useIdentity(SSL_CTX* ctx, const TlsIdentity& identity) {
    BURROW_TRY(auto chain, detail::loadCertificates(identity.certificate));
    const TlsPem& keySource = identity.key.isEmpty() ? identity.certificate : identity.key;
    BURROW_TRY(auto key, detail::loadKey(keySource, identity.keyPassword));
    if (SSL_CTX_use_certificate(ctx, chain.front().get()) != 1)
        return fail(aboutSource(TlsError::BadCertificate, identity.certificate, detail::takeOpenSslReason()));
    if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
        ERR_clear_error();
        return fail(aboutSource(TlsError::KeyMismatch, keySource));
    }
    if (SSL_CTX_use_PrivateKey(ctx, key.get()) != 1)
        return fail(aboutSource(TlsError::BadKey, keySource, detail::takeOpenSslReason()));
    for (std::size_t i = 1; i < chain.size(); ++i) {
        if (SSL_CTX_add1_chain_cert(ctx, chain[i].get()) != 1)
            return fail(aboutSource(TlsError::BadCertificate, identity.certificate, detail::takeOpenSslReason()));
    }
    return detail::factsOf(chain.front().get());
}

Result<void> trust(SSL_CTX* ctx, const TlsPem& source) {
    BURROW_TRY(const auto authorities, detail::loadCertificates(source));
    for (const auto& authority : authorities) {
        if (X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), authority.get()) != 1)
            return fail(aboutSource(TlsError::BadCertificate, source, detail::takeOpenSslReason()));
    }
    return {};
}

// ---- What OpenSSL asks a server ----

/// RFC 7627: a client that can do no better than TLS 1.2 must offer extended master secret.
int onClientHello(SSL* ssl, int* alert, void*) {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(ssl, extendedMasterSecret, &data, &size) == 1)
        return SSL_CLIENT_HELLO_SUCCESS;
    if (SSL_client_hello_get0_ext(ssl, supportedVersions, &data, &size) == 1 &&
        SSL_get_max_proto_version(ssl) != TLS1_2_VERSION) {
        for (std::size_t i = 1; i + 1 < size; i += 2) {
            if (data[i] == 3 && data[i + 1] == 4)
                return SSL_CLIENT_HELLO_SUCCESS;
        }
    }
    *alert = SSL_AD_HANDSHAKE_FAILURE;
    return SSL_CLIENT_HELLO_ERROR;
}

int onServerName(SSL* ssl, int* alert, void* argument) {
    const auto& hidden = *static_cast<const TlsContext::Private*>(argument);
    const char* asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (!asked)
        return SSL_TLSEXT_ERR_NOACK;
    SSL_CTX* found = hidden.find(asked);
    if (found) {
        SSL_set_SSL_CTX(ssl, found);
        return SSL_TLSEXT_ERR_OK;
    }
    if (!hidden.refuseUnknownName)
        return SSL_TLSEXT_ERR_NOACK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

int onAlpn(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* offered, unsigned offeredSize,
           void* argument) {
    const std::string& ours = static_cast<const TlsContext::Private*>(argument)->alpn;
    for (std::size_t i = 0; i < ours.size(); i += 1 + static_cast<unsigned char>(ours[i])) {
        const std::size_t length = static_cast<unsigned char>(ours[i]);
        for (std::size_t j = 0; j < offeredSize && j + offered[j] < offeredSize; j += 1 + std::size_t{offered[j]}) {
            if (offered[j] == length && std::memcmp(offered + j + 1, ours.data() + i + 1, length) == 0) {
                *out = offered + j + 1;
                *outSize = offered[j];
                return SSL_TLSEXT_ERR_OK;
            }
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL; // no_application_protocol (120)
}

Result<void> askForClientCertificate(SSL_CTX* ctx, const TlsServerOptions& options) {
    using Mode = TlsServerOptions::ClientCertificate;
    if (options.clientCertificate == Mode::None)
        return {};
    if (options.clientAuthorities.isEmpty())
        return fail(makeTlsError(TlsError::BadOption).about("client certificates without authorities"));
    BURROW_TRY(const auto authorities, detail::loadCertificates(options.clientAuthorities));
    for (const auto& authority : authorities) {
        if (SSL_CTX_add_client_CA(ctx, authority.get()) != 1)
            return fail(internalError());
    }
    if (auto trusted = trust(ctx, options.clientAuthorities); !trusted)
        return trusted;
    const bool required = options.clientCertificate == Mode::Required;
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    return {};
}

Result<void> addServerContext(TlsContext::Private& hidden, const TlsServerOptions& options,
                              const TlsIdentity& identity) {
    BURROW_TRY(ContextPtr context, makeSslContext(true, options.oldest, options.newest, options.limits));
    SSL_CTX* ctx = context.get();
    BURROW_TRY(TlsCertificateFacts facts, useIdentity(ctx, identity));
    if (auto asked = askForClientCertificate(ctx, options); !asked)
        return asked;
    // Tickets carry the state; a cache on our side would only grow.
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    constexpr unsigned char contextId[] = "burrow";
    SSL_CTX_set_session_id_context(ctx, contextId, sizeof contextId - 1);
    SSL_CTX_set_client_hello_cb(ctx, onClientHello, nullptr);
    SSL_CTX_set_tlsext_servername_callback(ctx, onServerName);
    SSL_CTX_set_tlsext_servername_arg(ctx, &hidden);
    if (!hidden.alpn.empty())
        SSL_CTX_set_alpn_select_cb(ctx, onAlpn, &hidden);
    for (const std::string& name : identity.names.empty() ? facts.names : identity.names) {
        const bool wildcard = name.starts_with("*.");
        const std::string host = detail::normalisedHostName(wildcard ? std::string_view(name).substr(2) : name);
        if (host.empty() && !identity.names.empty())
            return fail(makeTlsError(TlsError::BadName).about("\"" + name + "\""));
        if (!host.empty())
            hidden.byName.try_emplace(wildcard ? "." + host : host, ctx); // the first identity of a name wins
    }
    hidden.facts.push_back(std::move(facts));
    hidden.contexts.push_back(std::move(context));
    return {};
}

} // namespace

ssl_ctx_st* TlsContext::Private::find(std::string_view serverName) const {
    const std::string name = detail::normalisedHostName(serverName);
    if (const auto exact = byName.find(name); exact != byName.end())
        return exact->second;
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos)
        return nullptr;
    const auto wildcard = byName.find(name.substr(dot));
    return wildcard != byName.end() ? wildcard->second : nullptr;
}

TlsContext::TlsContext(std::unique_ptr<Private> hidden) noexcept : m_private(std::move(hidden)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<const TlsContext>> TlsContext::server(TlsServerOptions options) {
    auto hidden = std::make_unique<Private>();
    hidden->isServer = true;
    hidden->limits = options.limits;
    hidden->refuseUnknownName = options.unknownName == TlsServerOptions::UnknownName::Refuse;
    hidden->bioMethod = detail::makeCipherBioMethod();
    BURROW_TRY(hidden->alpn, alpnWire(options.alpn));
    if (options.certificate.isEmpty())
        return fail(makeTlsError(TlsError::BadOption).about("a TLS server without a certificate"));
    const TlsIdentity first{options.certificate, options.key, options.keyPassword, {}};
    if (auto added = addServerContext(*hidden, options, first); !added)
        return fail(std::move(added.error()));
    for (const TlsIdentity& identity : options.more) {
        if (auto added = addServerContext(*hidden, options, identity); !added)
            return fail(std::move(added.error()));
    }
    return std::shared_ptr<const TlsContext>(new TlsContext(std::move(hidden)));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::client(TlsClientOptions options) {
    auto hidden = std::make_unique<Private>();
    hidden->limits = options.limits;
    hidden->insecure = options.insecure;
    hidden->bioMethod = detail::makeCipherBioMethod();
    BURROW_TRY(hidden->alpn, alpnWire(options.alpn));
    BURROW_TRY(ContextPtr context, makeSslContext(false, options.oldest, options.newest, options.limits));
    SSL_CTX* ctx = context.get();
    if (options.trustSystemStore && SSL_CTX_set_default_verify_paths(ctx) != 1)
        return fail(internalError());
    for (const TlsPem& authority : options.authorities) {
        if (auto trusted = trust(ctx, authority); !trusted)
            return fail(std::move(trusted.error()));
    }
    if (!options.certificate.isEmpty()) {
        BURROW_TRY(TlsCertificateFacts facts,
                   useIdentity(ctx, {options.certificate, options.key, options.keyPassword, {}}));
        hidden->facts.push_back(std::move(facts));
    }
    if (!hidden->alpn.empty() &&
        SSL_CTX_set_alpn_protos(ctx, reinterpret_cast<const unsigned char*>(hidden->alpn.data()),
                                static_cast<unsigned>(hidden->alpn.size())) != 0)
        return fail(internalError());
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, detail::onNewSession);
    hidden->contexts.push_back(std::move(context));
    return std::shared_ptr<const TlsContext>(new TlsContext(std::move(hidden)));
}

bool TlsContext::isServer() const noexcept { return m_private->isServer; }
const TlsLimits& TlsContext::limits() const noexcept { return m_private->limits; }
std::span<const TlsCertificateFacts> TlsContext::certificates() const noexcept { return m_private->facts; }

} // namespace burrow
