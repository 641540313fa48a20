// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/openssl_handles.hpp"

#include <arpa/inet.h>
#include <ctime>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace burrow::detail {
namespace {

constexpr int namesKept = 100;        ///< a certificate may carry thousands
constexpr std::size_t textKept = 512; ///< bytes of a subject or issuer

std::string textOf(const X509_NAME* name) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, std::min(static_cast<std::size_t>(size), textKept));
}

WallTime timeOf(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

std::string hexOf(const unsigned char* bytes, std::size_t size) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

std::string serialOf(const X509* certificate) {
    BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
    char* hex = number ? BN_bn2hex(number) : nullptr;
    std::string text = hex ? hex : "";
    OPENSSL_free(hex);
    BN_free(number);
    return text;
}

std::string addressText(const ASN1_OCTET_STRING* address) {
    char text[INET6_ADDRSTRLEN] = {};
    const int size = ASN1_STRING_length(address);
    if (size == 4 || size == 16)
        ::inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text, sizeof text);
    return text;
}

std::vector<std::string> namesOf(const X509* certificate) {
    std::vector<std::string> names;
    auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < std::min(sk_GENERAL_NAME_num(all), namesKept); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
        if (name->type == GEN_DNS) {
            const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
            names.emplace_back(data, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
        } else if (name->type == GEN_IPADD) {
            names.push_back(addressText(name->d.iPAddress));
        }
    }
    GENERAL_NAMES_free(all);
    return names;
}

} // namespace

std::string keyName(evp_pkey_st* key) {
    if (!key)
        return {};
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return "RSA " + std::to_string(EVP_PKEY_get_bits(key));
    case EVP_PKEY_RSA_PSS: return "RSA-PSS " + std::to_string(EVP_PKEY_get_bits(key));
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_ED448: return "Ed448";
    case EVP_PKEY_EC: break;
    default: return OBJ_nid2sn(EVP_PKEY_get_base_id(key));
    }
    char group[64] = {};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) != 1)
        return "EC";
    const int nid = OBJ_sn2nid(group);
    const char* nist = EC_curve_nid2nist(nid);
    return std::string("EC ") + (nist ? nist : group);
}

TlsCertificateFacts factsOf(x509_st* certificate) {
    TlsCertificateFacts facts;
    facts.subject = textOf(X509_get_subject_name(certificate));
    facts.issuer = textOf(X509_get_issuer_name(certificate));
    facts.names = namesOf(certificate);
    facts.notBefore = timeOf(X509_get0_notBefore(certificate));
    facts.notAfter = timeOf(X509_get0_notAfter(certificate));
    facts.serial = serialOf(certificate);
    facts.key = keyName(X509_get0_pubkey(certificate));
    facts.selfSigned = X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest, &size) == 1)
        facts.fingerprint = hexOf(digest, size);
    ERR_clear_error();
    return facts;
}

} // namespace burrow::detail
