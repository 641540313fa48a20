// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_http.hpp"

#include "netprotocols/http/token.hpp"
#include "netprotocols/plugin_host/connection_facts.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

/// The ABI's exchange. Two shares: the plugin's until it answers, the handler's until http_handle has returned. Within
/// the call the answer goes straight out; an answer of another thread that overtakes the return is kept for the
/// handler; after the return the exchange is in its form for any thread.
struct burrow_http_exchange {
    burrow_http_exchange(std::shared_ptr<burrow::plugin_host::PluginInstance> owner, burrow::http::Exchange exchange)
        : instance(std::move(owner)), direct(std::move(exchange)) {}

    void drop() noexcept {
        if (shares.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete this;
    }

    const std::shared_ptr<burrow::plugin_host::PluginInstance> instance;
    const std::thread::id thread = std::this_thread::get_id();
    std::atomic<int> shares{2};
    std::mutex guardsState; ///< all below, except that `direct` is touched on `thread` only
    bool inside = true, answered = false;
    burrow::http::Exchange direct;
    burrow::http::RemoteExchange remote;
    struct Kept {
        int status;
        std::string body;
        burrow::http::Fields fields;
    };
    std::unique_ptr<Kept> kept;
};

namespace burrow::plugin_host {
namespace {

constexpr std::uint32_t mostFields = 1000; ///< of an answer: far more than a client takes (nginx: 100)

/// Framing and Date are the host's; a line end in a field would forge another (RFC 9110 §5.5).
bool mayBeSent(const burrow_http_field& field) noexcept {
    const std::string_view name = asView(field.name);
    for (const std::string_view reserved : {"content-length", "transfer-encoding", "connection", "date"}) {
        if (http::equalsIgnoreCase(name, reserved))
            return false;
    }
    return http::isToken(name) && http::isFieldValue(asView(field.value));
}

bool isValid(std::uint32_t status, const burrow_http_field* fields, std::uint32_t count) noexcept {
    return status >= 200 && status <= 599 && count <= mostFields && (fields || count == 0) &&
           std::all_of(fields, fields + count, mayBeSent);
}

http::Fields copyFields(const burrow_http_field* fields, std::uint32_t count) {
    http::Fields copy;
    for (std::uint32_t i = 0; i < count; ++i)
        copy.add(asView(fields[i].name), asView(fields[i].value));
    return copy;
}

burrow_status statusFor(const Result<void>& result) noexcept {
    return result ? BURROW_OK : statusOf(result.error().kind());
}

/// What http_handle returned decides who answers.
void settle(burrow_http_exchange& exchange, burrow_status status) {
    std::unique_ptr<burrow_http_exchange::Kept> kept;
    bool refused = false;
    {
        const std::lock_guard lock(exchange.guardsState);
        exchange.inside = false;
        kept = std::move(exchange.kept);
        refused = status < 0 && !exchange.answered;
        if (refused)
            exchange.answered = true;
        else if (!exchange.answered)
            exchange.remote = std::move(exchange.direct).handOver();
    }
    if (kept)
        (void)exchange.direct.respond(kept->status, kept->body, kept->fields);
    if (refused) {
        exchange.instance->counters().add(PluginCounters::Errors);
        (void)exchange.direct.respond(httpStatusOf(status));
        exchange.drop(); // the plugin's share: it will not answer
    }
    exchange.drop();
}

void handle(const std::shared_ptr<PluginInstance>& instance, const http::Request& request, http::Exchange exchange) {
    const http::PeerInfo& from = request.peer();
    std::vector<burrow_http_field> fields;
    fields.reserve(request.fields().size());
    for (const http::FieldView& field : request.fields())
        fields.push_back({asBurrowBytes(field.name), asBurrowBytes(field.value)});
    const std::string peer = from.address.family == Endpoint::Family::Ip ? from.address.expand().toString() : "";
    burrow_http_request asked{};
    asked.struct_size = sizeof asked;
    asked.field_count = static_cast<std::uint32_t>(fields.size());
    asked.method = asBurrowBytes(request.methodText());
    asked.path = asBurrowBytes(request.path());
    asked.query = asBurrowBytes(request.query());
    asked.fields = fields.data();
    asked.body = asBurrowBytes(request.bodyText());
    asked.peer = asBurrowBytes(peer);

    auto* const shared = new burrow_http_exchange(instance, std::move(exchange));
    burrow_status status = BURROW_OK;
    {
        const CallScope scope(*instance, {CallPlace::Kind::Loop, loopOf(from.connection)}, from.connection);
        status = instance->table().http->http_handle(instance->handle(), &asked, shared);
    }
    settle(*shared, status);
}

} // namespace

burrow_status respond(burrow_http_exchange* exchange, std::uint32_t status, const burrow_http_field* fields,
                      std::uint32_t fieldCount, burrow_bytes body) {
    const bool valid = isValid(status, fields, fieldCount);
    const int code = valid ? static_cast<int>(status) : 500;
    http::Fields copy = valid ? copyFields(fields, fieldCount) : http::Fields();
    const std::string_view text = valid ? asView(body) : std::string_view();
    burrow_status outcome = BURROW_OK;
    {
        std::unique_lock lock(exchange->guardsState);
        if (exchange->answered)
            return BURROW_E_MISUSE; // within the call only; later the exchange is gone and this would be a fault
        exchange->answered = true;
        if (!exchange->inside) {
            outcome = statusFor(exchange->remote.respond(code, std::string(text), std::move(copy)));
        } else if (exchange->thread == std::this_thread::get_id()) {
            lock.unlock();
            const auto sent = exchange->direct.respond(code, text, copy);
            outcome = statusFor(sent);
            if (!sent && sent.error().kind() == ErrorKind::Misuse)
                (void)exchange->direct.respond(500);
        } else {
            exchange->kept =
                std::make_unique<burrow_http_exchange::Kept>(code, std::string(text), std::move(copy));
        }
    }
    exchange->drop();
    if (!valid)
        return BURROW_E_MISUSE;
    return outcome;
}

int httpStatusOf(burrow_status status) noexcept {
    switch (kindOf(status)) {
    case ErrorKind::Limit: return 413;
    case ErrorKind::PeerFault:
    case ErrorKind::Truncated: return 400;
    case ErrorKind::Unauthenticated: // 401 would need a challenge (RFC 9110 §15.5.2)
    case ErrorKind::Security: return 403;
    case ErrorKind::Unresolved: return 404;
    case ErrorKind::Incompatible: return 501;
    case ErrorKind::Overloaded: return 503;
    case ErrorKind::Timeout: return 504;
    default: return 500;
    }
}

Result<HttpRoute> makeHttpRoute(std::shared_ptr<PluginInstance> instance) {
    if (!instance->table().http)
        return fail(pluginError(PluginError::KindNotOffered).about(instance->name() + ": http"));
    HttpRoute route;
    route.options.bodyLimit = instance->table().http->body_limit;
    route.handler = [instance = std::move(instance)](const http::Request& request, http::Exchange exchange) {
        handle(instance, request, std::move(exchange));
    };
    return route;
}

} // namespace burrow::plugin_host
