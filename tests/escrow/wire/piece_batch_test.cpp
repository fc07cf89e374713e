// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/piece_batch.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::escrow;
using test::message_of;
using test::need;

TEST_CASE("a batch gives back the pieces it was made of, in their order", "[escrow][wire]") {
    CHECK(rc::check([](const std::vector<Bytes>& drawn) {
        std::vector<Bytes> pieces;
        for (const auto& piece : drawn)
            if (!piece.empty()) pieces.push_back(piece);
        Bytes bytes;
        for (const auto& piece : pieces) append_piece(bytes, piece);
        PieceBatch batch(bytes);
        std::vector<Bytes> read;
        while (const auto piece = need(batch.next())) read.push_back(to_bytes(*piece));
        RC_ASSERT(read == pieces);
        // Cut anywhere but between two pieces, it ends in an error; nothing of what it gives was not put in.
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
            PieceBatch shorter(ByteView(bytes).first(cut));
            std::size_t count = 0, there = 0;
            auto next = shorter.next();
            for (; next && *next; next = shorter.next()) {
                RC_ASSERT(equal(**next, pieces[count++]));
                there += 4 + (**next).size();
            }
            RC_ASSERT(next.has_value() == (there == cut));
        }
    }));
}

TEST_CASE("no length in a batch is believed", "[escrow][wire]") {
    const auto first = [](Bytes bytes) { return message_of(PieceBatch(bytes).next()); };
    CHECK(first({0, 0, 0, 0}) == "batch of pieces: a piece is empty");
    CHECK(first({0, 0, 0}) == "batch of pieces: ends within a length");
    CHECK(first({0, 0, 1, 0, 9}) == "batch of pieces: ends within a piece");
    CHECK(PieceBatch(Bytes{255, 255, 255, 255}).next().error().kind() == ErrorKind::Limit);
    Bytes largest;
    append_piece(largest, Bytes(storage::sealed_bytes_max(), 1));
    CHECK(need(PieceBatch(largest).next())->size() == storage::sealed_bytes_max());
    Bytes larger;
    append_piece(larger, Bytes(storage::sealed_bytes_max() + 1, 1));
    CHECK(PieceBatch(larger).next().error().kind() == ErrorKind::Limit);
    CHECK(larger.size() < kPieceBatchBytesMax);
}
