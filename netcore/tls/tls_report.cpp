// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_report.hpp"

#include "netcore/tls/openssl_handles.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace burrow::detail {
namespace {

std::string_view groupName(int nid) noexcept {
    switch (nid) {
    case NID_undef: return {};
    case EVP_PKEY_X25519: return "X25519";
    case EVP_PKEY_X448: return "X448";
    case NID_X9_62_prime256v1: return "P-256";
    case NID_secp384r1: return "P-384";
    case NID_secp521r1: return "P-521";
    default: return "other";
    }
}

std::string_view signatureName(int type, int hash) noexcept {
    const auto byHash = [hash](std::string_view with256, std::string_view with384, std::string_view with512) {
        return hash == NID_sha256 ? with256 : hash == NID_sha384 ? with384 : hash == NID_sha512 ? with512 : "other";
    };
    switch (type) {
    case NID_undef: return {};
    case EVP_PKEY_EC: return byHash("ECDSA with SHA-256", "ECDSA with SHA-384", "ECDSA with SHA-512");
    case EVP_PKEY_RSA: return byHash("RSA with SHA-256", "RSA with SHA-384", "RSA with SHA-512");
    case EVP_PKEY_RSA_PSS: return byHash("RSA-PSS with SHA-256", "RSA-PSS with SHA-384", "RSA-PSS with SHA-512");
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_ED448: return "Ed448";
    default: return "other";
    }
}

std::string_view authenticationName(int type) noexcept {
    switch (type) {
    case EVP_PKEY_EC: return "ECDSA";
    case EVP_PKEY_RSA: return "RSA";
    case EVP_PKEY_RSA_PSS: return "RSA-PSS";
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_ED448: return "Ed448";
    default: return {};
    }
}

/// The server's signature over the handshake: ours on a server, the peer's on a client.
void fillSignature(SSL* ssl, TlsReport& report) {
    int type = NID_undef, hash = NID_undef;
    if (report.isServer) {
        SSL_get_signature_type_nid(ssl, &type);
        SSL_get_signature_nid(ssl, &hash);
    } else {
        SSL_get_peer_signature_type_nid(ssl, &type);
        SSL_get_peer_signature_nid(ssl, &hash);
    }
    if (!report.resumed)
        report.signature = signatureName(type, hash);
    if (report.versionNumber == TLS1_3_VERSION) { // the suite leaves both to the handshake (RFC 8446 §4.2)
        report.suite.keyExchange = "ECDHE";
        report.suite.authentication = report.resumed ? "PSK" : authenticationName(type);
    }
}

void fillPeer(SSL* ssl, TlsReport& report) {
    if (X509* certificate = SSL_get0_peer_certificate(ssl)) {
        report.hasPeerCertificate = true;
        report.peer = factsOf(certificate);
    }
    if (const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl)) // on a server the leaf is not part of it
        report.chainLength = static_cast<std::uint32_t>(sk_X509_num(chain));
    if (report.isServer && report.hasPeerCertificate)
        ++report.chainLength;
    const bool asked = (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0;
    if (!asked || !report.hasPeerCertificate)
        report.verification = "not asked for";
    else if (report.verification.empty())
        report.verification = "ok";
}

} // namespace

void fillReport(ssl_st* ssl, TlsReport& report) {
    report.isServer = SSL_is_server(ssl) == 1;
    const int version = SSL_version(ssl);
    report.version = SSL_get_version(ssl); // a literal
    report.versionNumber = static_cast<std::uint16_t>(version);
    report.resumed = SSL_session_reused(ssl) == 1;
    report.extendedMasterSecret = version == TLS1_3_VERSION || SSL_get_extms_support(ssl) == 1;
    if (const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl)) {
        report.suite = decomposeSuite(SSL_CIPHER_standard_name(cipher));
        report.suite.number = SSL_CIPHER_get_protocol_id(cipher);
        report.suite.opensslName = SSL_CIPHER_get_name(cipher);
    }
    fillSignature(ssl, report);
    report.group = groupName(static_cast<int>(SSL_get_negotiated_group(ssl)));
    if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
        report.serverName = name;
    const unsigned char* alpn = nullptr;
    unsigned alpnSize = 0;
    SSL_get0_alpn_selected(ssl, &alpn, &alpnSize);
    if (alpnSize != 0)
        report.alpn.assign(reinterpret_cast<const char*>(alpn), alpnSize);
    fillPeer(ssl, report);
    if (X509* own = SSL_get_certificate(ssl))
        report.own = factsOf(own);
    ERR_clear_error();
}

} // namespace burrow::detail
