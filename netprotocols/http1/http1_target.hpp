// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netprotocols/http1/http1_errors.hpp"
#include "netprotocols/http1/http1_wire.hpp"

namespace burrow::http1 {

/// Splits head.target, whose bytes are legal already, into path, query, host and scheme according to head.method
/// (RFC 9112 §3.2). `where` is set to the offending byte.
Http1Error splitTarget(RequestHead& head, const char*& where) noexcept;

} // namespace burrow::http1
