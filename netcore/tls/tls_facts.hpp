// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/tls/tls_report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace burrow {

/// One line of a TLS report.
struct TlsFact {
    std::string_view name; ///< literal in kebab-case: "key-exchange"
    std::string text;      ///< a peer may have chosen it: escape it before it reaches a terminal
};

/// A report for people and monitors, the most telling first; what is empty is left out. Times are in UTC (ISO 8601).
std::vector<TlsFact> listFacts(const TlsReport& report);
/// The same of one certificate: "subject", "issuer", "names", "valid-from", "valid-until", ...
std::vector<TlsFact> listFacts(const TlsCertificateFacts& certificate);

} // namespace burrow
