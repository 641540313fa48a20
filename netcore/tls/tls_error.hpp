// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

namespace burrow {

/// What went wrong in TLS. The wire hint of a code is the alert that tells the peer (RFC 8446 §6), 0 = none.
enum class TlsError : int {
    None = 0,
    // Configuration: the detail names the file.
    UnreadableFile,
    NoCertificate,
    BadCertificate,
    NoKey,
    BadKey,
    KeyPassword,
    KeyMismatch,
    BadName,
    BadOption,
    // Negotiation
    NotTls,
    PeerProtocol,
    NoCommonVersion,
    NoCommonSuite,
    NoCommonProtocol,
    UnknownServerName,
    WeakPeer,
    Unfinished,
    // The peer's certificate
    CertificateMissing,
    CertificateUntrusted,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateWrongName,
    CertificateRevoked,
    CertificateRefused,
    // Limits
    HandshakeTooLarge,
    HandshakeTimeout,
    TooManyMessages,
    // End
    Truncated,
    Closed,
    Internal,
    /// A fatal alert from the peer: PeerAlert + its number (RFC 8446 §6.2).
    PeerAlert = 256,
};

extern const ErrorDomain tlsErrors;

/// The error of a code, with the kind that belongs to it.
Error makeTlsError(TlsError code) noexcept;
/// The error for a fatal alert that the peer sent.
Error makePeerAlertError(int alert) noexcept;
/// Number of the alert that the peer sent; 0 if the error is something else.
int peerAlertOf(const Error& error) noexcept;

} // namespace burrow
