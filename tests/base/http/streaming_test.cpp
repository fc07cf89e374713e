// SPDX-License-Identifier: Apache-2.0
#include "tests/base/http/http_support.hpp"

#include "base/core/text.hpp"

#include <catch2/generators/catch_generators.hpp>
#include <cstdio>
#include <fstream>

using namespace assay;
using namespace assay::http;
using namespace assay::http::test;

namespace {

constexpr std::uint64_t kMegabyte = 1U << 20;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsTelling = false;
#else
constexpr bool kMemoryIsTelling = true;
#endif

std::uint64_t peak_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6)) * 1024;
    return 0;
}
void reset_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

}  // namespace

TEST_CASE("200 MB stream from disk to sink in bounded memory on both ends", "[base][http][streaming]") {
    const auto says_size = GENERATE(true, false);
    const auto identity = TlsIdentity::generate();
    const auto server = tls_server(identity, [&](const Request&) -> Result<Response> {
        return Response{.body = counted_stream(200 * kMegabyte, says_size)};
    });
    auto client = tls_client(server, identity.spki());
    CountedSink sink;
    Transfer last;
    int watched = 0;
    reset_peak();
    const auto before = peak_bytes();
    const auto began = std::chrono::steady_clock::now();
    const auto response = need(client.send({.target = "/export",
                                            .sink = [&](ByteView data) { return sink.take(data); },
                                            .watch = [&](const Transfer& now) -> Status {
                                                last = now;
                                                ++watched;
                                                return {};
                                            }}));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    CHECK(response.bytes().empty());
    CHECK(sink.received == 200 * kMegabyte);
    CHECK(sink.right);
    CHECK(watched > 1);
    CHECK(last.received == 200 * kMegabyte);
    CHECK(last.to_receive.has_value() == says_size);
    const auto grown = peak_bytes() - before;
    if (kMemoryIsTelling) CHECK(grown < 16 * kMegabyte);
    std::printf("http: 200 MB over TLS in %.2f s, peak memory grew by %s\n", took.count(), human_bytes(grown).c_str());
}

TEST_CASE("a request body is made as it is sent, with its size given or in chunks", "[base][http][streaming]") {
    const auto says_size = GENERATE(true, false);
    auto options = plain_options();
    options.body_bytes_max = [](const Request&) { return 64 * kMegabyte; };
    const auto server = need(Server::start(std::move(options), [](const Request& request) -> Result<Response> {
        CountedSink check;
        (void)check.take(request.body);
        return Response::text(std::to_string(check.received) + (check.right ? " right" : " wrong"));
    }));
    auto client = plain_client(server);
    CHECK(to_text(need(client.post("/", "a/b", counted_stream(50 * kMegabyte, says_size))).bytes()) ==
          "52428800 right");
    CHECK(to_text(need(client.post("/", "a/b", counted_stream(0, says_size))).bytes()) == "0 right");
    CHECK(client.post("/", "a/b", counted_stream(65 * kMegabyte, says_size)).error().kind() == ErrorKind::Limit);
}

TEST_CASE("a body that fails or has another length than announced is never taken for a whole one",
          "[base][http][streaming]") {
    const auto server = plain_server([](const Request& request) -> Result<Response> {
        const auto what = request.target.segments().at(0);
        auto left = std::make_shared<int>(what == "long" ? 4 : 2);
        const std::optional<std::uint64_t> size = what == "chunks" ? std::nullopt : std::optional<std::uint64_t>(3000);
        return Response{.body = BodyStream{.size = size, .next = [left, what]() -> Result<Bytes> {
                                               if ((*left)-- > 0) return Bytes(1000);
                                               if (what == "short" || what == "long") return Bytes();
                                               if (what == "throw") throw std::runtime_error("inside");
                                               return fail(ErrorKind::Io, "reading a disk");
                                           }}};
    });
    for (const auto* target : {"/short", "/long", "/fail", "/throw", "/chunks"}) {
        CAPTURE(target);
        auto client = plain_client(server);
        std::uint64_t received = 0;
        const auto sunk = client.send({.target = target, .sink = [&](ByteView data) -> Status {
                                           received += data.size();
                                           return {};
                                       }});
        // One byte too many is cut before it is sent: what arrived has the announced length, and these bytes are right.
        if (std::string_view(target) == "/long") continue;
        REQUIRE_FALSE(sunk);
        CHECK(sunk.error().kind() == ErrorKind::Unavailable);
        CHECK(received <= 2000);
    }
}

TEST_CASE("what the sink, the watch or the body says ends the transfer with that error", "[base][http][streaming]") {
    const auto server = plain_server(
        [](const Request&) -> Result<Response> { return Response{.body = counted_stream(20 * kMegabyte, true)}; });
    auto client = plain_client(server);
    const auto full =
        client.send({.target = "/", .sink = [](ByteView) -> Status { return fail(ErrorKind::Full, "writing \"x\""); }});
    REQUIRE_FALSE(full);
    CHECK(full.error().kind() == ErrorKind::Full);
    CHECK(full.error().message() == "GET \"" + server.url() + "/\": writing \"x\"");

    const auto stopped =
        client.send({.target = "/",
                     .sink = [](ByteView) -> Status { return {}; },
                     .watch = [](const Transfer&) -> Status { return fail(ErrorKind::Interrupted, "stopped"); }});
    CHECK(stopped.error().kind() == ErrorKind::Interrupted);

    BodyStream broken{.size = 2000, .next = [] { return Result<Bytes>(fail(ErrorKind::Corrupt, "reading a piece")); }};
    CHECK(client.post("/", "a/b", broken).error().kind() == ErrorKind::Corrupt);
    CHECK(need(client.send({.target = "/", .sink = [](ByteView) -> Status { return {}; }})).status == 200);
}

TEST_CASE("an answer kept in memory has a largest size, and an error's body never reaches the sink",
          "[base][http][streaming]") {
    const auto server = plain_server([](const Request& request) -> Result<Response> {
        if (request.target.segments().empty()) return Response{.body = Bytes(1001)};
        return fail(ErrorKind::NotFound, "opening \"x\": no such deposit");
    });
    auto client =
        need(Client::open({.base_url = server.url(), .plain = PlainHttp::Allowed, .response_bytes_max = 1000}));
    const auto large = client.get("/");
    REQUIRE_FALSE(large);
    CHECK(large.error().kind() == ErrorKind::Limit);
    CHECK(large.error().message() == "GET \"" + server.url() + "/\": the answer is longer than 1.0 kB");

    bool sunk = false;
    const auto missing = client.send({.target = "/x", .sink = [&](ByteView) -> Status {
                                          sunk = true;
                                          return {};
                                      }});
    CHECK(missing.error().kind() == ErrorKind::NotFound);
    CHECK_FALSE(sunk);
}
