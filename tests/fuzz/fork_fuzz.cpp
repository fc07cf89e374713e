// SPDX-License-Identifier: Apache-2.0
// Fork proofs, and what is made of them under a policy that trusts the log of the seeds.
#include "crypto/evidence/fork.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/world.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    static const auto policy = test::need(crypto::TlogPolicy::parse(test::World().tlog_policy()));
    const auto proof = crypto::ForkProof::parse(text_of(input));
    if (!proof) return check(proof.error());
    hold(proof->render() == text_of(input), "a fork proof has one form");
    const auto fork = proof->check(policy);
    if (!fork) return check(fork.error());
    hold(fork->hashes[0] != fork->hashes[1], "what forks differs");
    hold(fork->subtree.has_value() == (fork->heads[0].size != fork->heads[1].size), "one size has two roots");
}

}  // namespace assay::fuzz
