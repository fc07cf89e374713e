// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/verdict.hpp"
#include "verifier/explain/explain.hpp"
#include "verifier/judge/self_test.hpp"

namespace assay::verifier {

/// A deployed file and the artifact of the rebuild that it should be.
struct CompareRequest {
    std::string deployed_name;
    const Descriptor& deployed;
    std::string artifact;       ///< its path among the artifacts; empty when none corresponds
    const Descriptor* rebuilt;  ///< null when there is nothing to compare with
    std::string reason;         ///< then: why not
};

/// One deployed file judged: the comparison as it is signed, how the self-test went, what differs.
struct Compared {
    crypto::Comparison comparison;
    SelfTest self_test;  ///< of nothing when there was nothing to compare with
    Findings findings;
};

/// Tests the comparer on the rebuilt file, compares, and where they differ looks for what differs.
///
/// - Identical comes from the bytes alone (judge). Everything else is Unexplained until a rule explains it
/// (explained_by),
///   and NotComparable where there is nothing to compare with or the self-test failed.
/// - The seed is for the self-test's mutations.
/// Errors: those of judge, self_test and explain.
Result<Compared> compare(const CompareRequest& request, std::uint64_t seed, const WorkerOptions& options = {});

/// What can be said of a difference by rules that name a cause for each differing byte: nothing yet, so Unexplained.
crypto::VerdictKind explained_by(const Findings& findings);

}  // namespace assay::verifier
