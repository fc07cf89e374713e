// SPDX-License-Identifier: Apache-2.0
#include "verifier/explain/compare.hpp"

#include "verifier/judge/file_source.hpp"

namespace assay::verifier {

namespace {

using crypto::VerdictKind;

constexpr std::size_t kNameBytesMax = 1000;

Findings nothing_found(const CompareRequest& request) {
    return {finding_text(request.deployed_name, kNameBytesMax), finding_text(request.artifact, kNameBytesMax),
            std::nullopt};
}

/// A comparison with nothing on the other side.
Result<Compared> not_comparable(const CompareRequest& request, const Interrupt* interrupt) {
    auto deployed = TRY(FileSource::open(request.deployed));
    auto same = TRY(FileSource::open(request.deployed));
    const auto judgement = TRY(judge(deployed, same, interrupt));
    return Compared{.comparison = {.deployed_name = request.deployed_name,
                                   .deployed_size = judgement.deployed_size(),
                                   .deployed = judgement.deployed(),
                                   .artifact = request.artifact,
                                   .rebuilt = std::nullopt,
                                   .verdict = VerdictKind::NotComparable,
                                   .reason = request.reason},
                    .self_test = {},
                    .findings = nothing_found(request)};
}

std::string complaint(const SelfTest& test) {
    return "the comparer noticed " + std::to_string(test.noticed) + " of " + std::to_string(test.mutations) +
           " seeded mutations (seed " + std::to_string(test.seed) + ")" +
           (test.missed.empty() ? "" : ", not: " + test.missed.front());
}

}  // namespace

crypto::VerdictKind explained_by(const Findings&) { return VerdictKind::Unexplained; }

Result<Compared> compare(const CompareRequest& request, std::uint64_t seed, const WorkerOptions& options) {
    if (request.rebuilt == nullptr) return not_comparable(request, options.interrupt);
    auto test = TRY(self_test(*request.rebuilt, seed, SelfTest::kMutations, options.interrupt));
    const auto judgement = TRY(judge(request.deployed, *request.rebuilt, options.interrupt));
    Compared out{.comparison = {.deployed_name = request.deployed_name,
                                .deployed_size = judgement.deployed_size(),
                                .deployed = judgement.deployed(),
                                .artifact = request.artifact,
                                .rebuilt = judgement.rebuilt(),
                                .verdict = VerdictKind::Identical,
                                .reason = {}},
                 .self_test = std::move(test),
                 .findings = nothing_found(request)};
    if (!judgement.is_identical()) {
        out.findings.whole = TRY(explain(judgement, request.deployed, *request.rebuilt, options));
        out.comparison.verdict = explained_by(out.findings);
    }
    if (!out.self_test.passed()) {
        out.comparison.verdict = VerdictKind::NotComparable;
        out.comparison.reason = complaint(out.self_test);
    }
    return out;
}

}  // namespace assay::verifier
