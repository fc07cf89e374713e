// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/statement.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// Replaces a text in an envelope's payload and leaves the signatures as they were.
SaltedEnvelope with_payload(const SaltedEnvelope& salted, const std::string& from, const std::string& to) {
    auto parsed = need(DsseEnvelope::parse(text_of(salted.envelope)));
    auto text = to_text(parsed.payload);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    parsed.payload = to_bytes(text);
    return {salted.salt, to_bytes(parsed.render())};
}

std::string held_by(World& world, const Party& signer) {
    const auto link = StatementLink::to(bytes_of("x"));
    return Held{signer.id(), world.at(1), link, link}.payload();
}

std::string why(World& world, const SaltedEnvelope& salted) {
    return message_of(Statement::open(salted, world.book()));
}

}  // namespace

TEST_CASE("a statement opens when both parts of its signer verify", "[crypto][statement]") {
    World world;
    const auto salted = world.sign(held_by(world, world.custodian), world.custodian);
    const auto statement = need(Statement::open(salted, world.book()));
    CHECK(statement.kind() == StatementKind::Held);
    CHECK(statement.signers() == std::vector{world.custodian.id()});
    CHECK(statement.claimed_time() == world.at(1));
    CHECK(need(Held::parse(statement)).custodian == world.custodian.id());
    CHECK(message_of(Agreement::parse(statement, world.book())).starts_with("expected a statement of kind agreement"));
}

TEST_CASE("each way a signature can be wrong has its own reason", "[crypto][statement]") {
    World world;
    const auto salted = world.sign(held_by(world, world.custodian), world.custodian);
    const auto good = need(DsseEnvelope::parse(text_of(salted.envelope)));
    const auto opened = [&](DsseEnvelope envelope) {
        return Statement::open({salted.salt, to_bytes(envelope.render())}, world.book());
    };

    auto no_mldsa = good;
    no_mldsa.signatures.pop_back();
    CHECK(opened(no_mldsa).error().kind() == ErrorKind::Untrusted);
    CHECK(opened(no_mldsa).error().code() == "part-missing");
    CHECK(message_of(opened(no_mldsa)).starts_with("part-missing: it carries no ML-DSA-87 part"));

    // With a part taken away and the rest laid out anew, the first is the reason.
    CHECK(why(world, {salted.salt, to_bytes(" " + no_mldsa.render())}).starts_with("part-missing"));

    auto no_classical = good;
    no_classical.signatures.erase(no_classical.signatures.begin());
    CHECK(message_of(opened(no_classical)).starts_with("part-missing: it carries no classical part"));

    // The classical part of one party, the post-quantum part of another, each over the same payload.
    const auto by_vendor =
        need(DsseEnvelope::parse(text_of(need(sign_payload(text_of(good.payload), world.vendor.signer())))));
    auto mixed = good;
    mixed.signatures[1] = by_vendor.signatures[1];
    CHECK(opened(mixed).error().code() == "mixed-signers");
    CHECK(message_of(opened(mixed)).starts_with("mixed-signers: its classical part is of \"Custodian\""));

    // The same, but the ML-DSA part claims to be the signer's.
    auto passed_off = mixed;
    passed_off.signatures[1].keyid = good.signatures[1].keyid;
    CHECK(message_of(opened(passed_off)).starts_with("the mldsa87 part of \"Custodian\""));

    auto third = good;
    third.signatures.insert(third.signatures.end(), by_vendor.signatures.begin(), by_vendor.signatures.end());
    CHECK(message_of(opened(third)).starts_with("wrong-signer: it is signed by \"Vendor\""));

    auto other = good;
    other.signatures = by_vendor.signatures;
    CHECK(opened(other).error().code() == "wrong-signer");

    auto twice = good;
    twice.signatures.push_back(good.signatures[0]);
    CHECK(message_of(opened(twice)).starts_with("it carries two signatures by one key"));

    auto changed = good;
    changed.signatures[0].signature[5] ^= 1;
    CHECK(message_of(opened(changed)).starts_with("the ed25519 part of \"Custodian\""));

    auto unknown = good;
    unknown.signatures[0].keyid = std::string(64, 'a') + "#sign.ed25519";
    CHECK(opened(unknown).error().kind() == ErrorKind::Unproven);

    auto other_key = good;
    other_key.signatures[0].keyid.replace(65, std::string::npos, "log.ed25519");
    CHECK(message_of(opened(other_key)).find("which is no signing key of") != std::string::npos);
}

