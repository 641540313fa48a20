// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/tls_engine.hpp"

#include "netcore/tls/openssl_handles.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <optional>
#include <sys/uio.h>

namespace burrow {
namespace {

using detail::OpenSslPtr;

constexpr std::size_t recordBytes = SSL3_RT_MAX_PLAIN_LENGTH; ///< 16 KiB
constexpr int gatheredSlices = 64;

class OpenSslSession final : public TlsSession {
public:
    OpenSslSession(SSL_SESSION* session, std::string serverName) noexcept
        : m_session(session), m_serverName(std::move(serverName)) {}
    ~OpenSslSession() override { SSL_SESSION_free(m_session); }
    const std::string& serverName() const noexcept override { return m_serverName; }
    /// SSL_set_session() takes a counted reference and leaves the session as it is.
    SSL_SESSION* get() const noexcept { return m_session; }

private:
    SSL_SESSION* m_session;
    std::string m_serverName;
};

class OpenSslEngine final : public TlsEngine {
public:
    explicit OpenSslEngine(std::shared_ptr<const TlsContext> context) noexcept : m_context(std::move(context)) {}
    ~OpenSslEngine() override {
        // SSL_free() would forbid to resume a session whose connection ended without close_notify.
        if (m_keepSession && m_done && !m_failure)
            SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
    Result<void> prepare(TlsEngineOptions options);

    Result<Step> receive(Bytes cipher, MutableBytes plain, OutputQueue& cipherOut) override;
    Result<void> receiveEof() override;
    Result<std::size_t> send(const OutputQueue& plain, OutputQueue& cipherOut, std::size_t atMost) override;
    Result<void> send(ByteView plain, OutputQueue& cipherOut) override;
    void close(OutputQueue& cipherOut) override;
    bool isHandshakeDone() const noexcept override { return m_done; }
    std::string_view version() const noexcept override { return m_done ? SSL_get_version(m_ssl.get()) : ""; }
    std::string_view suite() const noexcept override {
        const SSL_CIPHER* cipher = m_done ? SSL_get_current_cipher(m_ssl.get()) : nullptr;
        return cipher ? SSL_CIPHER_standard_name(cipher) : "";
    }
    bool hasBuffered() const noexcept override { return m_done && !m_failure && SSL_has_pending(m_ssl.get()) == 1; }
    void beginPeriod() noexcept override { m_messages = 0; }
    const TlsReport& report() const override;
    void setHandshakeTime(Duration taken) noexcept override { m_handshakeTime = taken; }
    std::shared_ptr<const TlsSession> session() const override { return m_session; }
    /// True if the reference to the session is ours now.
    bool keep(SSL_SESSION* session);

private:
    Result<void> prepareClient(const TlsEngineOptions& options);
    Result<void> expectName(const std::string& serverName);
    Result<void> advanceHandshake(Bytes& cipher);
    Result<void> finishHandshake();
    Result<void> decrypt(MutableBytes plain, Step& step);
    Result<void> encrypt(ByteView plain);
    std::unexpected<Error> stick(Error error);
    Error aboutHandshake(Error error) const;
    void lend(OutputQueue& out) noexcept;
    const TlsContext::Private& hidden() const noexcept { return m_context->hidden(); }

    static int onVerify(int ok, X509_STORE_CTX* store);
    static void onMessage(int isOurs, int, int type, const void*, std::size_t, SSL*, void* engine);

    std::shared_ptr<const TlsContext> m_context;
    OpenSslPtr<ssl_st> m_ssl;
    detail::CipherIo m_io;
    std::optional<Error> m_failure;
    mutable std::unique_ptr<TlsReport> m_report;
    std::shared_ptr<const TlsSession> m_session;
    std::string m_serverName; ///< only where a session is kept
    Duration m_handshakeTime{};
    std::uint32_t m_handshakeIn = 0, m_handshakeOut = 0;
    std::uint32_t m_messages = 0; ///< after the handshake, in this period
    int m_overlooked = X509_V_OK; ///< first complaint that an insecure switch passed over
    bool m_done = false, m_peerClosed = false, m_closeSent = false, m_keepSession = false;
};

// ---- Set-up ----

Result<void> OpenSslEngine::prepare(TlsEngineOptions options) {
    m_ssl.reset(SSL_new(hidden().contexts.front().get()));
    BIO* bio = m_ssl ? BIO_new(hidden().bioMethod.get()) : nullptr;
    if (!bio)
        return fail(makeTlsError(TlsError::Internal).about(detail::takeOpenSslReason()));
    BIO_set_data(bio, &m_io);
    SSL* ssl = m_ssl.get();
    SSL_set_bio(ssl, bio, bio);
    SSL_set_app_data(ssl, this);
    SSL_set_msg_callback(ssl, onMessage);
    SSL_set_msg_callback_arg(ssl, this);
    if (options.now != WallTime{})
        X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), std::chrono::system_clock::to_time_t(options.now));
    if (hidden().isServer) {
        SSL_set_accept_state(ssl);
        return {};
    }
    SSL_set_connect_state(ssl);
    return prepareClient(options);
}

Result<void> OpenSslEngine::prepareClient(const TlsEngineOptions& options) {
    SSL* ssl = m_ssl.get();
    const TlsInsecure& insecure = hidden().insecure;
    SSL_set_verify(ssl, SSL_VERIFY_PEER, insecure.acceptAnyAuthority ? onVerify : nullptr);
    if (insecure.acceptAnyTime)
        X509_VERIFY_PARAM_set_flags(SSL_get0_param(ssl), X509_V_FLAG_NO_CHECK_TIME);
    if (auto expected = expectName(options.serverName); !expected)
        return expected;
    if (options.keepSession) {
        m_keepSession = true;
        m_serverName = options.serverName;
    }
    const auto* session = dynamic_cast<const OpenSslSession*>(options.resume.get());
    if (session && session->serverName() == options.serverName && SSL_SESSION_is_resumable(session->get()) == 1)
        SSL_set_session(ssl, session->get());
    ERR_clear_error();
    return {};
}

Result<void> OpenSslEngine::expectName(const std::string& serverName) {
    X509_VERIFY_PARAM* param = SSL_get0_param(m_ssl.get());
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    const bool anyName = hidden().insecure.acceptAnyName;
    if (const std::string address = detail::ipAddressBytes(serverName); !address.empty()) {
        // An address is no server name (RFC 6066 §3): no SNI, and only an iPAddress entry matches.
        if (!anyName)
            X509_VERIFY_PARAM_set1_ip(param, reinterpret_cast<const unsigned char*>(address.data()), address.size());
        return {};
    }
    const std::string name = detail::normalisedHostName(serverName);
    if (name.empty()) {
        if (anyName && serverName.empty())
            return {};
        return fail(makeTlsError(TlsError::BadName).about("server name \"" + serverName + "\""));
    }
    SSL_set_tlsext_host_name(m_ssl.get(), name.c_str());
    if (!anyName)
        X509_VERIFY_PARAM_set1_host(param, name.data(), name.size());
    return {};
}

// ---- What OpenSSL tells us ----

/// acceptAnyAuthority: everything but the name and the time is passed over.
int OpenSslEngine::onVerify(int ok, X509_STORE_CTX* store) {
    const int error = X509_STORE_CTX_get_error(store);
    if (ok || error == X509_V_ERR_HOSTNAME_MISMATCH || error == X509_V_ERR_IP_ADDRESS_MISMATCH ||
        error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID)
        return ok;
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* engine = static_cast<OpenSslEngine*>(SSL_get_app_data(ssl));
    if (engine->m_overlooked == X509_V_OK)
        engine->m_overlooked = error;
    return 1;
}

bool OpenSslEngine::keep(SSL_SESSION* session) {
    if (m_keepSession)
        m_session = std::make_shared<OpenSslSession>(session, m_serverName);
    return m_keepSession;
}

/// Counts handshake messages that the peer sends after the handshake.
void OpenSslEngine::onMessage(int isOurs, int, int type, const void*, std::size_t, SSL*, void* engine) {
    auto* self = static_cast<OpenSslEngine*>(engine);
    if (isOurs || type != SSL3_RT_HANDSHAKE || !self->m_done)
        return;
    if (++self->m_messages > self->m_context->limits().messages)
        self->m_io.in = {}; // OpenSSL sees no more of it
}

// ---- Receiving ----

void OpenSslEngine::lend(OutputQueue& out) noexcept {
    m_io.out = &out;
    if (ERR_peek_error() != 0) // left behind by others on this thread; SSL_get_error() would believe it
        ERR_clear_error();
}

std::unexpected<Error> OpenSslEngine::stick(Error error) {
    m_failure = error;
    m_io.in = {};
    return fail(std::move(error));
}

/// Names the server that was asked for, as far as it is known: an operator sees which handshake failed.
Error OpenSslEngine::aboutHandshake(Error error) const {
    const char* name = SSL_get_servername(m_ssl.get(), TLSEXT_NAMETYPE_host_name);
    return std::move(error).about(name ? std::string("handshake for ") + name : "handshake");
}

Result<TlsEngine::Step> OpenSslEngine::receive(Bytes cipher, MutableBytes plain, OutputQueue& cipherOut) {
    if (m_failure)
        return fail(*m_failure);
    lend(cipherOut);
    Step step;
    const std::size_t offered = cipher.size();
    if (!m_done) {
        if (auto advanced = advanceHandshake(cipher); !advanced)
            return stick(aboutHandshake(std::move(advanced.error())));
    }
    if (m_done) {
        step.handshakeDone = true;
        m_io.in = cipher;
        auto decrypted = decrypt(plain, step);
        cipher = m_io.in;
        if (!decrypted)
            return stick(std::move(decrypted.error()));
    }
    m_io.in = {};
    step.consumed = offered - cipher.size();
    return step;
}

/// Takes what it needs from `cipher`, never more than the limit in total.
Result<void> OpenSslEngine::advanceHandshake(Bytes& cipher) {
    const std::uint32_t limit = m_context->limits().handshakeBytes;
    const std::size_t allowed = std::min<std::size_t>(cipher.size(), limit - std::min(m_io.bytesIn, limit));
    m_io.in = cipher.first(allowed);
    const int done = SSL_do_handshake(m_ssl.get());
    cipher = cipher.subspan(allowed - m_io.in.size());
    m_io.in = {};
    m_handshakeIn = m_io.bytesIn;
    m_handshakeOut = m_io.bytesOut;
    if (done == 1)
        return finishHandshake();
    const int why = SSL_get_error(m_ssl.get(), done);
    if (why == SSL_ERROR_ZERO_RETURN) // close_notify
        return fail(makeTlsError(TlsError::Closed));
    if (why != SSL_ERROR_WANT_READ)
        return fail(detail::classifyFailure(m_ssl.get()));
    if (!cipher.empty()) {
        ErrorDetail detail{.limit = limit, .seen = std::uint64_t{m_io.bytesIn} + cipher.size()};
        return fail(makeTlsError(TlsError::HandshakeTooLarge).with(std::move(detail)));
    }
    return {};
}

Result<void> OpenSslEngine::finishHandshake() {
    m_done = true;
    // A server refused such a client at its hello; here a client meets such a server.
    if (SSL_version(m_ssl.get()) == TLS1_2_VERSION && SSL_get_extms_support(m_ssl.get()) != 1)
        return fail(makeTlsError(TlsError::WeakPeer));
    return {};
}

Result<void> OpenSslEngine::decrypt(MutableBytes plain, Step& step) {
    SSL* ssl = m_ssl.get();
    step.peerClosed = m_peerClosed;
    // The condition is what saves a last SSL_read that could only say "want more".
    while (!m_peerClosed && (!m_io.in.empty() || SSL_has_pending(ssl) == 1)) {
        if (step.produced == plain.size()) {
            step.plainFull = true;
            return {};
        }
        std::size_t count = 0;
        const int read = SSL_read_ex(ssl, plain.data() + step.produced, plain.size() - step.produced, &count);
        step.produced += count;
        if (m_messages > m_context->limits().messages)
            return fail(makeTlsError(TlsError::TooManyMessages));
        if (read == 1)
            continue;
        const int why = SSL_get_error(ssl, read);
        if (why == SSL_ERROR_WANT_READ)
            break;
        if (why != SSL_ERROR_ZERO_RETURN)
            return fail(detail::classifyFailure(ssl));
        m_peerClosed = step.peerClosed = true;
    }
    if (m_peerClosed)
        m_io.in = {};
    return {};
}

Result<void> OpenSslEngine::receiveEof() {
    if (m_failure)
        return fail(*m_failure);
    if (m_peerClosed)
        return {};
    Error error = makeTlsError(TlsError::Truncated);
    return stick(m_done ? std::move(error) : aboutHandshake(std::move(error)));
}

// ---- Sending ----

Result<void> OpenSslEngine::encrypt(ByteView plain) {
    std::size_t written = 0;
    if (SSL_write_ex(m_ssl.get(), plain.data(), plain.size(), &written) != 1)
        return stick(detail::classifyFailure(m_ssl.get()));
    return {};
}

/// One gathering: slices of a record's size go as they are, smaller neighbours are joined in a record.
Result<std::size_t> OpenSslEngine::send(const OutputQueue& plain, OutputQueue& cipherOut, std::size_t atMost) {
    if (m_failure)
        return fail(*m_failure);
    if (m_closeSent)
        return fail(makeTlsError(TlsError::Closed));
    if (!m_done)
        return std::size_t{0};
    lend(cipherOut);
    ::iovec slices[gatheredSlices];
    const std::size_t count = plain.gather(slices);
    std::size_t taken = 0, joinedSize = 0;
    std::byte joined[recordBytes];
    for (std::size_t i = 0; i < count && taken < atMost;) {
        const auto* data = static_cast<const std::byte*>(slices[i].iov_base);
        std::size_t size = std::min(slices[i].iov_len, atMost - taken);
        const bool alone = joinedSize == 0 && (size >= recordBytes || i + 1 == count);
        if (alone) {
            if (auto encrypted = encrypt({data, size}); !encrypted)
                return fail(std::move(encrypted.error()));
        } else {
            size = std::min(size, recordBytes - joinedSize);
            std::memcpy(joined + joinedSize, data, size);
            joinedSize += size;
        }
        taken += size;
        slices[i].iov_base = const_cast<std::byte*>(data) + size;
        slices[i].iov_len -= size;
        if (slices[i].iov_len == 0)
            ++i;
        if (joinedSize == recordBytes || (joinedSize != 0 && (i == count || taken == atMost))) {
            if (auto encrypted = encrypt({joined, joinedSize}); !encrypted)
                return fail(std::move(encrypted.error()));
            joinedSize = 0;
        }
    }
    return taken;
}

Result<void> OpenSslEngine::send(ByteView plain, OutputQueue& cipherOut) {
    if (m_failure)
        return fail(*m_failure);
    if (!m_done || m_closeSent)
        return fail(makeTlsError(m_done ? TlsError::Closed : TlsError::Unfinished));
    if (plain.empty())
        return {};
    lend(cipherOut);
    return encrypt(plain);
}

void OpenSslEngine::close(OutputQueue& cipherOut) {
    if (m_failure || !m_done || m_closeSent)
        return;
    lend(cipherOut);
    SSL_shutdown(m_ssl.get());
    ERR_clear_error();
    m_closeSent = true;
}

// ---- Report ----

const TlsReport& OpenSslEngine::report() const {
    if (!m_report)
        m_report = std::make_unique<TlsReport>();
    TlsReport& report = *m_report;
    if (report.version.empty() && m_done) {
        if (m_overlooked != X509_V_OK)
            report.verification = X509_verify_cert_error_string(m_overlooked);
        detail::fillReport(m_ssl.get(), report);
    }
    report.isServer = hidden().isServer;
    report.handshakeBytesIn = m_handshakeIn;
    report.handshakeBytesOut = m_handshakeOut;
    report.handshakeTime = m_handshakeTime;
    return report;
}

} // namespace

int detail::onNewSession(ssl_st* ssl, ssl_session_st* session) {
    return static_cast<OpenSslEngine*>(SSL_get_app_data(ssl))->keep(session) ? 1 : 0;
}

TlsSession::~TlsSession() = default;
TlsEngine::~TlsEngine() = default;

Result<std::unique_ptr<TlsEngine>> makeTlsEngine(std::shared_ptr<const TlsContext> context, TlsEngineOptions options) {
    auto engine = std::make_unique<OpenSslEngine>(std::move(context));
    if (auto prepared = engine->prepare(std::move(options)); !prepared)
        return fail(std::move(prepared.error()));
    return engine;
}

} // namespace burrow
