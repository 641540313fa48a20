// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/counter.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netcore/connection/registry.hpp"
#include "netcore/net/datagram_batch.hpp"
#include "netcore/net/endpoint.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace burrow {

class DatagramFlow;
class DatagramPump;

/// One peer's conversation over datagrams, the twin of ProtocolSession. Thread: loop.
class DatagramSession {
public:
    virtual ~DatagramSession();
    /// One datagram, perhaps empty. The bytes may be overwritten and are valid during the call. An error closes the flow;
    /// what was sent before still goes out.
    virtual Result<void> onDatagram(MutableBytes data, DatagramFlow& flow) = 0;
    /// Exactly once, the last call. Silence for idleTimeout is ErrorKind::Timeout.
    virtual void onClosed(const Error&) noexcept {}
    /// "tftp": a literal.
    virtual std::string_view protocol() const noexcept = 0;
    virtual std::string_view state() const noexcept { return "active"; }
    virtual void describe(SnapshotWriter&) const {}
};

/// Who sent the first datagram of a flow.
struct DatagramPeer {
    EventLoop& loop;
    const Endpoint& peer;
    const IpAddress& local;
};
/// Makes the session of a new flow; null ignores the datagram. Called on every loop at once.
using DatagramSessionFactory = std::move_only_function<std::unique_ptr<DatagramSession>(const DatagramPeer&) const>;

struct DatagramOptions {
    std::string name;                            ///< for the monitor; empty: the address
    Duration idleTimeout = std::chrono::seconds(60); ///< silence of the peer that ends a flow; rounded up to a tick
    /// Flows of one loop. Sources can be forged, so memory must not grow with them; further peers are ignored and counted.
    std::size_t flowLimit = 10'000;
    std::size_t datagramAtMost = 65535;          ///< longer ones are dropped and counted
    std::size_t queuedAtMost = 1024 * 1024;      ///< output that waits for the kernel, per loop
    bool v6Only = true;
    unsigned unixMode = 0660;
};

/// Sums over all loops. Thread: any.
struct DatagramStats {
    std::uint64_t received = 0, sent = 0, bytesIn = 0, bytesOut = 0;
    std::uint64_t truncated = 0, flowsRefused = 0, sendDropped = 0, errors = 0;
};

/// Listener plus peer plus the address the peer asked: a row of the registry. Answers leave from that address.
/// Thread: loop. Inside onDatagram() it may be closed; it stays alive until the turn ends.
class DatagramFlow final : public RegistryEntry, private WheelEntry {
public:
    ~DatagramFlow() = default;
    const Endpoint& peer() const noexcept { return m_peer; }
    const IpAddress& local() const noexcept { return m_local; } ///< none if the kernel did not say
    EventLoop& loop() const noexcept;
    /// Goes out at the end of this turn, with others in one call. Overloaded if too much waits; Closed after close().
    Result<void> send(ByteView data);
    void close(Error why);
    bool isOpen() const noexcept { return m_session != nullptr; }

    void fill(ConnectionInfo& row) const override;
    void describe(SnapshotWriter& writer) const override;
    void abort(Error why) override { close(std::move(why)); }
    void drain() override;

private:
    friend class DatagramPump;
    DatagramFlow(std::shared_ptr<DatagramPump> pump, Endpoint peer, IpAddress local);
    void onTick() override;

    std::shared_ptr<DatagramPump> m_pump; ///< keeps it until the last flow has left the registry
    std::unique_ptr<DatagramSession> m_session;
    Endpoint m_peer;
    IpAddress m_local;
    std::uint64_t m_bytesIn = 0, m_bytesOut = 0, m_received = 0;
    std::uint32_t m_openedTick = 0, m_activeTick = 0;
};

/// A datagram endpoint on the loops of a group: one socket per loop, peers spread by the kernel. Destroying the handle
/// closes it and its flows. Thread: any.
///
///     auto echo = DatagramListener::bind(*group, *Endpoint::parse("127.0.0.1:7"), {.name = "echo"}, makeEcho);
class DatagramListener {
public:
    /// The kernel gives each peer's datagrams to one of the sockets, always the same.
    static Result<DatagramListener> bind(std::vector<LoopSlot> loops, const Endpoint& endpoint, DatagramOptions options,
                                         DatagramSessionFactory factory);
    static Result<DatagramListener> bind(LoopGroup& group, const Endpoint& endpoint, DatagramOptions options,
                                         DatagramSessionFactory factory) {
        std::vector<LoopSlot> loops;
        for (std::size_t i = 0; i < group.size(); ++i)
            loops.push_back(group.at(i));
        return bind(std::move(loops), endpoint, std::move(options), std::move(factory));
    }

    DatagramListener() noexcept;
    DatagramListener(DatagramListener&&) noexcept;
    DatagramListener& operator=(DatagramListener&&) noexcept;
    ~DatagramListener();

    const Endpoint& endpoint() const noexcept; ///< with the port that the kernel chose
    const std::string& name() const noexcept;
    DatagramStats stats() const noexcept;
    void close();
    explicit operator bool() const noexcept { return m_shared != nullptr; }
    struct Shared;

private:
    std::shared_ptr<Shared> m_shared;
};

} // namespace burrow
