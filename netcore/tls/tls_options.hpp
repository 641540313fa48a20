// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace burrow {

/// Certificates or a key in PEM form: a file's path, or the text itself.
class TlsPem {
public:
    TlsPem() = default;
    TlsPem(const char* path) : m_name(path) {}
    TlsPem(std::string path) : m_name(std::move(path)) {}
    /// `name` stands for the text in error messages.
    static TlsPem text(std::string pem, std::string name = "PEM text") {
        TlsPem source(std::move(name));
        source.m_text = std::move(pem);
        source.m_inMemory = true;
        return source;
    }

    const std::string& name() const noexcept { return m_name; }
    const std::string& inlineText() const noexcept { return m_text; }
    bool isInMemory() const noexcept { return m_inMemory; }
    bool isEmpty() const noexcept { return m_name.empty() && !m_inMemory; }

private:
    std::string m_name, m_text;
    bool m_inMemory = false;
};

/// A certificate with its chain (leaf first) and its key.
struct TlsIdentity {
    TlsPem certificate;
    TlsPem key;              ///< empty: the key stands in the certificate's file
    std::string keyPassword; ///< never asked for on a terminal
    /// Server names that it answers to: "a.example" or "*.a.example". Empty: the certificate's own names.
    std::vector<std::string> names;
};

enum class TlsVersion : std::uint16_t { Tls12 = 0x0303, Tls13 = 0x0304 };

/// What a peer may make us do. Shared by both roles.
struct TlsLimits {
    /// From the first byte until the handshake's end. A handshake needs two round trips; 10 s serve a bad mobile
    /// network while a flood of silent clients holds a descriptor only briefly.
    Duration handshakeTime = std::chrono::seconds(10);
    /// Cipher text received until the handshake's end: a chain of 100 KiB (the largest accepted) and the rest.
    std::uint32_t handshakeBytes = 128 * 1024;
    /// The peer's certificate chain, as OpenSSL counts it.
    std::uint32_t chainBytes = 100 * 1024;
    std::uint32_t chainDepth = 10;
    /// Messages after the handshake (KeyUpdate, tickets, attempts to renegotiate) per `messagePeriod`: each costs a key
    /// derivation or an answer. An honest peer sends a handful per hour. Empty records and warning alerts are limited
    /// by OpenSSL itself to 32 and 5 in a row.
    std::uint32_t messages = 32;
    Duration messagePeriod = std::chrono::seconds(10);
    /// Plain text that a transport encrypts before the socket has to take it: bounds the cipher text behind a slow
    /// reader.
    std::uint32_t encryptAtOnce = 64 * 1024;
    /// Handshakes that may begin in one turn of a loop. Each costs about 0.2 ms of signing and key exchange: a flood of
    /// new clients delays those that are connected by 2 ms, not by the length of the accept queue.
    std::uint32_t handshakesPerTurn = 8;
};

struct TlsServerOptions {
    TlsPem certificate;
    TlsPem key;
    std::string keyPassword;
    /// More certificates, chosen by the name that the client asks for (SNI): exact, then a wildcard for the first
    /// label.
    std::vector<TlsIdentity> more;
    /// A client that asks for an unknown name gets the first certificate, or is refused with alert 112.
    enum class UnknownName : std::uint8_t { FirstCertificate, Refuse } unknownName = UnknownName::FirstCertificate;
    /// Protocols in our order of preference, for example {"h2", "http/1.1"}. Empty: none is negotiated.
    /// A client that offers only others is refused with alert 120 (against cross-protocol attacks, RFC 7301 §3.2);
    /// a client that offers none is accepted.
    std::vector<std::string> alpn;
    /// Asks the client for a certificate that one of `clientAuthorities` signed.
    enum class ClientCertificate : std::uint8_t {
        None,
        Optional,
        Required
    } clientCertificate = ClientCertificate::None;
    TlsPem clientAuthorities;
    TlsVersion oldest = TlsVersion::Tls12, newest = TlsVersion::Tls13;
    TlsLimits limits;
};

/// Each switch removes one protection against an attacker on the path. For tests and for devices that cannot be mended.
struct TlsInsecure {
    bool acceptAnyAuthority = false; ///< self-signed and unknown authorities pass; name and time are still checked
    bool acceptAnyName = false;      ///< any certificate of a trusted authority passes for any server
    bool acceptAnyTime = false;      ///< expired and not yet valid certificates pass
};

struct TlsClientOptions {
    /// Trusted besides the system's store, or instead of it.
    std::vector<TlsPem> authorities;
    bool trustSystemStore = true;
    /// Our certificate, for servers that ask for one.
    TlsPem certificate;
    TlsPem key;
    std::string keyPassword;
    std::vector<std::string> alpn; ///< offered in this order
    TlsVersion oldest = TlsVersion::Tls12, newest = TlsVersion::Tls13;
    TlsInsecure insecure;
    TlsLimits limits;
};

} // namespace burrow
