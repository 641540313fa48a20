// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/monitor_client.hpp"

#include "netcore/connection/registry.hpp"
#include "netcore/loop/timer.hpp"
#include "netcore/net/socket.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"
#include "netprotocols/websocket/websocket_client.hpp"

#include <algorithm>
#include <optional>

namespace burrow::monitor {
namespace {

Error errorOf(const Bye& bye) {
    const auto make = [&](ErrorKind kind, MonitorError code) {
        return Error(kind, monitorErrors, static_cast<int>(code));
    };
    switch (bye.code) {
    case ByeCode::Ending: return make(ErrorKind::Closed, MonitorError::ServerEnding);
    case ByeCode::Slow: return make(ErrorKind::Overloaded, MonitorError::Slow);
    case ByeCode::Refused: return make(ErrorKind::Overloaded, MonitorError::TooManyWatchers);
    case ByeCode::Protocol: break;
    }
    return make(ErrorKind::PeerFault, MonitorError::UnexpectedMessage);
}

} // namespace

std::string_view nameOf(ClientState state) noexcept {
    switch (state) {
    case ClientState::Stopped: return "stopped";
    case ClientState::Connecting: return "connecting";
    case ClientState::Attached: return "attached";
    case ClientState::Waiting: return "waiting";
    }
    return "unknown";
}

struct MonitorClient::Private {
    Private(EventLoop& ownLoop, ClientOptions what, ClientObserver& who)
        : loop(ownLoop), options(std::move(what)), observer(who), engine(options.engine), registry(ownLoop),
          attempt(ownLoop, [this] { connect(); }), patience(ownLoop, [this] { timeout(); }, TimerPrecision::Coarse),
          delay(options.firstRetry) {}

    /// One connection; callbacks of an older one find theirs gone.
    struct Link {
        Private* owner;
        ws::Socket* socket = nullptr;
    };

    void connect();
    Result<void> open();
    std::shared_ptr<const ws::SocketOptions> socketOptions(const std::weak_ptr<Link>& weak);
    void receive(Bytes message);
    void flush();
    void dispatch();
    void timeout();
    void armPatience();
    void lost(const Error& why);
    void letGo();
    void setState(ClientState now, const Error* why = nullptr, Duration retryIn = {});

