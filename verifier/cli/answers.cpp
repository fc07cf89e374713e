// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/answers.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "verifier/finding/findings_text.hpp"

#include <algorithm>
#include <span>

namespace assay::verifier {

namespace {

using crypto::VerdictKind;

/// Names in one line, opaque inputs, and names that a build left, on the screen; --json has all of them.
constexpr std::size_t kNamedMost = 3, kOpaqueMost = 10, kLeftMost = 20;

/// Some of many, in their order, and how many more there are.
std::string some_of(const std::vector<std::string>& names) {
    if (names.size() <= kNamedMost + 1) return join(names, ", ");
    return join({names.begin(), names.begin() + kNamedMost}, ", ") + " and " +
           std::to_string(names.size() - kNamedMost) + " more";
}

/// How many of a list are shown: all, where only one would be left out.
std::size_t shown_of(std::size_t all, std::size_t most) { return all <= most + 1 ? all : most; }

std::string sentence(const crypto::Comparison& comparison, Meaning meaning) {
    auto out = std::string(crypto::name_of(comparison.verdict));
    if (meaning == Meaning::Said) out += std::string(": ") + crypto::meaning_of(comparison.verdict);
    return comparison.reason.empty() ? out : out + ": " + comparison.reason;
}

}  // namespace

int exit_status_of(VerdictKind verdict) {
    switch (verdict) {
        case VerdictKind::Identical:
        case VerdictKind::IdenticalAfterSignature: return kExitYes;
        case VerdictKind::Explained:
        case VerdictKind::Unexplained: return kExitDeployedDiffers;
        case VerdictKind::NotComparable: return kExitNotComparable;
    }
    return kExitFailed;
}

std::string render_compared(const std::vector<Compared>& compared, Meaning meaning, const Style& style) {
    std::string out;
    std::vector<std::pair<std::string, std::vector<std::string>>> alike;
    for (const auto& [comparison, self_test, findings] : compared) {
        const auto said = sentence(comparison, meaning);
        if (comparison.verdict == VerdictKind::NotComparable && !findings.whole) {
            auto same = std::ranges::find(alike, said, &decltype(alike)::value_type::first);
            if (same == alike.end()) same = alike.insert(same, {said, {}});
            same->second.push_back(comparison.deployed_name);
            continue;
        }
        out += mark_line(crypto::mark_of(comparison.verdict), comparison.deployed_name + " is " + said, style);
        for (const auto& line : render_findings_text(findings)) out += mark_line(Mark::Note, line.whole(), style);
    }
    for (const auto& [said, names] : alike)
        out += mark_line(crypto::mark_of(VerdictKind::NotComparable),
                         some_of(names) + (names.size() == 1 ? " is " : " are ") + said, style);
    return out;
}

void add_grade(KeyValues& facts, const crypto::Grade& grade) {
    facts.add("environment", grade.environment == "debian-signed" ? Mark::Good : Mark::Caution, grade.environment);
    for (const auto& package : grade.unvouched) facts.add("not vouched for", Mark::Caution, package.name);
    const auto shown = shown_of(grade.opaque.size(), kOpaqueMost);
    for (const auto& input : std::span(grade.opaque).first(shown))
        facts.add(
            "opaque input read", Mark::Caution,
            input.path + " (" + input.why + ")" + (input.reached.empty() ? "" : ", reached " + some_of(input.reached)));
    if (grade.opaque.size() > shown)
        facts.add("opaque inputs read", Mark::Caution,
                  std::to_string(grade.opaque.size() - shown) + " more, which --json names");
    if (const auto& more = grade.unnamed_opaque)
        facts.add("opaque inputs read", Mark::Caution, std::to_string(more->count) + " more, not named");
}

void add_self_test(KeyValues& facts, const std::vector<Compared>& compared) {
    std::uint64_t mutations = 0, noticed = 0;
    for (const auto& each : compared) {
        mutations += each.self_test.mutations;
        noticed += each.self_test.noticed;
    }
    if (mutations > 0)
        facts.add("self-test",
                  "noticed " + std::to_string(noticed) + " of " + std::to_string(mutations) + " seeded mutations");
}

void add_artifacts(KeyValues& facts, const std::vector<BuiltArtifact>& artifacts) {
    for (const auto& artifact : artifacts)
        facts.add(artifact.path.text(),
                  human_bytes(artifact.size) + ", SHA-256 " + crypto::hex(artifact.digest.sha256));
}

std::string render_failed_build(const std::vector<std::string>& left, const std::vector<std::string>& log_end,
                                const Style& style) {
    std::string out;
    if (!left.empty()) {
        out += mark_line(Mark::Note, "what the build left in $ASSAY_OUT:", style);
        const auto shown = shown_of(left.size(), kLeftMost);
        for (const auto& name : std::span(left).first(shown)) out += mark_line(Mark::Note, name, style);
        if (left.size() > shown)
            out += mark_line(Mark::Note, std::to_string(left.size() - shown) + " more, which --json names", style);
    }
    out += mark_line(Mark::Note, log_end.empty() ? "its log is empty" : "the end of its log:", style);
    for (const auto& line : log_end) out += mark_line(Mark::Note, line, style);
    return out;
}

Json comparisons_of(const std::vector<Compared>& compared) {
    auto out = Json::array();
    for (const auto& each : compared) out.push(with_counts(each.comparison.render()));
    return out;
}

Json findings_of(const std::vector<Compared>& compared) {
    std::vector<Findings> findings;
    findings.reserve(compared.size());
    for (const auto& each : compared) findings.push_back(each.findings);
    return with_counts(*render_findings(findings).find("comparisons"));
}

Json texts_of(const std::vector<std::string>& texts) {
    auto out = Json::array();
    for (const auto& text : texts) out.push(text);
    return out;
}

}  // namespace assay::verifier
