// SPDX-License-Identifier: Apache-2.0
#include "verifier/cli/answers.hpp"

#include "base/core/text.hpp"
#include "base/terminal/exit_status.hpp"
#include "verifier/finding/findings_text.hpp"

namespace assay::verifier {

namespace {

using crypto::VerdictKind;

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
    for (const auto& each : compared) {
        out += mark_line(crypto::mark_of(each.comparison.verdict),
                         each.comparison.deployed_name + " is " + sentence(each.comparison, meaning), style);
        for (const auto& line : render_findings_text(each.findings)) out += mark_line(Mark::Note, line.whole(), style);
    }
    return out;
}

void add_grade(KeyValues& facts, const crypto::Grade& grade) {
    facts.add("environment", grade.environment == "debian-signed" ? Mark::Good : Mark::Caution, grade.environment);
    for (const auto& package : grade.unvouched) facts.add("nobody vouches for", Mark::Caution, package.name);
    for (const auto& input : grade.opaque)
        facts.add("opaque input read", Mark::Caution,
                  input.path + " (" + input.why + ")" +
                      (input.reached.empty() ? "" : ", reached " + join(input.reached, ", ")));
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

std::string render_log_end(const std::vector<std::string>& lines, const Style& style) {
    if (lines.empty()) return {};
    auto out = mark_line(Mark::Note, "the end of its log:", style);
    for (const auto& line : lines) out += mark_line(Mark::Note, line, style);
    return out;
}

Json comparisons_of(const std::vector<Compared>& compared) {
    auto out = Json::array();
    for (const auto& each : compared) out.push(each.comparison.render());
    return out;
}

Json findings_of(const std::vector<Compared>& compared) {
    std::vector<Findings> findings;
    findings.reserve(compared.size());
    for (const auto& each : compared) findings.push_back(each.findings);
    return render_findings(findings);
}

Json artifacts_of(const std::vector<BuiltArtifact>& artifacts) {
    auto out = Json::array();
    for (const auto& artifact : artifacts)
        out.push(Json::object({{"path", artifact.path.text()},
                               {"size", Json::decimal(artifact.size)},
                               {"digest", artifact.digest.render()}}));
    return out;
}

Json texts_of(const std::vector<std::string>& texts) {
    auto out = Json::array();
    for (const auto& text : texts) out.push(text);
    return out;
}

}  // namespace assay::verifier
