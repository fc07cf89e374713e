// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/unverified.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

SaltedEnvelope held_of(World& world) {
    const auto link = StatementLink::to(bytes_of("x"));
    return world.sign(Held{world.custodian.id(), world.at(1), link, link}.payload(), world.custodian);
}

SaltedEnvelope changed(const SaltedEnvelope& salted, const std::function<void(DsseEnvelope&)>& change) {
    auto envelope = need(DsseEnvelope::parse(text_of(salted.envelope)));
    change(envelope);
    return {salted.salt, to_bytes(envelope.render())};
}

}  // namespace

TEST_CASE("a statement that came is sorted by what it says of itself", "[crypto][statement]") {
    World world;
    const auto salted = held_of(world);
    const auto read = need(UnverifiedStatement::read(salted));
    CHECK(read.salted() == salted);
    CHECK(need(read.kind()) == StatementKind::Held);
    CHECK(read.link() == need(peek_link(salted.envelope)));
    CHECK(read.id() == read.link().id());
    CHECK(read.envelope().signatures.size() == 2);
}

TEST_CASE("sorting a statement verifies nothing; opening it does", "[crypto][statement]") {
    World world;
    const auto forged = need(UnverifiedStatement::read(
        changed(held_of(world), [](DsseEnvelope& envelope) { envelope.signatures[0].signature[0] ^= 1; })));
    CHECK(need(forged.kind()) == StatementKind::Held);
    CHECK(Statement::open(forged, world.book()).error().kind() == ErrorKind::Untrusted);

    auto other_salt = held_of(world);
    other_salt.salt = LeafSalt();
    const auto told = message_of(Statement::open(need(UnverifiedStatement::read(other_salt)), world.book()));
    CHECK(told == "held: the salt beside it is not the one its signer committed to");
}

TEST_CASE("what is no envelope of a statement is not read as one", "[crypto][statement]") {
    World world;
    const auto salted = held_of(world);
    CHECK(UnverifiedStatement::read({salted.salt, to_bytes("{}")}).error().kind() == ErrorKind::Invalid);
    const auto other_type = changed(salted, [](DsseEnvelope& envelope) { envelope.payload_type = "text/plain"; });
    CHECK(UnverifiedStatement::read(other_type).error().kind() == ErrorKind::Unsupported);
    // The envelope is one; what it holds is not. That is said when the kind is asked for.
    const auto other_payload = changed(salted, [](DsseEnvelope& envelope) { envelope.payload = to_bytes("{}"); });
    CHECK(!need(UnverifiedStatement::read(other_payload)).kind());
}
