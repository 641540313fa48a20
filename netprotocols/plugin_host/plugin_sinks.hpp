// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/log/log_sink.hpp"
#include "netprotocols/plugin_host/plugin_instance.hpp"

#include <memory>
#include <string_view>

namespace burrow::plugin_host {

/// A log plugin as a sink: log.addSink(...). What the plugin itself logged is not handed back to it.
/// Error: KindNotOffered.
Result<std::unique_ptr<Log::Sink>> makeLogSink(std::shared_ptr<PluginInstance> instance);

/// Credentials as somebody showed them. Views need to live during the call.
struct Credentials {
    std::string_view mechanism; ///< "password", "token"
    std::string_view user, secret, realm, peer;
};
/// Asks an auth plugin. It may block: call it on a worker. Error: Unauthenticated if the credentials are wrong, other
/// kinds if that could not be found out (access is refused all the same), KindNotOffered.
Result<void> checkCredentials(const PluginInstance& instance, const Credentials& credentials);

} // namespace burrow::plugin_host
