// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/dev_certificate.hpp"

#include "netcore/tls/openssl_handles.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace burrow {
namespace {

using namespace std::chrono_literals;
using detail::OpenSslPtr;

constexpr auto longestValidity = 397 * 24h; ///< what browsers accept of a leaf

Error internalError() {
    return makeTlsError(TlsError::Internal).about("development certificate: " + detail::takeOpenSslReason());
}

template <class Write>
std::string pemOf(Write write) {
    BIO* out = BIO_new(BIO_s_mem());
    write(out);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(out);
    return text;
}

bool setSerial(X509* certificate) {
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = (bytes[0] & 0x7f) | 1; // positive and not zero (RFC 5280 §4.1.2.2)
    BIGNUM* number = BN_bin2bn(bytes, sizeof bytes, nullptr);
    const bool ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return ok;
}

bool setTimes(X509* certificate, const DevCertificateSpec& spec, WallTime now) {
    const bool given = spec.notBefore != WallTime{} || spec.notAfter != WallTime{};
    const WallTime from = given ? spec.notBefore : now - 1h;
    const WallTime until = given ? spec.notAfter : from + longestValidity;
    return ASN1_TIME_set(X509_getm_notBefore(certificate), std::chrono::system_clock::to_time_t(from)) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), std::chrono::system_clock::to_time_t(until));
}

bool addExtension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    const bool ok = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

/// By hand, since OpenSSL's text form would give a name with a comma a meaning.
Result<void> addNames(X509* certificate, const std::vector<std::string>& names) {
    GENERAL_NAMES* all = sk_GENERAL_NAME_new_null();
    for (const std::string& name : names) {
        const std::string address = detail::ipAddressBytes(name);
        const std::string_view host = name.starts_with("*.") ? std::string_view(name).substr(2) : name;
        if (address.empty() && detail::normalisedHostName(host).empty()) {
            GENERAL_NAMES_free(all);
            return fail(makeTlsError(TlsError::BadName).about("\"" + name + "\""));
        }
        GENERAL_NAME* entry = GENERAL_NAME_new();
        const std::string& value = address.empty() ? name : address;
        ASN1_STRING* text = ASN1_STRING_type_new(address.empty() ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
        ASN1_STRING_set(text, value.data(), static_cast<int>(value.size()));
        GENERAL_NAME_set0_value(entry, address.empty() ? GEN_DNS : GEN_IPADD, text);
        sk_GENERAL_NAME_push(all, entry);
    }
    const int added = X509_add1_ext_i2d(certificate, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT);
    GENERAL_NAMES_free(all);
    if (added != 1)
        return fail(internalError());
    return {};
}

bool addUsage(X509* certificate, X509* issuer, bool authority) {
    return addExtension(certificate, issuer, NID_basic_constraints,
                        authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
           addExtension(certificate, issuer, NID_key_usage,
                        authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
           (authority || addExtension(certificate, issuer, NID_ext_key_usage, "serverAuth,clientAuth")) &&
           addExtension(certificate, issuer, NID_subject_key_identifier, "hash");
}

} // namespace

Result<DevCertificate> makeDevCertificate(const DevCertificateSpec& spec, WallTime now) {
    OpenSslPtr<evp_pkey_st> key(EVP_EC_gen("P-256"));
    OpenSslPtr<x509_st> certificate(X509_new());
    if (!key || !certificate)
        return fail(internalError());
    OpenSslPtr<x509_st> issuerCertificate;
    OpenSslPtr<evp_pkey_st> issuerKey;
    if (spec.issuer) {
        BURROW_TRY(auto chain, detail::loadCertificates(TlsPem::text(spec.issuer->certificate, "issuer")));
        BURROW_TRY(issuerKey, detail::loadKey(TlsPem::text(spec.issuer->key, "issuer"), {}));
        issuerCertificate = std::move(chain.front());
    }
    X509* subject = certificate.get();
    X509* issuer = issuerCertificate ? issuerCertificate.get() : subject;
    EVP_PKEY* signer = issuerKey ? issuerKey.get() : key.get();
    const auto* commonName = reinterpret_cast<const unsigned char*>(spec.commonName.data());
    const bool filled = X509_set_version(subject, X509_VERSION_3) == 1 && setSerial(subject) &&
                        setTimes(subject, spec, now) && X509_set_pubkey(subject, key.get()) == 1 &&
                        X509_NAME_add_entry_by_NID(X509_get_subject_name(subject), NID_commonName, MBSTRING_UTF8,
                                                   commonName, static_cast<int>(spec.commonName.size()), -1, 0) == 1 &&
                        X509_set_issuer_name(subject, X509_get_subject_name(issuer)) == 1 &&
                        addUsage(subject, issuer, spec.isAuthority);
    if (!filled)
        return fail(internalError());
    if (!spec.isAuthority) {
        if (auto named = addNames(subject, spec.names); !named)
            return fail(std::move(named.error()));
    }
    if (X509_sign(subject, signer, EVP_sha256()) == 0)
        return fail(internalError());
    ERR_clear_error();
    return DevCertificate{pemOf([&](BIO* out) { PEM_write_bio_X509(out, subject); }), pemOf([&](BIO* out) {
                              PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                          })};
}

} // namespace burrow
