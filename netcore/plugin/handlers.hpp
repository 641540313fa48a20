// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service.hpp"

#include <utility>
#include <vector>

namespace burrow::plugin {

/// The sender of one datagram; valid during receive(). Thread: that of the call.
class Flow {
public:
    Flow(const burrow_host* host, burrow_flow* flow) noexcept : m_host(host), m_flow(flow) {}
    /// Sends to where the datagram came from. False: dropped or too long.
    bool send(View datagram) noexcept { return m_host->flow_send(m_flow, toBytes(datagram)) >= 0; }
    burrow_conn_info info() const noexcept {
        burrow_conn_info facts{};
        facts.struct_size = sizeof facts;
        m_host->flow_info(m_flow, &facts);
        return facts;
    }

private:
    const burrow_host* m_host;
    burrow_flow* m_flow;
};

/// Serves datagrams; one object for an instance. Thread: any.
class DatagramHandler : public Service {
public:
    virtual void receive(View datagram, Flow& flow) = 0;
};

/// A request; valid during handle(). Thread: that of the call.
class Request {
public:
    explicit Request(const burrow_http_request& request) noexcept : m_request(&request) {}
    View method() const noexcept { return toView(m_request->method); }
    View path() const noexcept { return toView(m_request->path); }
    View query() const noexcept { return toView(m_request->query); }
    View body() const noexcept { return toView(m_request->body); }
    View peer() const noexcept { return toView(m_request->peer); }
    /// Value of the first field of this name, compared without case; empty if there is none.
    View field(View name) const noexcept {
        for (std::uint32_t i = 0; i < m_request->field_count; ++i) {
            if (equals(toView(m_request->fields[i].name), name))
                return toView(m_request->fields[i].value);
        }
        return {};
    }

private:
    static bool equals(View a, View b) noexcept {
        const auto lower = [](char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        if (a.size() != b.size())
            return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (lower(a[i]) != lower(b[i]))
                return false;
        }
        return true;
    }
    const burrow_http_request* m_request;
};

/// An answer. Thread: one at a time.
struct Response {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;

    void field(std::string name, std::string value) { fields.emplace_back(std::move(name), std::move(value)); }
};

/// The duty to answer one request; unanswered when destroyed: 500. Thread: any, one at a time.
class Exchange {
public:
    Exchange(const burrow_host* host, burrow_http_exchange* exchange) noexcept : m_host(host), m_exchange(exchange) {}
    Exchange(Exchange&& other) noexcept : m_host(other.m_host), m_exchange(std::exchange(other.m_exchange, nullptr)) {}
    Exchange& operator=(Exchange&& other) noexcept {
        std::swap(m_host, other.m_host);
        std::swap(m_exchange, other.m_exchange);
        return *this;
    }
    ~Exchange() {
        if (m_exchange)
            m_host->http_respond(m_exchange, 500, nullptr, 0, {});
    }
    /// False: the client has left, the answer is refused, or there was one already.
    bool respond(const Response& response) {
        if (!m_exchange)
            return false;
        std::vector<burrow_http_field> fields;
        fields.reserve(response.fields.size());
        for (const auto& [name, value] : response.fields)
            fields.push_back({toBytes(name), toBytes(value)});
        return m_host->http_respond(std::exchange(m_exchange, nullptr), response.status, fields.data(),
                                    static_cast<std::uint32_t>(fields.size()), toBytes(response.body)) >= 0;
    }

private:
    const burrow_host* m_host;
    burrow_http_exchange* m_exchange;
};

/// Answers requests; one object for an instance. Thread: any.
///
///     struct Hello : burrow::plugin::HttpHandler {
///         void handle(const burrow::plugin::Request&, burrow::plugin::Exchange exchange) override {
///             burrow::plugin::Response response;
///             response.body = "hello\n";
///             exchange.respond(response);
///         }
///     };
class HttpHandler : public Service {
public:
    static constexpr std::uint64_t bodyLimit = 0; ///< bytes; a type that wants bodies hides it with its own
    /// Answer now, or move the exchange to where the answer is made.
    virtual void handle(const Request& request, Exchange exchange) = 0;
};

} // namespace burrow::plugin
