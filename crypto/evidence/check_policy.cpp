// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

std::string reached_words(const Grade::OpaqueInput& input) {
    if (input.reached.empty()) return {};
    return " and, as the room says, reached " + quote(input.reached.front()) +
           (input.reached.size() > 1 ? " and " + std::to_string(input.reached.size() - 1) + " more" : "");
}

constexpr const char* kVendorSupplied = "vendor-supplied";

/// Whether the policy accepts a key of every archive that vouches for packages: the room's keyring may hold any key,
/// and the holder of such a key can vouch for anything.
bool check_archives(const Policy& policy, const ClaimFacts& facts, Findings& findings) {
    bool accepted = true;
    for (const auto& archive : facts.archives) {
        if (std::ranges::any_of(archive.keys, [&](const auto& key) { return policy.archive_keys.contains(key); }))
            continue;
        accepted = false;
        findings.unmet("policy: archive keys",
                       "what vouches for packages is " + quote(archive.in_release) + ", signed with " +
                           join(archive.keys, ", ") +
                           ", and the policy accepts no such archive key: the packages count as vendor-supplied");
    }
    return accepted;
}

void check_grade(const Policy& policy, const Grade& grade, const std::string& environment, Findings& findings) {
    const auto before = findings.faults();
    if (!policy.environments.contains(environment))
        findings.unmet("policy: environment",
                       "the environment is " + quote(environment) + ", which the policy does not accept");
    // A vendor-supplied environment is accepted package by package, whatever else is.
    for (const auto& package : grade.unvouched)
        if (!policy.packages.contains(package.sha256))
            findings.unmet("policy: package", "no archive vouches for the package " + quote(package.name) +
                                                  ", and the policy does not list it (SHA-256 " + hex(package.sha256) +
                                                  ")");
    for (const auto& input : grade.opaque)
        if (!policy.opaque.contains(input.sha256))
            findings.unmet("policy: opaque input",
                           "the build read " + quote(input.path) + ", which is " + input.why + reached_words(input) +
                               ", and the policy does not list it (SHA-256 " + hex(input.sha256) + ")");
    if (grade.unnamed_opaque)
        findings.unmet("policy: opaque input", "the build read " +
                                                   count_of(grade.unnamed_opaque->count, "more opaque file") +
                                                   " than the verdict names, which no policy can list");
    if (findings.faults() == before)
        findings.holds("policy: grade", "environment " + environment + " and what the build read are accepted");
}

}  // namespace

void check_policy(const Policy& policy, const Chain& chain, Findings& findings, ClaimFacts& facts) {
    if (chain.verdict != nullptr) {
        if (!policy.verifiers.empty() && !policy.verifiers.contains(chain.verdict->as<Verdict>()->room))
            findings.unmet("policy: verifier", "the policy does not accept verdicts of " + facts.room);
        if (policy.verifiers_agree > 1)
            findings.missing("policy: verifiers", "the policy asks for " + std::to_string(policy.verifiers_agree) +
                                                      " verifiers that agree, the evidence holds the verdict of one");
    }
    if (policy.gaps == Policy::Gaps::Refuse && facts.unfinished > 0)
        findings.unmet("policy: gaps", "before the verdict the room began " + count_of(facts.unfinished, "build") +
                                           " that it did not finish, and the policy refuses that");
    if (policy.gaps == Policy::Gaps::Refuse && chain.verdict != nullptr && chain.verdict->place()) {
        const auto failed = chain.verdict->place()->before.count(ChainWord::Failed);
        if (failed > 0)
            findings.unmet("policy: gaps", "before the verdict " + count_of(failed, "build") +
                                               " failed, as the room signs, and the policy refuses that");
    }
    if (policy.machine == Policy::Machine::Own && chain.verdict != nullptr && !facts.machine)
        findings.unmet(
            "policy: machine",
            "the build ran in a cell on the room's own kernel, and the policy asks for a machine of its own");
    if (facts.grade) {
        const bool accepted = check_archives(policy, facts, findings);
        facts.environment = accepted ? facts.grade->environment : kVendorSupplied;
        check_grade(policy, *facts.grade, facts.environment, findings);
    }
    if (policy.max_age_seconds)
        findings.missing("policy: revocation", "the policy asks for revocation status, and the evidence carries none");
    else
        findings.remark("policy: revocation", "revocation was not asked for: the policy names no max_age");
}

}  // namespace assay::crypto
