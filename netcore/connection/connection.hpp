// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/ids.hpp"
#include "netcore/buffer/buffer.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netcore/connection/registry.hpp"
#include "netcore/connection/session.hpp"
#include "netcore/loop/event_loop.hpp"
#include "netcore/transport/transport.hpp"

#include <memory>
#include <optional>

namespace burrow {

/// Shared by all connections of a listener; kept by the registry as long as a connection needs it.
struct ConnectionOptions {
    std::string listener;                     ///< name for the monitor
    std::uint32_t inputLimit = 256 * 1024;    ///< bytes of one incomplete message head or frame that are kept
    std::size_t highMark = 256 * 1024;        ///< over this many queued bytes reading pauses
    std::size_t lowMark = 128 * 1024;         ///< under this many it goes on (half of the high mark)
    std::size_t queueLimit = 64 * 1024 * 1024; ///< over this the connection is aborted (Limit)
    Duration lingerLimit = std::chrono::seconds(2); ///< how long the peer may take to end after our last byte
    std::shared_ptr<class PeerCounts> peers; ///< told when the connection ends; set by the listener that counted it
    std::shared_ptr<const void> owner; ///< kept as long as a connection may need it: what the sessions share
    Duration flushStall = std::chrono::seconds(30); ///< a closing connection that sends nothing for so long is aborted
};

/// Transport + session + output + deadline: the only place that reads, writes and closes streams.
/// Owned by its loop's ConnectionRegistry. Thread: loop.
class Connection final : public PollSource, private WheelEntry, public RegistryEntry {
public:
    ~Connection();

    EventLoop& loop() const noexcept { return m_registry->loop(); }
    ConnectionRegistry& registry() const noexcept { return *m_registry; }
    OutputQueue& out() noexcept { return m_out; }
    Transport& transport() noexcept { return *m_transport; }
    ProtocolSession& session() noexcept { return *m_session; }
    const ConnectionOptions& options() const noexcept { return *m_options; }
    const CompactEndpoint& peer() const noexcept { return m_peer; }
    bool isOpen() const noexcept { return m_state == State::Open; }
    bool isOverHighMark() const noexcept { return m_overHighMark; }

    /// Sends what is queued now, without waiting for the end of the turn; lent slices are copied afterwards.
    void flush();
    /// For output made outside onBytes(): one flush at the end of the turn.
    void flushSoon();

    /// At this time session().onTimeout() is called, within one coarse tick; replaces the last deadline.
    /// A store and a compare while the new deadline is later than the armed one.
    void setDeadline(TimePoint due) noexcept;
    /// The same in coarse ticks from now: no division, for the hot path.
    void setDeadlineTicks(std::uint32_t ticks) noexcept;
    void clearDeadline() noexcept { m_deadlineTick = noDeadline; }

    /// So many bytes are wanted (with those offered now) before onBytes() is called again; 0 = any.
    /// Memory grows with what arrives, never on the peer's word.
    void need(std::uint32_t bytes) noexcept { m_need = bytes; }
    /// The session that takes over after onBytes() returns; unconsumed bytes are offered to it (Upgrade, CONNECT).
    void replaceSession(std::unique_ptr<ProtocolSession> next);
    /// STARTTLS: wraps the transport after onBytes() returns; plain bytes still unconsumed are a protocol error.
    void wrapTransport(TransportWrapper wrapper);

    /// Counted: reading goes on when every pause is gone.
    class [[nodiscard]] ReadPause {
    public:
        ReadPause() noexcept = default;
        ReadPause(ReadPause&& other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
        ReadPause& operator=(ReadPause&& other) noexcept;
        ~ReadPause() { release(); }
        /// Also by itself when the connection is gone: the owner must release before that, in onClosed().
        void release() noexcept;
        explicit operator bool() const noexcept { return m_connection != nullptr; }

    private:
        friend class Connection;
        explicit ReadPause(Connection& connection) noexcept : m_connection(&connection) {}
        Connection* m_connection = nullptr;
    };
    ReadPause pauseReading();
    /// Bytes of one incomplete message that are kept, in place of the option's value.
    void setInputLimit(std::uint32_t bytes) noexcept { m_in.setMaxBytes(bytes); }
    std::size_t keptInput() const noexcept { return m_in.size(); }
    /// Closing will read away for lingerLimit what the peer still sends (an unread request body).
    void lingerOnClose() noexcept { m_linger = true; }
    /// Offers kept bytes to the session again at the end of the turn, as if they had just arrived.
    void offerAgain();

