// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/identity.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

IdentityDraft draft_of(const Identity& identity) {
    return {identity.name(), identity.role(), identity.validity(), identity.keys()};
}

}  // namespace

TEST_CASE("an identity opens, and its id is the digest of its payload", "[crypto][identity]") {
    World world;
    const auto& identity = world.custodian.identity;
    CHECK(need(draft_of(identity).payload()).find("\"role\":\"custodian\"") != std::string::npos);
    const auto payload = with_salt(need(draft_of(identity).payload()), world.custodian.statement.salt);
    CHECK(identity.id() == IdentityId(sha256(bytes_of(payload)).array()));
    CHECK(identity.classical_key().name == "sign.ed25519");
    CHECK(identity.post_quantum_key().name == "sign.mldsa87");
    CHECK(identity.find(KeyPurpose::Log)->origin == "test.example/log");
    CHECK(identity.find(KeyPurpose::Seal) == nullptr);
    CHECK(message_of(identity.seal_recipient()).find("has no key to seal to") != std::string::npos);
}

TEST_CASE("a draft that breaks a rule has no payload", "[crypto][identity]") {
    World world;
    const auto refused = [&](auto change) {
        auto draft = draft_of(world.custodian.identity);
        change(draft);
        return message_of(draft.payload());
    };
    CHECK(refused([](auto& d) { d.name = "  "; }) == "identity: the name is empty or longer than 200 bytes");
    CHECK(refused([](auto& d) { d.keys[1].public_key = d.keys[0].public_key; }).find("sign.mldsa87") !=
          std::string::npos);
    CHECK(refused([](auto& d) { d.keys[2].public_key = d.keys[0].public_key; }) ==
          "identity: the key \"log.ed25519\" serves another purpose too");
    CHECK(refused([](auto& d) { d.keys.erase(d.keys.begin() + 1); }) ==
          "identity: needs one classical and one ML-DSA-87 signing key, has 1 and 0");
    CHECK(refused([](auto& d) { d.keys[2].origin = ""; }) == "identity: the key \"log.ed25519\" has no origin");
    CHECK(refused([](auto& d) { d.keys[0].origin = "x"; }).find("has an origin") != std::string::npos);
    CHECK(refused([](auto& d) { d.keys[3].origin = "test.example/second"; }) ==
          "identity: the key \"log.mldsa44\" is for \"test.example/second\", another log key for \"test.example/log\"");
    CHECK(refused([](auto& d) { d.keys[0].name = "sign"; }).find("is not named after its purpose and algorithm") !=
          std::string::npos);
    CHECK(refused([](auto& d) { d.keys[3].name = "log.ed25519"; }).find("is not named after") != std::string::npos);
    CHECK(refused([](auto& d) { d.keys[0].held_in = "pocket"; }).find("neither a file nor a token") !=
          std::string::npos);
    CHECK(refused([](auto& d) {
              d.keys.push_back({"seal", KeyPurpose::Seal, "mlkem768x25519", "age1xyz", "", "file"});
          }).find("age recipient") != std::string::npos);
    CHECK(refused([](auto& d) {
              d.keys.push_back({"tls", KeyPurpose::Tls, "spki-sha256", "AAAA", "", "file"});
          }).find("SHA-256 of a TLS public key") != std::string::npos);
}

TEST_CASE("an identity signed by other keys than its own is refused", "[crypto][identity]") {
    World world;
    const auto salt = world.vendor.statement.salt;
    const auto payload = with_salt(need(draft_of(world.vendor.identity).payload()), salt);
    auto forged = world.custodian.signer();
    forged.id = world.vendor.id();
    CHECK(message_of(Identity::open({salt, need(sign_payload(payload, forged))})).find("part of \"Vendor\"") !=
          std::string::npos);
    auto more = need(add_signature(world.vendor.statement.envelope, world.custodian.signer()));
    CHECK(message_of(Identity::open({salt, more})) == "identity: is not signed by exactly its own two keys");
}
