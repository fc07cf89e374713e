// SPDX-License-Identifier: Apache-2.0
#include "escrow/service/service.hpp"

#include "base/core/encoding.hpp"
#include "tests/escrow/service/front.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
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
    CHECK(front.service->statistics().bytes_received - received < 10'000);
    auto vendor = front.as("vendor");
    // A client that may not ask at all is refused before anything of the body comes.
    for (const auto* path : {"/v1/lists", "/v1/pieces", "/v1/pieces/missing", "/v1/sealed", "/v1/deposits"}) {
        check_refused(stranger.post(path, kOctets, Bytes(2U << 20)), ErrorKind::Refused, "has shown no TLS key");
        check_refused(vendor.post(path, kOctets, Bytes(2U << 20)), ErrorKind::Refused, "is of no party known here");
    }
    check_refused(stranger.post("/v1/agreements", kOctets, Bytes(2U << 20)), ErrorKind::Refused,
                  "has shown no TLS key");
    CHECK(front.service->statistics().bytes_received - received < 20'000);
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

TEST_CASE("an answer names no file of the custodian's machine, and the custodian's side hears which it was",
          "[escrow][service]") {
    Front front;
    auto stranger = front.stranger();
    check_refused(stranger.get("/log/tile/5/000"), ErrorKind::NotFound, "the log has no tile \"tile/5/000\"");
    std::ofstream(front.custody->log_folder() / "tile/0/000.p/1") << "damaged";
    const auto answer = stranger.get("/log/tile/0/000.p/1");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind() == ErrorKind::Corrupt);
    CHECK(answer.error().message() ==
          "answering GET \"/log/tile/0/000.p/1\": the server's own storage failed; its operator can read why");
    const auto heard = front.answers();
    REQUIRE(heard.back().error);
    CHECK(heard.back().error->message().contains("in place of 32"));
}

TEST_CASE("data folder and vault are closed to others, also where they were open", "[escrow][service]") {
    namespace fs = std::filesystem;
    Front front;
    const auto data = front.custody->log_folder().parent_path();
    const auto mode = [](const fs::path& path) { return fs::status(path).permissions(); };
    CHECK(mode(data / "vault") == fs::perms::owner_all);
    front.service.reset();
    front.custody.reset();
    fs::permissions(data, fs::perms(0755));
    fs::permissions(data / "vault", fs::perms(0755));
    front.custody = need(Custody::open(front.desk.options(20s), front.office.clock, front.office.random));
    CHECK(mode(data) == fs::perms::owner_all);
    CHECK(mode(data / "vault") == fs::perms::owner_all);
}

TEST_CASE("strangers' bodies take neither memory nor places from a vendor", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    const auto deposit = front.office.make_deposit(*front.office.agreement, "one");
    // Half a million values of a few bytes each: what is built of them is refused long before the text ends.
    std::string many = "[0";
    for (int i = 0; i < 500'000; ++i) many += ",{}";
    many += "]";
    std::vector<std::jthread> strangers;
    std::atomic<int> refused = 0;
    for (int i = 0; i < 16; ++i)
        strangers.emplace_back([&refused, client = front.stranger(), body = to_bytes(many)]() mutable {
            const auto answer = client.post("/v1/statements", test::kJson, body);
            if (!answer && answer.error().message().contains("holds more than 131072 values")) ++refused;
        });
    auto vendor = front.as("vendor");
    Front::send(vendor, deposit);
    need(Front::send_statement(vendor, deposit));
    strangers.clear();
    CHECK(refused > 0);
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
            const auto answer = Front::send_statement(client, deposit);
            receipt = answer ? std::string(text_of(answer->bytes())) : answer.error().message();
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(front.log_size() == size + 2);
    const auto receipt = need(Front::send_statement(vendor, deposit));
    for (const auto& each : receipts) {
        INFO(each.substr(0, 200));
        CHECK((each == text_of(receipt.bytes())));
    }
    front.service->stop(1s);
    front.service->stop(1s);
    CHECK(front.is_sound_at_the_end());
}

TEST_CASE("a client asks as the identity it names, if that publishes the key shown", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    const auto naming = [&](const std::string& value) {
        auto options = front.stranger_options();
        options.identity = need(http::TlsIdentity::parse(need(front.office.keys("vendor").tls_pem()).view()));
        REQUIRE(options.headers.add("assay-party", value));
        return need(http::Client::open(std::move(options))).get("/v1/deposits");
    };
    CHECK(need(naming(encode_hex(front.office.id("vendor").view()))).status == 200);
    check_refused(naming(encode_hex(front.office.id("room").view())), ErrorKind::Refused, "that is asked as");
    check_refused(naming("vendor"), ErrorKind::Invalid, "assay-party is not 64 lower-case hexadecimal digits");
}
