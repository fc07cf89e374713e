// SPDX-License-Identifier: Apache-2.0
#include "witness/core/watched_logs.hpp"

#include "tests/witness/support.hpp"

using namespace assay;
using namespace assay::witness;

TEST_CASE("keys of one name belong to one log", "[witness][watched_logs]") {
    const test::SmallLog a("log.example/a"), b("log.example/b", 9);
    const auto logs = test::need(logs_of_keys(
        {a.signer.ed25519_key().render(), b.signer.mldsa44_key().render(), a.signer.mldsa44_key().render()}));
    REQUIRE(logs.size() == 2);
    CHECK(logs[0].origin.text() == "log.example/a");
    CHECK(logs[0].keys == std::vector{a.signer.ed25519_key(), a.signer.mldsa44_key()});
    CHECK(logs[1].keys == std::vector{b.signer.mldsa44_key()});
    CHECK(test::need(logs_of_keys({})).empty());
    CHECK_FALSE(logs_of_keys({"nonsense"}));
    CHECK_FALSE(logs_of_keys({a.signer.ed25519_key().render(), a.signer.ed25519_key().render()}));
}

TEST_CASE("of a policy the log lines count", "[witness][watched_logs]") {
    const test::SmallLog a("log.example/a");
    test::WitnessHome home;
    const auto text = "# ours\nlog " + a.signer.ed25519_key().render() + " https://log.example/a\nlog " +
                      a.signer.mldsa44_key().render() + "\nwitness w1 " + home.signer.ed25519_key().render() +
                      "\nquorum w1\n";
    const auto logs = test::need(logs_of_policy(text));
    REQUIRE(logs.size() == 1);
    CHECK(logs[0].keys.size() == 2);
    CHECK_FALSE(logs_of_policy("log nonsense\nquorum none\n"));
    const auto cosigner = logs_of_keys({home.signer.ed25519_key().render()});
    CHECK_FALSE(cosigner);
}
