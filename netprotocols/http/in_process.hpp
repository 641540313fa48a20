// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netprotocols/http/router.hpp"

#include <string>

namespace burrow::http {

/// A whole answer. Thread: one at a time.
struct OwnedResponse {
    int status = 0;
    Fields fields;
    std::string body;

    const std::string& bodyText() const noexcept { return body; }
};

/// Calls a handler in this thread, without socket and poller. A handler that hands its exchange to another thread is
/// waited for, at most `patience` (Timeout). Files are read into the body; upgrades are NotSupported.
Result<OwnedResponse> call(const Router& router, OwnedRequest request,
                           std::chrono::milliseconds patience = std::chrono::seconds(30));

} // namespace burrow::http
