// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http/router.hpp"

#include "netprotocols/http/route_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace burrow::http {
namespace {

constexpr std::size_t anySlot = methodCount; // Router::any

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

struct Node {
    std::unordered_map<std::string, std::unique_ptr<Node>, TextHash, std::equal_to<>> fixed;
    /// By kind, the most special first; at most one per kind, so that no path has two meanings.
    std::array<std::unique_ptr<Node>, segmentKinds> typed;
    std::array<const Route*, methodCount + 1> routes{};
    std::uint32_t methods = 0; ///< bit 1 << Method of what is answered here, HEAD beside GET included

    const Route* routeFor(Method method) const noexcept {
        if (const Route* route = routes[static_cast<std::size_t>(method)])
            return route;
        if (method == Method::Head && routes[static_cast<std::size_t>(Method::Get)])
            return routes[static_cast<std::size_t>(Method::Get)];
        return routes[anySlot];
    }
};

constexpr std::uint32_t bit(Method method) noexcept { return 1u << static_cast<unsigned>(method); }

/// One search: the values found on the way stand in `params`, their names come from the route in the end.
struct Search {
    RequestParts& parts;
    std::uint32_t allowed = 0;

    /// `rest` begins behind a slash, or is the whole remaining path of an exhausted one (atEnd).
    const Route* walk(const Node& node, std::string_view rest, bool atEnd, std::size_t depth) {
        if (atEnd) {
            if (const Route* route = node.routeFor(parts.method)) {
                parts.paramCount = depth;
                return route;
            }
            allowed |= node.methods;
            return viaRest(node, {}, depth);
        }
        const std::size_t slash = rest.find('/');
        const std::string_view segment = rest.substr(0, slash);
        const bool last = slash == rest.npos;
        const std::string_view behind = last ? std::string_view() : rest.substr(slash + 1);
        if (const auto child = node.fixed.find(segment); child != node.fixed.end()) {
            if (const Route* route = walk(*child->second, behind, last, depth))
                return route;
        }
        for (std::size_t kind = 0; kind < segmentKinds; ++kind) {
            const Node* child = node.typed[kind].get();
            if (!child || static_cast<SegmentKind>(kind) == SegmentKind::Rest || depth == maxPathParams ||
                !matchesKind(static_cast<SegmentKind>(kind), segment))
                continue;
            parts.params[depth].value = segment;
            if (const Route* route = walk(*child, behind, last, depth + 1))
                return route;
        }
        return viaRest(node, rest, depth);
    }

    const Route* viaRest(const Node& node, std::string_view rest, std::size_t depth) {
        const Node* child = node.typed[static_cast<std::size_t>(SegmentKind::Rest)].get();
        if (!child || depth == maxPathParams)
            return nullptr;
        parts.params[depth].value = rest;
        if (const Route* route = child->routeFor(parts.method)) {
            parts.paramCount = depth + 1;
            return route;
        }
        allowed |= child->methods;
        return nullptr;
    }
};

/// Patterns without parameters by their whole text: one look-up, and nothing can win over them. Only the program's own
/// patterns are in it, so that no peer can fill its chains.
class FixedPaths {
public:
    void add(std::string_view pattern, const Node* node) {
        if (find(pattern))
            return;
        m_entries.push_back({std::string(pattern), node});
        if (m_entries.size() * 2 <= m_slots.size()) {
            place(static_cast<std::uint32_t>(m_entries.size()));
            return;
        }
        m_slots.assign(std::max<std::size_t>(16, m_slots.size() * 2), 0);
        for (std::uint32_t i = 1; i <= m_entries.size(); ++i)
            place(i);
    }
    const Node* find(std::string_view path) const noexcept {
        if (m_slots.empty())
            return nullptr;
        for (std::size_t slot = hashOf(path) & (m_slots.size() - 1); m_slots[slot] != 0;
             slot = (slot + 1) & (m_slots.size() - 1)) {
            const Entry& entry = m_entries[m_slots[slot] - 1];
            if (entry.path == path)
                return entry.node;
        }
        return nullptr;
    }

private:
    struct Entry {
        std::string path;
        const Node* node;
    };
    static std::size_t hashOf(std::string_view path) noexcept {
        std::uint64_t hash = path.size();
        std::size_t i = 0;
        for (; path.size() - i >= 8; i += 8) {
            std::uint64_t word;
            std::memcpy(&word, path.data() + i, 8);
            hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        }
        for (; i < path.size(); ++i)
            hash = (hash ^ static_cast<unsigned char>(path[i])) * 0x100000001B3u;
        return static_cast<std::size_t>(hash ^ hash >> 32);
    }
    void place(std::uint32_t number) noexcept {
        std::size_t slot = hashOf(m_entries[number - 1].path) & (m_slots.size() - 1);
        while (m_slots[slot] != 0)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = number;
    }

    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_slots; ///< number of an entry from 1 on; a power of two, at most half full
};

} // namespace

struct Router::Private {
    Node root;
    FixedPaths fixed;
    std::vector<std::unique_ptr<Route>> routes;
    std::optional<Error> firstError;
};

