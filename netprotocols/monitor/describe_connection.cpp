// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/describe_connection.hpp"

#include "netcore/connection/connection.hpp"
#include "netcore/tls/tls_report.hpp"
#include "netprotocols/monitor/server_engine.hpp"

namespace burrow::monitor {
namespace {

constexpr std::size_t mostFields = 100;
constexpr std::size_t longestValue = 512; ///< a peer chooses names in certificates; 100 of these fit into a message

class FieldWriter final : public SnapshotWriter {
public:
    void text(std::string_view name, std::string_view value, FieldPriority priority = FieldPriority::Normal) override {
        add(name, std::string(value.substr(0, longestValue)), Unit::None, priority);
    }
    void number(std::string_view name, std::uint64_t value, Unit unit = Unit::Count,
                FieldPriority priority = FieldPriority::Normal) override {
        add(name, value, unit, priority);
    }
    void flag(std::string_view name, bool value, FieldPriority priority = FieldPriority::Normal) override {
        add(name, value, Unit::None, priority);
    }
    /// Left out where there is nothing to say.
    void fact(std::string_view name, std::string_view value, FieldPriority priority = FieldPriority::Normal) {
        if (!value.empty())
            text(name, value, priority);
    }
    std::vector<Row> take() { return std::move(m_rows); }

private:
    void add(std::string_view name, Value value, Unit unit, FieldPriority priority) {
        if (m_rows.size() == mostFields)
            return;
        const std::string unitName(unit == Unit::None || unit == Unit::Count ? "" : nameOf(unit));
        m_rows.push_back({m_rows.size() + 1,
                          {std::string(name), std::move(value), unitName, static_cast<std::uint64_t>(priority)}});
    }
    std::vector<Row> m_rows;
};

void describeCertificate(FieldWriter& writer, const TlsCertificateFacts& facts, bool isPeer) {
    const std::string prefix = isPeer ? "tls-peer-" : "tls-own-";
    const auto name = [&](std::string_view what) { return prefix + std::string(what); };
    if (facts.subject.empty() && facts.names.empty() && facts.fingerprint.empty())
        return;
    writer.fact(name("subject"), facts.subject);
    writer.fact(name("issuer"), facts.issuer, FieldPriority::Detail);
    std::string names;
    for (const std::string& entry : facts.names)
        names += (names.empty() ? "" : ", ") + entry;
    writer.fact(name("names"), names);
    writer.number(name("expires"), toMilliseconds(facts.notAfter) / 1000, Unit::UnixSeconds);
    writer.fact(name("key"), facts.key);
    writer.fact(name("fingerprint"), facts.fingerprint, FieldPriority::Detail);
}

void describeTls(FieldWriter& writer, const TlsReport& report) {
    writer.fact("tls-version", report.version, FieldPriority::Headline);
    writer.fact("tls-suite", report.suite.name, FieldPriority::Headline);
    writer.fact("tls-key-exchange", report.suite.keyExchange);
    writer.fact("tls-group", report.group);
    writer.fact("tls-authentication", report.suite.authentication);
    writer.fact("tls-signature", report.signature);
    writer.fact("tls-cipher", report.suite.cipher);
    writer.fact("tls-mac", report.suite.mac);
    writer.fact("tls-prf", report.suite.prf);
    writer.flag("tls-resumed", report.resumed);
    writer.fact("tls-server-name", report.serverName, FieldPriority::Headline);
    writer.fact("tls-alpn", report.alpn, FieldPriority::Headline);
    writer.fact("tls-verification", report.verification);
    if (report.handshakeTime != Duration{})
        writer.number("tls-handshake-time", static_cast<std::uint64_t>(report.handshakeTime.count()), Unit::Nanoseconds);
    writer.number("tls-handshake-in", report.handshakeBytesIn, Unit::Bytes, FieldPriority::Detail);
    writer.number("tls-handshake-out", report.handshakeBytesOut, Unit::Bytes, FieldPriority::Detail);
    if (report.hasPeerCertificate)
        describeCertificate(writer, report.peer, true);
    describeCertificate(writer, report.own, false);
}

} // namespace

std::vector<Row> describeConnection(RegistryEntry& entry) {
    FieldWriter writer;
    ConnectionInfo info;
    entry.fill(info);
    writer.text("protocol", info.protocol, FieldPriority::Headline);
    writer.text("state", info.state, FieldPriority::Headline);
    if (Connection* connection = entry.asConnection()) {
        const TransportInfo transport = connection->transport().info();
        writer.fact("peer", transport.peer.toString(), FieldPriority::Headline);
        writer.fact("local", transport.local.toString());
        writer.text("transport", nameOf(transport.kind));
        if (transport.tls)
            describeTls(writer, *transport.tls);
    }
    entry.describe(writer);
    return writer.take();
}

} // namespace burrow::monitor
