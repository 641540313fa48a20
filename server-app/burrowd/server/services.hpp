// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config_loader.hpp"
#include "server-app/burrowd/server/plugin_set.hpp"
#include "server-app/burrowd/server/port.hpp"

#include <memory>
#include <string>
#include <vector>

namespace burrow::daemon {

/// Builds what each listener of a configuration does: routes, plugins, certificates. A route whose plugin was refused
/// answers 503. Thread: one at a time.
class ServiceBuilder {
public:
    ServiceBuilder(const LoadedConfig& loaded, const PluginSet::Instances& plugins, std::vector<Problem>& problems)
        : m_loaded(loaded), m_plugins(plugins), m_problems(problems) {}

    /// One per listener, in their order; null where there was a problem, or where its plugin was refused.
    std::vector<std::shared_ptr<Service>> build();

private:
    std::shared_ptr<Service> buildListener(std::size_t index);
    bool addTls(const TlsConfig& tls, const std::string& path, bool isHttp, Service& service);
    bool addRoutes(const ListenerConfig& listener, const std::string& path, Service& service);
    Result<void> addRoute(const RouteConfig& route, http::Router& router);
    bool report(const std::string& path, const Error& error);

    const LoadedConfig& m_loaded;
    const PluginSet::Instances& m_plugins;
    std::vector<Problem>& m_problems;
};

} // namespace burrow::daemon
