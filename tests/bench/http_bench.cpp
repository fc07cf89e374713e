// SPDX-License-Identifier: Apache-2.0
// Requests per second of one keep-alive client, new TLS connections per second, and the rate of a streamed body.
#include "base/http/client.hpp"
#include "base/http/server.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace assay;
using namespace assay::http;

namespace {

double seconds_of(const std::function<void()>& work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

void must(bool held, const char* what) {
    if (held) return;
    std::fprintf(stderr, "http_bench: %s failed\n", what);
    std::exit(1);
}

Result<Response> answer(const Request& request) {
    if (request.target.segments().empty()) return Response::text("ok");
    auto left = std::make_shared<std::uint64_t>(1U << 30);
    return Response{.body = BodyStream{.size = *left, .next = [left]() -> Result<Bytes> {
                                           Bytes piece(std::min<std::uint64_t>(*left, 256U << 10));
                                           *left -= piece.size();
                                           return piece;
                                       }}};
}

void measure(const char* name, const Server& server, const ClientOptions& options) {
    constexpr int kRequests = 20'000, kConnections = 500;
    auto client = Client::open(options);
    must(client.has_value(), "opening a client");
    const auto kept = seconds_of([&] {
        for (int i = 0; i < kRequests; ++i) must(client->get("/").has_value(), "a request");
    });
    const auto opened = seconds_of([&] {
        for (int i = 0; i < kConnections; ++i) {
            auto fresh = Client::open(options);
            must(fresh && fresh->get("/").has_value(), "a connection");
        }
    });
    std::uint64_t received = 0;
    const auto streamed = seconds_of([&] {
        const auto got = client->send({.target = "/stream", .sink = [&](ByteView data) -> Status {
                                           received += data.size();
                                           return {};
                                       }});
        must(got && received == 1U << 30, "a stream");
    });
    std::printf("%s: %.0f requests/s, %.0f connections/s, %.0f MB/s streamed (%s)\n", name, kRequests / kept,
                kConnections / opened, static_cast<double>(received) / 1e6 / streamed, server.url().c_str());
}

}  // namespace

int main() {
    const auto identity = TlsIdentity::generate();
    const auto plain = Server::start({.plain = PlainHttp::Allowed}, answer);
    const auto tls = Server::start({.identity = identity}, answer);
    must(plain && tls, "starting the servers");
    measure("plain", *plain, {.base_url = plain->url(), .plain = PlainHttp::Allowed});
    measure("tls", *tls, {.base_url = tls->url(), .server = identity.spki()});
    measure("tls, client key", *tls,
            {.base_url = tls->url(), .server = identity.spki(), .identity = TlsIdentity::generate()});
}
