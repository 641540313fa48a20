// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/services.hpp"

#include "netcore/tls/dev_certificate.hpp"
#include "netprotocols/plugin_host/plugin_http.hpp"
#include "netprotocols/plugin_host/plugin_stream.hpp"
#include "netprotocols/websocket/websocket_route.hpp"
#include "server-app/burrowd/process/folders.hpp"
#include "server-app/burrowd/server/file_route.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace burrow::daemon {

namespace {

http1::Limits limitsOf(const LimitsConfig& config) {
    http1::Limits limits;
    limits.headTime = config.headTimeout;
    limits.idleTime = config.idleTimeout;
    limits.bodyBytes = config.body.bytes;
    limits.fieldsBytes = static_cast<std::uint32_t>(config.head.bytes);
    limits.fields = config.fields;
    return limits;
}

/// "/status" → "/status/<path:rest>".
std::string allBelow(std::string_view path) {
    return std::string(path) + (path.ends_with('/') ? "" : "/") + "<path:rest>";
}

} // namespace

bool ServiceBuilder::report(const std::string& path, const Error& error) {
    m_problems.push_back({m_loaded.at(path), error.message()});
    return false;
}

std::vector<std::shared_ptr<Service>> ServiceBuilder::build() {
    std::vector<std::shared_ptr<Service>> services;
    for (std::size_t i = 0; i < m_loaded.config.listeners.size(); ++i)
        services.push_back(buildListener(i));
    return services;
}

std::shared_ptr<Service> ServiceBuilder::buildListener(std::size_t index) {
    const ListenerConfig& listener = m_loaded.config.listeners[index];
    const std::string path = fmt::format("listener[{}]", index);
    auto service = std::make_shared<Service>();
    const bool isHttp = listener.protocol == "http";
    if (isHttp) {
        service->limits = limitsOf(m_loaded.config.limits);
        if (!addRoutes(listener, path, *service))
            return nullptr;
    } else {
        const auto plugin = m_plugins.find(listener.plugin);
        if (plugin == m_plugins.end())
            return nullptr; // refused, which the log tells
        auto sessions = plugin_host::makeStreamFactory(plugin->second);
        if (!sessions) {
            report(path + ".plugin", sessions.error());
            return nullptr;
        }
        service->sessions = std::make_shared<const SessionFactory>(std::move(*sessions));
    }
    if (listener.hasTls && !addTls(listener.tls, path + ".tls", isHttp, *service))
        return nullptr;
    return service;
}

bool ServiceBuilder::addTls(const TlsConfig& tls, const std::string& path, bool isHttp, Service& service) {
    TlsServerOptions options;
    if (tls.selfSigned) {
        const std::string folder = stateFolder(m_loaded.config.server);
        std::error_code ignored; // what is missing shows below, with the path
        std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), ignored);
        const auto files = ensureDevCertificate(folder, tls.names, Now::read().wall);
        if (!files)
            return report(path + ".self_signed", files.error());
        options.certificate = files->certificate;
        options.key = files->key;
    } else {
        options.certificate = tls.certificate.path;
        if (!tls.key.path.empty())
            options.key = tls.key.path;
        options.keyPassword = tls.keyPassword.text;
    }
    if (isHttp)
        options.alpn = {"http/1.1"};
    auto context = TlsContext::server(std::move(options));
    if (!context)
        return report(path + ".certificate", context.error());
    service.tls = std::move(*context);
    return true;
}

bool ServiceBuilder::addRoutes(const ListenerConfig& listener, const std::string& path, Service& service) {
    http::Router router;
    bool isWhole = true;
    for (std::size_t i = 0; i < listener.routes.size(); ++i)
        if (auto added = addRoute(listener.routes[i], router); !added)
            isWhole = report(fmt::format("{}.route[{}].path", path, i), added.error());
    if (const Error* conflict = router.firstError())
        isWhole = report(path, *conflict);
    service.router = std::make_shared<const http::Router>(std::move(router));
    return isWhole;
}

Result<void> ServiceBuilder::addRoute(const RouteConfig& route, http::Router& router) {
    using Kind = RouteConfig::Kind;
    const std::uint64_t bodyLimit = m_loaded.config.limits.body.bytes;
    switch (route.kind) {
    case Kind::Files: return addFileRoute(router, route);
    case Kind::WebSocket: {
        ws::Limits limits;
        limits.message = limits.frame = route.maxMessage.bytes;
        ws::serve(router, route.path, ws::echo(limits));
        return {};
    }
    case Kind::Plugin: {
        const auto plugin = m_plugins.find(route.plugin);
        for (const std::string& pattern : {route.path, allBelow(route.path)}) {
            if (plugin == m_plugins.end()) {
                router.any(pattern, [](const http::Request&, http::Exchange exchange) {
                    (void)exchange.respond(503, "The plugin of this page could not be loaded.\n");
                });
            } else {
                BURROW_TRY(plugin_host::HttpRoute served, plugin_host::makeHttpRoute(plugin->second));
                served.options.bodyLimit = std::min(served.options.bodyLimit, bodyLimit);
                router.any(pattern, std::move(served.handler), served.options);
            }
            if (route.path.ends_with('/'))
                break; // "/x/" stands for itself and for all below it
        }
        return {};
    }
    case Kind::Text:
        return router.add(http::Method::Get, route.path,
                          [status = static_cast<int>(route.status), text = route.text,
                           type = route.contentType](const http::Request&, http::Exchange exchange) {
                              (void)exchange.respond(status, text, {{"Content-Type", type}});
                          },
                          {.bodyLimit = bodyLimit});
    case Kind::Redirect:
        router.any(route.path,
                   [status = static_cast<int>(route.status), location = route.redirect](const http::Request&,
                                                                                        http::Exchange exchange) {
                       (void)exchange.respond(status, {}, {{"Location", location}});
                   },
                   {.bodyLimit = bodyLimit});
        return {};
    case Kind::None: break;
    }
    return {};
}

} // namespace burrow::daemon
