// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace burrow {

/// A certificate and its key (ECDSA P-256) in PEM form.
struct DevCertificate {
    std::string certificate;
    std::string key;
};

struct DevCertificateSpec {
    std::string commonName = "Burrow development certificate";
    std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"}; ///< host names, wildcards and IP addresses
    WallTime notBefore{}, notAfter{};       ///< both 0: from an hour before `now`, for 397 days (what browsers accept)
    bool isAuthority = false;               ///< may sign others; has no names
    const DevCertificate* issuer = nullptr; ///< null: signed by itself
};

/// For development and tests; nobody trusts it by himself. Thread: any.
Result<DevCertificate> makeDevCertificate(const DevCertificateSpec& spec, WallTime now);

/// Where the development certificate of a program stands.
struct DevCertificateFiles {
    std::string certificate, key;
    bool created = false;
};
/// Gives `folder`/dev-cert.pem and dev-key.pem. Makes them (mode 0600, the folder 0700) if they are missing, unusable,
/// expire within a day, or lack one of `extraNames` beside localhost, 127.0.0.1 and ::1.
Result<DevCertificateFiles> ensureDevCertificate(const std::string& folder, std::vector<std::string> extraNames,
                                                 WallTime now);

} // namespace burrow
