// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/message.hpp"
#include "base/http/tls_identity.hpp"

#include <chrono>
#include <memory>

namespace assay::http {

/// Which server, trusted by which key, and how long each phase may take.
struct ClientOptions {
    /// `https://HOST[:PORT][/PREFIX]`, without a slash at the end; nothing else of a URL.
    std::string base_url;
    /// The key the server must prove to hold. Needed for https, and the only thing trusted there.
    std::optional<SpkiDigest> server;
    /// Shown to the server when it asks.
    std::optional<TlsIdentity> identity;
    Headers headers = {};                  ///< sent with every request
    PlainHttp plain = PlainHttp::Refused;  ///< whether `base_url` may be http
    std::string from = {};                 ///< a literal address of this machine to connect from; empty: any

    std::chrono::milliseconds connect{10'000};
    std::chrono::seconds stall{120};               ///< without one byte in either direction
    std::chrono::milliseconds total{0};            ///< for one exchange; 0: as long as bytes flow
    std::uint64_t response_bytes_max = 16U << 20;  ///< of an answer kept in memory
};

/// Bytes moved so far, and how many there will be where that is known.
struct Transfer {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::optional<std::uint64_t> to_send;
    std::optional<std::uint64_t> to_receive;
};

/// One request of a client.
struct Call {
    Method method = Method::Get;
    std::string target;  ///< as Target::render() gives it, after the prefix
    std::string content_type;
    Body body;
    Headers headers;
    /// Takes the body of a successful answer as it comes, instead of keeping it; an error ends the transfer.
    std::function<Status(ByteView)> sink;
    /// Called several times a second; an error ends the transfer, as after an interrupt.
    std::function<Status(const Transfer&)> watch;
};

/// An HTTP/1.1 client of one server, over one connection that is kept open.
///
/// - Over https it speaks TLS 1.3 and sends no byte of a request before the server has proven the expected key. Names,
///   dates and authorities in certificates mean nothing here.
/// - Follows no redirect, uses no proxy, no cookie, no password file, and takes nothing from the environment.
/// - Nothing is repeated, but for a request on a kept connection that the server closed before answering a byte.
///
/// Used by one thread at a time.
class Client {
public:
    /// Connects to nothing yet. Errors: Usage for a malformed address, https without a key, http that is not allowed.
    static Result<Client> open(ClientOptions options);

    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    ~Client();

    /// The answer, whatever its status. Errors: Unavailable when the server cannot be reached, stalls or hangs up;
    /// Untrusted when its key is another; Limit when the answer is too large; Invalid when it is not HTTP or the call
    /// is malformed; what the body, sink or watch gave.
    Result<Response> exchange(const Call& call);

    /// The answer of a 2xx status. Errors: as exchange, and the server's own from any other status.
    Result<Response> send(const Call& call);
    Result<Response> get(std::string target);
    Result<Response> post(std::string target, std::string content_type, Body body);

    const std::string& base_url() const;

private:
    struct State;
    explicit Client(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::http
