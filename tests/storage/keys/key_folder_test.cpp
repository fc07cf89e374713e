// SPDX-License-Identifier: Apache-2.0
#include "storage/keys/key_folder.hpp"

#include "tests/support/support.hpp"

#include <filesystem>

using namespace assay;
using namespace assay::storage;
using test::need;
using test::TempFolder;

namespace {

const std::string kPem = "a private key\n";

NewParty party(crypto::Role role, bool speaks_tls) {
    NewParty out{.name = "Room One",
                 .role = role,
                 .validity = {need(Time::from_seconds(0)), need(Time::from_seconds(Time::kMax))},
                 .classical = crypto::SignatureAlgorithm::Ed25519,
                 .tls_pem = {},
                 .tls_spki_sha256 = {}};
    if (!speaks_tls) return out;
    out.tls_pem = SecretBytes(bytes_of(kPem));
    out.tls_spki_sha256 = Bytes(32, 7);
    return out;
}

}  // namespace

TEST_CASE("a carrier's folder asks as its party, signs nothing and opens nothing", "[storage][keys]") {
    const TempFolder temp;
    test::CountingRandom random(1);
    const auto room = need(KeyFolder::create(temp.path() / "room", party(crypto::Role::Verifier, true), random));
    need(room.signer());
    need(room.make_carrier(temp.path() / "carrier"));

    const auto carrier = need(KeyFolder::open(temp.path() / "carrier"));
    CHECK(carrier.file().render() == room.file().render());
    CHECK(text_of(need(carrier.tls_pem()).view()) == kPem);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(temp.path() / "carrier")) ++files;
    CHECK(files == 2);
    const auto signer = carrier.signer();
    REQUIRE_FALSE(signer);
    CHECK(signer.error().kind() == ErrorKind::NotFound);
    REQUIRE_FALSE(signer.error().hints().empty());
    CHECK(signer.error().hints().back().find("escrow key carrier") != std::string::npos);
    const auto seal = carrier.seal_identity();
    REQUIRE_FALSE(seal);
    CHECK(seal.error().kind() == ErrorKind::NotFound);
    REQUIRE(need(carrier.dedup_secret()) == std::nullopt);
}

TEST_CASE("a carrier's folder replaces no keys, and needs a TLS key to lend", "[storage][keys]") {
    const TempFolder temp;
    test::CountingRandom random(2);
    const auto room = need(KeyFolder::create(temp.path() / "room", party(crypto::Role::Verifier, true), random));
    const auto root = need(KeyFolder::create(temp.path() / "root", party(crypto::Role::Root, false), random));
    const auto over = room.make_carrier(temp.path() / "root");
    REQUIRE_FALSE(over);
    CHECK(over.error().kind() == ErrorKind::Conflict);
    need(need(KeyFolder::open(temp.path() / "root")).signer());
    const auto none = root.make_carrier(temp.path() / "carrier");
    REQUIRE_FALSE(none);
    CHECK(none.error().kind() == ErrorKind::NotFound);
    CHECK_FALSE(std::filesystem::exists(temp.path() / "carrier"));
}
