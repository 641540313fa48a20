// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_report.hpp"

namespace burrow {
namespace {

// The grammar of IANA's names: TLS_[<exchange>_WITH_]<cipher>_<hash>. AEAD ciphers name the PRF's hash last,
// the others their MAC's; those use SHA-256 as PRF in TLS 1.2 unless the MAC's hash is stronger (RFC 5246 §5).

struct Exchange {
    std::string_view token, keyExchange, authentication;
};
constexpr Exchange exchanges[] = {
    {"ECDHE_ECDSA", "ECDHE", "ECDSA"},
    {"ECDHE_RSA", "ECDHE", "RSA"},
    {"ECDHE_PSK", "ECDHE", "PSK"},
    {"ECDH_anon", "ECDHE", "anonymous"},
    {"ECDH_ECDSA", "ECDH", "ECDSA"},
    {"ECDH_RSA", "ECDH", "RSA"},
    {"DHE_RSA", "DHE", "RSA"},
    {"DHE_DSS", "DHE", "DSA"},
    {"DHE_PSK", "DHE", "PSK"},
    {"DH_anon", "DHE", "anonymous"},
    {"DH_RSA", "DH", "RSA"},
    {"DH_DSS", "DH", "DSA"},
    {"RSA_PSK", "RSA", "PSK"},
    {"RSA", "RSA", "RSA"},
    {"PSK", "PSK", "PSK"},
    {"SRP_SHA_RSA", "SRP", "RSA"},
    {"SRP_SHA_DSS", "SRP", "DSA"},
    {"SRP_SHA", "SRP", "SRP"},
    {"KRB5", "KRB5", "KRB5"},
    {"NULL", "none", "none"},
    {"ECCPWD", "ECCPWD", "ECCPWD"},
};

struct Cipher {
    std::string_view token, cipher;
    std::uint16_t keyBits;
    bool aead;
};
constexpr Cipher ciphers[] = {
    {"AES_128_GCM", "AES-128-GCM", 128, true},
    {"AES_256_GCM", "AES-256-GCM", 256, true},
    {"CHACHA20_POLY1305", "ChaCha20-Poly1305", 256, true},
    {"AES_128_CCM_8", "AES-128-CCM-8", 128, true},
    {"AES_256_CCM_8", "AES-256-CCM-8", 256, true},
    {"AES_128_CCM", "AES-128-CCM", 128, true},
    {"AES_256_CCM", "AES-256-CCM", 256, true},
    {"CAMELLIA_128_GCM", "Camellia-128-GCM", 128, true},
    {"CAMELLIA_256_GCM", "Camellia-256-GCM", 256, true},
    {"ARIA_128_GCM", "ARIA-128-GCM", 128, true},
    {"ARIA_256_GCM", "ARIA-256-GCM", 256, true},
    {"SM4_GCM", "SM4-GCM", 128, true},
    {"SM4_CCM", "SM4-CCM", 128, true},
    {"AES_128_CBC", "AES-128-CBC", 128, false},
    {"AES_256_CBC", "AES-256-CBC", 256, false},
    {"CAMELLIA_128_CBC", "Camellia-128-CBC", 128, false},
    {"CAMELLIA_256_CBC", "Camellia-256-CBC", 256, false},
    {"ARIA_128_CBC", "ARIA-128-CBC", 128, false},
    {"ARIA_256_CBC", "ARIA-256-CBC", 256, false},
    {"SEED_CBC", "SEED-CBC", 128, false},
    {"IDEA_CBC", "IDEA-CBC", 128, false},
    {"3DES_EDE_CBC", "3DES-EDE-CBC", 112, false},
    {"DES_CBC", "DES-CBC", 56, false},
    {"RC4_128", "RC4-128", 128, false},
    {"NULL", "none", 0, false},
};

struct Hash {
    std::string_view token, hash, hmac;
};
constexpr Hash hashes[] = {
    {"SHA256", "SHA-256", "HMAC-SHA256"}, {"SHA384", "SHA-384", "HMAC-SHA384"}, {"SM3", "SM3", "HMAC-SM3"},
    {"SHA", "SHA-1", "HMAC-SHA1"},        {"MD5", "MD5", "HMAC-MD5"},
};

void decomposeExchange(std::string_view token, TlsSuite& suite) noexcept {
    for (const Exchange& exchange : exchanges) {
        if (exchange.token == token) {
            suite.keyExchange = exchange.keyExchange;
            suite.authentication = exchange.authentication;
        }
    }
}

void decomposeHash(std::string_view token, TlsSuite& suite) noexcept {
    if (token.empty()) // CCM without a hash in its name (RFC 6655 §3)
        suite.prf = "SHA-256";
    for (const Hash& hash : hashes) {
        if (hash.token != token)
            continue;
        if (!suite.isAead())
            suite.mac = hash.hmac;
        suite.prf = suite.isAead() || token == "SHA384" || token == "SM3" ? hash.hash : "SHA-256";
    }
}

} // namespace

TlsSuite decomposeSuite(std::string_view ianaName) noexcept {
    TlsSuite suite;
    suite.name = ianaName;
    if (!ianaName.starts_with("TLS_"))
        return suite;
    std::string_view rest = ianaName.substr(4);
    constexpr std::string_view with = "_WITH_";
    if (const std::size_t at = rest.find(with); at != std::string_view::npos) {
        decomposeExchange(rest.substr(0, at), suite);
        rest.remove_prefix(at + with.size());
    }
    const Cipher* longest = nullptr;
    for (const Cipher& cipher : ciphers) {
        const bool fits = rest == cipher.token || (rest.starts_with(cipher.token) && rest[cipher.token.size()] == '_');
        if (fits && (!longest || cipher.token.size() > longest->token.size()))
            longest = &cipher;
    }
    if (!longest)
        return suite;
    suite.cipher = longest->cipher;
    suite.keyBits = longest->keyBits;
    if (longest->aead)
        suite.mac = "AEAD";
    rest.remove_prefix(longest->token.size());
    decomposeHash(rest.empty() ? rest : rest.substr(1), suite);
    return suite;
}

} // namespace burrow
