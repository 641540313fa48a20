// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A page that tells that the server is alive: an HTTP handler in C++.
#include <burrow/plugin.hpp>

#include <atomic>
#include <chrono>

namespace {

using namespace burrow::plugin;

struct StatusSettings {
    std::string service;
    explicit StatusSettings(const Config& config) : service(config.text("service", "burrow")) {
        if (service.size() > 100)
            throw std::invalid_argument("service: at most 100 bytes are allowed");
    }
};

/// Text as a JSON string (RFC 8259 §7).
std::string quoted(View text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20)
            (out += "\\u00") += {digits[byte >> 4], digits[byte & 15]};
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else
            out += c;
    }
    return out += '"';
}

class StatusPage final : public HttpHandler {
public:
    using Settings = StatusSettings;

    void handle(const Request& request, Exchange exchange) override {
        const std::uint64_t asked = m_asked.fetch_add(1, std::memory_order_relaxed) + 1;
        Response response;
        if (request.method() != "GET" && request.method() != "HEAD") {
            response.status = 405; // RFC 9110 §15.5.6 wants Allow
            response.field("Allow", "GET, HEAD");
            exchange.respond(response);
            return;
        }
        response.field("Content-Type", "application/json");
        response.field("Cache-Control", "no-store");
        response.body = "{\"service\":" + quoted(settings<StatusSettings>()->service) +
                        ",\"status\":\"ok\",\"uptime_s\":" + std::to_string(uptime()) +
                        ",\"asked\":" + std::to_string(asked) + "}\n";
        exchange.respond(response);
    }
    void describe(Fields& fields) const override {
        fields.number("asked", m_asked.load(std::memory_order_relaxed));
        fields.number("uptime", uptime(), BURROW_UNIT_SECONDS);
    }

private:
    using Clock = std::chrono::steady_clock;
    std::uint64_t uptime() const {
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - m_started).count());
    }

    std::atomic<std::uint64_t> m_asked{0};
    const Clock::time_point m_started = Clock::now();
};

} // namespace

BURROW_PLUGIN("burrow.status", "1.0.0", StatusPage)
