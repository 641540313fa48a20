// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/attachment.hpp"

#include "server-app/burrowctl/format.hpp"

#include <algorithm>
#include <cerrno>

namespace burrow::ctl {

std::expected<std::string, Refusal> chooseSocket(const Options& options,
                                                 const std::vector<monitor::FoundSocket>& found) {
    if (!options.socket.empty())
        return options.socket;
    const std::string wanted = options.instance.empty() && found.size() > 1 ? "default" : options.instance;
    const auto named = std::find_if(found.begin(), found.end(), [&](const auto& socket) { return socket.instance == wanted; });
    if (!wanted.empty() && named != found.end())
        return named->path;
    if (options.instance.empty() && found.size() == 1)
        return found.front().path;
    std::string text;
    if (found.empty()) {
        text = "no server found; looked for monitor.sock in the folders of";
        for (const std::string& folder : monitor::socketFolders())
            text += " " + folder;
    } else if (!options.instance.empty()) {
        text = "no server is called \"" + safeText(options.instance) + "\"; there is";
    } else {
        text = "several servers are there, name one with --instance:";
    }
    for (const monitor::FoundSocket& socket : found)
        text += " " + safeText(socket.instance);
    return std::unexpected(Refusal{text + "\n", found.size() > 1 && options.instance.empty() ? Exit::Usage : Exit::NoServer});
}

Refusal explain(const Error& why, const std::string& socket) {
    const std::string place = safeText(socket);
    if (&why.domain() == &systemErrors && (why.code() == EACCES || why.code() == EPERM))
        return {"permission denied: " + place + " belongs to another user or group\n"
                "To become a member of its group: sudo usermod -aG burrow-monitor $USER, then log in again.\n",
                Exit::Denied};
    if (&why.domain() == &systemErrors && (why.code() == ENOENT || why.code() == ECONNREFUSED || why.code() == ENOTDIR))
        return {"no server at " + place + ": " + std::string(why.text()) + "\n", Exit::NoServer};
    return {place + ": " + safeText(why.message()) + "\n", Exit::Failed};
}

Result<std::unique_ptr<Attachment>> Attachment::make(std::string socket, bool reconnect) {
    std::unique_ptr<Attachment> made(new Attachment(std::move(socket)));
    BURROW_TRY(made->m_loop, EventLoop::create());
    monitor::ClientOptions options;
    options.socket = made->m_socket;
    options.reconnect = reconnect;
    made->m_client = std::make_unique<monitor::MonitorClient>(*made->m_loop, std::move(options), *made);
    return made;
}

bool Attachment::until(const std::function<bool()>& condition, std::optional<Duration> atMost) {
    const TimePoint begin = m_loop->now().steady;
    while (!condition()) {
        if (m_refused || (m_client->state() == monitor::ClientState::Stopped && lastError))
            return false;
        std::optional<Duration> left;
        if (atMost) {
            left = begin + *atMost - Clock::now();
            if (*left <= Duration{})
                return false;
        }
        if (!m_loop->runOnce(left))
            return false;
    }
    return true;
}

std::optional<Refusal> Attachment::attach(Duration atMost) {
    m_client->start();
    if (until([&] { return m_client->state() == monitor::ClientState::Attached; }, atMost))
        return std::nullopt;
    return failure();
}

Refusal Attachment::failure() const {
    if (m_refused)
        return {safeText(m_refusal) + "\n", m_denied ? Exit::Denied : Exit::Failed};
    if (lastError)
        return explain(*lastError, m_socket);
    return {"no answer from " + safeText(m_socket) + " in time\n", Exit::Failed};
}

std::expected<monitor::Ack, Refusal> Attachment::run(const monitor::Command& command, Duration atMost) {
    const std::uint64_t id = m_client->send(command);
    const auto mine = [&] { return std::find_if(m_acks.begin(), m_acks.end(), [&](const auto& ack) { return ack.id == id; }); };
    if (!until([&] { return mine() != m_acks.end(); }, atMost))
        return std::unexpected(failure());
    return *mine();
}

bool Attachment::has(std::string_view scope) const {
    const auto& scopes = m_client->hello().scopes;
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

void Attachment::onState(monitor::ClientState state, const Error* why, Duration) {
    if (why)
        lastError = *why;
    if (state == monitor::ClientState::Attached)
        lastError.reset();
    changed();
}

void Attachment::onRows(monitor::SubscriptionId, const monitor::RowChanges& changes) {
    snapshots += changes.isLast;
    changed();
}

void Attachment::onEvents(monitor::SubscriptionId, std::vector<monitor::Row> rows) {
    if (onRecords)
        onRecords(std::move(rows));
    changed();
}

void Attachment::onGap(const monitor::Gap& gap) {
    if (onLogGap)
        onLogGap(gap);
}

void Attachment::onMetric(const monitor::Metric& taken) {
    metric = taken;
    ++metrics;
    changed();
}

void Attachment::onAck(const monitor::Ack& ack) {
    if (ack.isSubscription) {
        m_refused = true;
        m_refusal = ack.error;
        m_denied = ack.isDenied;
    } else {
        m_acks.push_back(ack);
    }
    changed();
}

} // namespace burrow::ctl
