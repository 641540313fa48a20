// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <burrow/plugin.h>

#include <dlfcn.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A host for tests of plugins, in one header and without Burrow: it feeds a plugin its input split at every byte,
/// plays a peer that does not read, and checks what the ABI demands of a plugin. Thread: one.
///
///     rig::Plugin echo("plugins/echo.so");
///     rig::Instance instance(echo, "{}");
///     QCOMPARE(rig::everySplit(instance, "hello", "hello"), std::string());
namespace rig {

inline burrow_bytes toBytes(std::string_view text) { return {text.data(), text.size()}; }
inline std::string toString(burrow_bytes bytes) { return {static_cast<const char*>(bytes.data), bytes.size}; }

/// A loaded plugin; stays loaded.
class Plugin {
public:
    explicit Plugin(const std::string& path) {
        void* const object = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (!object) {
            m_problem = ::dlerror();
            return;
        }
        const auto entry = reinterpret_cast<decltype(&burrow_plugin_entry)>(::dlsym(object, "burrow_plugin_entry"));
        m_table = entry ? entry(BURROW_ABI_MAJOR, BURROW_ABI_MINOR) : nullptr;
        if (!m_table)
            m_problem = "no table";
        m_entry = entry;
    }
    const burrow_plugin* table() const { return m_table; }
    const burrow_plugin* enter(std::uint32_t major) const { return m_entry(major, 0); }
    const std::string& problem() const { return m_problem; }
    /// Null if the plugin has no such kind.
    template <class Table>
    const Table* kind(std::string_view name) const {
        for (std::uint32_t i = 0; m_table && i < m_table->kind_count; ++i) {
            if (m_table->kinds[i]->name == name)
                return static_cast<const Table*>(m_table->kinds[i]->table);
        }
        return nullptr;
    }

private:
    const burrow_plugin* m_table = nullptr;
    decltype(&burrow_plugin_entry) m_entry = nullptr;
    std::string m_problem;
};

/// Our end of a stream connection.
struct Connection {
    std::string out;          ///< what the plugin wrote
    std::uint64_t queued = 0; ///< bytes that a peer which does not read has left with us
    bool peerReads = true;
    bool finished = false, outputEnded = false, closed = false;
    std::int32_t why = BURROW_OK;
    int readPauses = 0;
    std::uint32_t timeout = 0; ///< ms
    std::uint64_t highMark = 4096;
    std::string peer = "192.0.2.7:4711", listener = "rig";

    bool isOpen() const { return !finished && !closed; }
    static Connection* of(burrow_conn* conn) { return reinterpret_cast<Connection*>(conn); }
    burrow_conn* asConn() { return reinterpret_cast<burrow_conn*>(this); }
};

struct Datagrams {
    std::vector<std::string> sent;
    std::uint32_t peerPort = 4711;
};

struct Answer {
    std::uint32_t status = 0; ///< 0: not answered
    std::map<std::string, std::string> fields;
    std::string body;
    int count = 0;
};

/// The host's table over the objects above.
class Host {
public:
    Host() {
        host.struct_size = sizeof host;
        host.abi_major = BURROW_ABI_MAJOR;
        host.abi_minor = BURROW_ABI_MINOR;
        host.name = "rig 1";
        host.log = [](const burrow_host* self, burrow_conn*, std::uint32_t level, burrow_bytes text) {
            reinterpret_cast<const Host*>(self)->log.push_back(std::to_string(level) + " " + toString(text));
        };
        fillStream();
        fillRest();
    }

