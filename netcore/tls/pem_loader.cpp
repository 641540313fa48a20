// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/fd.hpp"
#include "netcore/tls/openssl_handles.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

namespace burrow::detail {
namespace {

constexpr std::size_t fileLimit = 1024 * 1024; ///< a chain is a few KiB; a bundle of all public authorities 250 KiB

Error about(TlsError code, const TlsPem& source, std::string reason = {}) {
    ErrorDetail detail{.what = source.name()};
    if (!reason.empty())
        detail.attempts.push_back(std::move(reason));
    return makeTlsError(code).with(std::move(detail));
}

Result<std::string> readAll(const TlsPem& source) {
    if (source.isInMemory())
        return source.inlineText();
    const Fd file(::open(source.name().c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return fail(Error::fromErrno(errno, source.name()));
    std::string text;
    while (text.size() <= fileLimit) {
        char part[16 * 1024];
        const ssize_t count = ::read(file.get(), part, sizeof part);
        if (count == 0)
            return text;
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(Error::fromErrno(errno, source.name()));
        text.append(part, static_cast<std::size_t>(count));
    }
    return fail(about(TlsError::UnreadableFile, source, "larger than 1 MiB"));
}

struct BioDeleter {
    void operator()(BIO* bio) const noexcept { BIO_free_all(bio); }
};
using BioPtr = std::unique_ptr<BIO, BioDeleter>;

BioPtr readerOf(const std::string& text) { return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

bool isEndOfPem() noexcept {
    const unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

/// OpenSSL asks here instead of on the terminal.
int givePassword(char* into, int room, int, void* user) {
    const auto& password = *static_cast<const std::string*>(user);
    if (password.empty() || password.size() > static_cast<std::size_t>(room))
        return -1;
    std::memcpy(into, password.data(), password.size());
    return static_cast<int>(password.size());
}

} // namespace

void OpenSslDeleter::operator()(bio_method_st* object) const noexcept { BIO_meth_free(object); }
void OpenSslDeleter::operator()(evp_pkey_st* object) const noexcept { EVP_PKEY_free(object); }
void OpenSslDeleter::operator()(ssl_ctx_st* object) const noexcept { SSL_CTX_free(object); }
void OpenSslDeleter::operator()(ssl_st* object) const noexcept { SSL_free(object); }
void OpenSslDeleter::operator()(x509_st* object) const noexcept { X509_free(object); }

std::string takeOpenSslReason() {
    const unsigned long error = ERR_peek_error();
    const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    ERR_clear_error();
    return reason ? reason : "";
}

Result<std::vector<OpenSslPtr<x509_st>>> loadCertificates(const TlsPem& source) {
    BURROW_TRY(const std::string text, readAll(source));
    const BioPtr reader = readerOf(text);
    std::vector<OpenSslPtr<x509_st>> chain;
    while (X509* certificate = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr))
        chain.emplace_back(certificate);
    const bool atEnd = isEndOfPem();
    const std::string reason = takeOpenSslReason();
    if (!atEnd)
        return fail(about(TlsError::BadCertificate, source, reason));
    if (chain.empty())
        return fail(about(TlsError::NoCertificate, source));
    return chain;
}

Result<OpenSslPtr<evp_pkey_st>> loadKey(const TlsPem& source, const std::string& password) {
    BURROW_TRY(const std::string text, readAll(source));
    const BioPtr reader = readerOf(text);
    void* user = const_cast<std::string*>(&password); // the callback reads only
    OpenSslPtr<evp_pkey_st> key(PEM_read_bio_PrivateKey(reader.get(), nullptr, givePassword, user));
    if (key) {
        ERR_clear_error();
        return key;
    }
    const bool nothing = text.find("PRIVATE KEY-----") == std::string::npos;
    const bool encrypted = text.find("ENCRYPTED") != std::string::npos;
    const std::string reason = takeOpenSslReason();
    if (nothing)
        return fail(about(TlsError::NoKey, source));
    return fail(encrypted ? about(TlsError::KeyPassword, source) : about(TlsError::BadKey, source, reason));
}

} // namespace burrow::detail
