// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/session_ref.hpp"

#include "netprotocols/plugin_host/plugin_stream.hpp"

#include <utility>

namespace burrow::plugin_host {
namespace {

/// One posted call. Accepted and then destroyed unrun (the loop has ended) it still calls the plugin, with nulls, so
/// that `argument` is freed; refused it must not. Who comes second of post() and destruction makes that call.
struct Posted {
    enum class State : std::uint8_t { Fresh, Accepted, Dropped };
    burrow_posted function;
    void* argument;
    std::atomic<State> state{State::Fresh};
};

/// What the mailbox holds.
class Runner {
public:
    Runner(SessionRef& ref, std::shared_ptr<Posted> posted) : m_ref(&ref), m_posted(std::move(posted)) { ref.add(); }
    Runner(Runner&& other) noexcept
        : m_ref(std::exchange(other.m_ref, nullptr)), m_posted(std::move(other.m_posted)) {}
    Runner& operator=(Runner&&) = delete;
    ~Runner() {
        if (m_posted && m_posted->state.exchange(Posted::State::Dropped) == Posted::State::Accepted)
            m_posted->function(nullptr, nullptr, m_posted->argument);
        if (m_ref)
            m_ref->drop();
    }
    void operator()() {
        const std::shared_ptr<Posted> posted = std::exchange(m_posted, nullptr);
        if (m_ref->session)
            m_ref->session->runPosted(posted->function, posted->argument);
        else
            posted->function(nullptr, nullptr, posted->argument);
    }

private:
    SessionRef* m_ref;
    std::shared_ptr<Posted> m_posted;
};

} // namespace

burrow_status SessionRef::post(burrow_posted function, void* argument) {
    auto posted = std::make_shared<Posted>(function, argument);
    if (!mailbox->post(Runner(*this, posted)))
        return BURROW_E_CLOSED;
    if (posted->state.exchange(Posted::State::Accepted) == Posted::State::Dropped)
        function(nullptr, nullptr, argument);
    return BURROW_OK;
}

} // namespace burrow::plugin_host
