// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "abi.h"
#include "config.hpp"

#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>

namespace burrow::plugin {

/// Borrowed bytes: valid during the call that brought them.
using View = std::string_view;
inline burrow_bytes toBytes(View view) noexcept { return {view.data(), view.size()}; }
inline View toView(burrow_bytes bytes) noexcept { return {static_cast<const char*>(bytes.data), bytes.size}; }

/// The names of the ABI's errors and levels, so that a handler writes fail(Limit, ...).
struct Names {
    enum Status : std::int64_t {
        Ok = BURROW_OK,
        Closed = BURROW_E_CLOSED,
        Reset = BURROW_E_RESET,
        Truncated = BURROW_E_TRUNCATED,
        Canceled = BURROW_E_CANCELED,
        Timeout = BURROW_E_TIMEOUT,
        Overloaded = BURROW_E_OVERLOADED,
        Unresolved = BURROW_E_UNRESOLVED,
        Limit = BURROW_E_LIMIT,
        PeerFault = BURROW_E_PEER_FAULT,
        Incompatible = BURROW_E_INCOMPATIBLE,
        Unauthenticated = BURROW_E_UNAUTHENTICATED,
        Security = BURROW_E_SECURITY,
        System = BURROW_E_SYSTEM,
        Misuse = BURROW_E_MISUSE,
        Bug = BURROW_E_BUG,
    };
    enum class Level : std::uint32_t { Trace, Debug, Info, Warning, Error };
};
using Status = Names::Status;
using Level = Names::Level;

/// Gets facts for the monitor. Names are short literals in kebab-case. Thread: that of the describe call.
class Fields {
public:
    Fields(const burrow_host* host, burrow_fields* fields) noexcept : m_host(host), m_fields(fields) {}
    void text(const char* name, View value) {
        if (BURROW_HAS(m_host, field_text))
            m_host->field_text(m_fields, name, toBytes(value));
    }
    void number(const char* name, std::uint64_t value, burrow_unit unit = BURROW_UNIT_COUNT) {
        if (BURROW_HAS(m_host, field_number))
            m_host->field_number(m_fields, name, value, unit);
    }

private:
    const burrow_host* m_host;
    burrow_fields* m_fields;
};

/// Configuration and what a plugin made of it: never changed, replaced as a whole by a reload.
struct Snapshot {
    Config config;
    std::shared_ptr<const void> settings;
};

/// The shared part of all instances. Thread: any.
class InstanceBase {
public:
    explicit InstanceBase(const burrow_host* host) noexcept : host(host) {}
    virtual ~InstanceBase() = default;

    std::shared_ptr<const Snapshot> snapshot() const {
        const std::lock_guard lock(m_guardsSnapshot);
        return m_snapshot;
    }
    void replace(std::shared_ptr<const Snapshot> next) {
        const std::lock_guard lock(m_guardsSnapshot);
        m_snapshot = std::move(next);
    }
    void log(burrow_conn* conn, Level level, View text) const noexcept {
        host->log(host, conn, static_cast<std::uint32_t>(level), toBytes(text));
    }

    const burrow_host* const host;

private:
    mutable std::mutex m_guardsSnapshot;
    std::shared_ptr<const Snapshot> m_snapshot;
};

/// The border: calls `function` and lets no exception pass. An exception is logged with its text and becomes Overloaded
/// (no memory) or Bug.
template <class Function>
burrow_status atBorder(const InstanceBase& instance, burrow_conn* conn, View where, Function&& function) noexcept {
    const auto report = [&](View what) noexcept {
        try {
            instance.log(conn, Level::Error, std::string("an exception left ").append(where).append(": ").append(what));
        } catch (...) {
            instance.log(conn, Level::Error, "an exception left a callback");
        }
    };
    try {
        return function();
    } catch (const std::bad_alloc&) {
        report("out of memory");
        return BURROW_E_OVERLOADED;
    } catch (const std::exception& problem) {
        report(problem.what());
    } catch (...) {
        report("not a std::exception");
    }
    return BURROW_E_BUG;
}

/// A handler of which one object serves a whole instance, on several threads at once: its members must be made for
/// that. Thread: any.
class Service : public Names {
public:
    virtual ~Service() = default;
    virtual void describe(Fields&) const {}
    void attach(const InstanceBase& instance) noexcept { m_instance = &instance; }
    const InstanceBase& instance() const noexcept { return *m_instance; }

protected:
    std::string config(View key) const { return m_instance->snapshot()->config.text(key); }
    /// What the type's nested `Settings` made of the configuration in force.
    template <class Settings>
    std::shared_ptr<const Settings> settings() const {
        return std::static_pointer_cast<const Settings>(m_instance->snapshot()->settings);
    }
    void log(Level level, View text) const noexcept { m_instance->log(nullptr, level, text); }

private:
    const InstanceBase* m_instance = nullptr;
};

} // namespace burrow::plugin
