// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/publisher.hpp"

#include "netcore/base/random.hpp"
#include "netprotocols/http1/http1_session.hpp"
#include "netprotocols/monitor/collector.hpp"
#include "netprotocols/monitor/describe_rows.hpp"
#include "netprotocols/monitor/monitor_client.hpp"
#include "netprotocols/monitor/watcher_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <future>
#include <grp.h>
#include <mutex>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace burrow::monitor {
namespace {

/// Members of one registration's describe() as rows of info: a fact each.
class FactWriter final : public SnapshotWriter {
public:
    explicit FactWriter(std::vector<Row>& rows) : m_rows(rows) {}
    void text(std::string_view name, std::string_view value, FieldPriority = FieldPriority::Normal) override {
        m_rows.push_back({m_rows.size() + 1, {std::string(name), std::string(value)}});
    }
    void number(std::string_view name, std::uint64_t value, Unit unit = Unit::Count,
                FieldPriority priority = FieldPriority::Normal) override {
        const bool isPlain = unit == Unit::None || unit == Unit::Count;
        text(name, std::to_string(value) + (isPlain ? "" : " " + std::string(nameOf(unit))), priority);
    }
    void flag(std::string_view name, bool value, FieldPriority priority = FieldPriority::Normal) override {
        text(name, value ? "yes" : "no", priority);
    }

private:
    std::vector<Row>& m_rows;
};

std::string randomId() {
    SystemRandom random;
    char text[17] = {};
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(random.next64()));
    return text;
}

std::string hostName() {
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return name;
}

Result<void> makeFolder(const std::string& socket) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(socket).parent_path();
    std::error_code failed;
    if (folder.empty() || fs::is_directory(folder, failed))
        return {};
    if (fs::create_directories(folder, failed); failed)
        return fail(Error::fromErrno(failed.value(), "monitor socket folder " + folder.string()));
    // Not for others, and not for longer than the mask allows: connecting needs to pass through it.
    fs::permissions(folder, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec, failed);
    return {};
}

Result<void> giveToGroup(const std::string& socket, const std::string& name) {
    if (name.empty())
        return {};
    errno = 0;
    const ::group* entry = ::getgrnam(name.c_str()); // at start-up, before others may ask
    if (!entry)
        return fail(Error::fromErrno(errno == 0 ? ENOENT : errno, "group " + name));
    const auto gid = entry->gr_gid;
    const std::string folder = std::filesystem::path(socket).parent_path().string();
    if (::chown(socket.c_str(), static_cast<uid_t>(-1), gid) != 0 ||
        ::chown(folder.c_str(), static_cast<uid_t>(-1), gid) != 0)
        return fail(Error::fromErrno(errno, "give " + socket + " to group " + name));
    return {};
}

} // namespace

struct Publisher::Registration::Entry {
    Topic topic{};
    std::uint64_t key = 0;
    std::mutex guardsDescribe;
    Describe describe; ///< under guardsDescribe; empty: gone
};

struct Publisher::Private {
    PublisherOptions options;
    LoopGroup* watched = nullptr;
    std::unique_ptr<LoopGroup> own; ///< one loop: the collector's
    std::shared_ptr<Collector> collector;
    std::shared_ptr<http::Router> router;
    std::unique_ptr<http1::ServerContext> context;
    std::unique_ptr<Listener> listener;
    std::mutex guardsEntries;
    std::vector<std::weak_ptr<Registration::Entry>> entries; ///< under guardsEntries
    std::uint64_t nextKey = 1;                                ///< under guardsEntries
    std::string serverId = randomId();
    WallTime started = std::chrono::system_clock::now();
    bool stopped = false;

    Result<void> start(Log* log);
    Hello hello() const;
    std::vector<Row> describe(Topic topic);
    void describeSelf(SnapshotWriter& writer) const;
};

Hello Publisher::Private::hello() const {
    Hello hello;
    hello.instance = options.instance;
    hello.program = options.program;
    hello.version = options.version;
    hello.serverId = serverId;
    hello.pid = static_cast<std::uint64_t>(::getpid());
    hello.started = toMilliseconds(started);
    for (std::size_t i = 0; i != topicCount; ++i)
        hello.topics.emplace_back(nameOf(static_cast<Topic>(i)));
    for (const Verb verb : {Verb::Close, Verb::LogLevel, Verb::Drain, Verb::Describe})
        hello.verbs.emplace_back(nameOf(verb));
    return hello;
}

void Publisher::Private::describeSelf(SnapshotWriter& writer) const {
    writer.text("program", options.program);
    writer.text("version", options.version);
    writer.text("instance", options.instance);
    writer.text("host", hostName());
    writer.number("pid", static_cast<std::uint64_t>(::getpid()));
    writer.number("uid", ::geteuid());
    writer.number("loops", watched->size());
    writer.text("socket", options.socket);
}

std::vector<Row> Publisher::Private::describe(Topic topic) {
    std::vector<Row> rows;
    FactWriter facts(rows);
    if (topic == Topic::Info)
        describeSelf(facts);
    std::vector<std::shared_ptr<Registration::Entry>> alive;
    {
        std::lock_guard guard(guardsEntries);
        std::erase_if(entries, [](const auto& entry) { return entry.expired(); });
        for (const auto& weak : entries) {
            if (auto entry = weak.lock(); entry && entry->topic == topic)
                alive.push_back(std::move(entry));
        }
    }
    for (const auto& entry : alive) {
        std::lock_guard guard(entry->guardsDescribe);
        if (!entry->describe)
            continue;
        if (topic == Topic::Info) {
            entry->describe(facts);
            continue;
        }
        RowWriter writer(topic, entry->key);
        entry->describe(writer);
        rows.push_back(writer.take());
    }
    return rows;
}

