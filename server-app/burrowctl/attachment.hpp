// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/loop/event_loop.hpp"
#include "netprotocols/monitor/monitor_client.hpp"
#include "server-app/burrowctl/options.hpp"

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace burrow::ctl {

/// The socket that the options name, or the only one that was found, or the one called "default".
std::expected<std::string, Refusal> chooseSocket(const Options& options,
                                                 const std::vector<monitor::FoundSocket>& found);

/// What a failure to attach is called, what can be done, and how the program ends.
Refusal explain(const Error& why, const std::string& socket);

/// An attachment to one server, with what has come in so far. Thread: one, which runs the loop here.
class Attachment final : public monitor::ClientObserver {
public:
    /// `reconnect`: for views that stay; else the first failure ends it.
    static Result<std::unique_ptr<Attachment>> make(std::string socket, bool reconnect);

    monitor::MonitorClient& client() noexcept { return *m_client; }
    EventLoop& loop() noexcept { return *m_loop; }
    const std::string& socket() const noexcept { return m_socket; }

    /// Runs the loop until the condition holds; false: the attachment failed or the time is up.
    bool until(const std::function<bool()>& condition, std::optional<Duration> atMost);
    /// Attached, with hello. Else the reason.
    std::optional<Refusal> attach(Duration atMost);
    /// Sends a command and waits for its ack.
    std::expected<monitor::Ack, Refusal> run(const monitor::Command& command, Duration atMost);
    bool has(std::string_view scope) const;
    /// What to say when until() gave false.
    Refusal failure() const;

    // What came in.
    std::optional<monitor::Metric> metric;
    std::size_t metrics = 0;   ///< how many
    std::size_t snapshots = 0; ///< complete ones
    std::optional<Error> lastError;
    std::function<void(std::vector<monitor::Row>)> onRecords;
    std::function<void(const monitor::Gap&)> onLogGap;
    std::function<void()> onChange; ///< after anything

private:
    explicit Attachment(std::string socket) : m_socket(std::move(socket)) {}
    void onState(monitor::ClientState state, const Error* why, Duration retryIn) override;
    void onRows(monitor::SubscriptionId, const monitor::RowChanges& changes) override;
    void onEvents(monitor::SubscriptionId, std::vector<monitor::Row> rows) override;
    void onGap(const monitor::Gap& gap) override;
    void onMetric(const monitor::Metric& taken) override;
    void onAck(const monitor::Ack& ack) override;
    void changed() const {
        if (onChange)
            onChange();
    }

    std::string m_socket;
    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<monitor::MonitorClient> m_client;
    std::vector<monitor::Ack> m_acks;
    bool m_refused = false; ///< a subscription was refused
    std::string m_refusal;
    bool m_denied = false;
};

} // namespace burrow::ctl
