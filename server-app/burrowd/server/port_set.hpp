// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowd/config/config_loader.hpp"
#include "server-app/burrowd/process/socket_activation.hpp"
#include "server-app/burrowd/server/port.hpp"

#include <memory>
#include <vector>

namespace burrow::daemon {

/// All addresses that are listened on, exchanged as a whole. Thread: one.
class PortSet {
public:
    PortSet(LoopGroup& group, Log& log, std::vector<InheritedSocket> inherited);

    struct Wanted {
        PortKey key;
        std::shared_ptr<const Service> service;
        Position at;
    };
    /// A set of ports that is ready to be served: all that can fail has been done, nothing has changed yet.
    struct Prepared {
        struct Step {
            Wanted wanted;
            Port* same = nullptr;        ///< goes on with a new service
            Port* predecessor = nullptr; ///< of another key: hands its sockets over
            std::vector<Fd> sockets;     ///< newly bound
        };
        std::vector<Step> steps;
    };
    /// Binds what is new. Errors are problems; then the result is of no use.
    Prepared prepare(std::vector<Wanted> wanted, std::vector<Problem>& problems);
    /// Opens, exchanges and closes. Connections of closed ports stay.
    void commit(Prepared prepared);
    /// Sockets that the service manager handed over and no listener wants are closed, with a line in the log.
    void dropUnusedInherited();
    void closeAll() { m_ports.clear(); }

    const std::vector<std::unique_ptr<Port>>& ports() const noexcept { return m_ports; }

private:
    std::vector<Fd> takeInherited(const Endpoint& address);

    LoopGroup& m_group;
    Log& m_log;
    LogModule m_module;
    std::vector<InheritedSocket> m_inherited;
    std::vector<std::unique_ptr<Port>> m_ports;
};

/// "http://127.0.0.1:8080/" for what a browser can open, else the address.
std::string urlOf(const Port& port);

} // namespace burrow::daemon
