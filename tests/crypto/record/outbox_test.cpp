// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/outbox.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("an outbox's manifest is about two lists in one order", "[crypto][record]") {
    Reading it;
    auto& w = it.world;
    const OutboxManifest body{w.room.id(), w.at(8), DigestSet::of(bytes_of("one")), DigestSet::of(bytes_of("two"))};
    const auto manifest = w.sign(body.payload(), w.room);
    const auto read = need(OutboxManifest::parse(it.with(manifest, w.room, "", std::nullopt)));
    CHECK(read.statements == body.statements);
    CHECK(read.evidence == body.evidence);
    CHECK(it.refusal<OutboxManifest>(manifest, w.room, "predicate.extra", "x").find("\"extra\"") != std::string::npos);
    for (const std::string subject : {"subject.0.name", "subject.1.name"})
        CHECK(it.refusal<OutboxManifest>(manifest, w.room, subject, "thing") ==
              "outbox: its subjects are not its statements and its evidence");
    CHECK(message_of(OutboxManifest::parse(need(Statement::open(w.verdict, w.book()))))
              .starts_with("expected a statement of kind outbox"));
}
