// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/http/client.hpp"
#include "base/http/server.hpp"
#include "tests/support/support.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <chrono>
#include <string>
#include <thread>

namespace assay::http::test {

using namespace std::chrono_literals;
using assay::test::message_of;
using assay::test::need;

/// A connection that sends exactly the given bytes and reads what comes: no client library allows that.
class RawConnection {
public:
    explicit RawConnection(std::uint16_t port, const char* from = "127.0.0.1")
        : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        if (::inet_pton(AF_INET, from, &own.sin_addr) != 1 ||
            ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
            FAIL("binding to " << from);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            FAIL("connecting");
    }
    RawConnection(RawConnection&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    ~RawConnection() { close(); }

    /// False when the other side has closed.
    bool send(std::string_view text) {
        while (!text.empty()) {
            const auto sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// Until `count` bytes are there, the other side closes, or nothing more comes for `patience`.
    std::string read(std::size_t count, std::chrono::milliseconds patience = 3s) {
        std::string out;
        while (out.size() < count) {
            pollfd wait{.fd = descriptor_, .events = POLLIN, .revents = 0};
            if (::poll(&wait, 1, static_cast<int>(patience.count())) != 1) break;
            char room[65536];
            const auto size = ::recv(descriptor_, room, std::min(sizeof room, count - out.size()), 0);
            if (size <= 0) break;
            out.append(room, static_cast<std::size_t>(size));
        }
        return out;
    }
    std::string read_all(std::chrono::milliseconds patience = 3s) { return read(std::string::npos, patience); }
    /// The answer's header, read byte by byte, with its empty line.
    std::string read_header() {
        std::string out;
        while (!out.ends_with("\r\n\r\n")) {
            const auto byte = read(1);
            if (byte.empty()) break;
            out += byte;
        }
        return out;
    }
    /// Whether the other side closed, within `patience`; drops what it still sends.
    bool is_closed(std::chrono::milliseconds patience = 3s) {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < end) {
            pollfd wait{.fd = descriptor_, .events = POLLIN, .revents = 0};
            if (::poll(&wait, 1, 20) != 1) continue;
            char room[65536];
            if (::recv(descriptor_, room, sizeof room, 0) <= 0) return true;
        }
        return false;
    }
    int descriptor() const { return descriptor_; }
    void close() {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

private:
    int descriptor_;
};

/// The status of the first answer in `text`; 0 where there is none.
inline int status_in(std::string_view text) {
    return text.starts_with("HTTP/1.1 ") && text.size() >= 12 ? std::stoi(std::string(text.substr(9, 3))) : 0;
}

/// Answers with method, target and body as text.
inline Result<Response> echo(const Request& request) {
    return Response::text(std::string(name_of(request.method)) + ' ' + request.target.render() + ' ' +
                          to_text(request.body));
}

/// Plain, on loopback.
inline ServerOptions plain_options(ServerLimits limits = {}) { return {.plain = PlainHttp::Allowed, .limits = limits}; }
inline Server plain_server(Handler handler, ServerLimits limits = {}) {
    return need(Server::start(plain_options(limits), std::move(handler)));
}
inline Client plain_client(const Server& server) {
    return need(Client::open({.base_url = server.url(), .plain = PlainHttp::Allowed}));
}

inline Server tls_server(const TlsIdentity& identity, Handler handler) {
    return need(Server::start({.identity = identity}, std::move(handler)));
}
inline Client tls_client(const Server& server, const SpkiDigest& expected, std::optional<TlsIdentity> identity = {}) {
    return need(Client::open({.base_url = server.url(), .server = expected, .identity = std::move(identity)}));
}

/// Bytes that tell their place, so that a lost, doubled or swapped piece shows: at most 256 KiB from `index` on.
inline ByteView counted_bytes(std::uint64_t index, std::uint64_t size) {
    constexpr std::size_t kPeriod = 2039;  // a prime, so that no block size hides a swap
    static const Bytes table = [] {
        Bytes out(kPeriod + (256U << 10));
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>((i % kPeriod * 31) >> 3U);
        return out;
    }();
    return ByteView(table).subspan(index % kPeriod, std::min<std::uint64_t>(size, 256U << 10));
}

/// `total` counted bytes in pieces of 256 KiB.
inline BodyStream counted_stream(std::uint64_t total, bool says_size) {
    auto made = std::make_shared<std::uint64_t>(0);
    return {.size = says_size ? std::optional(total) : std::nullopt, .next = [made, total]() -> Result<Bytes> {
                const auto piece = counted_bytes(*made, total - *made);
                *made += piece.size();
                return to_bytes(piece);
            }};
}

/// Takes counted bytes and says whether all were right.
struct CountedSink {
    std::uint64_t received = 0;
    bool right = true;
    Status take(ByteView data) {
        while (!data.empty()) {
            const auto expected = counted_bytes(received, data.size());
            right = right && equal(data.first(expected.size()), expected);
            received += expected.size();
            data = data.subspan(expected.size());
        }
        return {};
    }
};

/// Waits until it holds, at most five seconds.
template <typename Holds>
bool eventually(Holds holds) {
    for (int i = 0; i < 500; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

}  // namespace assay::http::test
