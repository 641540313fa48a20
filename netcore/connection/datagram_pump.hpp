// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/datagram.hpp"

#include <unordered_map>

namespace burrow {

/// What the pumps of one listener share; immutable.
struct DatagramSettings {
    DatagramOptions options;
    DatagramSessionFactory factory;
};

struct DatagramListener::Shared {
    Endpoint endpoint;
    std::shared_ptr<const DatagramSettings> settings;
    struct OnLoop {
        std::shared_ptr<LoopMailbox> mailbox;
        std::shared_ptr<DatagramPump> pump;
    };
    std::vector<OnLoop> loops;
};

/// The socket of one loop: reads batches, finds the flow of each datagram, sends what the flows queued.
/// Thread: loop; constructed anywhere.
class DatagramPump final : public PollSource,
                           public EventLoop::EndOfTurn,
                           public std::enable_shared_from_this<DatagramPump> {
public:
    DatagramPump(Fd fd, LoopSlot slot, std::shared_ptr<const DatagramSettings> settings);

    void start();
    void close(const Error& why);
    void onReady(Ready ready) override;
    void onEndOfTurn() override;

    struct Counters {
        Counter received, sent, bytesIn, bytesOut, truncated, flowsRefused, sendDropped, errors;
    };
    const Counters& counters() const noexcept { return m_counters; }

private:
    friend class DatagramFlow;
    struct Key {
        Endpoint peer;
        IpAddress local;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept {
            return key.peer.hash() ^ (key.local.hash() * 0x9E3779B97F4A7C15u);
        }
    };

    void take(ReceivedDatagram& datagram);
    DatagramFlow* open(const ReceivedDatagram& datagram);
    void release(DatagramFlow& flow, const Error& why);
    bool queue(DatagramFlow& flow, ByteView data);
    void wantWrite(bool wanted);

    EventLoop& m_loop;
    ConnectionRegistry& m_registry;
    std::shared_ptr<const DatagramSettings> m_settings;
    std::uint32_t m_idleTicks;
    Fd m_fd;
    DatagramReceiver m_receiver;
    DatagramSender m_sender;
    std::unordered_map<Key, std::unique_ptr<DatagramFlow>, KeyHash> m_flows;
    Counters m_counters;
    bool m_running = false;
    bool m_wantWrite = false;
};

} // namespace burrow
