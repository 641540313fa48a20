// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http1/http1_errors.hpp"
#include "netprotocols/http1/http1_wire.hpp"

namespace burrow::http1 {

/// What the scan of a target came across, so that splitting need not look at every byte again.
struct TargetMarks {
    const char* question = nullptr; ///< the first one
    bool special = false;           ///< a percent sign or backslash stands somewhere
};

/// Splits head.target, whose bytes are legal already, into path, query, host and scheme according to head.method
/// (RFC 9112 §3.2). `where` is set to the offending byte.
Http1Error splitTarget(RequestHead& head, const TargetMarks& marks, const char*& where) noexcept;

} // namespace burrow::http1
