// SPDX-License-Identifier: Apache-2.0
#include "base/http/server.hpp"

#include "base/core/text.hpp"
#include "base/http/session.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <algorithm>
#include <csignal>
#include <thread>

namespace assay::http {

namespace {

/// A kernel without descriptors to give recovers when connections end.
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr std::chrono::milliseconds kSweepShortest{10}, kSweepLongest{1'000};
/// Bytes of bodies after which freed memory is given back.
constexpr std::uint64_t kTrimBytes = 8U << 20;

Result<tcp::endpoint> parse_address(const std::string& text) {
    const auto colon = text.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : parse_decimal(std::string_view(text).substr(colon + 1));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error || !port || *port > 65535)
        return fail(ErrorKind::Usage, "listening on " + quote(text) + ": not ADDRESS:PORT with a literal address");
    return tcp::endpoint(address, static_cast<std::uint16_t>(*port));
}

/// Programs that this one starts must not inherit connections. Asio opens without the flag.
void close_on_exec(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

/// Holds all signals off this thread, and so off those it starts, while it lives.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_;
};

}  // namespace

struct Server::State {
    State(ServerOptions options, Handler handler)
        : floor(std::move(options), std::move(handler)), acceptor(io), deadline(io), sweeping(io) {}

    Status listen();
    awaitable<void> accept();
    awaitable<void> give_grace(std::chrono::milliseconds grace);
    awaitable<void> sweep();
    void serve(tcp::socket socket, const Origin& origin);

    // In this order: sessions, kept alive by `io`, use the floor to their end.
    Floor floor;
    std::optional<asio::ssl::context> tls;
    asio::io_context io{1};
    tcp::acceptor acceptor;
    asio::steady_timer deadline, sweeping;
    tcp::endpoint address;
    std::thread thread;
};

Status Server::State::listen() {
    const auto& options = floor.options;
    const auto doing = "listening on " + quote(options.listen);
    address = TRY(parse_address(options.listen));
    if (options.identity) {
        tls.emplace(TRY_WITHIN(doing, make_tls_context(*options.identity)));
    } else if (options.plain == PlainHttp::Refused) {
        return fail(ErrorKind::Usage, doing + ": no TLS key is given, and plain HTTP is not allowed");
    } else if (!address.address().is_loopback()) {
        return fail(ErrorKind::Refused, doing + ": plain HTTP is for loopback addresses only");
    }

    error_code error;
    acceptor.open(address.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(address, error);
    if (error) {
        const auto cause = io_error(doing, error.value());
        if (error != asio::error::address_in_use) return fail(cause);
        return fail(
            Error(cause)
                .as(ErrorKind::Conflict)
                .with_hint("another program listens there: stop it, or name another port; port 0 takes a free one"));
    }
    close_on_exec(acceptor.native_handle());
    acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) address = acceptor.local_endpoint(error);
    if (error) return fail(io_error(doing, error.value()));
    return {};
}

awaitable<void> Server::State::accept() {
    while (!floor.stopping) {
        auto [error, socket] = co_await acceptor.async_accept(kAwait);
        if (floor.stopping) co_return;
        if (error) {
            floor.seats.drop_one();
            asio::steady_timer pause(io, kAcceptPause);
            co_await pause.async_wait(kAwait);
            continue;
        }
        error_code gone;
        const auto origin = Origin::of(socket.remote_endpoint(gone).address());
        if (gone) continue;
        if (floor.seats.make_room(origin))
            serve(std::move(socket), origin);
        else
            ++floor.count.sent_away;
    }
}

/// What lacks the memory for one more connection drops it and goes on.
void Server::State::serve(tcp::socket socket, const Origin& origin) {
    close_on_exec(socket.native_handle());
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    try {
        auto stream = tls ? Stream::tls(std::move(socket), *tls) : Stream::plain(std::move(socket));
        asio::co_spawn(io, Session::run(std::make_unique<Session>(floor, std::move(stream), origin)), asio::detached);
    } catch (const std::exception&) { return; }
}

/// Ends connections that have been silent or idle for too long, and gives memory back once large bodies are gone: the
/// allocator keeps what was freed, in each thread's arena, until it is asked.
awaitable<void> Server::State::sweep() {
    const auto& limits = floor.options.limits;
    const auto silent = tls ? limits.handshake : limits.idle;
    const auto period = std::clamp(std::min(limits.idle, silent) / 4, kSweepShortest, kSweepLongest);
    auto trimmed = std::chrono::steady_clock::now();
    while (!floor.stopping) {
        sweeping.expires_after(period);
        co_await sweeping.async_wait(kAwait);
        const auto now = std::chrono::steady_clock::now();
        for (auto* session : floor.sessions) {
            const bool has_been_silent = session->phase() == Phase::Silent && session->since() + silent <= now;
            const bool has_been_idle = session->phase() == Phase::Idle && session->since() + limits.idle <= now;
            if (has_been_silent || has_been_idle) session->leave();
        }
        if (floor.bytes_since_trim < kTrimBytes || now < trimmed + kSweepLongest) continue;
        floor.bytes_since_trim = 0;
        trimmed = now;
        asio::post(floor.workers, [] { ::malloc_trim(0); });
    }
}

awaitable<void> Server::State::give_grace(std::chrono::milliseconds grace) {
    floor.stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    sweeping.cancel();
    for (auto* session : floor.sessions) session->leave();
    constexpr std::chrono::milliseconds kLook{10};
    const auto end = after(grace);
    while (!floor.sessions.empty() && std::chrono::steady_clock::now() < end) {
        deadline.expires_after(kLook);
        co_await deadline.async_wait(kAwait);
    }
    for (auto* session : floor.sessions) session->close();
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&& other) noexcept {
    stop(std::chrono::milliseconds(0));
    state_ = std::move(other.state_);
    return *this;
}
Server::~Server() { stop(std::chrono::milliseconds(0)); }

Result<Server> Server::start(ServerOptions options, Handler handler) {
    const SignalsBlocked signals;
    try {
        auto state = std::make_unique<State>(std::move(options), std::move(handler));
        TRY(state->listen());
        asio::co_spawn(state->io, state->accept(), asio::detached);
        asio::co_spawn(state->io, state->sweep(), asio::detached);
        state->thread = std::thread([&io = state->io] { io.run(); });
        return Server(std::move(state));
    } catch (const std::exception& error) {
        return fail(ErrorKind::Internal, std::string("starting an HTTP server: ") + error.what());
    }
}

std::string Server::url() const {
    std::string host = state_->address.address().to_string();
    if (state_->address.address().is_v6()) host = '[' + host + ']';
    return (state_->tls ? "https://" : "http://") + host + ':' + std::to_string(port());
}

std::uint16_t Server::port() const { return state_->address.port(); }

ServerStatistics Server::statistics() const {
    const auto& count = state_->floor.count;
    return {.connections = count.connections,
            .handshakes = count.handshakes,
            .bytes_received = count.bytes_received,
            .requests = count.requests,
            .refusals = count.refusals,
            .sent_away = count.sent_away};
}

void Server::stop(std::chrono::milliseconds grace) {
    if (!state_ || !state_->thread.joinable()) return;
    asio::co_spawn(state_->io, state_->give_grace(grace), asio::detached);
    state_->thread.join();
    state_->floor.workers.join();
    state_->floor.stranger_workers.join();
}

}  // namespace assay::http
