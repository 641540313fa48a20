// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace burrow::plugin {

class Session;

/// A counted reference to a session for other threads. Thread: any.
class Handle {
public:
    Handle() noexcept = default;
    Handle(const Handle& other) noexcept : m_host(other.m_host), m_ref(other.m_ref) {
        if (m_ref)
            m_host->conn_ref_add(m_ref);
    }
    Handle(Handle&& other) noexcept : m_host(other.m_host), m_ref(std::exchange(other.m_ref, nullptr)) {}
    Handle& operator=(Handle other) noexcept {
        std::swap(m_host, other.m_host);
        std::swap(m_ref, other.m_ref);
        return *this;
    }
    ~Handle() {
        if (m_ref)
            m_host->conn_ref_drop(m_ref);
    }

    /// Runs the function where the session runs; it gets null if the session has ended. False: it will not be run.
    bool post(std::function<void(Session*)> function) const;
    explicit operator bool() const noexcept { return m_ref != nullptr; }

private:
    friend class Session;
    Handle(const burrow_host* host, burrow_conn_ref* ref) noexcept : m_host(host), m_ref(ref) {}
    const burrow_host* m_host = nullptr;
    burrow_conn_ref* m_ref = nullptr;
};

/// One stream connection: derive, override receive(). Thread: that of the session; everything protected too.
///
///     struct Shout : burrow::plugin::Session {
///         std::size_t receive(burrow::plugin::View in) override { write(upper(in)); return in.size(); }
///     };
///     BURROW_PLUGIN("org.example.shout", "1.0.0", Shout)
class Session : public Names {
public:
    virtual ~Session() = default;

    /// The connection is there; a protocol in which we speak first writes here.
    virtual void opened() {}
    /// Gives how many bytes were taken: one message is enough, it is called again with the rest. 0: more is needed.
    virtual std::size_t receive(View in) = 0;
    /// The peer ended its direction.
    virtual void ended() { finish(); }
    /// The queue became short again after it had been over the high mark.
    virtual void writable() {}
    virtual void timedOut() { close(Timeout); }
    /// The host wants to stop: say goodbye and finish soon.
    virtual void draining() { finish(); }
    /// The last call before destruction.
    virtual void closed(Status) {}
    virtual void describe(Fields&) const {}

protected:
    /// Gives how many bytes wait to be sent; 0 also if the connection is closing.
    std::size_t write(View bytes) noexcept {
        const burrow_status queued = host().write(m_conn, toBytes(bytes));
        return queued > 0 ? static_cast<std::size_t>(queued) : 0;
    }
    void finish() noexcept { host().finish(m_conn); }           ///< closes after the queue was sent
    void endOutput() noexcept { host().shutdown_write(m_conn); } ///< half-close after the queue was sent
    void close(Status why) noexcept { host().close(m_conn, static_cast<std::int32_t>(why)); }
    /// Logs the reason; the connection is closed with `why` after the queue was sent. For `return fail(...)`.
    std::size_t fail(Status why, View reason) noexcept {
        log(Level::Info, reason);
        m_failure = why;
        return 0;
    }
    void pauseReading() noexcept { host().pause_read(m_conn); } ///< counted
    void resumeReading() noexcept { host().resume_read(m_conn); }
    void setTimeout(std::chrono::milliseconds delay) noexcept {
        host().set_timeout(m_conn, static_cast<std::uint32_t>(delay.count()));
    }
    /// The views are valid until the next call.
    burrow_conn_info info() const noexcept {
        burrow_conn_info facts{};
        facts.struct_size = sizeof facts;
        host().conn_info(m_conn, &facts);
        return facts;
    }
    /// As it was when the session opened; a reload is for later sessions. Empty if not configured.
    const std::string& config(View key) const { return m_snapshot->config.text(key); }
    template <class Settings>
    const Settings& settings() const noexcept {
        return *static_cast<const Settings*>(m_snapshot->settings.get());
    }
    void log(Level level, View text) const noexcept { m_instance->log(m_conn, level, text); }
    Handle handle() const noexcept { return {&host(), host().conn_ref(m_conn)}; }
    /// Connects through the host; a new session of type T serves it. Exactly one of the functions is called, later,
    /// on this thread; the attempt ends with this session. False: the host makes no connections; none is called.
    template <class T>
    bool connect(const char* target, std::function<void(T&)> onOpen, std::function<void(Status, View)> onFailed,
                 std::chrono::milliseconds within = std::chrono::seconds(10));

private:
    template <class T>
    friend struct StreamBorder;
    friend class Handle;
    const burrow_host& host() const noexcept { return *m_instance->host; }
    void attach(const InstanceBase& instance, burrow_conn* conn) {
        m_instance = &instance;
        m_conn = conn;
        m_snapshot = instance.snapshot();
    }
    template <class Function>
    burrow_status guarded(View where, Function&& function) noexcept {
        const burrow_status status = atBorder(*m_instance, m_conn, where, [&]() -> burrow_status {
            function();
            return m_failure;
        });
        return status;
    }

