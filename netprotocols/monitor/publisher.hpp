// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/base/time.hpp"
#include "netcore/connection/describe.hpp"
#include "netcore/connection/loop_group.hpp"
#include "netprotocols/monitor/messages.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace burrow::monitor {

struct PublisherOptions {
    std::string instance = "default"; ///< name under which watchers find the program
    std::string program;              ///< empty: the name of the executable
    std::string version;
    std::string socket;        ///< path; empty: socketOf(instance)
    unsigned socketMode = 0660;
    std::string group;         ///< name of the group that may read; empty: the process's own
    Limits limits;
    /// What the command `drain` does; must not block and must not stop the publisher. Called on the collector's thread.
    /// Empty: drains the watched group.
    std::function<void(Duration atMost)> drain;
};

/// Lets a program be watched: its connections, loops, listeners, plugins and log, by burrow-monitor and burrowctl, over
/// a Unix socket (BMP/1 over WebSocket at /monitor/v1). Owns one thread with a loop, which sleeps while nobody watches;
/// the watched loops pay counter stores, and copies of their rows while somebody looks at connections.
///
///     auto group = *LoopGroup::start({.loops = 2, .log = &log});
///     auto publisher = monitor::Publisher::start(*group, &log, {.instance = "edge-1", .version = "1.0"});
///     auto row = (*publisher)->addListener(listener, "http");
///
/// The user of the process and root may do everything, other members of the group may read.
/// Thread: any. The group and the log outlive it; it may be stopped before or after the group's loops.
class Publisher {
public:
    static Result<std::unique_ptr<Publisher>> start(LoopGroup& watched, Log* log, PublisherOptions options);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// A row of a topic, as long as this object lives. Destroying it waits for a running description.
    class [[nodiscard]] Registration {
    public:
        Registration() noexcept = default;
        Registration(Registration&& other) noexcept = default;
        Registration& operator=(Registration&& other) noexcept;
        ~Registration();

    private:
        friend class Publisher;
        struct Entry;
        std::shared_ptr<Entry> m_entry;
    };
    using Describe = std::function<void(SnapshotWriter&)>;
    /// Listeners, Plugins and Info (fields of info become a row each). `describe` is called on the collector's thread
    /// while somebody watches, and must not block: read atomics, or a copy.
    Registration add(Topic topic, Describe describe);
    /// The listener outlives the registration.
    Registration addListener(const Listener& listener, std::string protocol);

    const std::string& socket() const noexcept;
    /// Tells watchers goodbye, removes the socket. Idempotent; the destructor does it. Misuse on the collector's thread.
    void stop();

private:
    struct Private;
    explicit Publisher(std::unique_ptr<Private> impl);
    std::unique_ptr<Private> m_private;
};

} // namespace burrow::monitor
