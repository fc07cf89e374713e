// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/router.hpp"
#include "base/http/tls_identity.hpp"

#include <chrono>
#include <memory>

namespace assay::http {

/// How much of the server one client may take. Each phase of a connection has its own time.
struct ServerLimits {
    std::size_t header_bytes = 16U << 10;
    /// Of request bodies in memory at one time, counted as they arrive; beyond it, 503. Strangers, who have shown no
    /// known key, share one pool; known peers share the other, of which one key gets a quarter at most.
    std::uint64_t bodies_bytes = 512U << 20;
    std::uint64_t stranger_bodies_bytes = 64U << 20;
    /// Beyond these a stranger's connection takes the place of another stranger's (seats.hpp). Where anybody can be
    /// known, strangers get three quarters of all.
    std::size_t connections = 4096;
    std::size_t origin_connections = 512;  ///< of strangers of one IPv4 address, or one /64 of IPv6
    std::size_t key_connections = 256;     ///< of one known key
    /// Descriptors that connections leave to the rest of the program: `connections` is lowered until they do.
    std::size_t descriptors_kept = 640;
    std::size_t workers = 4;           ///< handlers running at one time
    std::size_t stranger_workers = 4;  ///< of their own for strangers, where anybody can be known

    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds header{10'000};    ///< from the first byte of a request to the end of its header
    std::chrono::milliseconds idle{60'000};      ///< between two requests
    std::chrono::milliseconds transfer{30'000};  ///< of grace for a body or an answer, on top of the slowest pace:
    std::uint64_t bytes_per_second = 16U << 10;  ///< the slowest pace of a body or an answer
    std::chrono::milliseconds linger{2'000};     ///< for a client to notice that a connection ends
};

/// Where a server listens, as whom, and within which limits.
struct ServerOptions {
    /// A literal address and a port; port 0 takes a free one. `[::1]:8080` for IPv6.
    std::string listen = "127.0.0.1:0";
    std::optional<TlsIdentity> identity;
    /// Without an identity the server speaks plain HTTP: only where allowed here, and only on loopback.
    PlainHttp plain = PlainHttp::Refused;
    /// The largest body of a request of which all but the body is known. Runs on the I/O thread: must not block.
    std::function<std::uint64_t(const Request& head)> body_bytes_max;
    /// Whether a request may be made at all, decided without its body: an error is the answer, and no body is read.
    /// Runs on the I/O thread: must not block. May be empty.
    std::function<Status(const Request& head)> check_head;
    /// Whether the holder of a key is known, so that strangers cannot take its place. Empty: no key is. Runs on the I/O
    /// thread: must not block.
    std::function<bool(const SpkiDigest& key)> is_known;
    ServerLimits limits;
};

/// What a server has seen since it started.
struct ServerStatistics {
    std::uint64_t connections = 0;
    std::uint64_t handshakes = 0;      ///< connections that got through TLS, if there is any
    std::uint64_t bytes_received = 0;  ///< of HTTP, after decryption
    std::uint64_t requests = 0;        ///< that reached the handler
    std::uint64_t refusals = 0;        ///< that were answered without it
    std::uint64_t sent_away = 0;       ///< connections that had to make room, or found none
};

/// An HTTP/1.1 server.
///
/// - TLS 1.3 with the identity's key. Client certificates are asked for and optional; the digest of the key is handed
/// to
///   the handler, which decides.
/// - One thread moves all bytes; handlers run on `workers` threads and may block. A handler must be safe to run on
///   several threads at once. What it throws becomes 500.
/// - Who is known by the key shown has connections, memory for bodies and workers that strangers cannot use up.
/// Strangers
///   make room for one another, the least advanced first (seats.hpp), so that a flood of one host is its own.
/// - Where no descriptor is left it waits, sends a silent connection away, and goes on.
/// - A request whose end two parties could see at different places is refused (framing.hpp), and the connection closed.
/// - All of its threads block all signals, which so reach the program's own.
class Server {
public:
    /// Bound and listening on return. Errors: Usage for a malformed address or plain HTTP that is not allowed, Refused
    /// for plain HTTP beyond loopback, Conflict when the address is taken, Io, Internal.
    static Result<Server> start(ServerOptions options, Handler handler);

    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;
    /// Stops at once.
    ~Server();

    /// `https://127.0.0.1:8443`, with the real port.
    std::string url() const;
    std::uint16_t port() const;
    ServerStatistics statistics() const;

    /// Takes no more requests, gives those that are whole `grace` to be answered, then cuts what is left. Half-sent
    /// ones are answered 503 at once. Returns when the last handler has, even where its client is gone. Harmless when
    /// repeated.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::http
