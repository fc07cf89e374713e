// SPDX-License-Identifier: Apache-2.0
#include "base/files/durable.hpp"
#include "crypto/evidence/check.hpp"
#include "storage/piece/table_pieces.hpp"
#include "tests/escrow/service/front.hpp"

#include <fcntl.h>

using namespace assay;
using namespace assay::escrow;
using namespace std::chrono_literals;
using test::check_refused;
using test::Front;
using test::json_of;
using test::kJson;
using test::need;
using test::path_of;

namespace {

crypto::Evidence evidence_of(const http::Response& response) {
    CHECK(response.content_type == kJson);
    return need(crypto::Evidence::parse(text_of(response.bytes())));
}

bool is_sound(const crypto::Evidence& evidence, const Front& front) {
    const auto& office = front.office;
    return need(
               crypto::check_evidence(evidence, {.policy = office.policy, .as_of = office.clock.now(), .deployed = {}}))
        .sound();
}

/// A content of which each piece is nearly as large as one can be, and compresses to little less.
std::string large_content() {
    test::CountingRandom random(9);
    Bytes bytes(500'000);
    random.fill(bytes);
    return encode_hex(bytes);
}

}  // namespace

TEST_CASE("a deposit comes in piece by piece and ends in a receipt, the same each time", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    auto vendor = front.as("vendor");
    const auto deposit = front.office.make_deposit(*front.office.agreement, "one");
    check_refused(Front::send_statement(vendor, deposit), ErrorKind::Unproven, "its piece list is not here");
    need(vendor.post("/v1/lists", test::kOctets, deposit.list.encode()));
    check_refused(Front::send_statement(vendor, deposit), ErrorKind::Unproven, "5 pieces of 5 are not here");
    check_refused(vendor.get(path_of(deposit, "/receipt")), ErrorKind::NotFound, "is not here");
    Front::send(vendor, deposit);

    const auto receipt = evidence_of(need(Front::send_statement(vendor, deposit)));
    CHECK(is_sound(receipt, front));
    const auto size = front.log_size();
    Front::send(vendor, deposit);
    CHECK(evidence_of(need(Front::send_statement(vendor, deposit))).render() == receipt.render());
    CHECK(front.log_size() == size);
    for (const auto* party : {"vendor", "room", "t1", "custodian"}) {
        auto client = front.as(party);
        CHECK(evidence_of(need(client.get(path_of(deposit, "/receipt")))).render() == receipt.render());
        const auto list = need(parse_deposits(json_of(need(client.get("/v1/deposits")))));
        REQUIRE(list.size() == 1);
        CHECK(list[0].id == deposit.id);
        const auto state = need(DepositState::parse(json_of(need(client.get(path_of(deposit))))));
        CHECK(state.summary.word() == "held");
        CHECK(state.events.size() == 2);
    }
    CHECK(front.is_sound_at_the_end());
}

TEST_CASE("a deposit that concerns others and one that is nowhere are the same answer", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold("one");
    const auto nowhere = front.office.make_deposit(*front.office.agreement, "never sent");
    front.admit(front.office.agree("outsider", "custodian", {"spare-room"}), "outsider");
    for (const auto* party : {"outsider", "spare-room"}) {
        auto client = front.as(party);
        CHECK(need(parse_deposits(json_of(need(client.get("/v1/deposits"))))).empty());
        for (const auto* below : {"", "/receipt", "/export"}) {
            for (const auto* asked : {&deposit, &nowhere}) {
                const auto words = "the deposit " + crypto::render_deposit_id(asked->id) + " is not here";
                const auto refused = client.get(path_of(*asked, below));
                check_refused(refused, ErrorKind::NotFound, "");
                CHECK(refused.error().message() == words);
            }
        }
    }
    auto stranger = front.stranger();
    front.office.add_party("unknown", crypto::Role::Verifier);
    auto unknown = front.as("unknown");
    for (const auto* path : {"", "/receipt", "/export"}) {
        check_refused(stranger.get(path_of(deposit, path)), ErrorKind::Refused, "has shown no TLS key");
        check_refused(unknown.get(path_of(deposit, path)), ErrorKind::Refused, "is of no party known here");
    }
    check_refused(stranger.get("/v1/deposits"), ErrorKind::Refused, "has shown no TLS key");
    auto vendor = front.as("vendor");
    for (const auto* id : {"dep-", "dep-abc", "x"})
        check_refused(vendor.get(std::string("/v1/deposits/") + id), ErrorKind::Invalid, "");
}

TEST_CASE("while witnesses are missing a receipt is to be asked for again, and nothing is lost", "[escrow][service]") {
    Front front(300ms);
    front.admit(*front.office.agreement);
    auto vendor = front.as("vendor");
    const auto deposit = front.office.make_deposit(*front.office.agreement, "one");
    Front::send(vendor, deposit);
    front.desk.witness.is_down = true;
    const auto answer = need(vendor.exchange({.method = http::Method::Post,
                                              .target = "/v1/deposits",
                                              .content_type = kJson,
                                              .body = to_bytes(deposit.statement.render().render()),
                                              .headers = {},
                                              .sink = {},
                                              .watch = {}}));
    CHECK(answer.status == 503);
    CHECK(answer.headers.find("retry-after"));
    CHECK(json_of(answer).find("error")->text_at("kind") == "unavailable");
    CHECK(json_of(answer).find("error")->text_at("message").find("witness \"witness\"") != std::string_view::npos);
    check_refused(Front::send_statement(vendor, deposit), ErrorKind::Unavailable, "no quorum");
    const auto size = front.log_size();
    front.desk.witness.is_down = false;
    Result<http::Response> again = Front::send_statement(vendor, deposit);
    for (int tries = 0; !again && tries < 100; ++tries) again = Front::send_statement(vendor, deposit);
    CHECK(is_sound(evidence_of(need(std::move(again))), front));
    CHECK(front.log_size() == size);
}

TEST_CASE("an export is in the log before its first byte comes, and comes whole", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold("one");
    const auto size = front.log_size();
    for (const auto* party : {"vendor", "t1", "custodian"}) {
        auto client = front.as(party);
        check_refused(client.get(path_of(deposit, "/export")), ErrorKind::Refused, "does not name the room");
    }
    auto room = front.as("room");
    const auto head = need(room.exchange({.method = http::Method::Head,
                                          .target = path_of(deposit, "/export"),
                                          .content_type = {},
                                          .body = {},
                                          .headers = {},
                                          .sink = {},
                                          .watch = {}}));
    CHECK(head.status == 405);
    CHECK(head.headers.find("allow") == "GET");
    CHECK(front.log_size() == size);

    Bytes file;
    std::uint64_t published_at_first = 0;
    std::optional<std::uint64_t> announced;
    need(room.send({.method = http::Method::Get,
                    .target = path_of(deposit, "/export"),
                    .content_type = {},
                    .body = {},
                    .headers = {},
                    .sink = [&](ByteView bytes) -> Status {
                        if (file.empty()) published_at_first = front.custody->log().published()->head.size.value();
                        append(file, bytes);
                        return {};
                    },
                    .watch = [&](const http::Transfer& transfer) -> Status {
                        if (transfer.to_receive) announced = transfer.to_receive;
                        return {};
                    }}));
    CHECK(published_at_first == size + 1);
    CHECK(announced == file.size());
    const auto path = front.office.path("export");
    need(write_durably(path, file));
    const auto descriptor = need(Descriptor::open(path, O_RDONLY));
    auto reader = need(storage::ExportReader::open(descriptor));
    CHECK(is_sound(reader.head().held, front));
    CHECK(need(reader.read_sealed()) == deposit.sealed);
    CHECK(need(reader.read_list()) == deposit.list);
    std::size_t pieces = 0;
    need(reader.read_pieces(deposit.list, [&](storage::SealedPiece) -> Status {
        ++pieces;
        return {};
    }));
    CHECK(pieces == deposit.pieces.size());
    CHECK(front.is_sound_at_the_end());
}

TEST_CASE("a client that goes away within an export affects no other", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold(large_content());
    const auto size = front.log_size();
    for (int time = 0; time < 3; ++time) {
        ++front.office.clock.seconds;
        auto room = front.as("room");
        const auto cut = room.send({.method = http::Method::Get,
                                    .target = path_of(deposit, "/export"),
                                    .content_type = {},
                                    .body = {},
                                    .headers = {},
                                    .sink = [](ByteView) { return fail(ErrorKind::Interrupted, "enough"); },
                                    .watch = {}});
        check_refused(cut, ErrorKind::Interrupted, "enough");
    }
    CHECK(front.log_size() == size + 3);
    std::uint64_t received = 0;
    auto room = front.as("room");
    need(room.send({.method = http::Method::Get,
                    .target = path_of(deposit, "/export"),
                    .content_type = {},
                    .body = {},
                    .headers = {},
                    .sink = [&](ByteView bytes) -> Status {
                        received += bytes.size();
                        return {};
                    },
                    .watch = {}}));
    CHECK(received > 1'000'000);
    CHECK(front.is_sound_at_the_end());
}

TEST_CASE("an export that cannot be completed is cut, and the custodian's side hears why", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold("one");
    {
        const auto pieces = front.custody->pieces(front.office.id("vendor"));
        auto& of_vendor = dynamic_cast<storage::TablePieces&>(*pieces);
        need(of_vendor.remove(std::vector{deposit.list.ids().back()}));
    }
    auto room = front.as("room");
    check_refused(room.get(path_of(deposit, "/export")), ErrorKind::Unavailable, "");
    const auto answers = front.answers();
    const auto& last = answers.back();
    CHECK(last.request == "GET \"" + path_of(deposit, "/export") + "\"");
    CHECK(last.peer == front.office.tls("room"));
    REQUIRE(last.error);
    CHECK(last.error->kind() == ErrorKind::NotFound);
}
