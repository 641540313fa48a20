// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/connection/connection.hpp"
#include "netcore/log/log_format.hpp"
#include "netcore/log/log_sink.hpp"
#include "netprotocols/plugin_host/plugin_host.hpp"
#include "netprotocols/plugin_host/plugin_stream.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

/// The real host around a plugin: a loop, connections in memory, a log that is kept, a clock that is moved.
namespace hostrig {

using namespace burrow;
using namespace burrow::plugin_host;
using namespace std::chrono_literals;

/// Keeps the log's lines. Thread: any.
class KeptLog {
public:
    KeptLog() { log.addSink(std::make_unique<Keeper>(*this)); }
    std::string text() {
        log.flush();
        const std::lock_guard lock(m_guardsText);
        return m_text;
    }
    bool contains(std::string_view part) { return text().find(part) != std::string::npos; }

private:
    class Keeper final : public Log::Sink {
    public:
        explicit Keeper(KeptLog& owner) : m_owner(owner) {}
        void write(const Log::Record& record) override {
            const std::lock_guard lock(m_owner.m_guardsText);
            appendText(m_owner.m_text, record, TextStyle::Plain);
        }

    private:
        KeptLog& m_owner;
    };
    std::mutex m_guardsText;
    std::string m_text;

public:
    Log log; ///< last: its sink writes into the text
};

class FieldMap final : public SnapshotWriter {
public:
    void text(std::string_view name, std::string_view value, FieldPriority) override {
        m_fields[std::string(name)] = value;
    }
    void number(std::string_view name, std::uint64_t value, Unit, FieldPriority) override {
        m_fields[std::string(name)] = std::to_string(value);
    }
    void flag(std::string_view name, bool value, FieldPriority) override {
        m_fields[std::string(name)] = value ? "yes" : "no";
    }
    std::string operator[](const std::string& name) const {
        const auto found = m_fields.find(name);
        return found == m_fields.end() ? "(absent)" : found->second;
    }

private:
    std::map<std::string, std::string> m_fields;
};

/// The peer of a plugin's session.
class Client final : public ProtocolSession {
public:
    struct State {
        std::string received;
        bool ended = false, closed = false;
        Connection* connection = nullptr;
        void send(std::string_view text) {
            if (connection) {
                connection->out().append(text);
                connection->flush();
            }
        }
    };
    explicit Client(State& state) : m_state(state) {}
    void onOpen(Connection& connection) override { m_state.connection = &connection; }
    Result<std::size_t> onBytes(MutableBytes in, Connection&) override {
        m_state.received += asText(in);
        return in.size();
    }
    Result<void> onEof(Connection&) override {
        m_state.ended = true;
        return {};
    }
    void onClosed(const Error&) noexcept override {
        m_state.closed = true;
        m_state.connection = nullptr;
    }
    std::string_view protocol() const noexcept override { return "client"; }

private:
    State& m_state;
};

struct Rig {
    explicit Rig(const std::string& file, const std::string& config = "{}", std::size_t capacity = 256 * 1024) {
        plan.readAtMost = 0;
        options->listener = "test";
        options->lingerLimit = 5ms;
        options->highMark = 1000;
        options->lowMark = 500;
        pairCapacity = capacity;
        auto loaded = host->load(file);
        if (!loaded) {
            problem = loaded.error().message();
            return;
        }
        plugin = *loaded;
        auto made = plugin->instantiate("unit", config);
        if (made)
            instance = std::move(*made);
        else
            problem = made.error().message();
    }
    PluginServices makeServices() {
        PluginServices services;
        services.hostName = "rig 1";
        services.log = &kept.log;
        services.watch = PluginWatch(&kept.log, [this] { return TimePoint(clock += clockStep); });
        services.idleLimit = 50ms;
        services.connect = [this](EventLoop&, const std::string& target, Duration,
                                  ConnectDone done) -> std::shared_ptr<void> {
            if (target == "nowhere") {
                done(fail(Error(ErrorKind::Unresolved, CoreError::NameNotFound).about(target)));
                return nullptr;
            }
            if (target == "never")
                return std::make_shared<ConnectDone>(std::move(done));
            MemoryPair pair = makeMemoryPair(*loop);
            registry->open(std::move(pair.second), std::make_unique<Client>(outside), options, {});
            done(std::move(pair.first));
            return nullptr;
        };
        return services;
    }
    /// Opens a session and its peer.
    Connection* open(Client::State& client) {
        MemoryPair pair = makeMemoryPair(*loop, &plan, pairCapacity);
        registry->open(std::move(pair.second), std::make_unique<Client>(client), options, {});
        return registry->open(std::move(pair.first), std::make_unique<StreamSession>(instance), options, {});
    }
    template <class Condition>
    bool runUntil(Condition condition) {
        const TimePoint last = Clock::now() + 20s;
        while (Clock::now() < last) {
            if (condition())
                return true;
            if (!loop->runOnce(1ms))
                return false;
        }
        return condition();
    }
    /// One command and its answer.
    std::string ask(const std::string& command, const std::string& awaited) {
        Client::State client;
        open(client);
        client.send(command);
        runUntil([&] { return client.received == awaited || client.closed || client.ended; });
        const std::string got = client.received;
        if (client.connection)
            client.connection->abort(Error(ErrorKind::Canceled, CoreError::Canceled));
        return got;
    }
    FieldMap facts() const {
        FieldMap map;
        instance->describe(map);
        plugin->describe(map);
        return map;
    }

    KeptLog kept;
    Duration clock{}, clockStep{}; ///< the watch's clock moves by a step at each look
    std::unique_ptr<EventLoop> loop = std::move(*EventLoop::create({.coarseTick = 1ms, .index = LoopIndex{2}}));
    FaultPlan plan;
    std::size_t pairCapacity = 0;
    std::shared_ptr<ConnectionOptions> options = std::make_shared<ConnectionOptions>();
    Client::State outside; ///< far end of what the plugin connects to
    std::unique_ptr<PluginHost> host = std::make_unique<PluginHost>(makeServices());
    Plugin* plugin = nullptr;
    std::shared_ptr<PluginInstance> instance;
    std::unique_ptr<ConnectionRegistry> registry = std::make_unique<ConnectionRegistry>(*loop);
    std::string problem;
};

} // namespace hostrig
