// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/commands.hpp"

#include "netprotocols/monitor/describe_connection.hpp"
#include "netprotocols/monitor/filter_literal.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace burrow::monitor {
namespace {

constexpr std::size_t rememberedKeys = 64;
constexpr std::size_t listedResults = 100;

std::string sentence(MonitorError code) { return std::string(monitorErrors.text(static_cast<int>(code))); }

std::optional<LogLevel> levelFrom(std::string_view name) noexcept {
    if (name == "off")
        return LogLevel::Off;
    const auto level = parseLevel(name);
    return level ? std::optional(static_cast<LogLevel>(*level)) : std::nullopt;
}

} // namespace

/// One Close on its way through the loops.
struct Commands::Closing {
    Ack ack;
    Done done;
    std::size_t left = 0;
};

Commands::Commands(LoopGroup& group, Log* log, std::shared_ptr<LoopMailbox> home, Drain drain)
    : m_group(group), m_log(log), m_home(std::move(home)), m_drain(std::move(drain)),
      m_auditNumber(static_cast<std::uint32_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1000) & 0xffff),
      m_answered(std::make_shared<std::deque<std::pair<std::string, Ack>>>()) {
    if (m_log)
        m_module = m_log->module("monitor");
}

std::string Commands::nextAuditId() {
    char text[16] = {};
    const auto end = std::to_chars(text, text + sizeof text, ++m_auditNumber, 16).ptr;
    return {text, end};
}

void Commands::audit(const Command& command, const Ack& ack, Actor actor, std::string_view event) {
    if (!m_log)
        return;
    std::string targets = command.filter;
    for (std::size_t i = 0; i != std::min<std::size_t>(command.ids.size(), 8); ++i)
        targets += (targets.empty() ? "" : ",") + std::to_string(command.ids[i]);
    if (command.verb == Verb::LogLevel)
        targets += (targets.empty() && command.module.empty() ? "all" : command.module) + "=" + command.level;
    m_log->event(m_module, LogLevel::Info, {}, event,
                 {{"audit", ack.audit}, {"verb", nameOf(command.verb)}, {"uid", actor.uid}, {"pid", actor.pid},
                  {"affected", ack.affected}, {"target", targets}, {"reason", command.reason}});
}

void Commands::refused(const Command& command, Actor actor) { audit(command, {}, actor, "audit.denied"); }

void Commands::run(const Command& command, std::vector<std::uint64_t> targets, Actor actor, Done done) {
    if (!command.key.empty()) {
        for (const auto& [key, before] : *m_answered) {
            if (key == command.key) {
                Ack again = before;
                again.id = command.id;
                return done(std::move(again));
            }
        }
    }
    Ack ack;
    ack.id = command.id;
    if (command.verb == Verb::Describe)
        return describe(targets, std::move(ack), std::move(done)); // changes nothing: no audit
    ack.audit = nextAuditId();
    auto finish = [this, command, actor, done = std::move(done)](Ack answer) {
        audit(command, answer, actor, command.isDryRun ? "audit.dry-run" : "audit.done");
        if (!command.key.empty()) {
            m_answered->emplace_back(command.key, answer);
            if (m_answered->size() > rememberedKeys)
                m_answered->pop_front();
        }
        done(std::move(answer));
    };
    switch (command.verb) {
    case Verb::Close: return close(command, std::move(targets), std::move(ack), std::move(finish));
    case Verb::LogLevel: return setLevel(command, std::move(ack), finish);
    case Verb::Drain: return drain(command, std::move(ack), finish);
    case Verb::Describe: break;
    }
}

void Commands::close(const Command& command, std::vector<std::uint64_t> targets, Ack ack, Done done) {
    ack.matching = targets.size();
    ack.isOk = true;
    if (command.isDryRun || targets.empty()) {
        for (std::size_t i = 0; i != std::min(targets.size(), listedResults); ++i)
            ack.results.push_back({targets[i], {std::string("would be closed")}});
        return done(std::move(ack));
    }
    auto closing = std::make_shared<Closing>(std::move(ack), std::move(done), targets.size());
    const auto count = [closing](std::uint64_t target, bool isMet, bool isHard) {
        closing->ack.affected += isMet;
        if (closing->ack.results.size() < listedResults)
            closing->ack.results.push_back(
                {target, {std::string(!isMet ? "not there" : isHard ? "reset" : "asked to end")}});
        if (--closing->left == 0)
            closing->done(std::move(closing->ack));
    };
    for (const std::uint64_t target : targets) {
        const bool isHard = command.isHard;
        const bool posted = m_group.withConnection(
            static_cast<ConnectionId>(target), [home = m_home, count, target, isHard](RegistryEntry* entry) {
                if (entry && isHard)
                    entry->abort(Error(ErrorKind::Canceled, CoreError::Canceled).about("closed by an operator"));
                else if (entry)
                    entry->drain();
                home->post([count, target, isMet = entry != nullptr, isHard] { count(target, isMet, isHard); });
            });
        if (!posted)
            count(target, false, isHard);
    }
}

void Commands::describe(const std::vector<std::uint64_t>& targets, Ack ack, Done done) {
    if (targets.empty())
        return done(std::move(ack));
    auto closing = std::make_shared<Closing>(std::move(ack), std::move(done), 1);
    const auto answer = [closing](std::vector<Row> fields) {
        closing->ack.isOk = !fields.empty();
        closing->ack.affected = closing->ack.matching = closing->ack.isOk;
        closing->ack.results = std::move(fields);
        if (!closing->ack.isOk)
            closing->ack.error = "this connection is not there any more";
        closing->done(std::move(closing->ack));
    };
    const bool posted = m_group.withConnection(
        static_cast<ConnectionId>(targets.front()), [home = m_home, answer](RegistryEntry* entry) {
            auto fields = entry ? describeConnection(*entry) : std::vector<Row>();
            home->post([answer, fields = std::move(fields)]() mutable { answer(std::move(fields)); });
        });
    if (!posted)
        answer({});
}

void Commands::setLevel(const Command& command, Ack ack, const Done& done) {
    const auto level = levelFrom(command.level);
    if (!m_log || !level) {
        ack.error = sentence(MonitorError::UnknownLevel);
        return done(std::move(ack));
    }
    ack.isOk = true;
    ack.affected = ack.matching = 1;
    if (!command.isDryRun) {
        if (command.ids.empty()) {
            m_log->setLevel(command.module, *level);
        } else if (!m_log->setConnectionLevel(static_cast<ConnectionId>(command.ids.front()), *level)) {
            ack.isOk = false;
            ack.affected = 0;
            ack.error = "too many connections have a log level of their own";
        }
    }
    done(std::move(ack));
}

void Commands::drain(const Command& command, Ack ack, const Done& done) {
    for (std::size_t i = 0; i != m_group.size(); ++i)
        ack.matching += m_group.stats(i).connectionsOpen.read();
    ack.isOk = true;
    ack.affected = ack.matching;
    done(std::move(ack)); // first: a drained program ends, and this connection with it
    if (!command.isDryRun)
        m_drain(std::chrono::milliseconds(command.limit == 0 ? 30'000 : std::min<std::uint64_t>(command.limit, 3'600'000)));
}

} // namespace burrow::monitor