    const InstanceBase* m_instance = nullptr;
    burrow_conn* m_conn = nullptr;
    std::shared_ptr<const Snapshot> m_snapshot;
    burrow_status m_failure = BURROW_OK;
};

inline bool Handle::post(std::function<void(Session*)> function) const {
    auto* const boxed = new std::function<void(Session*)>(std::move(function));
    const burrow_posted run = [](burrow_conn*, void* session, void* argument) {
        using Posted = std::function<void(Session*)>;
        const std::unique_ptr<Posted> owned(static_cast<Posted*>(argument));
        auto* const target = static_cast<Session*>(session);
        if (target) {
            const burrow_status status = target->guarded("a posted function", [&] { (*owned)(target); });
            if (status < 0)
                target->close(static_cast<Status>(status));
            return;
        }
        try {
            (*owned)(nullptr);
        } catch (...) { // nobody is left to tell
        }
    };
    if (m_ref && m_host->post(m_ref, run, boxed) >= 0)
        return true;
    delete boxed;
    return false;
}

/// What connect() carries to the new session.
struct Outbound {
    std::function<void(Session&)> onOpen;
    std::function<void(Status, View)> onFailed;
};

/// The C functions of one session type.
template <class T>
struct StreamBorder {
    static const burrow_stream_handler* table() noexcept {
        static const burrow_stream_handler handler{sizeof(burrow_stream_handler), 0,        open,   receive, close, eof,
                                                   writable,                      timedOut, drain,  failed,  describe};
        return &handler;
    }

private:
    static Session& of(void* session) noexcept { return *static_cast<Session*>(session); }
    /// A callback without a status of its own: a failure closes.
    template <class Function>
    static void call(void* session, View where, Function&& function) noexcept {
        const burrow_status status = of(session).guarded(where, std::forward<Function>(function));
        if (status < 0)
            of(session).close(static_cast<Status>(status));
    }

    static void* open(void* instance, burrow_conn* conn, void* argument) noexcept {
        const std::unique_ptr<Outbound> outbound(static_cast<Outbound*>(argument));
        const auto& owner = *static_cast<const InstanceBase*>(instance);
        Session* made = nullptr;
        atBorder(owner, conn, "opened()", [&]() -> burrow_status {
            std::unique_ptr<Session> session = std::make_unique<T>();
            session->attach(owner, conn);
            if (outbound && outbound->onOpen)
                outbound->onOpen(*session);
            session->opened();
            if (session->m_failure == BURROW_OK)
                made = session.release();
            return BURROW_OK;
        });
        return made;
    }
    static burrow_status receive(void* session, burrow_bytes in, std::size_t* used) noexcept {
        return of(session).guarded("receive()", [&] { *used = of(session).receive(toView(in)); });
    }
    static void close(void* session, burrow_status why) noexcept {
        of(session).guarded("closed()", [&] { of(session).closed(static_cast<Status>(why)); });
        delete &of(session);
    }
    static void eof(void* session) noexcept {
        call(session, "ended()", [&] { of(session).ended(); });
    }
    static void writable(void* session) noexcept {
        call(session, "writable()", [&] { of(session).writable(); });
    }
    static void timedOut(void* session) noexcept {
        call(session, "timedOut()", [&] { of(session).timedOut(); });
    }
    static void drain(void* session) noexcept {
        call(session, "draining()", [&] { of(session).draining(); });
    }
    static void failed(void* instance, void* argument, burrow_status why, burrow_bytes text) noexcept {
        const std::unique_ptr<Outbound> outbound(static_cast<Outbound*>(argument));
        atBorder(*static_cast<const InstanceBase*>(instance), nullptr, "onFailed", [&]() -> burrow_status {
            if (outbound && outbound->onFailed)
                outbound->onFailed(static_cast<Status>(why), toView(text));
            return BURROW_OK;
        });
    }
    static void describe(void* session, burrow_fields* fields) noexcept {
        of(session).guarded("describe()", [&] {
            Fields writer(&of(session).host(), fields);
            of(session).describe(writer);
        });
    }
};

template <class T>
bool Session::connect(const char* target, std::function<void(T&)> onOpen, std::function<void(Status, View)> onFailed,
                      std::chrono::milliseconds within) {
    if (!BURROW_HAS(&host(), connect))
        return false;
    auto outbound = std::make_unique<Outbound>();
    if (onOpen)
        outbound->onOpen = [onOpen = std::move(onOpen)](Session& session) { onOpen(static_cast<T&>(session)); };
    outbound->onFailed = std::move(onFailed);
    burrow_connect_options options{};
    options.struct_size = sizeof options;
    options.timeout_ms = static_cast<std::uint32_t>(within.count());
    options.target = target;
    options.handler = StreamBorder<T>::table();
    options.argument = outbound.get();
    if (host().connect(m_conn, &options) < 0)
        return false;
    outbound.release();
    return true;
}

} // namespace burrow::plugin
