// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace burrow {
namespace {

std::string_view systemText(int code) noexcept {
    // strerrordesc_np gives a constant string: no buffer, no locale.
    const char* text = ::strerrordesc_np(code);
    return text ? text : "unknown system error";
}

std::string_view coreText(int code) noexcept {
    switch (static_cast<CoreError>(code)) {
    case CoreError::None: return "no error";
    case CoreError::Closed: return "the connection is closed";
    case CoreError::Canceled: return "canceled";
    case CoreError::TimedOut: return "timed out";
    case CoreError::BufferFull: return "the buffer limit is reached";
    case CoreError::WrongThread: return "called from a thread that does not own the object";
    case CoreError::LoopStopped: return "the event loop is stopped";
    case CoreError::InsideTurn: return "called from inside a turn of the event loop";
    case CoreError::AlreadyAnswered: return "the request is already answered";
    case CoreError::NotSupported: return "not supported";
    case CoreError::InvalidArgument: return "invalid argument";
    case CoreError::TooMany: return "too many at once";
    case CoreError::NameNotFound: return "name not found";
    case CoreError::Truncated: return "the stream ended inside a message";
    case CoreError::ThrownException: return "an exception left a callback";
    }
    return "unknown error";
}

ErrorKind kindOf(int number) noexcept {
    switch (number) {
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
    case ENETRESET: return ErrorKind::Reset;
    case ENOTCONN: return ErrorKind::Closed;
    case ETIMEDOUT: return ErrorKind::Timeout;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return ErrorKind::Overloaded;
    case ECANCELED: return ErrorKind::Canceled;
    default: return ErrorKind::System;
    }
}

} // namespace

constinit const ErrorDomain systemErrors{"system", systemText, nullptr};
constinit const ErrorDomain coreErrors{"core", coreText, nullptr};

std::string_view nameOf(ErrorKind kind) noexcept {
    switch (kind) {
    case ErrorKind::Closed: return "closed";
    case ErrorKind::Reset: return "reset";
    case ErrorKind::Truncated: return "truncated";
    case ErrorKind::Canceled: return "canceled";
    case ErrorKind::Timeout: return "timeout";
    case ErrorKind::Overloaded: return "overloaded";
    case ErrorKind::Unresolved: return "unresolved";
    case ErrorKind::Limit: return "limit";
    case ErrorKind::PeerFault: return "peer-fault";
    case ErrorKind::Incompatible: return "incompatible";
    case ErrorKind::Unauthenticated: return "unauthenticated";
    case ErrorKind::Security: return "security";
    case ErrorKind::System: return "system";
    case ErrorKind::Misuse: return "misuse";
    case ErrorKind::Bug: return "bug";
    }
    return "unknown";
}

Error Error::fromErrno(int number) noexcept { return {kindOf(number), systemErrors, number}; }

Error Error::fromErrno(int number, std::string what) { return fromErrno(number).about(std::move(what)); }

Error Error::misuse(std::string what) {
    return Error(ErrorKind::Misuse, CoreError::InvalidArgument).about(std::move(what));
}

Error&& Error::with(ErrorDetail detail) && {
    m_detail = std::make_shared<const ErrorDetail>(std::move(detail));
    return std::move(*this);
}

Error&& Error::about(std::string what) && {
    ErrorDetail detail = m_detail ? *m_detail : ErrorDetail{};
    detail.what = detail.what.empty() ? std::move(what) : std::move(what) + ": " + detail.what;
    return std::move(*this).with(std::move(detail));
}

std::string Error::message() const {
    std::string sentence;
    if (m_detail && !m_detail->what.empty())
        sentence = m_detail->what + ": ";
    sentence += text();
    if (m_offset != 0)
        sentence += " at byte " + std::to_string(m_offset);
    if (m_detail && (m_detail->limit != 0 || m_detail->seen != 0))
        sentence += " (limit " + std::to_string(m_detail->limit) + ", seen " + std::to_string(m_detail->seen) + ")";
    if (m_detail) {
        for (const std::string& attempt : m_detail->attempts)
            sentence += "; " + attempt;
    }
    return sentence;
}

int complain(const Error& error) {
    std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, error.message().c_str());
    return 1;
}

} // namespace burrow
