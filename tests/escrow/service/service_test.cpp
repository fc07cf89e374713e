// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/service.hpp"

#include "tests/escrow/service/front.hpp"

#include <thread>

using namespace assay;
using namespace assay::escrow;
using namespace std::chrono_literals;
using test::check_refused;
using test::Front;
using test::kOctets;
using test::need;

TEST_CASE("a custodian's service shows the key of its identity and no other", "[escrow][service]") {
    Front front;
    auto options = front.stranger_options();
    options.server = front.office.tls("room");
    check_refused(need(http::Client::open(options)).get("/v1/custodian"), ErrorKind::Untrusted, "");

    const auto other =
        Service::start({.listen = "127.0.0.1:0", .key = front.office.path("vendor"), .observer = {}}, *front.custody);
    REQUIRE_FALSE(other);
    CHECK(other.error().kind() == ErrorKind::Untrusted);
    const auto& address = front.service->address();
    const auto taken = Service::start({.listen = address.substr(std::string("https://").size()),
                                       .key = front.office.path("custodian"),
                                       .observer = {}},
                                      *front.custody);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().kind() == ErrorKind::Conflict);
}

TEST_CASE("what no page speaks of is not found, and a body of somebody unknown stays small", "[escrow][service]") {
    Front front;
    auto stranger = front.stranger();
    check_refused(stranger.get("/"), ErrorKind::NotFound, "there is nothing of that address");
    check_refused(stranger.get("/v1/pieces"), ErrorKind::Unsupported, "takes POST only");
    check_refused(stranger.post("/v1/custodian", kOctets, Bytes()), ErrorKind::Unsupported, "takes GET, HEAD only");

    const auto most = crypto::AgreementFile::kBytesMax;
    const auto received = front.service->statistics().bytes_received;
    check_refused(stranger.post("/v1/statements", kOctets, Bytes(most + 1)), ErrorKind::Limit, "this address takes");
    check_refused(stranger.post("/v1/lists", kOctets, Bytes(most + 1)), ErrorKind::Limit, "this address takes");
    CHECK(front.service->statistics().bytes_received - received < 10'000);
    check_refused(stranger.post("/v1/lists", kOctets, Bytes(most)), ErrorKind::Refused, "has shown no TLS key");
    auto vendor = front.as("vendor");
    check_refused(vendor.post("/v1/lists", kOctets, Bytes(most + 1)), ErrorKind::Limit, "this address takes");
    front.admit(*front.office.agreement);
    check_refused(vendor.post("/v1/lists", kOctets, Bytes(most + 1)), ErrorKind::Invalid, "does not begin with");
}

TEST_CASE("the custodian's side hears of every answer", "[escrow][service]") {
    Front front;
    need(front.as("vendor").get("/v1/custodian"));
    check_refused(front.stranger().get("/v1/deposits"), ErrorKind::Refused, "");
    const auto answers = front.answers();
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].request == "GET \"/v1/custodian\"");
    CHECK(answers[0].peer == front.office.tls("vendor"));
    CHECK(answers[0].status == 200);
    CHECK_FALSE(answers[0].error);
    CHECK(answers[1].status == 403);
    CHECK_FALSE(answers[1].peer);
    REQUIRE(answers[1].error);
    CHECK(answers[1].error->kind() == ErrorKind::Refused);
}

TEST_CASE("many requests at once leave one deposit and one receipt", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    const auto deposit = front.office.make_deposit(*front.office.agreement, "one");
    auto vendor = front.as("vendor");
    Front::send(vendor, deposit);
    const auto size = front.log_size();
    std::vector<std::thread> threads;
    std::vector<std::string> receipts(8);
    for (auto& receipt : receipts) {
        threads.emplace_back([&receipt, client = front.as("vendor"), &deposit]() mutable {
            if (const auto answer = Front::send_statement(client, deposit)) receipt = text_of(answer->bytes());
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(front.log_size() == size + 2);
    const auto receipt = need(Front::send_statement(vendor, deposit));
    for (const auto& each : receipts) CHECK((each == text_of(receipt.bytes())));
    front.service->stop(1s);
    front.service->stop(1s);
    CHECK(front.is_sound_at_the_end());
}
