// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/resolver.hpp"

#include "netcore/loop/event_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <sys/socket.h>

namespace burrow {
namespace {

Error nameError(ErrorKind kind, NameError code, const std::string& name) {
    return Error(kind, nameErrors, static_cast<int>(code)).about(name);
}

Error fromLookup(int code, int number, const std::string& name) {
    switch (code) {
    case EAI_NONAME: return nameError(ErrorKind::Unresolved, NameError::NotFound, name);
    case EAI_NODATA:
    case EAI_ADDRFAMILY: return nameError(ErrorKind::Unresolved, NameError::NoAddress, name);
    case EAI_AGAIN: return nameError(ErrorKind::Timeout, NameError::TryAgain, name);
    case EAI_MEMORY: return Error::fromErrno(ENOMEM, name);
    case EAI_SYSTEM: return Error::fromErrno(number, name);
    default: return nameError(ErrorKind::Unresolved, NameError::ServerFailed, name);
    }
}

/// Case-insensitive, the dot at the end does not count.
bool endsWithLabel(std::string_view name, std::string_view label) noexcept {
    if (name.ends_with('.'))
        name.remove_suffix(1);
    if (name.size() < label.size())
        return false;
    const std::string_view tail = name.substr(name.size() - label.size());
    const bool same = std::equal(tail.begin(), tail.end(), label.begin(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
    });
    return same && (name.size() == label.size() || name[name.size() - label.size() - 1] == '.');
}

Addresses loopbacks(AddressFamilies families) {
    constexpr std::array<std::uint8_t, 16> six{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    Addresses list;
    if (families != AddressFamilies::V4Only)
        list.push_back(IpAddress::v6(six));
    if (families != AddressFamilies::V6Only)
        list.push_back(IpAddress::v4(0x7F000001));
    return list;
}

} // namespace

Result<Addresses> systemLookup(const std::string& name, AddressFamilies families) {
    ::addrinfo hints{};
    hints.ai_family = families == AddressFamilies::V4Only   ? AF_INET
                      : families == AddressFamilies::V6Only ? AF_INET6
                                                            : AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM; // one entry per address
    hints.ai_flags = AI_ADDRCONFIG;
    ::addrinfo* first = nullptr;
    const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &first);
    if (code != 0)
        return fail(fromLookup(code, errno, name));
    const std::unique_ptr<::addrinfo, void (*)(::addrinfo*)> owner(first, ::freeaddrinfo);
    Addresses list;
    for (const ::addrinfo* one = first; one; one = one->ai_next) {
        const Endpoint endpoint = Endpoint::fromSockaddr(one->ai_addr, one->ai_addrlen);
        if (endpoint.isIp() && std::find(list.begin(), list.end(), endpoint.address()) == list.end())
            list.push_back(endpoint.address());
    }
    if (list.empty())
        return fail(nameError(ErrorKind::Unresolved, NameError::NoAddress, name));
    return list;
}

/// `done` belongs to the loop's thread; the workers only carry the state along.
struct Resolver::Query::State {
    Done done;

    void answer(Result<Addresses> found) {
        if (done)
            std::exchange(done, nullptr)(std::move(found));
    }
};

Resolver::Query& Resolver::Query::operator=(Query&& other) noexcept {
    if (this != &other) {
        if (m_state)
            m_state->done = nullptr;
        m_state = std::move(other.m_state);
    }
    return *this;
}

Resolver::Query::~Query() {
    if (m_state)
        m_state->done = nullptr;
}

bool Resolver::Query::isPending() const noexcept { return m_state && m_state->done; }

Resolver::Resolver(ResolverOptions options) : m_options(std::move(options)), m_pool(m_options.workers) {}

std::optional<Result<Addresses>> Resolver::answerHere(const std::string& name, AddressFamilies families) const {
    if (auto fine = checkHostName(name); !fine)
        return fail(std::move(fine.error()));
    if (endsWithLabel(name, "localhost"))
        return loopbacks(families);
    if (endsWithLabel(name, "invalid") || endsWithLabel(name, "onion"))
        return fail(nameError(ErrorKind::Unresolved, NameError::NeverInDns, name));
    return std::nullopt;
}

namespace {

/// Answers with Canceled if the job is destroyed before it has run.
class Promise {
public:
    explicit Promise(std::move_only_function<void(Result<Addresses>)> answer) : m_answer(std::move(answer)) {}
    Promise(Promise&& other) noexcept : m_answer(std::exchange(other.m_answer, nullptr)) {}
    Promise& operator=(Promise&&) = delete;
    ~Promise() { keep(fail(ErrorKind::Canceled, CoreError::Canceled)); }
    void keep(Result<Addresses> found) {
        if (m_answer)
            std::exchange(m_answer, nullptr)(std::move(found));
    }

private:
    std::move_only_function<void(Result<Addresses>)> m_answer;
};

} // namespace

bool Resolver::submit(std::string name, AddressFamilies families, Answer answer) {
    return m_pool.submit([name = std::move(name), families, promise = Promise(std::move(answer)),
                          lookup = m_options.lookup, most = m_options.addressesAtMost]() mutable {
        Result<Addresses> found = lookup(name, families);
        if (found && found->size() > most)
            found->resize(most);
        promise.keep(std::move(found));
    });
}

Resolver::Query Resolver::lookup(EventLoop& loop, std::string name, AddressFamilies families, Done done) {
    Query query;
    query.m_state = std::make_shared<Query::State>();
    query.m_state->done = std::move(done);
    if (auto here = answerHere(name, families)) {
        loop.post([state = query.m_state, found = std::move(*here)]() mutable { state->answer(std::move(found)); });
        return query;
    }
    // A refused job answers through its promise as well, but with Canceled: say what it is first.
    auto state = query.m_state;
    const auto mailbox = loop.mailbox();
    const std::string asked = name;
    if (!submit(std::move(name), families, [state, mailbox](Result<Addresses> found) {
            mailbox->post([state, found = std::move(found)]() mutable { state->answer(std::move(found)); });
        })) {
        auto refused = std::make_shared<Query::State>();
        std::swap(refused->done, state->done);
        query.m_state = refused;
        loop.post([refused, error = nameError(ErrorKind::Overloaded, NameError::TooManyWaiting, asked)]() mutable {
            refused->answer(fail(std::move(error)));
        });
    }
    return query;
}

Result<Addresses> Resolver::lookupBlocking(const std::string& name, AddressFamilies families, TimePoint deadline) {
    if (auto here = answerHere(name, families))
        return std::move(*here);
    struct Wait {
        std::mutex guardsFound;
        std::condition_variable arrived;
        std::optional<Result<Addresses>> found;
    };
    const auto wait = std::make_shared<Wait>();
    if (!submit(name, families, [wait](Result<Addresses> found) {
            const std::lock_guard lock(wait->guardsFound);
            wait->found = std::move(found);
            wait->arrived.notify_all();
        }))
        return fail(nameError(ErrorKind::Overloaded, NameError::TooManyWaiting, name));
    std::unique_lock lock(wait->guardsFound);
    if (!wait->arrived.wait_until(lock, deadline, [&] { return wait->found.has_value(); }))
        return fail(nameError(ErrorKind::Timeout, NameError::TryAgain, name));
    return std::move(*wait->found);
}

} // namespace burrow