TEST_CASE("a changed payload, another form and another version are refused", "[crypto][statement]") {
    World world;
    const auto salted = world.sign(held_by(world, world.custodian), world.custodian);
    CHECK(why(world, with_payload(salted, "deposit", "Deposit")).find("part of") != std::string::npos);
    CHECK(why(world, {salted.salt, to_bytes(" " + to_text(salted.envelope))}).find("not in the one form") !=
          std::string::npos);

    auto unknown = held_by(world, world.custodian);
    unknown.replace(unknown.find("urn:assay:held:1"), 16, "urn:assay:held:2");
    const auto versioned = Statement::open(world.sign(unknown, world.custodian), world.book());
    CHECK(versioned.error().kind() == ErrorKind::Unsupported);
    CHECK(message_of(versioned) == "the predicate type \"urn:assay:held:2\" is unknown to this version");

    auto spaced = held_by(world, world.custodian);
    spaced.insert(1, " ");
    CHECK(why(world, world.sign(spaced, world.custodian)).find("not in the one form") != std::string::npos);

    auto extra = held_by(world, world.custodian);
    extra.insert(extra.size() - 2, R"(,"more":1)");
    const auto statement = need(Statement::open(world.sign(extra, world.custodian), world.book()));
    CHECK(message_of(Held::parse(statement)) == R"(held: the member "more" is unknown)");
}

TEST_CASE("every byte of an envelope counts", "[crypto][statement]") {
    World world;
    const auto salted = world.sign(held_by(world, world.custodian), world.custodian);
    const auto book = world.book();
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < salted.envelope.size(); i += 7) {
        auto changed = salted;
        changed.envelope[i] ^= 1;
        accepted += Statement::open(changed, book).has_value();
    }
    CHECK(accepted == 0);
}

TEST_CASE("the salt that travels beside a signature is signed too", "[crypto][statement]") {
    World world;
    auto salted = world.sign(held_by(world, world.custodian), world.custodian);
    need(Statement::open(salted, world.book()));
    salted.salt = draw_salt(world.random);
    CHECK(why(world, salted) == "held: the salt beside it is not the one its signer committed to");
    const auto bare = need(sign_payload(held_by(world, world.custodian), world.custodian.signer()));
    CHECK(why(world, {salted.salt, bare}) == "statement: its predicate does not end with the commitment to a salt");
}

TEST_CASE("an envelope has one order of signatures", "[crypto][statement]") {
    World world;
    const auto salted = world.sign(held_by(world, world.custodian), world.custodian);
    auto envelope = need(DsseEnvelope::parse(text_of(salted.envelope)));
    std::swap(envelope.signatures[0], envelope.signatures[1]);
    CHECK(why(world, {salted.salt, to_bytes(envelope.render())}) ==
          "DSSE envelope: its signatures are not sorted by key id");
}

TEST_CASE("DSSE vectors: the envelope as the standard reads it", "[crypto][statement][vectors]") {
    const auto set = read_json(vectors("dsse") / "dsse_protocol.json");
    Tally pae("dsse pae");
    for (const auto& item : *set.find("pae")->items()) {
        const auto body = need(decode_hex(item.text_at("body_hex")));
        pae.count(std::string(item.text_at("type")),
                  encode_hex(dsse_pae(item.text_at("type"), body)) == item.text_at("pae_hex"));
    }
    // The set's key is P-256, which we do not use: its cases are judged by form, and by the bytes that are signed.
    Tally form("dsse envelopes, form only");
    for (const auto& item : *set.find("cases")->items()) {
        const auto id = std::string(item.text_at("id"));
        const auto parsed = DsseEnvelope::parse(item.text_at("envelope"));
        static const std::set<std::string> kBySignature = {
            "payload-changed", "type-changed",     "type-and-body-shifted",           "signature-bit-flip",
            "signature-short", "signature-as-der", "same-signature-twice-threshold-2"};
        if (kBySignature.contains(id)) {
            form.skip("refused by a P-256 signature only");
            continue;
        }
        form.count(id, parsed.has_value() == (item.text_at("expect") == "accept"), message_of(parsed));
    }
}
