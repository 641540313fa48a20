// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/time.hpp"
#include "netcore/net/endpoint.hpp"
#include "netcore/net/host_name.hpp"
#include "netcore/net/worker_pool.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace burrow {

class EventLoop;

enum class AddressFamilies : std::uint8_t { Both, V4Only, V6Only };

using Addresses = std::vector<IpAddress>;
/// Asks for the addresses of a checked name, best first, and may block. Runs on worker threads, several at once.
using LookupFunction = std::function<Result<Addresses>(const std::string& name, AddressFamilies families)>;

/// getaddrinfo(3): hosts file, DNS, and whatever else the system is configured for, sorted by RFC 6724.
Result<Addresses> systemLookup(const std::string& name, AddressFamilies families);

struct ResolverOptions {
    WorkerPoolOptions workers{.name = "burrow-names"};
    LookupFunction lookup = systemLookup;
    std::size_t addressesAtMost = 32; ///< of one name; a zone with thousands must not make us try them all
};

/// Looks names up on a few threads of its own; a loop never waits for it. Names are checked by checkHostName() first.
/// "localhost" and what ends in it is this host, ".invalid" and ".onion" never reach DNS (RFC 6761, RFC 7686).
/// Thread: any. One is enough for a program. It may die before its queries: they are answered with Canceled.
///
///     Resolver resolver;
///     m_query = resolver.lookup(loop, "example.org", {}, [this](Result<Addresses> found) { ... });
class Resolver {
public:
    using Done = std::move_only_function<void(Result<Addresses>)>;

    /// One question under way. Destroying it cancels: `done` is not called any more. Thread: loop.
    class Query {
    public:
        Query() noexcept = default;
        Query(Query&&) noexcept = default;
        Query& operator=(Query&& other) noexcept;
        ~Query();
        bool isPending() const noexcept;

    private:
        friend class Resolver;
        struct State;
        std::shared_ptr<State> m_state;
    };

    explicit Resolver(ResolverOptions options = {});

    /// `done` runs once on the loop, in a later turn, never inside this call. Thread: that of the loop.
    [[nodiscard]] Query lookup(EventLoop& loop, std::string name, AddressFamilies families, Done done);
    /// Waits here; Timeout after `deadline`. For programs without a loop.
    Result<Addresses> lookupBlocking(const std::string& name, AddressFamilies families, TimePoint deadline);

private:
    using Answer = std::move_only_function<void(Result<Addresses>)>;
    /// Gives the answer if no worker is needed.
    std::optional<Result<Addresses>> answerHere(const std::string& name, AddressFamilies families) const;
    bool submit(std::string name, AddressFamilies families, Answer answer);

    ResolverOptions m_options;
    WorkerPool m_pool;
};

} // namespace burrow
