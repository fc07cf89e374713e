// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/acknowledgement.hpp"
#include "tests/escrow/service/front.hpp"

using namespace assay;
using namespace assay::escrow;
using storage::PieceId;
using test::check_refused;
using test::Front;
using test::json_of;
using test::kOctets;
using test::need;

namespace {

std::vector<PieceId> missing(http::Client& client, const std::vector<PieceId>& ids) {
    const auto response = need(client.post("/v1/pieces/missing", kOctets, encode_piece_ids(ids)));
    CHECK(response.content_type == kOctets);
    return need(decode_piece_ids(response.bytes()));
}

constexpr const char* kAll[] = {"/v1/pieces/missing", "/v1/pieces", "/v1/lists", "/v1/sealed", "/v1/deposits"};

}  // namespace

TEST_CASE("pieces are stored once they are answered, and none is asked for twice", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    auto vendor = front.as("vendor");
    const auto deposit = front.office.make_deposit(*front.office.agreement, "one");
    const auto& ids = deposit.list.ids();
    CHECK(missing(vendor, {}).empty());
    CHECK(missing(vendor, ids) == ids);
    const std::vector<PieceId> backwards(ids.rbegin(), ids.rend());
    CHECK(missing(vendor, backwards) == backwards);

    Bytes batch;
    append_piece(batch, deposit.pieces[0]);
    append_piece(batch, deposit.pieces[1]);
    for (int time = 0; time < 2; ++time)
        CHECK(need(PiecesStored::parse(json_of(need(vendor.post("/v1/pieces", kOctets, batch))))).count == 2);
    CHECK(need(PiecesStored::parse(json_of(need(vendor.post("/v1/pieces", kOctets, Bytes()))))).count == 0);
    CHECK(missing(vendor, ids).size() == ids.size() - 2);
    front.service.reset();
    front.custody.reset();
    front.desk.open();
    CHECK(need(front.desk.custody().pieces(front.office.id("vendor"))->missing(ids)).size() == ids.size() - 2);
}

TEST_CASE("a piece of another vendor and a piece of no vendor have the same answer", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold("one");
    front.admit(front.office.agree("outsider", "custodian", {"room"}), "outsider");
    auto outsider = front.as("outsider");
    auto asked = deposit.list.ids();
    asked.push_back(PieceId::copy_of(Bytes(32, 7)));
    CHECK(missing(outsider, asked) == asked);
    auto vendor = front.as("vendor");
    CHECK(missing(vendor, asked) == std::vector{asked.back()});

    // His own deposit of the same pieces needs them all again.
    const auto size = front.log_size();
    // The same answer whether the deposit is held here or not.
    const auto elsewhere = front.office.make_deposit(*front.office.agreement, "elsewhere");
    for (const auto* theirs : {&deposit, &elsewhere})
        check_refused(Front::send_statement(outsider, *theirs), ErrorKind::Unproven,
                      "it is signed by the identity " + crypto::short_id(front.office.id("vendor")) +
                          ", which is not known here");
    CHECK(front.log_size() == size);
}

TEST_CASE("lists and sealed objects are kept under their digests", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    auto vendor = front.as("vendor");
    const auto deposit = front.office.make_deposit(*front.office.agreement, "one");
    const auto list = deposit.list.encode();
    for (int time = 0; time < 2; ++time) {
        const auto kept = json_of(need(vendor.post("/v1/lists", kOctets, list)));
        CHECK(need(ObjectKept::parse(kept)).sha256 == crypto::sha256(list));
        const auto sealed = json_of(need(vendor.post("/v1/sealed", kOctets, deposit.sealed[0])));
        CHECK(need(ObjectKept::parse(sealed)).sha256 == crypto::sha256(deposit.sealed[0]));
    }
    auto largest = deposit.sealed[0];
    largest.resize(4U << 20);
    need(vendor.post("/v1/sealed", kOctets, largest));
}

TEST_CASE("what is sent in another form than the page has is refused, and each in its own words", "[escrow][service]") {
    Front front;
    front.admit(*front.office.agreement);
    auto vendor = front.as("vendor");
    const auto post = [&](const std::string& path, Bytes body) { return vendor.post(path, kOctets, std::move(body)); };
    check_refused(post("/v1/pieces/missing", Bytes(33)), ErrorKind::Invalid, "end within an id");
    check_refused(post("/v1/pieces/missing", Bytes(kPieceIdsBytesMax + 1)), ErrorKind::Limit, "larger than");
    check_refused(post("/v1/pieces", Bytes{0, 0, 0}), ErrorKind::Invalid, "ends within a length");
    check_refused(post("/v1/pieces", Bytes{0, 0, 0, 0}), ErrorKind::Invalid, "a piece is empty");
    check_refused(post("/v1/pieces", Bytes{0, 0, 0, 2, 1}), ErrorKind::Invalid, "ends within a piece");
    check_refused(post("/v1/pieces", Bytes{255, 0, 0, 0, 1}), ErrorKind::Limit, "larger than any can be");
    check_refused(post("/v1/pieces", Bytes(kPieceBatchBytesMax + 1)), ErrorKind::Limit, "this address takes");
    check_refused(post("/v1/lists", Bytes(32)), ErrorKind::Invalid, "does not begin with");
    check_refused(post("/v1/sealed", {}), ErrorKind::Invalid, "the body is empty");
    check_refused(post("/v1/sealed", Bytes(100, 'x')), ErrorKind::Invalid, "keeping a sealed object");
    check_refused(post("/v1/sealed", Bytes((4U << 20) + 1)), ErrorKind::Limit, "this address takes");
    check_refused(post("/v1/deposits", to_bytes("{")), ErrorKind::Invalid, "deposit statement");
    check_refused(post("/v1/deposits", to_bytes("{}")), ErrorKind::Invalid, "deposit statement");
    check_refused(post("/v1/deposits", to_bytes(R"({"salt":"00","envelope":"","more":1})")), ErrorKind::Invalid, "");
    // The body had room in its request, the statement in it has none in an envelope.
    check_refused(post("/v1/deposits", Bytes((12U << 20) + 1)), ErrorKind::Limit, "this address takes");
}

TEST_CASE("only a vendor sends anything in, and only with its key", "[escrow][service]") {
    Front front;
    auto vendor = front.as("vendor");
    for (const auto* path : kAll)
        check_refused(vendor.post(path, kOctets, Bytes()), ErrorKind::Refused, "is of no party known here");
    front.admit(*front.office.agreement);
    auto stranger = front.stranger();
    auto room = front.as("room");
    auto outsider = front.as("outsider");
    for (const auto* path : kAll) {
        check_refused(stranger.post(path, kOctets, Bytes()), ErrorKind::Refused, "the client has shown no TLS key");
        check_refused(outsider.post(path, kOctets, Bytes()), ErrorKind::Refused, "is of no party known here");
        check_refused(room.post(path, kOctets, Bytes()), ErrorKind::Refused, "is no vendor");
    }
    front.office.clock.pass_days(1001);
    check_refused(vendor.post("/v1/pieces", kOctets, Bytes()), ErrorKind::Refused, "which is not now");
}
