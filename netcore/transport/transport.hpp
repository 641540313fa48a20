// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/error.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netcore/loop/poller.hpp"
#include "netcore/net/endpoint.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace burrow {

class EventLoop;
struct TlsReport;

/// What one read or write did. An error is in the Result instead.
struct IoStep {
    std::size_t bytes = 0;
    bool blocked = false; ///< the kernel has no more data or room
    bool eof = false;     ///< the peer ended its direction in order
    bool more = false;    ///< decrypted bytes wait inside: read again, the poller will not say so
};

enum class TransportKind : std::uint8_t { Tcp, Unix, Udp, Memory, Tls, Stream };
std::string_view nameOf(TransportKind kind) noexcept;

/// Facts about a transport, made on request (cold).
struct TransportInfo {
    TransportKind kind = TransportKind::Tcp;
    Endpoint local, peer;
    const TlsReport* tls = nullptr; ///< valid as long as the transport; null without TLS or before the handshake's end
};

/// A byte stream under a Connection. TLS, mux streams, proxies and test doubles are wrappers of this. Thread: loop.
class Transport {
public:
    virtual ~Transport();
    /// Reads once into the front of `into`.
    virtual Result<IoStep> read(MutableBytes into) = 0;
    /// Sends from the front of the queue and consumes what was taken.
    virtual Result<IoStep> write(OutputQueue& from) = 0;
    /// Ends our direction after what was written; reading goes on.
    virtual void shutdownWrite() = 0;
    /// What the poller must report so that the wish can be served: a TLS handshake may have to write in order to read.
    virtual Interest interest(bool wantRead, bool wantWrite) const = 0;
    /// Descriptor for the poller; -1 if the transport wakes its connection itself (memory pair).
    virtual int pollHandle() const noexcept = 0;
    /// Cold: asks the kernel.
    virtual TransportInfo info() const = 0;
    /// Cheap, for the monitor's rows.
    virtual TransportKind kind() const noexcept = 0;
    /// "TLSv1.3" and the IANA suite; literals, empty without TLS or before the handshake's end.
    struct TlsNames {
        std::string_view version, suite;
    };
    virtual TlsNames tlsNames() const noexcept { return {}; }
    /// Closes hard: the peer of a TCP connection gets a reset. Without this call destruction closes in order.
    virtual void abort() noexcept {}
    /// For a transport without descriptor: whom to call when it becomes ready, and for what (level-triggered).
    virtual void setSource(PollSource*) noexcept {}
    virtual void setInterest(Interest) noexcept {}
    /// Bytes that wait inside and that no event of the poller announces (between a handshake and its first read).
    virtual bool hasBuffered() const noexcept { return false; }
};

/// Wraps the current transport into another one: TLS on accept or STARTTLS.
using TransportWrapper = std::move_only_function<Result<std::unique_ptr<Transport>>(std::unique_ptr<Transport>)>;

/// TCP or Unix stream socket, non-blocking. Takes the descriptor.
std::unique_ptr<Transport> makeSocketTransport(Fd fd, TransportKind kind);

/// Which operation of a memory transport is disturbed; counted from 1 over both ends. 0 = never.
struct FaultPlan {
    enum class Action : std::uint8_t { Fail, Cut, Block };
    std::uint32_t atOperation = 0;
    Action action = Action::Fail; ///< Fail: ECONNRESET; Cut: end of stream; Block: one spurious "would block"
    std::size_t readAtMost = 0;   ///< bytes per read, 0 = no limit (1 splits at every byte)
    std::size_t writeAtMost = 0;
    std::uint32_t operations = 0; ///< counted, for a sweep's end
};

struct MemoryPair {
    std::unique_ptr<Transport> first, second;
};
/// Two ends joined in memory on one loop, each direction holding at most `capacity` bytes.
/// The plan, if given, outlives both ends.
MemoryPair makeMemoryPair(EventLoop& loop, FaultPlan* plan = nullptr, std::size_t capacity = 256 * 1024);

} // namespace burrow