    burrow_host host{}; ///< first: the functions get its address
    mutable std::vector<std::string> log;

private:
    void fillStream() {
        host.write = [](burrow_conn* conn, burrow_bytes bytes) -> burrow_status {
            Connection& self = *Connection::of(conn);
            if (!self.isOpen() || self.outputEnded)
                return BURROW_E_CLOSED;
            self.out += toString(bytes);
            if (!self.peerReads)
                self.queued += bytes.size;
            return static_cast<burrow_status>(self.queued);
        };
        host.finish = [](burrow_conn* conn) -> burrow_status {
            Connection::of(conn)->finished = true;
            return BURROW_OK;
        };
        host.shutdown_write = [](burrow_conn* conn) -> burrow_status {
            Connection::of(conn)->outputEnded = true;
            return BURROW_OK;
        };
        host.close = [](burrow_conn* conn, std::int32_t why) -> burrow_status {
            Connection::of(conn)->closed = true;
            Connection::of(conn)->why = why;
            return BURROW_OK;
        };
        host.pause_read = [](burrow_conn* conn) -> burrow_status { return ++Connection::of(conn)->readPauses; };
        host.resume_read = [](burrow_conn* conn) -> burrow_status {
            return Connection::of(conn)->readPauses == 0 ? BURROW_E_MISUSE : --Connection::of(conn)->readPauses;
        };
        host.set_timeout = [](burrow_conn* conn, std::uint32_t milliseconds) -> burrow_status {
            Connection::of(conn)->timeout = milliseconds;
            return BURROW_OK;
        };
        host.conn_info = [](burrow_conn* conn, burrow_conn_info* info) -> burrow_status {
            const Connection& self = *Connection::of(conn);
            info->peer = toBytes(self.peer);
            info->listener = toBytes(self.listener);
            info->queued_bytes = self.queued;
            info->high_mark = self.highMark;
            return BURROW_OK;
        };
        host.conn_ref = [](burrow_conn* conn) { return reinterpret_cast<burrow_conn_ref*>(conn); };
        host.conn_ref_add = [](burrow_conn_ref*) {};
        host.conn_ref_drop = [](burrow_conn_ref*) {};
        host.post = [](burrow_conn_ref*, burrow_posted, void*) -> burrow_status { return BURROW_E_CLOSED; };
        host.connect = [](burrow_conn*, const burrow_connect_options*) -> burrow_status {
            return BURROW_E_INCOMPATIBLE;
        };
    }
    void fillRest() {
        host.flow_send = [](burrow_flow* flow, burrow_bytes datagram) -> burrow_status {
            reinterpret_cast<Datagrams*>(flow)->sent.push_back(toString(datagram));
            return BURROW_OK;
        };
        host.flow_info = [](burrow_flow* flow, burrow_conn_info* info) -> burrow_status {
            info->peer_port = reinterpret_cast<Datagrams*>(flow)->peerPort;
            return BURROW_OK;
        };
        host.http_respond = [](burrow_http_exchange* exchange, std::uint32_t status, const burrow_http_field* fields,
                               std::uint32_t count, burrow_bytes body) -> burrow_status {
            Answer& answer = *reinterpret_cast<Answer*>(exchange);
            ++answer.count;
            answer.status = status;
            answer.body = toString(body);
            for (std::uint32_t i = 0; i < count; ++i)
                answer.fields[toString(fields[i].name)] = toString(fields[i].value);
            return BURROW_OK;
        };
        host.field_text = [](burrow_fields* fields, const char* name, burrow_bytes value) {
            (*reinterpret_cast<std::map<std::string, std::string>*>(fields))[name] = toString(value);
        };
        host.field_number = [](burrow_fields* fields, const char* name, std::uint64_t value, std::uint32_t) {
            (*reinterpret_cast<std::map<std::string, std::string>*>(fields))[name] = std::to_string(value);
        };
    }
};

/// An instance of a plugin; destroyed with the object.
class Instance {
public:
    Instance(const Plugin& plugin, const std::string& configJson) : m_plugin(plugin) {
        burrow_error error{};
        error.struct_size = sizeof error;
        if (!plugin.table()) {
            m_problem = plugin.problem();
            return;
        }
        m_instance = plugin.table()->instance_create(&m_host.host, configJson.c_str(), &error);
        if (!m_instance)
            m_problem = error.text;
    }
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() {
        if (m_instance)
            m_plugin.table()->instance_destroy(m_instance);
    }
    void* get() const { return m_instance; }
    const std::string& problem() const { return m_problem; } ///< why there is no instance
    const Plugin& plugin() const { return m_plugin; }
    Host& host() { return m_host; }
    /// Empty: taken; else the plugin's reason.
    std::string configure(const std::string& json) {
        burrow_error error{};
        error.struct_size = sizeof error;
        const bool taken = m_plugin.table()->instance_configure(m_instance, json.c_str(), &error) >= 0;
        return taken ? std::string() : std::string("refused: ") + error.text;
    }
    std::map<std::string, std::string> describe() {
        std::map<std::string, std::string> fields;
        if (BURROW_HAS(m_plugin.table(), instance_describe) && m_plugin.table()->instance_describe)
            m_plugin.table()->instance_describe(m_instance, reinterpret_cast<burrow_fields*>(&fields));
        return fields;
    }
    /// The answer to one datagram: what was sent.
    std::vector<std::string> datagram(std::string_view in, std::uint32_t peerPort = 4711) {
        Datagrams flow;
        flow.peerPort = peerPort;
        const auto* handler = m_plugin.kind<burrow_datagram_handler>("datagram");
        handler->datagram_receive(m_instance, reinterpret_cast<burrow_flow*>(&flow), toBytes(in));
        return flow.sent;
    }
    Answer http(std::string_view method, std::string_view path,
                const std::vector<std::pair<std::string, std::string>>& fields = {}, std::string_view body = {}) {
        std::vector<burrow_http_field> list;
        for (const auto& [name, value] : fields)
            list.push_back({toBytes(name), toBytes(value)});
        burrow_http_request request{};
        request.struct_size = sizeof request;
        request.field_count = static_cast<std::uint32_t>(list.size());
        request.method = toBytes(method);
        request.path = toBytes(path);
        request.fields = list.data();
        request.body = toBytes(body);
        Answer answer;
        const auto* handler = m_plugin.kind<burrow_http_handler>("http");
        if (handler->http_handle(m_instance, &request, reinterpret_cast<burrow_http_exchange*>(&answer)) < 0)
            answer.status = 0;
        return answer;
    }

private:
    const Plugin& m_plugin;
    Host m_host;
    void* m_instance = nullptr;
    std::string m_problem;
};

/// One stream session. Keeps what the plugin has not taken and offers it again, as a host does.
class Session {
public:
    explicit Session(Instance& instance, Connection* connection = nullptr)
        : m_handler(*instance.plugin().kind<burrow_stream_handler>("stream")),
          m_connection(connection ? *connection : m_own) {
        m_session = m_handler.session_open(instance.get(), m_connection.asConn(), nullptr);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { end(BURROW_E_CLOSED); }

    Connection& connection() { return m_connection; }
    bool isOpen() const { return m_session != nullptr; }
    /// Gives the status of the last call of session_receive.
    burrow_status feed(std::string_view bytes) {
        m_kept += bytes;
        burrow_status status = BURROW_OK;
        while (m_session && m_connection.isOpen() && !m_kept.empty()) {
            const std::string offered = m_kept; // exact size: a sanitizer sees what is read beyond it
            const std::unique_ptr<char[]> copy(new char[offered.size()]);
            std::memcpy(copy.get(), offered.data(), offered.size());
            std::size_t used = 0;
            status = m_handler.session_receive(m_session, {copy.get(), offered.size()}, &used);
            if (used > offered.size())
                status = BURROW_E_MISUSE;
            if (status < 0) {
                m_connection.closed = true;
                m_connection.why = static_cast<std::int32_t>(status);
                break;
            }
            m_kept.erase(0, used);
            if (used == 0)
                break;
        }
        return status;
    }
    void peerEnds() {
        if (m_session && m_connection.isOpen() && m_handler.session_eof)
            m_handler.session_eof(m_session);
        else
            m_connection.finished = true;
    }
    /// The peer reads all that waits.
    void peerCatchesUp() {
        m_connection.peerReads = true;
        m_connection.queued = 0;
        if (m_session && m_handler.session_writable)
            m_handler.session_writable(m_session);
    }
    void timeout() {
        if (m_session && m_handler.session_timeout)
            m_handler.session_timeout(m_session);
    }
    void end(burrow_status why) {
        if (m_session)
            m_handler.session_close(m_session, why);
        m_session = nullptr;
    }

private:
    const burrow_stream_handler& m_handler;
    Connection m_own;
    Connection& m_connection;
    void* m_session = nullptr;
    std::string m_kept;
};

/// Feeds the input whole, cut in two at every byte, and byte by byte; each time the output must be `expected`.
/// Gives what went wrong first; empty if nothing.
inline std::string everySplit(Instance& instance, std::string_view input, std::string_view expected) {
    const auto differs = [&](Session& session, const std::string& how) -> std::string {
        if (session.connection().out == expected)
            return {};
        return how + ": got \"" + session.connection().out + "\"";
    };
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        Session session(instance);
        session.feed(input.substr(0, cut));
        session.feed(input.substr(cut));
        if (const std::string problem = differs(session, "cut at " + std::to_string(cut)); !problem.empty())
            return problem;
    }
    Session session(instance);
    for (std::size_t i = 0; i < input.size(); ++i)
        session.feed(input.substr(i, 1));
    return differs(session, "byte by byte");
}

} // namespace rig