    /// Takes no more input, sends what is queued, closes. Where input is left or `why` is no orderly end, our direction
    /// is ended first and the rest read away for lingerLimit, or a reset could overtake our last bytes (RFC 9112 §9.6).
    void closeWhenFlushed(Error why = Error(ErrorKind::Closed, CoreError::Closed));
    /// Half-close: ends our direction after what is queued has been sent; reading goes on. Append nothing afterwards.
    void endOutput();
    /// Asks the session to end (ProtocolSession::onDrain).
    void closeWhenIdle();
    bool isDraining() const noexcept { return m_draining; }
    bool hasPeerEnded() const noexcept { return m_peerEnded; }
    /// Closes now; what is queued is lost; the peer sees a reset.
    void abort(Error why) override;

    std::uint64_t bytesIn() const noexcept { return m_bytesIn; }
    std::uint64_t bytesOut() const noexcept { return m_bytesOut; }
    std::uint32_t requests() const noexcept { return m_requests; }
    /// Requests, messages or commands: the session's unit of work.
    void countRequest() noexcept {
        ++m_requests;
        loop().stats().requests.add();
    }
    Connection* asConnection() noexcept override { return this; }
    void fill(ConnectionInfo& row) const override;
    void describe(SnapshotWriter& writer) const override;
    void drain() override { closeWhenIdle(); }

private:
    friend class ConnectionRegistry;
    enum class State : std::uint8_t { Open, Flushing, Lingering, Closed };
    static constexpr std::uint32_t noDeadline = 0xFFFFFFFF;

    Connection(ConnectionRegistry& registry, std::unique_ptr<Transport> transport,
               std::unique_ptr<ProtocolSession> session, const ConnectionOptions& options);
    void start(bool readFirst);
    void onReady(Ready ready) override;
    void onTick() override;
    void readReady();
    bool readOnce();
    void discardInput();
    void offerFresh(MutableBytes fresh);
    void offerKept();
    std::size_t offer(MutableBytes bytes);
    void applyPending(std::size_t inputLeft);
    void handleEof();
    void afterSession();
    void endOfTurn();
    void writeOut();
    void outputEmpty();
    void updateInterest();
    void armFor(std::uint32_t tick) noexcept;
    void finish(const Error& why, bool reset);
    struct Pending;

    ConnectionRegistry* m_registry;
    const ConnectionOptions* m_options;
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<ProtocolSession> m_session;
    OutputQueue m_out;
    Buffer m_in;
    std::unique_ptr<Pending> m_pending; ///< session or transport that takes over; rare
    std::uint64_t m_bytesIn = 0, m_bytesOut = 0;
    CompactEndpoint m_peer;
    std::uint32_t m_requests = 0;
    std::uint32_t m_need = 0;
    std::uint32_t m_openedTick = 0, m_activeTick = 0, m_deadlineTick = noDeadline;
    std::uint16_t m_readPauses = 0;
    State m_state = State::Open;
    bool m_wantRead : 1 = true;
    bool m_wantWrite : 1 = false;
    bool m_registered : 1 = false;
    bool m_overHighMark : 1 = false;
    bool m_flushQueued : 1 = false;
    bool m_offerQueued : 1 = false;
    bool m_insideSession : 1 = false;
    bool m_peerEnded : 1 = false;
    bool m_draining : 1 = false;
    bool m_insideTimeout : 1 = false;
    bool m_wrapWaits : 1 = false;  ///< plain output has to leave before the transport is wrapped; nothing is read
    bool m_endedHere : 1 = false;  ///< by a drain or a deadline, however politely
    bool m_linger : 1 = false;
    bool m_endOutput : 1 = false;  ///< our direction ends as soon as the queue is empty
    bool m_moreInside : 1 = false; ///< the transport holds decrypted bytes that the last read left
    Interest m_interest{};
};

} // namespace burrow
