// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace burrow {

/// What the reader of an error should do; what happened is in the code.
enum class ErrorKind : std::uint8_t {
    Closed,          ///< the peer ended in order
    Reset,           ///< the connection was reset
    Truncated,       ///< the stream ended inside a message
    Canceled,        ///< we asked for it
    Timeout,         ///< retry may help
    Overloaded,      ///< retry later, not at once
    Unresolved,      ///< the name was not found
    Limit,           ///< the peer passed a named limit: answer wireHint(), close
    PeerFault,       ///< the peer broke the protocol: answer wireHint(), close
    Incompatible,    ///< no common version or feature
    Unauthenticated, ///< credentials are missing or wrong
    Security,        ///< certificate, signature or policy
    System,          ///< an errno is in the code
    Misuse,          ///< our caller broke the contract; never caused by network data
    Bug,             ///< please report
};

/// Stable name of a kind, for logs and JSON ("peer-fault").
std::string_view nameOf(ErrorKind kind) noexcept;

/// One per protocol, constexpr: turns a code into its sentence and into what goes on the wire
/// (HTTP status, WebSocket close code, TLS alert; 0 = nothing).
struct ErrorDomain {
    std::string_view name;
    std::string_view (*text)(int code) noexcept;
    int (*wireHint)(int code) noexcept;
};

/// errno values; the domain of ErrorKind::System and of the kinds derived from an errno.
extern const ErrorDomain systemErrors;
/// Codes of this library's own contracts, see CoreError.
extern const ErrorDomain coreErrors;

enum class CoreError : int {
    None = 0,
    Closed,
    Canceled,
    TimedOut,
    BufferFull,
    WrongThread,
    LoopStopped,
    InsideTurn,
    AlreadyAnswered,
    NotSupported,
    InvalidArgument,
    TooMany,
    NameNotFound,
    Truncated,
    ThrownException,
};

/// Cold facts, so that a person learns which: file, host, limit and value seen, excerpt, all attempts of a connect.
struct ErrorDetail {
    std::string what;                  ///< "listen 127.0.0.1:8080", "chat.key", empty if nothing is to be added
    std::uint64_t limit = 0, seen = 0; ///< both 0 unless the kind is Limit
    std::string excerpt;               ///< at most 64 bytes of the input, not escaped
    std::vector<std::string> attempts; ///< one sentence per failed attempt
};

/// At most 40 bytes; no allocation unless a detail is attached. Thread: immutable.
class [[nodiscard]] Error {
public:
    Error(ErrorKind kind, const ErrorDomain& domain, int code, std::uint32_t offset = 0) noexcept
        : m_domain(&domain), m_code(code), m_offset(offset), m_kind(kind) {}
    Error(ErrorKind kind, CoreError code) noexcept : Error(kind, coreErrors, static_cast<int>(code)) {}

    /// Maps an errno to a kind: ECONNRESET is Reset, ETIMEDOUT is Timeout, EMFILE is Overloaded, others System.
    static Error fromErrno(int number) noexcept;
    static Error fromErrno(int number, std::string what);
    static Error misuse(std::string what);

    ErrorKind kind() const noexcept { return m_kind; }
    const ErrorDomain& domain() const noexcept { return *m_domain; }
    int code() const noexcept { return m_code; }
    /// Byte in the stream at which the input became invalid, 0 if unknown.
    std::uint32_t offset() const noexcept { return m_offset; }
    std::string_view text() const noexcept { return m_domain->text(m_code); }
    int wireHint() const noexcept { return m_domain->wireHint ? m_domain->wireHint(m_code) : 0; }
    const ErrorDetail* detail() const noexcept { return m_detail.get(); }

    /// The whole sentence: "listen 127.0.0.1:8080: address already in use".
    std::string message() const;

    Error&& with(ErrorDetail detail) &&;
    Error&& about(std::string what) &&;
    Error at(std::uint32_t offset) const noexcept {
        Error moved = *this;
        moved.m_offset = offset;
        return moved;
    }

    /// Same domain and code; offset and detail do not count.
    friend bool operator==(const Error& a, const Error& b) noexcept {
        return a.m_domain == b.m_domain && a.m_code == b.m_code;
    }

private:
    const ErrorDomain* m_domain;
    int m_code;
    std::uint32_t m_offset;
    std::shared_ptr<const ErrorDetail> m_detail;
    ErrorKind m_kind;
};
static_assert(sizeof(Error) <= 40);

template <class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }
inline std::unexpected<Error> fail(ErrorKind kind, CoreError code) { return fail(Error(kind, code)); }

/// Writes "program: message" to standard error; gives the exit status 1, for `return complain(...)` in main.
int complain(const Error& error);

} // namespace burrow

#define BURROW_TRY_JOIN_(a, b) a##b
#define BURROW_TRY_NAME_(line) BURROW_TRY_JOIN_(burrowTry, line)
/// Declares or assigns `x` from a Result, or returns its error: BURROW_TRY(auto size, parseSize(text));
#define BURROW_TRY(x, expr)                                                                                            \
    auto BURROW_TRY_NAME_(__LINE__) = (expr);                                                                          \
    if (!BURROW_TRY_NAME_(__LINE__))                                                                                   \
        return std::unexpected(std::move(BURROW_TRY_NAME_(__LINE__).error()));                                         \
    x = std::move(*BURROW_TRY_NAME_(__LINE__))
/// The same inside a coroutine.
#define BURROW_CO_TRY(x, expr)                                                                                         \
    auto BURROW_TRY_NAME_(__LINE__) = (expr);                                                                          \
    if (!BURROW_TRY_NAME_(__LINE__))                                                                                   \
        co_return std::unexpected(std::move(BURROW_TRY_NAME_(__LINE__).error()));                                      \
    x = std::move(*BURROW_TRY_NAME_(__LINE__))
