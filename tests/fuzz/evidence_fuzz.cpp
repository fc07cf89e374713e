// SPDX-License-Identifier: Apache-2.0
// Evidence, and the whole check of it under a policy that trusts whom the seeds name.
#include "crypto/evidence/evidence.hpp"

#include "crypto/evidence/check.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/world.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    static const test::World world;
    static const auto policy = world.policy();
    const auto evidence = crypto::Evidence::parse(text_of(input));
    if (!evidence) return check(evidence.error());
    hold(evidence->render() == text_of(input), "evidence has one form");
    const auto report =
        need(crypto::check_evidence(*evidence, {.policy = policy, .as_of = world.at(60), .deployed = {}}),
             "evidence is judged");
    hold(!report.links.empty(), "a report names what it looked at");
    hold(!report.established() || report.facts.deposit.has_value(), "what is established is about a deposit");
}

}  // namespace assay::fuzz
