// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/connection/datagram.hpp"

#include "netcore/connection/datagram_pump.hpp"
#include "netcore/net/socket.hpp"

namespace burrow {

DatagramSession::~DatagramSession() = default;

DatagramFlow::DatagramFlow(std::shared_ptr<DatagramPump> pump, Endpoint peer, IpAddress local)
    : m_pump(std::move(pump)), m_peer(std::move(peer)), m_local(local) {}

EventLoop& DatagramFlow::loop() const noexcept { return m_pump->m_loop; }

Result<void> DatagramFlow::send(ByteView data) {
    if (!isOpen())
        return fail(ErrorKind::Closed, CoreError::Closed);
    if (!m_pump->queue(*this, data))
        return fail(ErrorKind::Overloaded, CoreError::BufferFull);
    m_bytesOut += data.size();
    return {};
}

void DatagramFlow::close(Error why) {
    if (isOpen())
        m_pump->release(*this, why);
}

void DatagramFlow::drain() {
    // A datagram conversation has no goodbye: what is answered already goes out, and the row leaves.
    close(Error(ErrorKind::Canceled, CoreError::Canceled));
}

void DatagramFlow::onTick() {
    const std::uint32_t due = m_activeTick + m_pump->m_idleTicks;
    if (due > m_pump->m_loop.tick())
        m_pump->m_loop.armWheel(*this, due); // it spoke meanwhile: one re-arm per timeout, not one per datagram
    else
        close(Error(ErrorKind::Timeout, CoreError::TimedOut));
}

void DatagramFlow::fill(ConnectionInfo& row) const {
    EventLoop& owner = m_pump->m_loop;
    const Now& now = owner.now();
    const auto wallAt = [&](std::uint32_t tick) {
        const Duration ago = owner.coarseTick() * (owner.tick() - tick);
        return now.wall - std::chrono::duration_cast<std::chrono::system_clock::duration>(ago);
    };
    row = {};
    row.id = id();
    row.listener = m_pump->m_settings->options.name;
    row.transport = m_peer.isUnix() ? TransportKind::Unix : TransportKind::Udp;
    row.peer = CompactEndpoint(m_peer);
    row.opened = wallAt(m_openedTick);
    row.lastActive = wallAt(m_activeTick);
    row.bytesIn = m_bytesIn;
    row.bytesOut = m_bytesOut;
    row.requests = m_received;
    if (m_session) {
        row.protocol = m_session->protocol();
        row.state = m_session->state();
    }
}

void DatagramFlow::describe(SnapshotWriter& writer) const {
    if (m_local.family() != IpAddress::Family::None)
        writer.text("local", m_local.toString());
    writer.number("datagrams", m_received);
    if (m_session)
        m_session->describe(writer);
}

Result<DatagramListener> DatagramListener::bind(std::vector<LoopSlot> loops, const Endpoint& endpoint,
                                                DatagramOptions options, DatagramSessionFactory factory) {
    if (loops.empty())
        return fail(Error::misuse("datagram listener without a loop"));
    if (endpoint.isUnix())
        while (loops.size() > 1) // its queue can't be shared
            loops.pop_back();
    BURROW_TRY(std::vector<Fd> sockets,
               bindDatagramSockets(endpoint, loops.size(), {.v6Only = options.v6Only, .unixMode = options.unixMode}));
    auto settings = std::make_shared<DatagramSettings>();
    auto shared = std::make_shared<Shared>();
    shared->endpoint = Endpoint::localOf(sockets.front().get());
    if (options.name.empty())
        options.name = shared->endpoint.toString();
    settings->options = std::move(options);
    settings->factory = std::move(factory);
    shared->settings = settings;
    for (std::size_t i = 0; i < loops.size(); ++i) {
        auto pump = std::make_shared<DatagramPump>(std::move(sockets[i]), loops[i], settings);
        shared->loops.push_back({loops[i].loop.mailbox(), std::move(pump)});
    }
    for (const Shared::OnLoop& one : shared->loops)
        one.mailbox->post([pump = one.pump] { pump->start(); });
    DatagramListener listener;
    listener.m_shared = std::move(shared);
    return listener;
}

DatagramListener::DatagramListener() noexcept = default;
DatagramListener::DatagramListener(DatagramListener&&) noexcept = default;
DatagramListener& DatagramListener::operator=(DatagramListener&& other) noexcept {
    if (this != &other) {
        close();
        m_shared = std::move(other.m_shared);
    }
    return *this;
}
DatagramListener::~DatagramListener() { close(); }

const Endpoint& DatagramListener::endpoint() const noexcept { return m_shared->endpoint; }
const std::string& DatagramListener::name() const noexcept { return m_shared->settings->options.name; }

DatagramStats DatagramListener::stats() const noexcept {
    DatagramStats sum;
    for (const Shared::OnLoop& one : m_shared->loops) {
        const DatagramPump::Counters& here = one.pump->counters();
        sum.received += here.received.read();
        sum.sent += here.sent.read();
        sum.bytesIn += here.bytesIn.read();
        sum.bytesOut += here.bytesOut.read();
        sum.truncated += here.truncated.read();
        sum.flowsRefused += here.flowsRefused.read();
        sum.sendDropped += here.sendDropped.read();
        sum.errors += here.errors.read();
    }
    return sum;
}

void DatagramListener::close() {
    if (!m_shared)
        return;
    const auto shared = std::move(m_shared);
    // A loop that has ended takes no function any more; its registry has closed the flows, and the socket goes with the
    // pump.
    for (const Shared::OnLoop& one : shared->loops)
        one.mailbox->post([pump = one.pump] { pump->close(Error(ErrorKind::Canceled, CoreError::Canceled)); });
}

} // namespace burrow
