// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/server/port_set.hpp"

#include <algorithm>

namespace burrow::daemon {

PortSet::PortSet(LoopGroup& group, Log& log, std::vector<InheritedSocket> inherited)
    : m_group(group), m_log(log), m_module(log.module("listener")), m_inherited(std::move(inherited)) {}

std::vector<Fd> PortSet::takeInherited(const Endpoint& address) {
    std::vector<Fd> sockets;
    for (InheritedSocket& socket : m_inherited)
        if (socket.endpoint == address)
            sockets.push_back(std::move(socket.descriptor));
    std::erase_if(m_inherited, [](const InheritedSocket& socket) { return !socket.descriptor; });
    return sockets;
}

PortSet::Prepared PortSet::prepare(std::vector<Wanted> wanted, std::vector<Problem>& problems) {
    Prepared prepared;
    const auto isTaken = [&](const Port* port) {
        return std::ranges::any_of(
            prepared.steps, [&](const Prepared::Step& step) { return step.same == port || step.predecessor == port; });
    };
    for (Wanted& one : wanted) {
        Prepared::Step step{std::move(one), nullptr, nullptr, {}};
        const PortKey& key = step.wanted.key;
        for (const auto& port : m_ports)
            if (!isTaken(port.get()) && port->key() == key)
                step.same = port.get();
        for (const auto& port : m_ports)
            if (!step.same && !isTaken(port.get()) && port->key().address == key.address)
                step.predecessor = port.get();
        if (!step.same && !step.predecessor)
            step.sockets = takeInherited(key.address);
        if (!step.same && !step.predecessor && step.sockets.empty()) {
            auto sockets = listenFor(key, m_group.size());
            if (sockets)
                step.sockets = std::move(*sockets);
            else
                problems.push_back({step.wanted.at, sockets.error().message()});
        }
        prepared.steps.push_back(std::move(step));
    }
    return prepared;
}

void PortSet::commit(Prepared prepared) {
    std::vector<std::unique_ptr<Port>> next;
    const auto take = [&](Port* wanted) {
        const auto found = std::ranges::find(m_ports, wanted, &std::unique_ptr<Port>::get);
        std::unique_ptr<Port> port = std::move(*found);
        m_ports.erase(found);
        return port;
    };
    for (Prepared::Step& step : prepared.steps) {
        if (step.same) {
            step.same->exchange(step.wanted.service);
            next.push_back(take(step.same));
            continue;
        }
        if (step.predecessor)
            step.sockets = take(step.predecessor)->handOver();
        const std::string name = step.wanted.key.listener;
        auto port = Port::open(m_group, std::move(step.wanted.key), std::move(step.sockets), step.wanted.service);
        if (!port) {
            m_log.event(m_module, LogLevel::Error, {}, "listener.failed",
                        {{"name", name}, {"error", port.error().message()}});
            continue;
        }
        m_log.event(m_module, LogLevel::Info, {}, "listener.open", {{"name", name}, {"address", urlOf(**port)}});
        next.push_back(std::move(*port));
    }
    for (const auto& gone : m_ports)
        m_log.event(m_module, LogLevel::Info, {}, "listener.closed",
                    {{"name", gone->key().listener}, {"address", gone->endpoint().toString()}});
    m_ports = std::move(next);
}

void PortSet::dropUnusedInherited() {
    for (const InheritedSocket& socket : m_inherited)
        m_log.event(m_module, LogLevel::Warning, {}, "listener.unused-socket",
                    {{"name", socket.name}, {"address", socket.endpoint.toString()}});
    m_inherited.clear();
}

std::string urlOf(const Port& port) {
    const std::string address = port.endpoint().toString();
    if (!port.key().isHttp || !port.endpoint().isIp())
        return address;
    return (port.isTls() ? "https://" : "http://") + address + "/";
}

} // namespace burrow::daemon
