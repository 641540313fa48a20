// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_sink.hpp"

#include "netcore/base/fd.hpp"
#include "netcore/log/log_format.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace burrow {

Log::Sink::~Sink() = default;

namespace {

/// Lines of one format into a descriptor, one write per batch.
class LineSink final : public Log::Sink {
public:
    LineSink(LogFormat format, int descriptor) : m_format(format) { use(descriptor); }
    LineSink(LogFormat format, Fd descriptor, std::filesystem::path file)
        : m_file(std::move(file)), m_owned(std::move(descriptor)), m_format(format) {
        use(m_owned.get());
    }
    ~LineSink() override { flush(); }

    void write(const Log::Record& record) override {
        if (m_isJson)
            appendJson(m_lines, record);
        else
            appendText(m_lines, record, m_style);
        if (m_lines.size() >= batchBytes)
            flush();
    }
    void flush() override;
    void reopen() override;

    static Result<Fd> open(const std::filesystem::path& file);

private:
    void use(int descriptor);

    static constexpr std::size_t batchBytes = 64 * 1024;
    /// A reader of our pipe that is stuck for so long loses the batch; the rings go on and count what they lose.
    static constexpr int stuckMilliseconds = 2000;

    std::filesystem::path m_file; ///< empty: the descriptor is borrowed
    Fd m_owned;
    int m_descriptor = -1;
    LogFormat m_format;
    bool m_isJson = false;
    TextStyle m_style = TextStyle::Plain;
    std::string m_lines;
};

void LineSink::use(int descriptor) {
    m_descriptor = descriptor;
    const bool isTerminal = ::isatty(descriptor) == 1;
    m_isJson = m_format == LogFormat::Json || (m_format == LogFormat::Auto && !isTerminal);
    m_style = isTerminal && !std::getenv("NO_COLOR") ? TextStyle::Terminal : TextStyle::Plain;
}

void LineSink::flush() {
    std::string_view rest = m_lines;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written > 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            pollfd wait{m_descriptor, POLLOUT, 0};
            if (::poll(&wait, 1, stuckMilliseconds) <= 0)
                break;
        } else if (written == 0 || errno != EINTR) {
            break; // a full disk or a closed pipe: the program is more important than its log
        }
    }
    m_lines.clear();
}

void LineSink::reopen() {
    if (m_file.empty())
        return;
    if (Result<Fd> fresh = open(m_file)) {
        m_owned = std::move(*fresh);
        use(m_owned.get());
    }
}

Result<Fd> LineSink::open(const std::filesystem::path& file) {
    Fd descriptor(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    if (!descriptor)
        return fail(Error::fromErrno(errno, "open " + file.string()));
    return descriptor;
}

} // namespace

std::unique_ptr<Log::Sink> makeSink(LogFormat format, int descriptor) {
    return std::make_unique<LineSink>(format, descriptor);
}

Result<std::unique_ptr<Log::Sink>> openFileSink(LogFormat format, std::filesystem::path file) {
    BURROW_TRY(Fd descriptor, LineSink::open(file));
    return std::make_unique<LineSink>(format, std::move(descriptor), std::move(file));
}

} // namespace burrow
