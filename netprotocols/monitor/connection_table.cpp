// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/connection_table.hpp"
#include "netprotocols/monitor/server_engine.hpp"

#include <cerrno>
#include <cmath>
#include <utility>

namespace burrow::monitor {
namespace {

/// A registry counts activity in coarse ticks, so that the same instant differs by up to two of them between copies.
constexpr auto activityJitter = std::chrono::milliseconds(600);

std::string_view transportName(TransportKind kind) noexcept { return nameOf(kind); }

} // namespace

std::string_view endedBy(const Error& why, bool endedHere) noexcept {
    switch (why.kind()) {
    case ErrorKind::Closed:
    case ErrorKind::Reset:
    case ErrorKind::Truncated: return endedHere ? "ours" : "theirs"; // a peer that goes because we said goodbye
    case ErrorKind::System:
    case ErrorKind::Unresolved: return "network";
    case ErrorKind::Timeout: return &why.domain() == &systemErrors ? "network" : "ours";
    default: return "ours";
    }
}

void ConnectionTable::beginRound(Now now) {
    ++m_round;
    m_now = now;
}

namespace {

/// Most rows are idle: they must cost a look and no more.
bool isUnchanged(const ConnectionInfo& a, const ConnectionInfo& b) noexcept {
    return a.bytesIn == b.bytesIn && a.bytesOut == b.bytesOut && a.requests == b.requests &&
           a.queuedBytes == b.queuedBytes && a.readPaused == b.readPaused && a.slow == b.slow && a.state == b.state &&
           a.protocol == b.protocol && a.tlsVersion == b.tlsVersion && a.tlsSuite == b.tlsSuite;
}

} // namespace

void ConnectionTable::update(Entry& entry, const ConnectionInfo& info) {
    const double seconds = std::chrono::duration<double>(m_now.steady - entry.measured).count();
    const bool isFirst = entry.measured == TimePoint{};
    const bool isIdle = !isFirst && entry.inRate == 0 && entry.outRate == 0 && isUnchanged(entry.info, info);
    if (!isFirst && !isIdle && seconds > 0) {
        // Exponential over one second: steady figures that still follow within two ticks.
        const double weight = std::exchange(entry.hasRate, true) ? 1 - std::exp(-seconds) : 1;
        const auto smooth = [&](double& rate, std::uint64_t before, std::uint64_t after) {
            const double current = after >= before ? static_cast<double>(after - before) / seconds : 0;
            rate += (current - rate) * weight;
            if (rate < 0.5)
                rate = 0;
        };
        smooth(entry.inRate, entry.info.bytesIn, info.bytesIn);
        smooth(entry.outRate, entry.info.bytesOut, info.bytesOut);
    }
    const WallTime active = entry.info.lastActive;
    const bool isJitter =
        !isFirst && info.lastActive - active < activityJitter && active - info.lastActive < activityJitter;
    if (!isIdle || !isJitter) {
        entry.info = info;
        entry.version = ++m_lastVersion;
        if (isJitter)
            entry.info.lastActive = active; // an idle row must not change with every look at it
    }
    entry.measured = m_now.steady;
    entry.round = m_round;
}

void ConnectionTable::take(std::span<const ConnectionInfo> rows) {
    for (const ConnectionInfo& info : rows) {
        const auto [found, isNew] = m_index.try_emplace(toNumber(info.id), m_entries.size());
        if (isNew)
            m_entries.emplace_back();
        Entry& entry = m_entries[found->second];
        if (entry.by.empty())
            update(entry, info);
    }
}

void ConnectionTable::takeClosed(const ConnectionInfo& last, const Error& why, WallTime when) {
    const std::uint64_t id = toNumber(last.id);
    const auto [found, isNew] = m_index.try_emplace(id, m_entries.size());
    if (isNew)
        m_entries.emplace_back();
    Entry& entry = m_entries[found->second];
    if (!entry.by.empty())
        return;
    update(entry, last);
    entry.inRate = entry.outRate = 0;
    entry.info.state = "closed";
    entry.info.queuedBytes = 0;
    entry.info.slow = false;
    entry.version = ++m_lastVersion;
    entry.closed = when;
    entry.closedAt = m_now.steady;
    entry.by = endedBy(why, last.endedHere);
    entry.why = why.message().substr(0, 200);
    m_closed.push_back(id);
}

void ConnectionTable::endRound() {
    for (std::size_t i = m_entries.size(); i-- != 0;) {
        if (m_entries[i].by.empty() && m_entries[i].round != m_round)
            remove(i);
    }
    while (!m_closed.empty()) {
        const auto found = m_index.find(m_closed.front());
        if (found != m_index.end()) {
            if (m_closed.size() <= keptClosed && m_entries[found->second].closedAt + linger > m_now.steady)
                break;
            remove(found->second);
        }
        m_closed.pop_front();
    }
}

void ConnectionTable::clear() {
    m_entries.clear();
    m_index.clear();
    m_closed.clear();
}

void ConnectionTable::remove(std::size_t index) {
    m_index.erase(key(index));
    if (index + 1 != m_entries.size()) {
        m_entries[index] = std::move(m_entries.back());
        m_index[key(index)] = index;
    }
    m_entries.pop_back();
}

FieldValue ConnectionTable::field(std::size_t index, std::size_t column) const {
    namespace c = connection_column;
    const Entry& entry = m_entries[index];
    const ConnectionInfo& info = entry.info;
    const std::uint64_t now = toMilliseconds(m_now.wall);
    const auto since = [&](WallTime from) {
        const std::uint64_t then = toMilliseconds(from);
        return FieldValue::ofNumber(now > then ? now - then : 0);
    };
    switch (column) {
    case c::Id: return FieldValue::ofNumber(toNumber(info.id));
    case c::Listener: return FieldValue::ofText(info.listener);
    case c::Proto: return FieldValue::ofText(info.protocol);
    case c::State: return FieldValue::ofText(info.state);
    case c::Transport: return FieldValue::ofText(transportName(info.transport));
    case c::Peer:
        if (info.peer.family == Endpoint::Family::Ip)
            return FieldValue::ofAddress(info.peer.address, info.peer.port);
        return FieldValue::ofText(info.peer.family == Endpoint::Family::None ? "" : "unix");
    case c::Opened: return FieldValue::ofNumber(toMilliseconds(info.opened));
    case c::Active: return FieldValue::ofNumber(toMilliseconds(info.lastActive));
    case c::Age: return since(info.opened);
    case c::Idle: return since(info.lastActive);
    case c::In: return FieldValue::ofNumber(info.bytesIn);
    case c::Out: return FieldValue::ofNumber(info.bytesOut);
    case c::InRate: return FieldValue::ofNumber(static_cast<std::uint64_t>(entry.inRate));
    case c::OutRate: return FieldValue::ofNumber(static_cast<std::uint64_t>(entry.outRate));
    case c::Requests: return FieldValue::ofNumber(info.requests);
    case c::Queue: return FieldValue::ofNumber(info.queuedBytes);
    case c::Paused: return FieldValue::ofFlag(info.readPaused);
    case c::Slow: return FieldValue::ofFlag(info.slow);
    case c::Tls: return FieldValue::ofText(info.tlsVersion);
    case c::Suite: return FieldValue::ofText(info.tlsSuite);
    case c::Closed: return entry.by.empty() ? FieldValue{} : FieldValue::ofNumber(toMilliseconds(entry.closed));
    case c::By: return FieldValue::ofText(entry.by);
    case c::Why: return FieldValue::ofText(entry.why);
    default: return {};
    }
}

} // namespace burrow::monitor
