// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A plugin that does on command what the ABI offers: one command for each line.
#include <burrow/plugin.hpp>

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <thread>

namespace {

using namespace burrow::plugin;

/// What tests read through describe().
std::atomic<std::uint64_t> closedInside{0}, toldGone{0};
std::atomic<std::uint64_t> attemptsFailed{0}, postedCount{0}, openedCount{0}, endedCount{0};
std::atomic<bool> gate{false}; ///< threads of "gated" wait for it

struct ProbeSettings {
    std::string greeting;
    explicit ProbeSettings(const Config& config) : greeting(config.text("greeting")) {
        gate = config.flag("gate", false);
        if (config.flag("fail", false))
            throw std::runtime_error("told to fail");
    }
    void describe(Fields& fields) const {
        fields.text("greeting", greeting);
        fields.number("closed-inside", closedInside);
        fields.number("told-gone", toldGone);
        fields.number("attempts-failed", attemptsFailed);
        fields.number("posted", postedCount);
        fields.number("opened", openedCount);
        fields.number("ended", endedCount);
    }
};

struct Probe : Session {
    using Settings = ProbeSettings;

    void opened() override {
        ++openedCount;
        if (settings<ProbeSettings>().greeting == "refuse")
            fail(Security, "not wanted");
        else if (settings<ProbeSettings>().greeting == "throw")
            throw std::runtime_error("from opened()");
        else
            write(settings<ProbeSettings>().greeting);
    }
    ~Probe() override {
        ++endedCount;
        if (m_inside)
            ++closedInside;
    }
    std::size_t receive(View in) override {
        const std::size_t end = in.find('\n');
        if (end == in.npos)
            return in.size() > 100 ? fail(Limit, "a command longer than 100 bytes") : 0;
        const Inside inside{m_inside};
        obey(in.substr(0, end));
        return m_lie ? in.size() + 1 : end + 1;
    }
    void ended() override { write("eof\n"), finish(); }
    void writable() override {
        if (m_inside)
            ++closedInside; // a callback inside a callback
        write("writable\n");
    }
    void timedOut() override { write("timeout\n"), finish(); }
    void draining() override { write("bye\n"), finish(); }
    void describe(Fields& fields) const override { fields.number("commands", m_commands); }

    void say(View text) { write(text); }

private:
    struct Inside {
        explicit Inside(bool& flag) : m_flag(flag) { m_flag = true; }
        ~Inside() { m_flag = false; }
        bool& m_flag;
    };
    void obey(View command) {
        ++m_commands;
        const View name = command.substr(0, command.find(' '));
        const View rest = command.size() > name.size() ? command.substr(name.size() + 1) : View();
        if (name == "say")
            write(std::string(rest) + "\n");
        else if (name == "flood")
            write(std::to_string(write(std::string(config("flood").empty() ? 100 : std::stoul(config("flood")), 'x'))) +
                  "\n");
        else if (name == "finish")
            write("done\n"), finish(), write("too late\n");
        else if (name == "half")
            write("half\n"), endOutput(), write("too late\n");
        else if (name == "close")
            close(Canceled);
        else if (name == "fail")
            write("failing\n"), fail(PeerFault, "as told");
        else if (name == "throw")
            throw std::runtime_error("from receive()");
        else if (name == "lie")
            m_lie = true;
        else if (name == "pause")
            pauseReading();
        else if (name == "later") // resumes from a thread of ours
            pauseReading(), onThread([](Probe& self) { self.resumeReading(), self.write("resumed\n"); });
        else if (name == "thread")
            onThread([](Probe& self) { self.write("from a thread\n"); });
        else if (name == "gated")
            onThread([](Probe& self) { self.write("from a thread\n"); }, true);
        else if (name == "threadthrow")
            onThread([](Probe&) { throw std::runtime_error("from a posted function"); });
        else if (name == "timeout")
            setTimeout(std::chrono::milliseconds(20));
        else if (name == "info")
            tell(info());
        else if (name == "log")
            log(Level::Warning, rest);
        else if (name == "connect")
            call(std::string(rest));
        else
            fail(PeerFault, "unknown command");
    }
    template <class Function>
    void onThread(Function function, bool waits = false) {
        std::thread([handle = handle(), function, waits] {
            while (waits && !gate)
                std::this_thread::yield();
            const bool posted = handle.post([function](Session* session) {
                if (session)
                    function(static_cast<Probe&>(*session));
                else
                    ++toldGone;
            });
            if (!posted)
                ++toldGone;
            ++postedCount;
        }).detach();
    }
    void tell(const burrow_conn_info& facts) {
        write(std::string(toView(facts.listener)) + "|" + std::string(toView(facts.transport)) + "|" +
              std::to_string(facts.id != 0) + "|" + std::to_string(facts.high_mark) + "|" +
              std::to_string(facts.flags) + "\n");
    }
    void call(const std::string& target) {
        const Handle asker = handle();
        const auto answer = [asker](std::string text) {
            asker.post([text = std::move(text)](Session* session) {
                if (session)
                    static_cast<Probe*>(session)->say(text);
            });
        };
        const bool begun = connect<Probe>(
            target.c_str(), [answer](Probe& other) { answer("connected\n"), other.say("outbound\n"); },
            [answer](Status why, View text) {
                ++attemptsFailed;
                answer("failed " + std::to_string(why) + " " + std::string(text) + "\n");
            });
        if (!begun)
            write("cannot connect\n");
    }

    std::uint64_t m_commands = 0;
    bool m_inside = false, m_lie = false;
};

struct ProbeDatagrams : DatagramHandler {
    void receive(View datagram, Flow& flow) override {
        if (datagram == "throw")
            throw std::runtime_error("from a datagram");
        const burrow_conn_info facts = flow.info();
        flow.send(std::string(datagram) + " from " + std::string(toView(facts.peer)) + " at " +
                  std::string(toView(facts.listener)));
    }
};

struct ProbePages : HttpHandler {
    static constexpr std::uint64_t bodyLimit = 1000;

    void handle(const Request& request, Exchange exchange) override {
        Response response;
        response.body = std::string(request.method()) + " " + std::string(request.path()) + "?" +
                        std::string(request.query()) + " " + std::string(request.field("x-name")) + " " +
                        std::string(request.body());
        response.field("X-Probe", "yes");
        if (request.path() == "/throw")
            throw std::runtime_error("from handle()");
        if (request.path() == "/forget")
            return;
        if (request.path() == "/status")
            response.status = 99;
        if (request.path() == "/field")
            response.field("X-Bad", "a\r\nb: c");
        if (request.path() == "/later") {
            std::thread([answer = std::move(exchange), response]() mutable { answer.respond(response); }).detach();
            return;
        }
        exchange.respond(response);
    }
};

} // namespace

BURROW_PLUGIN("test.probe", "2.1.0", Probe, ProbeDatagrams, ProbePages)
