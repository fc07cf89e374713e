// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/statement_link.hpp"
#include "tests/support/support.hpp"

#include <type_traits>

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

// A file's digests must not get into the place of a statement's, nor the other way round.
static_assert(!std::is_convertible_v<DigestSet, StatementLink>);
static_assert(!std::is_convertible_v<StatementLink, DigestSet>);
static_assert(!std::is_assignable_v<StatementLink&, DigestSet>);
static_assert(!std::is_assignable_v<DigestSet&, StatementLink>);

TEST_CASE("a link names a statement by both digests of its payload", "[crypto][statement]") {
    const auto link = StatementLink::to(bytes_of("payload"));
    CHECK(link.id().array() == sha256(bytes_of("payload")).array());
    CHECK(link.sha512() == sha512(bytes_of("payload")));
    CHECK(link.digests() == DigestSet::of(bytes_of("payload")));
    CHECK(need(StatementLink::parse(link.render(), "link")) == link);
    CHECK(link != StatementLink::to(bytes_of("another payload")));
    CHECK(message_of(StatementLink::parse("text", "held: agreement")).starts_with("held: agreement"));
}

TEST_CASE("links with one SHA-256 and two SHA-512 are two links", "[crypto][statement]") {
    const auto link = StatementLink::to(bytes_of("payload"));
    const StatementLink half(DigestSet{link.digests().sha256, sha512(bytes_of("another payload"))});
    CHECK(half.id() == link.id());
    CHECK(half != link);
}
