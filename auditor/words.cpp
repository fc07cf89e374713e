// SPDX-License-Identifier: Apache-2.0
#include "auditor/words.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::auditor {

using crypto::CheckReport;
using crypto::LinkState;

namespace {

/// What a verdict means for whoever runs the file.
std::string meaning(crypto::VerdictKind verdict) {
    switch (verdict) {
        case crypto::VerdictKind::Identical: return "the deployed bytes are what the deposited source produces";
        case crypto::VerdictKind::IdenticalAfterSignature:
            return "but for the vendor's signature, the deployed bytes are what the deposited source produces";
        case crypto::VerdictKind::Explained:
            return "the deployed bytes differ from what the deposited source produces; every difference has a named "
                   "cause";
        case crypto::VerdictKind::Unexplained: return "the deployed bytes are not what the deposited source produces";
        case crypto::VerdictKind::NotComparable: return "there was nothing to compare the deployed bytes with";
    }
    return {};
}

/// A difference outranks what could not be compared; the headline of many files tells of both.
std::string left_out(const crypto::ClaimFacts& facts) {
    const auto incomparable = [](const crypto::Comparison& comparison) {
        return comparison.verdict == crypto::VerdictKind::NotComparable;
    };
    const auto count = std::count_if(facts.comparisons.begin(), facts.comparisons.end(), incomparable);
    if (count == 0 || facts.verdict == crypto::VerdictKind::NotComparable) return {};
    return "; " + std::to_string(count) + " of " + count_of(facts.comparisons.size(), "file") +
           " could not be compared";
}

}  // namespace

Mark mark_of(LinkState state) {
    switch (state) {
        case LinkState::Holds: return Mark::Good;
        case LinkState::Fails:
        case LinkState::Equivocates: return Mark::Bad;
        case LinkState::CannotBeChecked: return Mark::Unknown;
        case LinkState::PolicyUnmet: return Mark::Caution;
        case LinkState::Remark: return Mark::Note;
    }
    return Mark::Note;
}

Mark mark_of(const CheckAnswer& answer) {
    const auto worst = answer.report.worst();
    if (worst != LinkState::Holds) return mark_of(worst);
    const auto& verdict = answer.report.facts.verdict;
    return !verdict || *verdict <= crypto::VerdictKind::IdenticalAfterSignature ? Mark::Good : Mark::Bad;
}

std::string headword(const CheckAnswer& answer) {
    const auto& report = answer.report;
    if (report.first(LinkState::Fails) != nullptr) return "check failed";
    if (report.first(LinkState::Equivocates) != nullptr) return "equivocation";
    if (report.first(LinkState::CannotBeChecked) != nullptr) return "cannot be checked";
    return report.facts.verdict ? std::string(crypto::name_of(*report.facts.verdict)) : "held";
}

std::string headline(const CheckAnswer& answer) {
    const auto& report = answer.report;
    if (!report.established()) return headword(answer) + ": this evidence does not prove its claim under this policy";
    if (report.facts.verdict) return headword(answer) + ": " + meaning(*report.facts.verdict) + left_out(report.facts);
    return "held: the custodian holds every byte of the deposit";
}

std::string conclusion(const CheckReport& report) {
    if (const auto* link = report.first(LinkState::Fails))
        return "not proven: the link \"" + link->name + "\" fails: " + link->detail;
    if (const auto* link = report.first(LinkState::Equivocates)) return "equivocation: " + link->detail;
    if (const auto* link = report.first(LinkState::CannotBeChecked))
        return "cannot be checked: \"" + link->name + "\": " + link->detail;
    if (const auto* link = report.first(LinkState::PolicyUnmet))
        return "sound, but not enough for this policy: " + link->detail;
    return "every link from the policy to the claim holds";
}

std::string grade_words(const crypto::Grade& grade) {
    std::string out = "environment " + grade.environment;
    out += grade.unvouched.empty() ? "" : ", " + count_of(grade.unvouched.size(), "package") + " nobody vouches for";
    const auto opaque = grade.opaque.size() + (grade.unnamed_opaque ? grade.unnamed_opaque->count : 0);
    out += opaque == 0 ? ", no opaque input read" : ", " + count_of(opaque, "opaque input") + " read";
    return out;
}

std::string coverage_words(const crypto::Grade& grade) {
    return human_bytes(grade.deployed_bytes_judged) + " of " + human_bytes(grade.deployed_bytes) +
           " deployed judged; " + std::to_string(grade.inspected_lines) + " of " +
           count_of(grade.source_lines, "source line") + " under an inspection statement";
}

std::string time_words(const crypto::ClaimFacts& facts) {
    if (facts.statements.empty()) return {};
    const auto& claim = facts.statements.back();
    return claim.proven_time ? "in the log by " + claim.proven_time->render()
                             : "signed, not logged; the signer says " + claim.claimed_time.render();
}

}  // namespace assay::auditor