Router::Router() : m_private(std::make_unique<Private>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

std::size_t Router::size() const noexcept { return m_private->routes.size(); }
const Error* Router::firstError() const noexcept {
    return m_private->firstError ? &*m_private->firstError : nullptr;
}

namespace {

Result<void> insert(Router&, Node& root, std::vector<std::unique_ptr<Route>>& routes,
                    FixedPaths& fixed, std::size_t slot, std::string_view pattern, Handler handler, RouteOptions options) {
    BURROW_TRY(const std::vector<PatternSegment> segments, parsePattern(pattern));
    Node* node = &root;
    auto route = std::make_unique<Route>(Route{std::string(pattern), std::move(handler), options, {}});
    bool isFixed = true;
    for (const PatternSegment& segment : segments) {
        std::unique_ptr<Node>* child;
        if (segment.kind == SegmentKind::Fixed) {
            child = &node->fixed[segment.text];
        } else {
            isFixed = false;
            child = &node->typed[static_cast<std::size_t>(segment.kind)];
            route->paramNames.push_back(segment.text);
        }
        if (!*child)
            *child = std::make_unique<Node>();
        node = child->get();
    }
    if (node->routes[slot])
        return fail(Error::misuse("route " + std::string(pattern) + ": the pattern " + node->routes[slot]->pattern +
                                  " has this method already"));
    node->routes[slot] = route.get();
    if (slot == anySlot) {
        node->methods |= (1u << methodCount) - 1;
    } else {
        node->methods |= 1u << slot;
        if (static_cast<Method>(slot) == Method::Get)
            node->methods |= bit(Method::Head);
    }
    if (isFixed)
        fixed.add(pattern, node);
    routes.push_back(std::move(route));
    return {};
}

} // namespace

Result<void> Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
    return insert(*this, m_private->root, m_private->routes, m_private->fixed, static_cast<std::size_t>(method), pattern,
                  std::move(handler), options);
}

void Router::keep(Result<void> added) {
    if (!added && !m_private->firstError)
        m_private->firstError = std::move(added.error());
}

void Router::get(std::string_view pattern, Handler handler, RouteOptions options) {
    keep(add(Method::Get, pattern, std::move(handler), options));
}
void Router::post(std::string_view pattern, Handler handler, RouteOptions options) {
    keep(add(Method::Post, pattern, std::move(handler), options));
}
void Router::put(std::string_view pattern, Handler handler, RouteOptions options) {
    keep(add(Method::Put, pattern, std::move(handler), options));
}
void Router::patch(std::string_view pattern, Handler handler, RouteOptions options) {
    keep(add(Method::Patch, pattern, std::move(handler), options));
}
void Router::del(std::string_view pattern, Handler handler, RouteOptions options) {
    keep(add(Method::Delete, pattern, std::move(handler), options));
}
void Router::any(std::string_view pattern, Handler handler, RouteOptions options) {
    keep(insert(*this, m_private->root, m_private->routes, m_private->fixed, anySlot, pattern, std::move(handler),
                options));
}

Router::Match Router::find(RequestParts& parts) const noexcept {
    parts.paramCount = 0;
    if (const Node* known = m_private->fixed.find(parts.path)) {
        if (const Route* route = known->routeFor(parts.method))
            return {route, 0};
    }
    if (parts.path.empty() || parts.path.front() != '/')
        return {}; // "*" of OPTIONS, or the authority of CONNECT
    Search search{parts};
    const Route* route = search.walk(m_private->root, parts.path.substr(1), false, 0);
    if (!route)
        return {nullptr, search.allowed};
    for (std::size_t i = 0; i < parts.paramCount; ++i)
        parts.params[i].name = route->paramNames[i];
    return {route, 0};
}

std::string allowedMethods(std::uint32_t allowed) {
    std::string list;
    for (std::size_t i = 0; i + 1 < methodCount; ++i) {
        const auto method = static_cast<Method>(i);
        if ((allowed & bit(method)) != 0 || method == Method::Options)
            list.append(list.empty() ? "" : ", ").append(nameOf(method));
    }
    return list;
}

void Router::dispatch(RequestParts& parts, const Match& match, Exchange exchange) const {
    if (match.route) {
        match.route->handler(Request(parts), std::move(exchange));
        return;
    }
    if (parts.method == Method::Options && (match.allowed != 0 || parts.path == "*")) {
        const std::string allow = allowedMethods(parts.path == "*" ? ~0u : match.allowed);
        (void)exchange.respond(204, {}, {{"Allow", allow}});
    } else if (parts.method == Method::Connect) { // an origin server is no tunnel (RFC 9110 §9.3.6)
        (void)exchange.respond(501, "501 Not Implemented\n", {{"Content-Type", "text/plain"}});
    } else if (match.allowed != 0) {
        (void)exchange.respond(405, "405 Method Not Allowed\n",
                               {{"Allow", allowedMethods(match.allowed)}, {"Content-Type", "text/plain"}});
    } else {
        (void)exchange.respond(404, "404 Not Found\n", {{"Content-Type", "text/plain"}});
    }
}

} // namespace burrow::http
