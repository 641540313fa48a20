// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/loop_group.hpp"
#include "netcore/log/log.hpp"
#include "netprotocols/monitor/messages.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace burrow::monitor {

/// Who asks, for the audit.
struct Actor {
    std::uint32_t uid = 0;
    std::int32_t pid = 0;
};

/// Does what watchers command, answers with the number of targets that were met, and writes each into the log under an
/// audit id. A command whose key was seen before is answered again, not done again. Thread: the collector's.
class Commands {
public:
    using Drain = std::function<void(Duration atMost)>;
    using Done = std::function<void(Ack)>;

    /// `home` is the collector's loop: Done runs there.
    Commands(LoopGroup& group, Log* log, std::shared_ptr<LoopMailbox> home, Drain drain);

    /// `targets`: the connections that Close and Describe are for. Done is called once, perhaps before this returns.
    void run(const Command& command, std::vector<std::uint64_t> targets, Actor actor, Done done);
    /// Writes an attempt without the scope into the audit.
    void refused(const Command& command, Actor actor);

private:
    struct Closing;
    void close(const Command& command, std::vector<std::uint64_t> targets, Ack ack, Done done);
    void describe(const std::vector<std::uint64_t>& targets, Ack ack, Done done);
    void setLevel(const Command& command, Ack ack, const Done& done);
    void drain(const Command& command, Ack ack, const Done& done);
    void audit(const Command& command, const Ack& ack, Actor actor, std::string_view event);
    std::string nextAuditId();

    LoopGroup& m_group;
    Log* m_log;
    LogModule m_module{};
    std::shared_ptr<LoopMailbox> m_home;
    Drain m_drain;
    std::uint32_t m_auditNumber;
    std::shared_ptr<std::deque<std::pair<std::string, Ack>>> m_answered;
};

} // namespace burrow::monitor
