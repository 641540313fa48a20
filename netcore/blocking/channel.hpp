// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/fd.hpp"
#include "netcore/blocking/deadline.hpp"
#include "netcore/buffer/output_queue.hpp"
#include "netcore/tls/tls_engine.hpp"

#include <memory>
#include <string>
#include <vector>

namespace burrow::blocking {

/// The bytes of a stream socket, plain or through TLS, waiting with poll(2). No input buffer beyond what TLS needs.
/// Thread: one at a time.
class Channel {
public:
    explicit Channel(Fd fd) noexcept : m_fd(std::move(fd)) {}
    ~Channel();

    int fd() const noexcept { return m_fd.get(); }
    bool isTls() const noexcept { return m_engine != nullptr; }
    const TlsReport* tlsReport() const noexcept;

    /// At least one byte; 0 at the end of the stream.
    Result<std::size_t> read(MutableBytes into, const Deadline& deadline);
    /// The same without taking the bytes; not for TLS.
    Result<std::size_t> peek(MutableBytes into, const Deadline& deadline);
    /// All of it; `sent` counts what the kernel took of plain bytes, for the error's reader.
    Result<void> write(ByteView data, const Deadline& deadline, std::size_t& sent);
    /// Handshake; an alert is sent if it fails.
    Result<void> startTls(std::shared_ptr<const TlsContext> context, const std::string& serverName,
                          const Deadline& deadline);
    /// Data waits inside that poll(2) does not know of.
    bool hasPending() const noexcept { return !m_kept.empty() || (m_engine && m_engine->hasBuffered()); }
    /// Ends our direction; TLS says close_notify first, if the kernel takes it at once.
    Result<void> shutdownWrite();

private:
    Result<std::size_t> receive(MutableBytes into, int flags, const Deadline& deadline);
    Result<void> fetchCipher(const Deadline& deadline, bool& ended);
    Result<TlsEngine::Step> step(MutableBytes plain, const Deadline& deadline);
    Result<void> flush(const Deadline& deadline);

    Fd m_fd;
    BlockPool m_pool;
    OutputQueue m_cipherOut{m_pool};
    std::unique_ptr<TlsEngine> m_engine;
    std::vector<std::byte> m_kept; ///< cipher text that the engine has not taken yet
    bool m_peerClosed = false;
};

} // namespace burrow::blocking