Result<void> Publisher::Private::start(Log* log) {
    BURROW_TRY(const Endpoint endpoint, Endpoint::unixPath(options.socket));
    if (auto made = makeFolder(options.socket); !made)
        return made;
    BURROW_TRY(own, LoopGroup::start({.loops = 1, .log = log, .threadName = "monitor"}));
    EventLoop& loop = own->at(0).loop;
    auto drain = options.drain;
    if (!drain)
        drain = [group = watched](Duration atMost) { group->drain(atMost, [] {}); };
    collector = std::make_shared<Collector>(loop, *watched, log, hello(), options.limits,
                                            [this](Topic topic) { return describe(topic); }, std::move(drain));
    collector->start();
    router = std::make_shared<http::Router>();
    serveWatchers(*router, collector);
    context = std::make_unique<http1::ServerContext>(router, http1::Limits{}, log);
    ListenOptions listen;
    listen.name = "monitor";
    listen.unixMode = options.socketMode;
    listen.connectionLimit = static_cast<std::uint32_t>(options.limits.watchers + 8);
    listen.connection.highMark = 1024 * 1024; // one snapshot: reading must go on, or credit would not arrive
    listen.connection.lowMark = 512 * 1024;
    listen.connection.queueLimit = options.limits.hardQueue * 2;
    BURROW_TRY(Listener opened, own->listen(endpoint, std::move(listen), [this](const AcceptInfo& info) {
        return std::make_unique<http1::ServerSession>(*context, info.registry.loop());
    }));
    listener = std::make_unique<Listener>(std::move(opened));
    if (auto given = giveToGroup(options.socket, options.group); !given)
        return given;
    loop.post([] { // lower priority than the loops that serve: a thread of its own has a nice value of its own
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 5);
    });
    return {};
}

Publisher::Publisher(std::unique_ptr<Private> impl) : m_private(std::move(impl)) {}

Result<std::unique_ptr<Publisher>> Publisher::start(LoopGroup& watched, Log* log, PublisherOptions options) {
    if (options.socket.empty()) {
        BURROW_TRY(options.socket, socketOf(options.instance));
    }
    if (options.program.empty())
        options.program = program_invocation_short_name;
    auto impl = std::make_unique<Private>();
    impl->options = std::move(options);
    impl->watched = &watched;
    // From here on the destructor takes down what stands, also half of it.
    std::unique_ptr<Publisher> publisher(new Publisher(std::move(impl)));
    if (auto started = publisher->m_private->start(log); !started)
        return fail(std::move(started).error());
    return publisher;
}

Publisher::~Publisher() { stop(); }

void Publisher::stop() {
    Private& self = *m_private;
    if (std::exchange(self.stopped, true) || !self.own)
        return;
    if (self.listener) {
        self.listener->close();
        std::error_code ignored;
        std::filesystem::remove(self.options.socket, ignored);
        std::filesystem::remove(std::filesystem::path(self.options.socket).parent_path(), ignored); // only if empty
    }
    const auto gone = std::make_shared<std::promise<void>>();
    auto isGone = gone->get_future();
    // The collector is of its loop: it says goodbye and dies there; sockets that are left find it gone.
    self.own->at(0).loop.post([gone, collector = std::move(self.collector)]() mutable {
        if (collector)
            collector->sayBye(ByeCode::Ending);
        collector.reset();
        gone->set_value();
    });
    isGone.wait();
    auto drained = std::make_shared<std::promise<void>>();
    auto isDrained = drained->get_future();
    self.own->drain(std::chrono::milliseconds(500), [drained] { drained->set_value(); });
    isDrained.wait_for(std::chrono::seconds(1));
    self.own->stop();
}

const std::string& Publisher::socket() const noexcept { return m_private->options.socket; }

Publisher::Registration Publisher::add(Topic topic, Describe describe) {
    Registration registration;
    registration.m_entry = std::make_shared<Registration::Entry>();
    registration.m_entry->topic = topic;
    registration.m_entry->describe = std::move(describe);
    std::lock_guard guard(m_private->guardsEntries);
    registration.m_entry->key = m_private->nextKey++;
    m_private->entries.push_back(registration.m_entry);
    return registration;
}

Publisher::Registration Publisher::addListener(const Listener& listener, std::string protocol) {
    return add(Topic::Listeners, [&listener, protocol = std::move(protocol)](SnapshotWriter& writer) {
        writer.text("name", listener.name());
        writer.text("address", listener.endpoint().toString());
        writer.text("protocol", protocol);
        writer.text("state", "listening");
        writer.number("accepted", listener.accepted());
    });
}

Publisher::Registration& Publisher::Registration::operator=(Registration&& other) noexcept {
    if (this != &other) {
        Registration old(std::move(*this));
        m_entry = std::move(other.m_entry);
    }
    return *this;
}

Publisher::Registration::~Registration() {
    if (!m_entry)
        return;
    std::lock_guard guard(m_entry->guardsDescribe);
    m_entry->describe = nullptr;
}

} // namespace burrow::monitor
