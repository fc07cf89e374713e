// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/judging.hpp"

#include "base/core/text.hpp"
#include "verifier/action/matching.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

std::uint64_t seed_of(Random& random) {
    std::uint8_t bytes[8];
    random.fill(bytes);
    return read_big_endian<std::uint64_t>(bytes);
}

/// A comparer that missed a mutation once is not believed about any other file either.
void withhold_after_failed_test(std::vector<Compared>& compared) {
    for (const auto& each : compared)
        if (each.self_test.mutations > 0 && !each.self_test.passed()) {
            withhold(compared, std::string(each.comparison.reason));
            return;
        }
}

}  // namespace

void withhold(std::vector<Compared>& compared, const std::string& reason) {
    for (auto& each : compared) {
        if (each.comparison.verdict == crypto::VerdictKind::NotComparable) continue;
        each.comparison.verdict = crypto::VerdictKind::NotComparable;
        each.comparison.reason = reason;
    }
}

Judging::Judging(const BuildOutputs& outputs, Random& random, const Interrupt& interrupt)
    : outputs_(outputs), random_(random), judged_{outputs.folder} {
    workers_.interrupt = &interrupt;
    for (const auto& artifact : outputs_.artifacts) paths_.push_back(artifact.path);
}

Result<std::vector<Compared>> Judging::judge_all(const std::vector<DeployedEntry>& deployed,
                                                 const std::optional<std::string>& asked) {
    if (asked && deployed.size() > 1)
        return fail(ErrorKind::Usage, "one artifact is named for " + count_of(deployed.size(), "deployed file"));
    std::vector<Compared> out;
    for (const auto& each : deployed) out.push_back(TRY(judge(each, asked, deployed.size() == 1)));
    withhold_after_failed_test(out);
    return out;
}

Result<Compared> Judging::judge(const DeployedEntry& deployed, const std::optional<std::string>& asked, bool alone) {
    const auto* path = find_artifact(paths_, deployed, asked, alone);
    std::optional<Descriptor> rebuilt;
    std::string reason;
    if (!outputs_.failure.empty())
        reason = "there is no rebuild: " + outputs_.failure;
    else if (path == nullptr)
        reason =
            asked ? "the rebuild has no artifact " + quote(*asked) : "no artifact of the rebuild is called like it";
    else
        rebuilt = TRY(judged_.take(*path));
    const auto file = TRY(deployed.open());
    auto compared =
        TRY(compare({deployed.name, file, rebuilt ? path->text() : "", rebuilt ? &*rebuilt : nullptr, reason},
                    seed_of(random_), workers_));
    // What was compared is what was said to be built.
    if (compared.comparison.rebuilt &&
        *compared.comparison.rebuilt != std::ranges::find(outputs_.artifacts, *path, &BuiltArtifact::path)->digest)
        return fail(ErrorKind::Corrupt, "the artifact " + quote(path->text()) + " is no longer the one that was built");
    return compared;
}

}  // namespace assay::verifier
