// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// TLS: contexts, the engine without I/O, the transport, reports, development certificates.
#pragma once

#include "netcore/tls/dev_certificate.hpp"
#include "netcore/tls/tls_context.hpp"
#include "netcore/tls/tls_engine.hpp"
#include "netcore/tls/tls_facts.hpp"
#include "netcore/tls/tls_transport.hpp"
