// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/tls/tls_error.hpp"
#include "netcore/tls/tls_options.hpp"
#include "netcore/tls/tls_report.hpp"

#include <memory>
#include <span>

namespace burrow {

/// Certificates, trust and policy of one role; immutable and shared by all loops. A reload builds a new one and posts
/// the pointer: connections finish on the one that they began with, and a failed reload changes nothing.
///
///     BURROW_TRY(auto tls, TlsContext::server({.certificate = "chat.pem", .key = "chat.key", .alpn = {"http/1.1"}}));
///
/// Fixed policy: TLS 1.2 and 1.3, forward-secret AEAD suites in our order, extended master secret, no renegotiation,
/// no compression, no early data. Thread: immutable.
class TlsContext {
public:
    /// Errors name the file: "chat.key: does not match the certificate". Reads files: not for a loop's thread.
    static Result<std::shared_ptr<const TlsContext>> server(TlsServerOptions options);
    static Result<std::shared_ptr<const TlsContext>> client(TlsClientOptions options = {});
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    bool isServer() const noexcept;
    const TlsLimits& limits() const noexcept;
    /// Our certificates in the order of the options: a program warns of what expires soon.
    std::span<const TlsCertificateFacts> certificates() const noexcept;

    struct Private;
    const Private& hidden() const noexcept { return *m_private; }

private:
    explicit TlsContext(std::unique_ptr<Private> hidden) noexcept;
    std::unique_ptr<Private> m_private;
};

} // namespace burrow
