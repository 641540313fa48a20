// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netprotocols/http/exchange.hpp"
#include "netprotocols/http/request.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace burrow::http {

/// Runs on every loop at once: what it captures is shared, so keep state per loop or guard it.
using Handler = std::move_only_function<void(const Request&, Exchange) const>;

/// How a route gets its request body.
enum class BodyMode : std::uint8_t {
    Buffered, ///< the handler runs when the whole body is there: Request::bodyText()
    Streamed, ///< the handler runs after the head and reads through Exchange::body() or readBody()
};

struct RouteOptions {
    BodyMode body = BodyMode::Buffered;
    /// Bytes; a longer body is refused with 413 before the handler runs. Streamed routes set what they can take.
    std::uint64_t bodyLimit = 16 * 1024 * 1024;
};

struct Route {
    std::string pattern;
    Handler handler;
    RouteOptions options;
    std::vector<std::string> paramNames;
};

/// Finds the handler of a path. Patterns: "/a/<name>" (one segment), "<int:id>", "<uuid:id>", "<slug:s>",
/// "<path:rest>" (the rest, also empty). A static segment wins over a typed one, that over a plain one, that over a
/// rest. HEAD is served by GET's handler, OPTIONS and 405 answer by themselves, with Allow.
///
///     Router router;
///     router.get("/hello/<name>", [](const Request& request, Exchange exchange) {
///         exchange.respond(200, "Hello, " + std::string(request.param("name")) + "\n");
///     });
///
/// Thread: filled on one thread, then immutable and shared by all loops. find() allocates nothing.
class Router {
public:
    Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// Misuse: a malformed pattern, or a method that the same pattern has already.
    Result<void> add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});
    /// The same; the first error is kept for firstError(), which a server reports when it starts.
    void get(std::string_view pattern, Handler handler, RouteOptions options = {});
    void post(std::string_view pattern, Handler handler, RouteOptions options = {});
    void put(std::string_view pattern, Handler handler, RouteOptions options = {});
    void patch(std::string_view pattern, Handler handler, RouteOptions options = {});
    void del(std::string_view pattern, Handler handler, RouteOptions options = {});
    /// For every method that has no handler of its own at this pattern.
    void any(std::string_view pattern, Handler handler, RouteOptions options = {});
    const Error* firstError() const noexcept;

    struct Match {
        const Route* route = nullptr;
        /// Methods of the path, for Allow, where the path is known but the method is not: bit 1 << Method.
        std::uint32_t allowed = 0;
    };
    /// Fills parts.params; `path` is decoded already (decodePath).
    Match find(RequestParts& parts) const noexcept;

    /// Finds and calls the handler, or answers 404, 405 or OPTIONS itself. parts.path must be set.
    void dispatch(RequestParts& parts, const Match& match, Exchange exchange) const;
    std::size_t size() const noexcept;

private:
    struct Private;
    void keep(Result<void> added);
    std::unique_ptr<Private> m_private;
};

/// "GET, HEAD, OPTIONS" for a Match's bits.
std::string allowedMethods(std::uint32_t allowed);

} // namespace burrow::http
