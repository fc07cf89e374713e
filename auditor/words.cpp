// SPDX-License-Identifier: Apache-2.0
#include "auditor/words.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/debian_archive_keys.hpp"

#include <algorithm>

namespace assay::auditor {

using crypto::CheckReport;
using crypto::LinkState;

namespace {

/// Which bytes the verdict is about. Without a file of the reader's own it is about digests.
std::string which_bytes(const CheckAnswer& answer) {
    const auto& comparisons = answer.report.facts.comparisons;
    if (!answer.deployed.empty()) return "the deployed bytes";
    if (comparisons.size() == 1)
        return "the bytes with the SHA-256 " + crypto::hex(comparisons.front().deployed.sha256);
    return "the bytes with the " + std::to_string(comparisons.size()) + " digests below";
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
        case LinkState::Differs:
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
    return verdict ? crypto::mark_of(*verdict) : Mark::Good;
}

std::string headword(const CheckAnswer& answer) {
    switch (answer.report.worst()) {
        case LinkState::Fails: return "check failed";
        case LinkState::Equivocates: return "equivocation";
        case LinkState::CannotBeChecked: return "cannot be checked";
        case LinkState::Differs: return "deployed differs";
        case LinkState::PolicyUnmet: return "policy not met";
        default: break;
    }
    const auto& verdict = answer.report.facts.verdict;
    return verdict ? std::string(crypto::name_of(*verdict)) : "held";
}

std::string headline(const CheckAnswer& answer) {
    const auto& facts = answer.report.facts;
    const auto says = facts.verdict ? "says " + quote(crypto::name_of(*facts.verdict)) : std::string("says \"held\"");
    switch (answer.report.worst()) {
        case LinkState::Differs:
            return answer.report.established()
                       ? headword(answer) + ": the evidence is sound and " + says + ", but of other files than yours"
                       : headword(answer) +
                             ": the evidence is of other files than yours, and not enough for this policy";
        case LinkState::PolicyUnmet:
            return headword(answer) + ": the evidence is sound and " + says + ", but this policy asks for more";
        case LinkState::Holds: break;
        default: return headword(answer) + ": this evidence does not prove its claim under this policy";
    }
    if (!facts.verdict) return "held: the custodian holds every byte of the deposit";
    return headword(answer) + ": " + crypto::meaning_of(*facts.verdict, which_bytes(answer)) + left_out(facts);
}

std::string conclusion(const CheckReport& report) {
    if (const auto* link = report.first(LinkState::Fails))
        return "not proven: the link \"" + link->name + "\" fails: " + link->detail;
    if (const auto* link = report.first(LinkState::Equivocates)) return "equivocation: " + link->detail;
    if (const auto* link = report.first(LinkState::CannotBeChecked))
        return "cannot be checked: \"" + link->name + "\": " + link->detail;
    if (const auto* link = report.first(LinkState::Differs))
        return "sound, but about another file: \"" + link->name + "\": " + link->detail;
    if (const auto* link = report.first(LinkState::PolicyUnmet))
        return "sound, but not enough for this policy: " + link->detail;
    return "every link from the policy to the claim holds";
}

std::string next_step(const CheckReport& report) {
    const auto count_where = [&](auto&& matches) { return std::ranges::count_if(report.links, matches); };
    const auto is_of = [](const crypto::CheckedLink& link, LinkState state, std::string_view name) {
        return link.state == state && link.name.starts_with(name);
    };
    const auto worst = report.worst();
    const auto all = count_where([&](const auto& link) { return link.state == worst; });
    if (worst == LinkState::CannotBeChecked) {
        const auto unlogged = count_where([&](const auto& link) { return is_of(link, worst, "log: "); });
        if (unlogged == all)
            return "evidence as verifier verify writes it lacks the log's proofs: escrow submit OUTBOX --evidence FILE "
                   "writes "
                   "it with them";
    }
    if (worst == LinkState::PolicyUnmet) {
        const auto opaque = count_where([&](const auto& link) { return is_of(link, worst, "policy: opaque input"); });
        if (opaque == all)
            return "look at " + count_of(static_cast<std::uint64_t>(opaque), "opaque file") +
                   "; the policy accepts one by its SHA-256, in its list opaque (escrow policy new --opaque)";
    }
    return {};
}

std::string caveat(const CheckReport& report) {
    if (report.established()) return {};
    return report.worst() == LinkState::PolicyUnmet ? "The facts above are sound, and this policy does not accept them."
                                                    : "Nothing above is established.";
}

std::string reached_words(const crypto::Grade::OpaqueInput& input) {
    if (!input.reached.empty()) return join(input.reached, ", ");
    return input.why == "generated" ? "not known: compiled text leaves no bytes to find"
                                    : "not known: its bytes were not found as they are";
}

std::string names_words(const crypto::Comparison& comparison) {
    if (comparison.artifact.empty() || comparison.artifact == comparison.deployed_name) return comparison.deployed_name;
    return comparison.deployed_name + " (judged as the artifact " + comparison.artifact + ")";
}

std::string archive_key_words(const std::string& fingerprint) {
    const auto name = crypto::name_of_archive_key(fingerprint);
    return fingerprint + (name.empty() ? "" : " (" + std::string(name) + ")");
}

std::string grade_words(const crypto::Grade& grade, const std::string& environment) {
    std::string out = "environment " + environment;
    if (environment != grade.environment)
        out += " (the room says " + grade.environment + "; this policy does not accept the archive's key)";
    out += grade.unvouched.empty() ? "" : ", " + count_of(grade.unvouched.size(), "package") + " not vouched for";
    const auto opaque = grade.opaque.size() + (grade.unnamed_opaque ? grade.unnamed_opaque->count : 0);
    out += opaque == 0 ? ", no opaque input read" : ", " + count_of(opaque, "opaque input") + " read";
    return out;
}

std::string coverage_words(const crypto::Grade& grade) {
    return human_bytes(grade.deployed_bytes_judged) + " of " + human_bytes(grade.deployed_bytes) +
           " deployed judged; " +
           (grade.inspected_lines == 0 ? "no inspection of the source is stated"
                                       : std::to_string(grade.inspected_lines) + " of " +
                                             count_of(grade.source_lines, "source line") + " inspected");
}

std::string time_words(const crypto::ClaimFacts& facts) {
    if (facts.statements.empty()) return {};
    const auto& claim = facts.statements.back();
    return claim.proven_time ? "in the log by " + claim.proven_time->render()
                             : "signed, not logged; the signer says " + claim.claimed_time.render();
}

}  // namespace assay::auditor
