// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/coro/stream.hpp"

#include "netcore/connection/connection.hpp"
#include "netcore/tls/tls_transport.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace burrow {
namespace {
/// Bytes kept for a reader that does not come: then the peer waits.
constexpr std::size_t readAhead = 64 * 1024;
}

struct Stream::State {
    explicit State(EventLoop& loop) : registry(loop) {}

    void wakeReader() {
        if (reader)
            std::exchange(reader, {}).resume();
    }
    void wakeWriter() {
        if (writer)
            std::exchange(writer, {}).resume();
    }

    ConnectionRegistry registry;
    Connection* connection = nullptr; ///< null once it is gone
    std::string input;
    bool ended = false;
    std::optional<Error> error;
    std::coroutine_handle<> reader, writer;
    Connection::ReadPause pause;
};

/// Fills the state's input; the coroutines take from there.
class Stream::Session final : public ProtocolSession {
public:
    explicit Session(State& state) : m_state(&state) {}
    Result<std::size_t> onBytes(MutableBytes in, Connection& connection) override {
        m_state->input.append(asText(in));
        if (m_state->input.size() > readAhead && !m_state->pause)
            m_state->pause = connection.pauseReading();
        m_state->wakeReader();
        return in.size();
    }
    Result<void> onEof(Connection&) override { // our direction stays open
        m_state->ended = true;
        m_state->wakeReader();
        return {};
    }
    void onWritable(Connection&) override { m_state->wakeWriter(); }
    void onClosed(const Error& why) noexcept override {
        m_state->pause.release();
        m_state->connection = nullptr;
        m_state->ended = true;
        if (why.kind() != ErrorKind::Closed)
            m_state->error = why;
        m_state->wakeReader();
        m_state->wakeWriter();
    }
    std::string_view protocol() const noexcept override { return "stream"; }

private:
    State* m_state;
};

namespace {
/// Waits for somebody to resume `slot`; destroyed while waiting, it takes itself out.
struct SlotAwaiter {
    std::coroutine_handle<>& slot;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept { slot = awaiting; }
    void await_resume() const noexcept {}
    ~SlotAwaiter() { slot = {}; }
};
} // namespace

Stream::Stream(EventLoop& loop, std::unique_ptr<Transport> transport) : m_state(std::make_unique<State>(loop)) {
    auto options = std::make_shared<ConnectionOptions>();
    options->listener = "stream";
    m_state->connection =
        m_state->registry.open(std::move(transport), std::make_unique<Session>(*m_state), options, {});
}

Stream::~Stream() {
    m_state->reader = m_state->writer = {};
    if (m_state->connection)
        m_state->connection->flush();
}

bool Stream::isOpen() const noexcept { return m_state->connection && !m_state->ended; }

void Stream::close() {
    if (m_state->connection)
        m_state->connection->closeWhenFlushed();
}

Task<Result<std::string>> Stream::readLine(std::size_t limit) {
    State& state = *m_state;
    for (std::size_t looked = 0;;) {
        const std::size_t end = state.input.find('\n', looked);
        if (end != std::string::npos && end <= limit + 1) {
            std::string line = state.input.substr(0, end);
            state.input.erase(0, end + 1);
            if (line.ends_with('\r'))
                line.pop_back();
            if (state.input.size() <= readAhead)
                state.pause.release();
            co_return line;
        }
        if (state.input.size() > limit + 1) {
            ErrorDetail detail;
            detail.what = "line";
            detail.limit = limit;
            detail.seen = state.input.size();
            co_return std::unexpected(Error(ErrorKind::Limit, CoreError::BufferFull).with(std::move(detail)));
        }
        if (state.error)
            co_return std::unexpected(*state.error);
        if (state.ended)
            co_return std::unexpected(state.input.empty() ? Error(ErrorKind::Closed, CoreError::Closed)
                                                          : Error(ErrorKind::Truncated, CoreError::Truncated));
        looked = state.input.size();
        state.pause.release();
        co_await SlotAwaiter{state.reader};
    }
}

Task<Result<std::size_t>> Stream::readSome(MutableBytes into) {
    State& state = *m_state;
    while (state.input.empty()) {
        if (state.error)
            co_return std::unexpected(*state.error);
        if (state.ended)
            co_return std::size_t{0};
        state.pause.release();
        co_await SlotAwaiter{state.reader};
    }
    const std::size_t part = std::min(into.size(), state.input.size());
    std::memcpy(into.data(), state.input.data(), part);
    state.input.erase(0, part);
    if (state.input.size() <= readAhead)
        state.pause.release();
    co_return part;
}

Task<Result<void>> Stream::readExact(MutableBytes into) {
    while (!into.empty()) {
        BURROW_CO_TRY(const std::size_t got, co_await readSome(into));
        if (got == 0)
            co_return std::unexpected(Error(ErrorKind::Truncated, CoreError::Truncated));
        into = into.subspan(got);
    }
    co_return Result<void>{};
}

Task<Result<void>> Stream::write(ByteView bytes) {
    State& state = *m_state;
    if (!state.connection || !state.connection->isOpen())
        co_return std::unexpected(state.error ? *state.error : Error(ErrorKind::Closed, CoreError::Closed));
    state.connection->out().append(bytes);
    state.connection->flush();
    while (state.connection && state.connection->isOverHighMark())
        co_await SlotAwaiter{state.writer};
    if (!state.connection)
        co_return std::unexpected(state.error ? *state.error : Error(ErrorKind::Closed, CoreError::Closed));
    co_return Result<void>{};
}

Task<Result<void>> Stream::startTls(std::shared_ptr<const TlsContext> context, std::string serverName) {
    State& state = *m_state;
    if (!state.connection)
        co_return std::unexpected(Error(ErrorKind::Closed, CoreError::Closed));
    if (!state.input.empty()) // an attacker may have put them there before the handshake
        co_return std::unexpected(
            Error(ErrorKind::PeerFault, CoreError::InvalidArgument).about("plain bytes behind the switch to TLS"));
    TlsTransportOptions options;
    options.serverName = std::move(serverName);
    state.connection->wrapTransport(tlsWrapper(std::move(context), state.connection->loop(), std::move(options)));
    co_return Result<void>{};
}

namespace {

struct ConnectAwaiter {
    EventLoop& loop;
    Target target;
    ConnectOptions options;
    std::optional<Connector> connector = {};
    std::optional<Result<ConnectedSocket>> outcome = {};

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) {
        connector.emplace(loop, std::move(target), options, [this, awaiting](Result<ConnectedSocket> result) {
            outcome.emplace(std::move(result));
            awaiting.resume();
        });
    }
    Result<ConnectedSocket> await_resume() { return std::move(*outcome); }
};

} // namespace

Task<Result<std::unique_ptr<Stream>>> dial(EventLoop& loop, Target target, DialOptions options) {
    const std::string host = target.host();
    ConnectAwaiter connecting{loop, std::move(target), options.connect};
    BURROW_CO_TRY(ConnectedSocket socket, co_await connecting);
    auto transport = makeSocketTransport(std::move(socket.fd),
                                         socket.peer.isUnix() ? TransportKind::Unix : TransportKind::Tcp);
    if (options.tls) {
        TlsTransportOptions tls;
        tls.serverName = host;
        BURROW_CO_TRY(transport, (makeTlsTransport(std::move(transport), options.tls, loop, std::move(tls))));
    }
    co_return std::make_unique<Stream>(loop, std::move(transport));
}

} // namespace burrow