    EventLoop& loop;
    ClientOptions options;
    ClientObserver& observer;
    ClientEngine engine;
    ConnectionRegistry registry;
    std::shared_ptr<Link> link;
    std::optional<Error> farewell; ///< what the server's bye says
    Timer attempt, patience;
    Duration delay;
    ClientState state = ClientState::Stopped;
    bool dispatching = false;
};

void MonitorClient::Private::setState(ClientState now, const Error* why, Duration retryIn) {
    state = now;
    observer.onState(now, why, retryIn);
}

void MonitorClient::Private::connect() {
    setState(ClientState::Connecting);
    if (state != ClientState::Connecting)
        return; // stopped by the observer
    if (auto opened = open(); !opened)
        lost(opened.error());
}

Result<void> MonitorClient::Private::open() {
    BURROW_TRY(const Endpoint endpoint, Endpoint::unixPath(options.socket));
    bool inProgress = false; // a Unix socket connects at once, or its queue is full
    BURROW_TRY(Fd fd, connectSocket(endpoint, inProgress));
    farewell.reset();
    link = std::make_shared<Link>(Link{this});
    ws::ClientRequest request;
    request.path = "/monitor/v1";
    request.subprotocols = {std::string(subprotocol)};
    auto connectionOptions = std::make_shared<ConnectionOptions>();
    connectionOptions->inputLimit = 256 * 1024;
    registry.open(makeSocketTransport(std::move(fd), TransportKind::Unix),
                  std::make_unique<ws::ClientSession>(socketOptions(link), std::move(request)), connectionOptions,
                  {.peer = CompactEndpoint(endpoint)});
    return {};
}

std::shared_ptr<const ws::SocketOptions> MonitorClient::Private::socketOptions(const std::weak_ptr<Link>& weak) {
    auto made = std::make_shared<ws::SocketOptions>();
    made->onOpen = [weak](ws::Socket& socket) {
        const auto link = weak.lock();
        if (!link)
            return socket.abort();
        link->socket = &socket;
        Private& self = *link->owner;
        self.engine.connected(self.loop.now());
        self.flush();
        self.armPatience();
    };
    made->onMessage = [weak](ws::Socket&, const ws::Message& message) {
        if (const auto link = weak.lock())
            link->owner->receive(message.data());
    };
    made->onClose = [weak](ws::Socket&, const ws::CloseReason& reason) {
        const auto link = weak.lock();
        if (!link)
            return;
        link->socket = nullptr;
        Private& self = *link->owner;
        const std::optional<Error> farewell = self.farewell;
        self.lost(farewell ? *farewell : reason.error);
    };
    made->limits.message = made->limits.frame = options.engine.limits.message;
    made->limits.idle = {}; // the engine asks by itself
    return made;
}

void MonitorClient::Private::receive(Bytes message) {
    const std::shared_ptr<Link> current = link;
    if (auto taken = engine.receive(message, loop.now()); !taken) {
        lost(taken.error());
        return;
    }
    flush();
    dispatch();
}

void MonitorClient::Private::flush() {
    while (link && link->socket) {
        auto message = engine.nextOutput();
        if (!message)
            return;
        link->socket->sendBinary(*message);
    }
}

void MonitorClient::Private::dispatch() {
    if (std::exchange(dispatching, true))
        return;
    while (auto event = engine.nextEvent()) {
        if (auto* hello = std::get_if<Hello>(&*event)) {
            delay = options.firstRetry;
            setState(ClientState::Attached);
            observer.onHello(*hello);
        } else if (auto* rows = std::get_if<ClientEngine::RowsEvent>(&*event)) {
            if (engine.rows(rows->id))
                observer.onRows(rows->id, rows->changes);
        } else if (auto* records = std::get_if<ClientEngine::LogEvent>(&*event)) {
            observer.onEvents(records->id, std::move(records->rows));
        } else if (auto* gap = std::get_if<Gap>(&*event)) {
            observer.onGap(*gap);
        } else if (auto* metric = std::get_if<Metric>(&*event)) {
            observer.onMetric(*metric);
        } else if (auto* ack = std::get_if<Ack>(&*event)) {
            observer.onAck(*ack);
        } else if (auto* bye = std::get_if<Bye>(&*event)) {
            farewell = errorOf(*bye);
        }
    }
    dispatching = false;
    flush();
}

void MonitorClient::Private::armPatience() {
    if (const auto due = engine.nextTimeout())
        patience.arm(*due);
}

void MonitorClient::Private::timeout() {
    if (auto alive = engine.handleTimeout(loop.now()); !alive)
        return lost(alive.error());
    flush();
    armPatience();
}

/// Ends the connection without a call back.
void MonitorClient::Private::letGo() {
    patience.disarm();
    engine.disconnected();
    const std::shared_ptr<Link> old = std::move(link);
    link.reset();
    if (old && old->socket)
        old->socket->abort();
}

void MonitorClient::Private::lost(const Error& why) {
    const Error kept = why; // may live in what letGo() ends
    letGo();
    if (state == ClientState::Stopped)
        return;
    if (!options.reconnect)
        return setState(ClientState::Stopped, &kept);
    const Duration wait = delay;
    delay = std::min(delay * 2, options.lastRetry);
    attempt.armAfter(wait);
    setState(ClientState::Waiting, &kept, wait);
}

MonitorClient::MonitorClient(EventLoop& loop, ClientOptions options, ClientObserver& observer)
    : m_private(std::make_unique<Private>(loop, std::move(options), observer)) {}

MonitorClient::~MonitorClient() {
    m_private->state = ClientState::Stopped;
    m_private->letGo();
}

void MonitorClient::start() {
    if (m_private->state != ClientState::Stopped)
        return;
    m_private->state = ClientState::Connecting;
    m_private->delay = m_private->options.firstRetry;
    m_private->attempt.armAfter({}); // never calls the observer from here
}

void MonitorClient::stop() {
    m_private->attempt.disarm();
    m_private->state = ClientState::Stopped;
    m_private->letGo();
}

void MonitorClient::retryNow() {
    if (m_private->state == ClientState::Waiting)
        m_private->attempt.armAfter({});
}

ClientState MonitorClient::state() const noexcept { return m_private->state; }
const Hello& MonitorClient::hello() const noexcept { return m_private->engine.hello(); }

SubscriptionId MonitorClient::subscribe(Topic topic, Subscribe what) {
    const SubscriptionId id = m_private->engine.submitSubscribe(topic, std::move(what));
    m_private->flush();
    return id;
}

void MonitorClient::update(SubscriptionId id, Subscribe what) {
    m_private->engine.submitUpdate(id, std::move(what));
    m_private->flush();
}

void MonitorClient::unsubscribe(SubscriptionId id) {
    m_private->engine.submitUnsubscribe(id);
    m_private->flush();
}

const RowSet* MonitorClient::rows(SubscriptionId id) const { return m_private->engine.rows(id); }
const Subscribe* MonitorClient::subscription(SubscriptionId id) const { return m_private->engine.subscription(id); }

std::uint64_t MonitorClient::send(Command command) {
    const std::uint64_t id = m_private->engine.submitCommand(std::move(command));
    m_private->flush();
    return id;
}

} // namespace burrow::monitor
