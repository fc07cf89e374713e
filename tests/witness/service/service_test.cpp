// SPDX-License-Identifier: Apache-2.0
#include "witness/service/service.hpp"

#include "base/http/client.hpp"
#include "base/http/server.hpp"
#include "tests/witness/support.hpp"

#include <thread>

using namespace assay;
using namespace assay::witness;

namespace {

/// A witness behind HTTP on loopback.
class Served {
public:
    explicit Served(Witness& witness)
        : router_(make_router(witness, [this](const Result<Reply>&) { ++replies; })),
          server_(test::need(http::Server::start(
              {.listen = "127.0.0.1:0",
               .identity = std::nullopt,
               .plain = http::PlainHttp::Allowed,
               .body_bytes_max = [this](const http::Request& head) { return router_.body_bytes_max(head); },
               .limits = {}},
              [this](const http::Request& request) { return router_.handle(request); }))) {}

    http::Client client() const {
        return test::need(http::Client::open({.base_url = server_.url(),
                                              .server = std::nullopt,
                                              .identity = std::nullopt,
                                              .plain = http::PlainHttp::Allowed}));
    }
    std::atomic<int> replies = 0;

private:
    http::Router router_;
    http::Server server_;
};

http::Response post(http::Client& client, const std::string& body) {
    return test::need(client.exchange({.method = http::Method::Post,
                                       .target = "/add-checkpoint",
                                       .content_type = "text/plain",
                                       .body = to_bytes(body),
                                       .headers = {},
                                       .sink = {},
                                       .watch = {}}));
}
http::Response get(http::Client& client, const std::string& target) {
    return test::need(client.exchange({.method = http::Method::Get,
                                       .target = target,
                                       .content_type = {},
                                       .body = {},
                                       .headers = {},
                                       .sink = {},
                                       .watch = {}}));
}

}  // namespace

TEST_CASE("the shared requests get the statuses that tlog-witness asks for, over HTTP", "[witness][service][vectors]") {
    const auto file = test::read_json(test::vectors("tlog-tiles") / "witness_requests.json");
    test::Tally tally("witness_requests");
    for (const auto& sequence : *file.find("sequences")->items()) {
        test::WitnessHome home;
        WatchedLog log{test::need(crypto::Origin::parse(sequence.text_at("origin"))), {}};
        for (const auto& vkey : *sequence.find("log_vkeys")->items())
            log.keys.push_back(test::need(crypto::NoteKey::parse(*vkey.text())));
        const auto hash = log.origin.hash_hex();
        auto witness = home.open({log});
        const Served served(*witness);
        auto client = served.client();
        CHECK(get(client, "/" + hash + "/checkpoint").status == 404);
        for (const auto& step : *sequence.find("requests")->items()) {
            const auto body = std::string(step.text_at("body"));
            const auto answer = post(client, body);
            auto as_expected = answer.status == static_cast<unsigned>(*step.find("status")->integer());
            if (answer.status == 409)
                as_expected &=
                    answer.content_type == "text/x.tlog.size" && text_of(answer.bytes()) == step.text_at("answer_body");
            if (answer.status == 200) {
                as_expected &= crypto::parse_signature_lines(text_of(answer.bytes())).has_value();
                const auto monitored = to_text(get(client, "/" + hash + "/checkpoint").bytes());
                as_expected &= monitored == body.substr(body.find("\n\n") + 2) + to_text(answer.bytes());
            }
            tally.count(std::string(sequence.text_at("id")) + " " + std::to_string(*step.find("step")->integer()),
                        as_expected, "status " + std::to_string(answer.status));
        }
        CHECK(static_cast<std::size_t>(served.replies) == sequence.find("requests")->items()->size());
    }
    CHECK(tally.cases() >= 10);
}

TEST_CASE("what is no request of a witness's gets HTTP's own answers", "[witness][service]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    auto witness = home.open({log.watched()});
    const Served served(*witness);
    auto client = served.client();
    CHECK(get(client, "/add-checkpoint").status == 405);
    CHECK(get(client, "/").status == 404);
    CHECK(get(client, "/" + std::string(64, '0') + "/checkpoint").status == 404);
    CHECK(post(client, "").status == 400);
    CHECK(post(client, std::string(crypto::kAddCheckpointBytesMax, 'x')).status == 400);
    CHECK(post(client, std::string(crypto::kAddCheckpointBytesMax + 1, 'x')).status == 413);
    CHECK(post(client, log.request(0, 1).render()).status == 200);
}

TEST_CASE("racing clients over HTTP never make a witness go back", "[witness][service]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    auto witness = home.open({log.watched()});
    const Served served(*witness);
    std::atomic<int> cosigned = 0;
    std::atomic<bool> went_back = false;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            auto client = served.client();
            std::uint64_t known = 0;
            while (known < 30) {
                const auto answer = post(client, log.request(known, known + 1).render());
                if (answer.status == 200)
                    ++cosigned, ++known;
                else if (answer.status == 409) {
                    const auto size = test::need(crypto::parse_size_answer(text_of(answer.bytes()))).value();
                    if (size < known) went_back = true;
                    known = size;
                } else
                    break;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK_FALSE(went_back);
    CHECK(cosigned == 30);
}
