// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/openssl_handles.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace burrow::detail {
namespace {

TlsError ofVerification(long result) noexcept {
    switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return TlsError::CertificateExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID: return TlsError::CertificateNotYetValid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return TlsError::CertificateWrongName;
    case X509_V_ERR_CERT_REVOKED: return TlsError::CertificateRevoked;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: return TlsError::CertificateUntrusted;
    default: return TlsError::CertificateRefused;
    }
}

TlsError ofReason(int reason) noexcept {
    switch (reason) {
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_WRONG_VERSION_NUMBER: return TlsError::NotTls;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_VERSION_TOO_HIGH:
    case SSL_R_UNSUPPORTED_SSL_VERSION:
    case SSL_R_NO_PROTOCOLS_AVAILABLE: return TlsError::NoCommonVersion;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SUITABLE_GROUPS:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM: return TlsError::NoCommonSuite;
    case SSL_R_NO_APPLICATION_PROTOCOL: return TlsError::NoCommonProtocol;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return TlsError::CertificateMissing;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return TlsError::Truncated;
    case ERR_R_MALLOC_FAILURE:
    case ERR_R_INTERNAL_ERROR: return TlsError::Internal;
    default: return TlsError::PeerProtocol;
    }
}

Error withReason(Error error, const char* reason) {
    if (!reason)
        return error;
    ErrorDetail detail;
    detail.attempts.emplace_back(reason);
    return std::move(error).with(std::move(detail));
}

} // namespace

Error classifyFailure(ssl_st* ssl) {
    // The cryptographic library may have complained before; what TLS made of it stands last.
    const unsigned long last = ERR_peek_last_error();
    const unsigned long error = ERR_GET_LIB(last) == ERR_LIB_SSL ? last : ERR_peek_error();
    const int reason = ERR_GET_REASON(error);
    const char* text = error != 0 ? ERR_reason_error_string(error) : nullptr;
    ERR_clear_error();
    if (error == 0)
        return makeTlsError(TlsError::Internal);
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET)
        return makePeerAlertError(reason - SSL_AD_REASON_OFFSET);
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        const long result = SSL_get_verify_result(ssl);
        return withReason(makeTlsError(ofVerification(result)), X509_verify_cert_error_string(result));
    }
    if (reason == SSL_R_CALLBACK_FAILED) // onClientHello() comes before the name is read, onServerName() after
        return makeTlsError(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) ? TlsError::UnknownServerName
                                                                               : TlsError::WeakPeer);
    if (ERR_GET_LIB(error) != ERR_LIB_SSL)
        return withReason(makeTlsError(TlsError::PeerProtocol), text);
    return withReason(makeTlsError(ofReason(reason)), text);
}

} // namespace burrow::detail
