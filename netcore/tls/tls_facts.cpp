// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_facts.hpp"

#include <ctime>

namespace burrow {
namespace {

std::string isoTime(WallTime time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

class Facts {
public:
    void add(std::string_view name, std::string_view text) {
        if (!text.empty())
            m_all.push_back({name, std::string(text)});
    }
    std::vector<TlsFact> take() { return std::move(m_all); }

private:
    std::vector<TlsFact> m_all;
};

void addCertificate(Facts& facts, const TlsCertificateFacts& certificate, bool isPeer) {
    facts.add(isPeer ? "peer-subject" : "subject", certificate.subject);
    facts.add(isPeer ? "peer-issuer" : "issuer", certificate.selfSigned ? "itself" : certificate.issuer);
    facts.add(isPeer ? "peer-names" : "names", joined(certificate.names));
    facts.add(isPeer ? "peer-valid-from" : "valid-from", isoTime(certificate.notBefore));
    facts.add(isPeer ? "peer-valid-until" : "valid-until", isoTime(certificate.notAfter));
    facts.add(isPeer ? "peer-key" : "key", certificate.key);
    facts.add(isPeer ? "peer-serial" : "serial", certificate.serial);
    facts.add(isPeer ? "peer-sha256" : "sha256", certificate.fingerprint);
}

} // namespace

std::vector<TlsFact> listFacts(const TlsCertificateFacts& certificate) {
    Facts facts;
    addCertificate(facts, certificate, false);
    return facts.take();
}

std::vector<TlsFact> listFacts(const TlsReport& report) {
    Facts facts;
    facts.add("version", report.version);
    facts.add("suite", report.suite.name);
    facts.add("server-name", report.serverName);
    facts.add("alpn", report.alpn);
    facts.add("key-exchange", report.suite.keyExchange);
    facts.add("group", report.group);
    facts.add("authentication", report.suite.authentication);
    facts.add("signature", report.signature);
    facts.add("cipher", report.suite.cipher);
    if (report.suite.keyBits != 0)
        facts.add("key-bits", std::to_string(report.suite.keyBits));
    facts.add("mac", report.suite.mac);
    facts.add("prf", report.suite.prf);
    facts.add("resumed", report.resumed ? "yes" : "no");
    facts.add("verification", report.verification);
    if (report.hasPeerCertificate)
        addCertificate(facts, report.peer, true);
    if (report.chainLength != 0)
        facts.add("chain-length", std::to_string(report.chainLength));
    facts.add("own-subject", report.own.subject);
    facts.add("own-sha256", report.own.fingerprint);
    facts.add("handshake-bytes-in", std::to_string(report.handshakeBytesIn));
    facts.add("handshake-bytes-out", std::to_string(report.handshakeBytesOut));
    const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(report.handshakeTime).count();
    if (taken != 0)
        facts.add("handshake-microseconds", std::to_string(taken));
    return facts.take();
}

} // namespace burrow
