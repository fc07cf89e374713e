// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/piece_ids.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::escrow;
using storage::PieceId;
using test::message_of;
using test::need;

TEST_CASE("ids of pieces keep their order and their repetitions", "[escrow][wire]") {
    std::vector<PieceId> ids;
    for (const int byte : {3, 1, 3, 2}) ids.push_back(PieceId::copy_of(Bytes(32, static_cast<std::uint8_t>(byte))));
    CHECK(need(decode_piece_ids(encode_piece_ids(ids))) == ids);
    CHECK(need(decode_piece_ids({})).empty());
}

TEST_CASE("ids of pieces end with an id, and are not too many", "[escrow][wire]") {
    CHECK(message_of(decode_piece_ids(Bytes(31))) == "ids of pieces: end within an id");
    CHECK(need(decode_piece_ids(Bytes(kPieceIdsBytesMax))).size() == kPieceIdsMax);
    const auto more = decode_piece_ids(Bytes(kPieceIdsBytesMax + PieceId::kSize));
    REQUIRE_FALSE(more);
    CHECK(more.error().kind() == ErrorKind::Limit);
}
