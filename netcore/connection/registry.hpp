// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/ids.hpp"
#include "netcore/connection/describe.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netcore/net/endpoint.hpp"
#include "netcore/transport/transport.hpp"

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace burrow {

class Connection;
class ProtocolSession;
struct ConnectionOptions;

/// One row: plain values, no allocation, formatted by the reader. The views are literals or live as long as the
/// registry (listener).
struct ConnectionInfo {
    ConnectionId id{};
    std::string_view listener, protocol, state;
    std::string_view tlsVersion, tlsSuite; ///< empty without TLS
    TransportKind transport = TransportKind::Tcp;
    CompactEndpoint peer;
    WallTime opened{}, lastActive{};
    std::uint64_t bytesIn = 0, bytesOut = 0, requests = 0, queuedBytes = 0;
    bool readPaused = false, slow = false; ///< slow: output over the high mark
    bool endedHere = false;                ///< asked to end by us: a drain, an operator, a deadline
};

/// A row of the registry: a stream connection or a datagram flow. Thread: loop.
class RegistryEntry {
public:
    ConnectionId id() const noexcept { return m_id; }
    /// Where the registry keeps it; a hint for find().
    std::uint32_t slot() const noexcept { return m_slot; }
    /// The same object if it is a stream connection.
    virtual Connection* asConnection() noexcept { return nullptr; }
    virtual void fill(ConnectionInfo& row) const = 0;
    virtual void describe(SnapshotWriter& writer) const = 0;
    virtual void abort(Error why) = 0;
    virtual void drain() = 0;

protected:
    ~RegistryEntry() = default;

private:
    friend class ConnectionRegistry;
    ConnectionId m_id{};
    std::uint32_t m_slot = 0;
};

/// Told of rows that come and go, while somebody watches. Thread: loop. Must not close anything.
class RegistryObserver {
public:
    virtual void onClosed(const ConnectionInfo& last, const Error& why) = 0;

protected:
    ~RegistryObserver() = default;
};

/// All connections and flows of one loop; owns the connections. Thread: loop.
class ConnectionRegistry {
public:
    explicit ConnectionRegistry(EventLoop& loop);
    ~ConnectionRegistry();
    ConnectionRegistry(const ConnectionRegistry&) = delete;
    ConnectionRegistry& operator=(const ConnectionRegistry&) = delete;

    EventLoop& loop() const noexcept { return m_loop; }

    struct OpenFacts {
        CompactEndpoint peer;
        /// Data is probably there already (deferred accept): read before the poller is asked.
        bool readFirst = false;
    };
    /// Starts a connection. Null if it has ended again when this returns (its session was told).
    Connection* open(std::unique_ptr<Transport> transport, std::unique_ptr<ProtocolSession> session,
                     const std::shared_ptr<const ConnectionOptions>& options, OpenFacts facts);

    /// Rows that are not connections (datagram flows) enter and leave by themselves.
    void enter(RegistryEntry& entry);
    void leave(RegistryEntry& entry, const Error& why);

    std::size_t size() const noexcept { return m_size; }
    /// Constant time with the slot that the entry had, linear without.
    RegistryEntry* find(ConnectionId id, std::uint32_t slotHint = 0) const noexcept;
    /// Copies rows from slot `cursor` on; gives the next cursor and how many rows were filled; next == 0 at the end.
    struct Copied {
        std::size_t next = 0, rows = 0;
    };
    Copied copyFrom(std::size_t cursor, std::span<ConnectionInfo> into) const;

    void setObserver(RegistryObserver* observer) noexcept { m_observer = observer; }

    /// Asks every row to end; onEmpty is called (at once, if none is left) when the last one is gone.
    void drain(Function onEmpty);
    bool isDraining() const noexcept { return m_draining; }
    void abortAll(const Error& why);

private:
    friend class Connection;
    void queueFlush(Connection& connection);
    void reportClosed(const RegistryEntry& entry, const Error& why);
    void release(Connection& connection);
    void leaveSlot(RegistryEntry& entry);

    class Flusher final : public EventLoop::EndOfTurn {
    public:
        explicit Flusher(ConnectionRegistry& registry) : m_registry(registry) {}
        void onEndOfTurn() override;

    private:
        ConnectionRegistry& m_registry;
    };

    EventLoop& m_loop;
    std::vector<RegistryEntry*> m_slots;
    std::vector<std::uint32_t> m_freeSlots;
    std::vector<Connection*> m_toFlush; ///< null: closed since it was queued
    std::vector<std::shared_ptr<const ConnectionOptions>> m_options;
    std::size_t m_size = 0;
    std::uint64_t m_nextId = 0;
    RegistryObserver* m_observer = nullptr;
    Function m_onEmpty;
    bool m_draining = false;
    Flusher m_flusher{*this};
};

} // namespace burrow
