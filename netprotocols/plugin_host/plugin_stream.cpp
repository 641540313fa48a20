// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_stream.hpp"

#include "netprotocols/plugin_host/connection_facts.hpp"
#include "netprotocols/plugin_host/host_table.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"
#include "netprotocols/plugin_host/session_ref.hpp"

#include <algorithm>
#include <utility>

namespace burrow::plugin_host {

/// A call of this session's functions.
class StreamSession::Call {
public:
    explicit Call(StreamSession& session)
        : m_scope(*session.m_instance, {CallPlace::Kind::Loop, session.m_loop}, session.id()), m_session(session) {
        ++session.m_depth;
    }
    ~Call() {
        if (--m_session.m_depth == 0 && std::exchange(m_session.m_owesWritable, false) && m_session.m_connection)
            m_session.onWritable(*m_session.m_connection);
    }

private:
    CallScope m_scope; ///< first: ends last, and may say session_close then
    StreamSession& m_session;
};

StreamSession::StreamSession(std::shared_ptr<PluginInstance> instance) : m_instance(std::move(instance)) {}

StreamSession::StreamSession(std::shared_ptr<PluginInstance> instance, const burrow_stream_handler& handler,
                             void* argument)
    : m_instance(std::move(instance)), m_handler(std::make_unique<burrow_stream_handler>(handler)),
      m_argument(argument), m_outbound(true) {}

StreamSession::~StreamSession() {
    CallScope::forget(*this);
    sayClosed();
    if (m_outbound && !m_opened)
        sayConnectFailed(*m_instance, *m_handler, m_argument, Error(ErrorKind::Canceled, CoreError::Canceled), m_loop);
    if (m_ref) {
        m_ref->session = nullptr;
        m_ref->drop();
    }
}

// ---- ProtocolSession ----

void StreamSession::onOpen(Connection& connection) {
    m_connection = &connection;
    m_loop = connection.loop().index();
    m_opened = true;
    {
        const Call call(*this);
        m_session = handler().session_open(m_instance->handle(), this, std::exchange(m_argument, nullptr));
        if (m_session)
            m_instance->counters().add(PluginCounters::SessionsOpened, m_loop);
    }
    if (!m_connection)
        return;
    if (!m_session) {
        m_refused = true;
        connection.closeWhenFlushed(Error(ErrorKind::Canceled, CoreError::Canceled).about("refused by the plugin"));
        return;
    }
    touch();
}

Result<std::size_t> StreamSession::onBytes(MutableBytes in, Connection& connection) {
    std::size_t taken = 0;
    // A plugin may take one message in each call: it is asked again until it takes nothing, or has had enough.
    while (taken < in.size() && m_session && isOpen() && m_readPauses == 0 && !connection.isOverHighMark()) {
        BURROW_TRY(const std::size_t used, offer(in.subspan(taken), connection));
        if (used == 0)
            break;
        taken += used;
    }
    if (!m_connection) // closed in a callback
        return in.size();
    touch();
    return taken;
}

Result<std::size_t> StreamSession::offer(MutableBytes in, Connection& connection) {
    std::size_t used = 0;
    burrow_status status = BURROW_OK;
    {
        const Call call(*this);
        status = handler().session_receive(m_session, {in.data(), in.size()}, &used);
    }
    if (status >= 0 && used <= in.size())
        return used;
    m_instance->counters().add(PluginCounters::Errors, m_loop);
    if (status < 0)
        return fail(pluginError(PluginError::SessionFailed, kindOf(status)).about(m_instance->name()));
    m_instance->log(LogLevel::Error, id(), "plugin.bug", "session_receive took more bytes than it was offered");
    if (m_connection)
        connection.abort(pluginError(PluginError::SessionFailed, ErrorKind::Bug).about(m_instance->name()));
    return in.size();
}

Result<void> StreamSession::onEof(Connection& connection) {
    if (!m_session || !handler().session_eof) {
        connection.closeWhenFlushed();
        return {};
    }
    const Call call(*this);
    handler().session_eof(m_session);
    return {};
}

void StreamSession::onTimeout(Connection& connection) {
    if (!m_session || !m_ownTimeout || !handler().session_timeout) {
        connection.closeWhenFlushed(Error(ErrorKind::Timeout, CoreError::TimedOut).about(m_instance->name()));
        return;
    }
    const Call call(*this);
    handler().session_timeout(m_session);
}

void StreamSession::onWritable(Connection&) {
    if (!m_session || !handler().session_writable)
        return;
    if (m_depth != 0) { // write() made room itself; no callback inside a callback
        m_owesWritable = true;
        return;
    }
    const Call call(*this);
    handler().session_writable(m_session);
}

void StreamSession::onDrain(Connection& connection) {
    if (!m_session || !handler().session_drain) {
        connection.closeWhenFlushed();
        return;
    }
    const Call call(*this);
    handler().session_drain(m_session);
}

void StreamSession::onClosed(const Error& why) noexcept {
    m_readPause.release();
    m_connection = nullptr;
    m_why = statusOf(why.kind());
    if (m_ref)
        m_ref->session = nullptr;
    if (CallScope::isInside())
        CallScope::closeLater(*this);
    else
        sayClosed();
}

void StreamSession::sayClosed() noexcept {
    m_attempts.clear(); // connect_failed comes before session_close
    if (!m_session)
        return;
    void* const session = std::exchange(m_session, nullptr);
    m_instance->counters().add(PluginCounters::SessionsClosed, m_loop);
    const Call call(*this);
    handler().session_close(session, m_why);
}

void StreamSession::describe(SnapshotWriter& writer) const {
    writer.text("instance", m_instance->name());
    writer.flag("outbound", m_outbound, FieldPriority::Detail);
    if (!m_session || !handler().session_describe)
        return;
    const CallScope scope(*m_instance, {CallPlace::Kind::Loop, m_loop}, id());
    handler().session_describe(m_session, asFields(writer));
}

/// A session whose plugin has no opinion about time is closed when its peer says nothing.
void StreamSession::touch() {
    if (!m_ownTimeout && isOpen())
        m_connection->setDeadline(m_connection->loop().now().steady + m_instance->services().idleLimit);
}

// ---- burrow_host ----

burrow_status StreamSession::write(burrow_bytes bytes) {
    if (!isOpen() || m_outputEnded)
        return BURROW_E_CLOSED;
    OutputQueue& out = m_connection->out();
    const ConnectionOptions& options = m_connection->options();
    if (bytes.size > options.queueLimit - std::min(options.queueLimit, out.size())) {
        m_connection->abort(Error(ErrorKind::Limit, CoreError::BufferFull).about(m_instance->name()));
        return BURROW_E_LIMIT;
    }
    out.append(ByteView(bytes.data, bytes.size));
    if (out.size() > options.highMark) {
        // The pump must have seen this much, or it would owe no session_writable to who stops now.
        m_connection->flush();
        if (!isOpen())
            return BURROW_E_CLOSED;
    } else if (m_depth == 0) {
        m_connection->flushSoon();
    }
    return static_cast<burrow_status>(out.size());
}

burrow_status StreamSession::finish() {
    if (!isOpen())
        return BURROW_E_CLOSED;
    m_connection->closeWhenFlushed();
    return BURROW_OK;
}

burrow_status StreamSession::endOutput() {
    if (!isOpen() || m_outputEnded)
        return BURROW_E_CLOSED;
    m_outputEnded = true;
    m_connection->endOutput();
    return BURROW_OK;
}

burrow_status StreamSession::close(std::int32_t why) {
    if (!m_connection)
        return BURROW_E_CLOSED;
    const ErrorKind kind = why < 0 ? kindOf(why) : ErrorKind::Closed;
    m_connection->abort(pluginError(PluginError::SessionFailed, kind).about(m_instance->name()));
    return BURROW_OK;
}

burrow_status StreamSession::pauseRead() {
    if (!isOpen())
        return BURROW_E_CLOSED;
    if (m_readPauses++ == 0)
        m_readPause = m_connection->pauseReading();
    return BURROW_OK;
}

burrow_status StreamSession::resumeRead() {
    if (!isOpen())
        return BURROW_E_CLOSED;
    if (m_readPauses == 0)
        return BURROW_E_MISUSE;
    if (--m_readPauses == 0)
        m_readPause.release();
    return BURROW_OK;
}

burrow_status StreamSession::setTimeout(std::uint32_t milliseconds) {
    if (!isOpen())
        return BURROW_E_CLOSED;
    m_ownTimeout = true;
    if (milliseconds == 0)
        m_connection->clearDeadline();
    else
        m_connection->setDeadline(m_connection->loop().now().steady + std::chrono::milliseconds(milliseconds));
    return BURROW_OK;
}

burrow_status StreamSession::fillInfo(burrow_conn_info& info) {
    if (!m_connection)
        return BURROW_E_CLOSED;
    m_facts = std::make_unique<ConnectionFacts>(m_connection->transport().info(), m_connection->options().listener);
    burrow_conn_info facts = m_facts->view();
    facts.id = toNumber(id());
    facts.flags |= m_outbound ? static_cast<std::uint32_t>(BURROW_CONN_OUTBOUND) : 0u;
    facts.queued_bytes = m_connection->out().size();
    facts.high_mark = m_connection->options().highMark;
    return copyInfo(facts, info);
}

burrow_conn_ref* StreamSession::takeRef() {
    if (!m_connection)
        return nullptr;
    if (!m_ref)
        m_ref = new SessionRef(*this, m_connection->loop().mailbox(), m_instance->hostTable());
    m_ref->add();
    return m_ref;
}

void StreamSession::runPosted(burrow_posted function, void* argument) {
    const Call call(*this);
    function(this, m_session, argument);
    if (isOpen())
        m_connection->flushSoon();
}

Result<SessionFactory> makeStreamFactory(std::shared_ptr<PluginInstance> instance) {
    if (!instance->table().stream)
        return fail(pluginError(PluginError::KindNotOffered).about(instance->name() + ": stream"));
    return [instance = std::move(instance)](const AcceptInfo&) -> std::unique_ptr<ProtocolSession> {
        return std::make_unique<StreamSession>(instance);
    };
}

} // namespace burrow::plugin_host
