// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_connector.hpp"

#include "netcore/net/connector.hpp"
#include "netcore/transport/connected_transport.hpp"

namespace burrow::plugin_host {

ConnectFunction makeConnectFunction(Resolver* resolver, std::function<bool(const IpAddress&)> allows) {
    return [resolver, allows = std::move(allows)](EventLoop& loop, const std::string& text, Duration within,
                                                  ConnectDone done) -> std::shared_ptr<void> {
        auto target = Target::parse(text);
        if (!target) {
            done(fail(std::move(target.error())));
            return nullptr;
        }
        ConnectOptions options;
        options.timeout = within;
        options.resolver = resolver;
        options.allows = allows;
        return std::make_shared<Connector>(loop, std::move(*target), std::move(options),
                                           [done = std::move(done)](Result<ConnectedSocket> socket) mutable {
                                               if (socket)
                                                   done(makeSocketTransport(std::move(*socket)));
                                               else
                                                   done(fail(std::move(socket.error())));
                                           });
    };
}

} // namespace burrow::plugin_host
