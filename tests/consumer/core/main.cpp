// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/error.hpp"
#include "netcore/net/endpoint.hpp"
#include "netprotocols/codec/base64.hpp"

#include <cstdio>

int main() {
    auto endpoint = burrow::Endpoint::parse("[::1]:8080");
    if (!endpoint)
        return burrow::complain(endpoint.error());
    std::puts(endpoint->toString().c_str());
    return endpoint->port() == 8080 ? 0 : 1;
}
