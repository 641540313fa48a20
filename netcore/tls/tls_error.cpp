// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_error.hpp"

namespace burrow {
namespace {

// RFC 8446 §6 and the registry of TLS alerts.
enum Alert : int {
    UnexpectedMessage = 10,
    HandshakeFailure = 40,
    BadCertificateAlert = 42,
    RevokedAlert = 44,
    ExpiredAlert = 45,
    UnknownAuthority = 48,
    DecodeError = 50,
    ProtocolVersion = 70,
    InternalErrorAlert = 80,
    UnrecognizedName = 112,
    CertificateRequired = 116,
    NoApplicationProtocol = 120,
};

struct Row {
    TlsError code;
    ErrorKind kind;
    int alert;
    std::string_view text;
};

constexpr Row rows[] = {
    {TlsError::None, ErrorKind::Bug, 0, "no error"},
    {TlsError::UnreadableFile, ErrorKind::System, 0, "cannot be read"},
    {TlsError::NoCertificate, ErrorKind::Misuse, 0, "contains no certificate"},
    {TlsError::BadCertificate, ErrorKind::Misuse, 0, "is not a valid certificate in PEM form"},
    {TlsError::NoKey, ErrorKind::Misuse, 0, "contains no private key"},
    {TlsError::BadKey, ErrorKind::Misuse, 0, "is not a valid private key in PEM form"},
    {TlsError::KeyPassword, ErrorKind::Misuse, 0, "is encrypted, and the password is missing or wrong"},
    {TlsError::KeyMismatch, ErrorKind::Misuse, 0, "does not match the certificate"},
    {TlsError::BadName, ErrorKind::Misuse, 0, "is not a host name or an IP address"},
    {TlsError::BadOption, ErrorKind::Misuse, 0, "the TLS options do not fit together"},
    {TlsError::NotTls, ErrorKind::PeerFault, 0, "the peer does not speak TLS"},
    {TlsError::PeerProtocol, ErrorKind::PeerFault, UnexpectedMessage, "the peer broke the TLS protocol"},
    {TlsError::NoCommonVersion, ErrorKind::Incompatible, ProtocolVersion, "no TLS version in common"},
    {TlsError::NoCommonSuite, ErrorKind::Incompatible, HandshakeFailure,
     "no cipher suite, group or signature algorithm in common"},
    {TlsError::NoCommonProtocol, ErrorKind::Incompatible, NoApplicationProtocol,
     "no application protocol (ALPN) in common"},
    {TlsError::UnknownServerName, ErrorKind::Incompatible, UnrecognizedName, "no certificate for the requested name"},
    {TlsError::WeakPeer, ErrorKind::Incompatible, HandshakeFailure,
     "the peer speaks TLS 1.2 without extended master secret"},
    {TlsError::Unfinished, ErrorKind::Misuse, 0, "the TLS handshake is not finished"},
    {TlsError::CertificateMissing, ErrorKind::Security, CertificateRequired, "the peer gave no certificate"},
    {TlsError::CertificateUntrusted, ErrorKind::Security, UnknownAuthority,
     "the peer's certificate comes from no trusted authority"},
    {TlsError::CertificateExpired, ErrorKind::Security, ExpiredAlert, "the peer's certificate has expired"},
    {TlsError::CertificateNotYetValid, ErrorKind::Security, BadCertificateAlert,
     "the peer's certificate is not valid yet"},
    {TlsError::CertificateWrongName, ErrorKind::Security, BadCertificateAlert,
     "the peer's certificate is for another name"},
    {TlsError::CertificateRevoked, ErrorKind::Security, RevokedAlert, "the peer's certificate is revoked"},
    {TlsError::CertificateRefused, ErrorKind::Security, BadCertificateAlert, "the peer's certificate is refused"},
    {TlsError::HandshakeTooLarge, ErrorKind::Limit, DecodeError, "the TLS handshake is too large"},
    {TlsError::HandshakeTimeout, ErrorKind::Timeout, 0, "the TLS handshake took too long"},
    {TlsError::TooManyMessages, ErrorKind::Limit, UnexpectedMessage, "too many TLS messages after the handshake"},
    {TlsError::Truncated, ErrorKind::Truncated, 0, "the peer ended the connection without close_notify"},
    {TlsError::Closed, ErrorKind::Closed, 0, "the TLS connection is closed"},
    {TlsError::Internal, ErrorKind::Bug, InternalErrorAlert, "the TLS library failed"},
};

const Row& rowOf(TlsError code) noexcept {
    for (const Row& row : rows) {
        if (row.code == code)
            return row;
    }
    return rows[0];
}

std::string_view alertText(int alert) noexcept {
    switch (alert) {
    case 0: return "the peer refused: close notify (alert 0)";
    case 10: return "the peer refused: unexpected message (alert 10)";
    case 20: return "the peer refused: bad record authentication (alert 20)";
    case 22: return "the peer refused: record too long (alert 22)";
    case 40: return "the peer refused: handshake failure (alert 40)";
    case 42: return "the peer refused: bad certificate (alert 42)";
    case 43: return "the peer refused: unsupported certificate (alert 43)";
    case 44: return "the peer refused: certificate revoked (alert 44)";
    case 45: return "the peer refused: certificate expired (alert 45)";
    case 46: return "the peer refused: certificate unknown (alert 46)";
    case 47: return "the peer refused: illegal parameter (alert 47)";
    case 48: return "the peer refused: unknown certificate authority (alert 48)";
    case 49: return "the peer refused: access denied (alert 49)";
    case 50: return "the peer refused: decode error (alert 50)";
    case 51: return "the peer refused: decrypt error (alert 51)";
    case 70: return "the peer refused: protocol version (alert 70)";
    case 71: return "the peer refused: insufficient security (alert 71)";
    case 80: return "the peer refused: internal error (alert 80)";
    case 86: return "the peer refused: inappropriate fallback (alert 86)";
    case 90: return "the peer canceled the handshake (alert 90)";
    case 100: return "the peer refused: no renegotiation (alert 100)";
    case 109: return "the peer refused: missing extension (alert 109)";
    case 110: return "the peer refused: unsupported extension (alert 110)";
    case 112: return "the peer refused: unrecognized name (alert 112)";
    case 113: return "the peer refused: bad certificate status response (alert 113)";
    case 115: return "the peer refused: unknown PSK identity (alert 115)";
    case 116: return "the peer refused: certificate required (alert 116)";
    case 120: return "the peer refused: no application protocol (alert 120)";
    default: return "the peer refused with an unknown alert";
    }
}

constexpr int firstPeerAlert = static_cast<int>(TlsError::PeerAlert);

std::string_view tlsText(int code) noexcept {
    return code >= firstPeerAlert ? alertText(code - firstPeerAlert) : rowOf(static_cast<TlsError>(code)).text;
}

int tlsAlert(int code) noexcept { return code >= firstPeerAlert ? 0 : rowOf(static_cast<TlsError>(code)).alert; }

} // namespace

constinit const ErrorDomain tlsErrors{"tls", tlsText, tlsAlert};

Error makeTlsError(TlsError code) noexcept { return {rowOf(code).kind, tlsErrors, static_cast<int>(code)}; }

Error makePeerAlertError(int alert) noexcept {
    // The peer judged our certificate, or found nothing in common; anything else is a broken conversation.
    const bool aboutCertificate = (alert >= 42 && alert <= 46) || alert == 48 || alert == 49 || alert == 116;
    const bool nothingInCommon = alert == 40 || alert == 70 || alert == 71 || alert == 112 || alert == 120;
    const ErrorKind kind = aboutCertificate  ? ErrorKind::Security
                           : nothingInCommon ? ErrorKind::Incompatible
                                             : ErrorKind::PeerFault;
    return {kind, tlsErrors, firstPeerAlert + alert};
}

int peerAlertOf(const Error& error) noexcept {
    return &error.domain() == &tlsErrors && error.code() >= firstPeerAlert ? error.code() - firstPeerAlert : 0;
}

} // namespace burrow
