// SPDX-License-Identifier: Apache-2.0
// Private to base/http.
#pragma once

#include "base/core/error.hpp"
#include "base/http/beast.hpp"
#include "base/http/spki.hpp"
#include "base/http/tls_identity.hpp"

#include <memory>
#include <optional>
#include <span>

namespace assay::http {

/// Our side of TLS: version 1.3, this key, no session kept. A client may show any certificate: the handshake proves
/// that it holds the key, and no more is asked here. Errors: Internal.
Result<asio::ssl::context> make_tls_context(const TlsIdentity& identity);

/// One accepted connection, with or without TLS.
///
/// Every operation ends at its deadline, after which the connection is closed. Owned and used by the I/O thread;
/// `close` may be called while an operation waits, and ends it.
class Stream {
public:
    static std::unique_ptr<Stream> plain(tcp::socket socket);
    static std::unique_ptr<Stream> tls(tcp::socket socket, asio::ssl::context& context);
    virtual ~Stream() = default;

    /// Whether bytes of the client come before the first request.
    virtual bool has_handshake() const = 0;
    /// Whether the client has sent anything before the connection ended. The one operation without a deadline.
    awaitable<bool> wait_for_bytes();
    virtual awaitable<bool> handshake(Deadline deadline) = 0;
    /// How many bytes came, 0 when none will.
    virtual awaitable<std::size_t> read(std::span<std::uint8_t> into, Deadline deadline) = 0;
    virtual awaitable<bool> write(ByteView data, Deadline deadline) = 0;
    virtual std::optional<SpkiDigest> peer() const = 0;

    /// Ends our side and drops what the client still sends, until it ends its own: closing at once would make the
    /// kernel reset the connection, and the client might lose the answer that says why.
    /// Over TLS, it is said first that no more comes (close_notify).
    awaitable<void> linger(Deadline deadline);
    void close();
    /// Ends a read that waits; the connection stays.
    void cancel();

protected:
    virtual awaitable<void> say_goodbye(Deadline deadline) = 0;
    virtual beast::tcp_stream& connection() = 0;
};

}  // namespace assay::http
