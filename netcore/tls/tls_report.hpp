// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace burrow {

/// A cipher suite taken apart. All views are literals. Fields that TLS 1.3 does not fix in the suite are empty here
/// and filled from the handshake in a TlsReport.
struct TlsSuite {
    std::uint16_t number = 0;        ///< IANA
    std::string_view name;           ///< IANA: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    std::string_view opensslName;    ///< "ECDHE-RSA-AES128-GCM-SHA256"
    std::string_view keyExchange;    ///< "ECDHE", "DHE", "RSA", "PSK", "ECDHE-PSK"
    std::string_view authentication; ///< "ECDSA", "RSA", "PSK", "anonymous"
    std::string_view cipher;         ///< "AES-128-GCM"
    std::uint16_t keyBits = 0;       ///< of the bulk cipher
    std::string_view mac;            ///< "AEAD", or "HMAC-SHA1" and the like
    std::string_view prf;            ///< hash of the key schedule: "SHA-256"

    bool isAead() const noexcept { return mac == "AEAD"; }
};

/// Takes an IANA name apart by its own grammar; the views point into literals, `name` into the argument.
/// Unknown parts stay empty.
TlsSuite decomposeSuite(std::string_view ianaName) noexcept;

/// Facts of one certificate. Names come from the peer: escape them before they reach a terminal.
struct TlsCertificateFacts {
    std::string subject, issuer;    ///< RFC 2253 order, control characters escaped
    std::vector<std::string> names; ///< DNS names and IP addresses of subjectAltName, at most 100
    WallTime notBefore{}, notAfter{};
    std::string serial;      ///< hexadecimal
    std::string fingerprint; ///< SHA-256 of the DER form, hexadecimal
    std::string key;         ///< "EC P-256", "RSA 2048", "Ed25519"
    bool selfSigned = false;
};

/// What a handshake agreed on, as plain values. Thread: immutable.
struct TlsReport {
    bool isServer = false;
    std::string_view version; ///< "TLSv1.3"
    std::uint16_t versionNumber = 0;
    TlsSuite suite;
    std::string_view group;     ///< key exchange: "X25519", "P-256"
    std::string_view signature; ///< of the server's handshake: "ECDSA with SHA-256"; empty when resumed
    bool resumed = false;
    bool extendedMasterSecret = false; ///< always true in TLS 1.3
    std::string serverName;            ///< SNI: what the client asked for
    std::string alpn;                  ///< empty: none negotiated
    bool hasPeerCertificate = false;
    TlsCertificateFacts peer;
    std::uint32_t chainLength = 0; ///< certificates that the peer sent
    /// "ok", "not asked for", or the reason that an insecure switch overlooked.
    std::string verification;
    TlsCertificateFacts own; ///< empty on a client without certificate
    std::uint32_t handshakeBytesIn = 0, handshakeBytesOut = 0;
    Duration handshakeTime{}; ///< 0 where nobody measured
};

} // namespace burrow
