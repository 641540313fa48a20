// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netprotocols/monitor/client_engine.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace burrow {
class EventLoop;
}

namespace burrow::monitor {

enum class ClientState : std::uint8_t {
    Stopped,
    Connecting, ///< socket, WebSocket handshake, hello
    Attached,   ///< hello has come
    Waiting,    ///< lost or not there; tries again by itself, see ClientObserver::onState
};
std::string_view nameOf(ClientState state) noexcept;

/// What a MonitorClient tells. Called on its loop, never from inside one of the client's own methods. The client may be
/// stopped, and its subscriptions changed, in any of them; it may not be destroyed (EventLoop::buryLater).
class ClientObserver {
public:
    /// `why` is set for Waiting and Stopped by the server: System with ENOENT or ECONNREFUSED (no server there), EACCES
    /// (permission denied), monitorErrors, WebSocket and stream errors. `retryIn`: until the next attempt.
    virtual void onState(ClientState, const Error* why, Duration retryIn) = 0;
    virtual void onHello(const Hello&) {}
    /// The rows stand in client.rows(id) already.
    virtual void onRows(SubscriptionId, const RowChanges&) {}
    virtual void onEvents(SubscriptionId, std::vector<Row>) {}
    virtual void onGap(const Gap&) {}
    virtual void onMetric(const Metric&) {}
    virtual void onAck(const Ack&) {}

protected:
    ~ClientObserver() = default;
};

struct ClientOptions {
    std::string socket;     ///< path of the Unix socket
    bool reconnect = true;  ///< false: one attempt, then Stopped with the error
    Duration firstRetry = std::chrono::milliseconds(250); ///< doubled each time
    Duration lastRetry = std::chrono::seconds(5);
    ClientEngine::Options engine;
};

/// Attaches to the monitor socket of a server and stays attached: connects, speaks BMP/1 over WebSocket, subscribes,
/// comes back after a loss with everything that was subscribed (logs go on where they stopped).
///
///     MonitorClient client(*loop, {.socket = socketOf("default")}, observer);
///     const auto table = client.subscribe(Topic::Connections, {.filter = "proto:ws", .sort = "queue", .descending = true});
///     client.start();
///
/// Thread: loop. The observer and the loop outlive it; destroying it closes the connection without a call.
class MonitorClient {
public:
    MonitorClient(EventLoop& loop, ClientOptions options, ClientObserver& observer);
    ~MonitorClient();
    MonitorClient(const MonitorClient&) = delete;
    MonitorClient& operator=(const MonitorClient&) = delete;

    void start();
    void stop();
    void retryNow(); ///< in place of waiting
    ClientState state() const noexcept;
    const Hello& hello() const noexcept; ///< of the last attachment

    /// Before or after start(). `what.id` and `what.topic` are filled in.
    SubscriptionId subscribe(Topic topic, Subscribe what = {});
    void update(SubscriptionId id, Subscribe what);
    void unsubscribe(SubscriptionId id);
    const RowSet* rows(SubscriptionId id) const;
    const Subscribe* subscription(SubscriptionId id) const;

    /// Gives the id that onAck() will carry; 0: not attached.
    std::uint64_t send(Command command);

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

/// A monitor socket that was found. It may be stale: only connecting tells.
struct FoundSocket {
    std::string instance; ///< name of the folder
    std::string path;
    friend bool operator==(const FoundSocket&, const FoundSocket&) = default;
};
/// Where sockets stand, in this order: $XDG_RUNTIME_DIR/burrow and /run/burrow (systemd). Existing or not.
std::vector<std::string> socketFolders();
/// Each <folder>/<instance>/monitor.sock, sorted by instance within a folder. Blocks on the file system.
std::vector<FoundSocket> findSockets(const std::vector<std::string>& folders);
std::vector<FoundSocket> findSockets();
/// Where a program that is started now by this user publishes the instance: /run/burrow/<instance>/ if that folder
/// exists and is writable (systemd's RuntimeDirectory), else below $XDG_RUNTIME_DIR. Misuse: empty name, a name with a
/// slash or a leading dot; System ENOENT: neither folder can be.
Result<std::string> socketOf(std::string_view instance);

} // namespace burrow::monitor
