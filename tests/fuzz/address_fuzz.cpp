// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// covers: netcore/net/ip_address.cpp
// covers: netcore/net/ip_prefix.cpp
// covers: netcore/net/legacy_ipv4.cpp
// covers: netcore/net/address_class.cpp
// covers: netcore/net/endpoint.cpp
// covers: netcore/net/host_name.cpp
#include "netcore/base/bytes.hpp"
#include "netcore/net/address_class.hpp"
#include "netcore/net/host_name.hpp"

#include <algorithm>
#include <cstdlib>
#include <sys/socket.h>

using namespace burrow;

namespace {

void require(bool good) {
    if (!good)
        std::abort();
}

void judge(const IpAddress& address) {
    const auto again = IpAddress::parse(address.toString());
    require(again && std::ranges::equal(again->bytes(), address.bytes()));
    require(!nameOf(classify(address)).empty() && classify(address) != AddressClass::None);
    const bool isGroup = multicastScope(address) != MulticastScope::None;
    const bool isOpen = isGloballyReachable(address);
    require(!(isGroup && isOpen) && !(isGroup && needsScope(address)));
    require(IpPrefix(address, 24).contains(address.canonical()) || address != address.canonical());
    require(again->scope() != address.scope() || again->hash() == address.hash());
}

void judge(const Endpoint& endpoint) {
    ::sockaddr_storage storage;
    const std::uint32_t size = endpoint.toSockaddr(&storage);
    const Endpoint again = Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&storage), size);
    require(again == endpoint && again.hash() == endpoint.hash() && again.canonical().withPort(1).port() < 2);
    require(Endpoint::parse(endpoint.toString(), {.allowPortZero = true}).has_value());
}

/// What the kernel hands out, of any family and cut anywhere.
void judgeSockaddr(Bytes raw) {
    ::sockaddr_storage storage{};
    const std::size_t size = std::min(raw.size(), sizeof storage);
    std::copy_n(raw.begin(), size, reinterpret_cast<std::byte*>(&storage));
    const Endpoint endpoint = Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&storage),
                                                     static_cast<std::uint32_t>(size));
    require(endpoint.toString().empty() == (endpoint.family() == Endpoint::Family::None));
    ::sockaddr_storage again;
    require((endpoint.toSockaddr(&again) == 0) == (endpoint.family() == Endpoint::Family::None));
}

/// Every code that an error can have tells a sentence.
void judgeTexts(std::size_t size) {
    require(!addressErrors.text(static_cast<int>(size % 64)).empty());
    require(!nameErrors.text(static_cast<int>(size % 64)).empty());
    require(!nameOf(static_cast<AddressClass>(size % 64)).empty());
    require(Endpoint::localOf(-1) == Endpoint::peerOf(-1));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto address = IpAddress::parse(text, {.zoneIndex = [](const char*) { return 1u; }}))
        judge(*address);
    else
        require(!address.error().text().empty() && address.error().offset() <= size);
    if (const auto endpoint = Endpoint::parse(text, {.allowPortZero = true}))
        judge(*endpoint);
    if (const auto prefix = IpPrefix::parse(text))
        require(IpPrefix::parse(prefix->toString()) == *prefix && prefix->contains(prefix->address()));
    if (const auto target = Target::parse(text, 1))
        require(!target->toString().empty() && (target->endpoint() || !target->host().empty()));
    else
        require(!target.error().text().empty());
    judgeSockaddr(ByteView(text).bytes());
    judgeTexts(size);
    (void)(parseLegacyInetAton(text) && looksLikeIpv4(text));
    return 0;
}
