// SPDX-License-Identifier: Apache-2.0
#include "escrow/client/patient_call.hpp"

#include "base/core/error_json.hpp"
#include "base/http/server.hpp"
#include "tests/support/support.hpp"

#include <atomic>

using namespace assay;
using namespace assay::escrow;
using namespace std::chrono_literals;
using test::need;

namespace {

/// A server that is busy for the first requests, asking to be left alone for so many seconds.
struct BusyServer {
    BusyServer(int busy, std::string seconds)
        : server(need(http::Server::start(
              {.plain = http::PlainHttp::Allowed},
              [this, busy, seconds](const http::Request&) -> Result<http::Response> {
                  if (++requests > busy) return http::Response::text("done");
                  const Error error(ErrorKind::Busy, "reading a request: too many bodies are being received");
                  auto response = http::Response::json(Json::object({{"error", to_json(error)}}), 503);
                  if (!seconds.empty()) TRY(response.headers.add("retry-after", seconds));
                  return response;
              }))) {}

    Result<http::Response> ask(const Patience& patience = {}, const Interrupt& interrupt = NoInterrupt()) {
        auto client = need(http::Client::open({.base_url = server.url(), .plain = http::PlainHttp::Allowed}));
        const http::Call call{.method = http::Method::Post,
                              .target = "/",
                              .content_type = "a/b",
                              .body = to_bytes("body"),
                              .headers = {},
                              .sink = {},
                              .watch = {}};
        return send_patiently(client, call, interrupt, patience);
    }

    std::atomic<int> requests = 0;
    http::Server server;
};

class Asked final : public Interrupt {
public:
    bool requested() const override { return true; }
    int descriptor() const override { return -1; }
};

}  // namespace

TEST_CASE("a client comes again after the time that a busy server names", "[escrow][client]") {
    BusyServer server(2, "1");
    const auto began = std::chrono::steady_clock::now();
    CHECK(need(server.ask()).status == 200);
    CHECK(server.requests == 3);
    CHECK(std::chrono::steady_clock::now() - began >= 2s);
}

TEST_CASE("a client's patience ends, and a server that names no time is not asked again", "[escrow][client]") {
    BusyServer long_busy(1000, "1");
    const auto refused = long_busy.ask({.in_all = 1s, .at_once = 1s});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Busy);
    CHECK(long_busy.requests <= 2);
    BusyServer silent(1000, "");
    CHECK(silent.ask().error().kind() == ErrorKind::Busy);
    CHECK(silent.requests == 1);
    // A time of a hostile server is capped.
    BusyServer hostile(1000, "86400");
    CHECK(hostile.ask({.in_all = 1s, .at_once = 2s}).error().kind() == ErrorKind::Busy);
    CHECK(hostile.ask({}, Asked()).error().kind() == ErrorKind::Interrupted);
}

TEST_CASE("a client connects again where a server ends connections, and says so where it stays away",
          "[escrow][client]") {
    std::string url;
    {
        BusyServer server(0, "");
        url = server.server.url();
    }
    auto client = need(http::Client::open({.base_url = url, .plain = http::PlainHttp::Allowed}));
    const http::Call call{.method = http::Method::Get,
                          .target = "/",
                          .content_type = {},
                          .body = {},
                          .headers = {},
                          .sink = {},
                          .watch = {}};
    const auto answer = send_patiently(client, call, NoInterrupt(), {.reconnections = 1});
    CHECK(answer.error().kind() == ErrorKind::Unavailable);
    REQUIRE(answer.error().hints().size() == 1);
    CHECK(answer.error().hints().front().contains("run the same command again"));
}
