// SPDX-License-Identifier: Apache-2.0
#include "base/http/stream.hpp"

#include "base/http/openssl.hpp"

#include <array>

namespace assay::http {

namespace {

/// A client's certificate holds a name and a key; this is room for both and no more.
constexpr long kClientCertificateBytesMax = 8192;

template <typename Layer>
awaitable<std::size_t> read_from(Layer& layer, std::span<std::uint8_t> into) {
    const auto [error, size] = co_await layer.async_read_some(asio::mutable_buffer(into.data(), into.size()), kAwait);
    co_return error ? 0 : size;
}

template <typename Layer>
awaitable<bool> write_to(Layer& layer, ByteView data) {
    const auto [error, size] = co_await asio::async_write(layer, asio::const_buffer(data.data(), data.size()), kAwait);
    co_return !error;
}

class PlainStream final : public Stream {
public:
    explicit PlainStream(tcp::socket socket) : tcp_(std::move(socket)) {}

    bool has_handshake() const override { return false; }
    awaitable<bool> handshake(Deadline) override { co_return true; }
    awaitable<std::size_t> read(std::span<std::uint8_t> into, Deadline deadline) override {
        tcp_.expires_at(deadline);
        return read_from(tcp_, into);
    }
    awaitable<bool> write(ByteView data, Deadline deadline) override {
        tcp_.expires_at(deadline);
        return write_to(tcp_, data);
    }
    std::optional<SpkiDigest> peer() const override { return std::nullopt; }

protected:
    awaitable<void> say_goodbye(Deadline) override { co_return; }
    beast::tcp_stream& connection() override { return tcp_; }

private:
    beast::tcp_stream tcp_;
};

/// What TLS needs is set up once the client has begun its handshake.
class TlsStream final : public Stream {
public:
    TlsStream(tcp::socket socket, asio::ssl::context& context) : tcp_(std::move(socket)), context_(context) {}

    bool has_handshake() const override { return true; }
    awaitable<bool> handshake(Deadline deadline) override {
        tls_.emplace(tcp_, context_);
        tcp_.expires_at(deadline);
        const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, kAwait);
        if (error) co_return false;
        const CertificatePtr certificate(SSL_get1_peer_certificate(tls_->native_handle()));
        if (!certificate) co_return true;
        const auto spki = spki_of(certificate.get());
        if (spki) peer_ = *spki;
        co_return spki.has_value();
    }
    awaitable<std::size_t> read(std::span<std::uint8_t> into, Deadline deadline) override {
        tcp_.expires_at(deadline);
        return read_from(*tls_, into);
    }
    awaitable<bool> write(ByteView data, Deadline deadline) override {
        tcp_.expires_at(deadline);
        return write_to(*tls_, data);
    }
    std::optional<SpkiDigest> peer() const override { return peer_; }

protected:
    /// Ends when the client has said so too, sends anything else, or the time is over.
    awaitable<void> say_goodbye(Deadline deadline) override {
        tcp_.expires_at(deadline);
        (void)co_await tls_->async_shutdown(kAwait);
    }
    beast::tcp_stream& connection() override { return tcp_; }

private:
    beast::tcp_stream tcp_;
    asio::ssl::context& context_;
    std::optional<asio::ssl::stream<beast::tcp_stream&>> tls_;
    std::optional<SpkiDigest> peer_;
};

}  // namespace

Result<asio::ssl::context> make_tls_context(const TlsIdentity& identity) {
    const auto unable = [](std::string_view cause) {
        return fail(ErrorKind::Internal, "setting up TLS: " + std::string(cause));
    };
    const auto buffer = [](ByteView bytes) { return asio::const_buffer(bytes.data(), bytes.size()); };
    try {
        asio::ssl::context context(asio::ssl::context::tls_server);
        SSL_CTX* const native = context.native_handle();
        if (SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION) != 1) return unable("no TLS 1.3");
        // A resumed session would rely on an earlier handshake's certificate; connections are kept open instead.
        SSL_CTX_set_options(native, SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
        if (SSL_CTX_set_num_tickets(native, 0) != 1) return unable("tickets cannot be turned off");
        SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_max_cert_list(native, kClientCertificateBytesMax);
        if (SSL_CTX_set1_client_sigalgs_list(native, "ECDSA+SHA256") != 1) return unable("no ECDSA");
        SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
        // In place of OpenSSL's chain building, which would only cost time: there is no authority to lead to.
        SSL_CTX_set_cert_verify_callback(native, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
        context.use_certificate(buffer(identity.certificate_pem()), asio::ssl::context::pem);
        context.use_private_key(buffer(identity.key_pem()), asio::ssl::context::pem);
        return context;
    } catch (const boost::system::system_error& error) { return unable(error.code().message()); }
}

std::unique_ptr<Stream> Stream::plain(tcp::socket socket) { return std::make_unique<PlainStream>(std::move(socket)); }

std::unique_ptr<Stream> Stream::tls(tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<TlsStream>(std::move(socket), context);
}

awaitable<void> Stream::linger(Deadline deadline) {
    co_await say_goodbye(deadline);
    error_code ignored;
    connection().socket().shutdown(tcp::socket::shutdown_send, ignored);
    connection().expires_at(deadline);
    std::array<std::uint8_t, 16384> dropped;
    while (co_await read_from(connection(), dropped) != 0) {}
}

awaitable<bool> Stream::wait_for_bytes() {
    const auto [error] = co_await connection().socket().async_wait(tcp::socket::wait_read, kAwait);
    co_return !error;
}

void Stream::close() { connection().close(); }
void Stream::cancel() { connection().cancel(); }

}  // namespace assay::http
