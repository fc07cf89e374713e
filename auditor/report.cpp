// SPDX-License-Identifier: Apache-2.0
#include "auditor/report.hpp"

#include "base/console/exit_status.hpp"
#include "base/console/report.hpp"
#include "base/core/text.hpp"

namespace assay::auditor {

namespace {

using crypto::CheckReport;
using crypto::LinkState;

Mark mark_of(LinkState state) {
    switch (state) {
        case LinkState::Holds: return Mark::Good;
        case LinkState::Fails: case LinkState::Equivocates: return Mark::Bad;
        case LinkState::CannotBeChecked: return Mark::Unknown;
        case LinkState::PolicyUnmet: return Mark::Caution;
        case LinkState::Remark: return Mark::Note;
    }
    return Mark::Note;
}

/// What a verdict means for whoever runs the file.
std::string meaning(crypto::VerdictKind verdict) {
    switch (verdict) {
        case crypto::VerdictKind::Identical: return "the deployed bytes are what the deposited source produces";
        case crypto::VerdictKind::IdenticalAfterSignature: return "but for the vendor's signature, the deployed bytes are what the deposited source produces";
        case crypto::VerdictKind::Explained: return "the deployed bytes differ from what the deposited source produces; every difference has a named cause";
        case crypto::VerdictKind::Unexplained: return "the deployed bytes are not what the deposited source produces";
        case crypto::VerdictKind::NotComparable: return "there was nothing to compare the deployed bytes with";
    }
    return {};
}

std::string grade_words(const crypto::Grade& grade) {
    std::string out = "environment " + grade.environment;
    out += grade.unvouched.empty() ? "" : ", " + count_of(grade.unvouched.size(), "package") + " nobody vouches for";
    out += grade.opaque.empty() ? ", no opaque input read" : ", " + count_of(grade.opaque.size(), "opaque input") + " read";
    return out;
}

std::string coverage_words(const crypto::Grade& grade) {
    return human_bytes(grade.deployed_bytes_judged) + " of " + human_bytes(grade.deployed_bytes) + " deployed judged; " +
           std::to_string(grade.inspected_lines) + " of " + count_of(grade.source_lines, "source line") + " under an inspection statement";
}

std::string when(const crypto::ClaimFacts& facts) {
    if (facts.statements.empty()) return {};
    const auto& claim = facts.statements.back();
    return claim.proven_time ? "in the log by " + claim.proven_time->render() : "signed, not logged; the signer says " + claim.claimed_time.render();
}

std::string conclusion(const CheckReport& report) {
    if (const auto* link = report.first(LinkState::Fails)) return "not proven: the link \"" + link->name + "\" fails: " + link->detail;
    if (const auto* link = report.first(LinkState::Equivocates)) return "equivocation: " + link->detail;
    if (const auto* link = report.first(LinkState::CannotBeChecked)) return "cannot be checked: \"" + link->name + "\": " + link->detail;
    if (const auto* link = report.first(LinkState::PolicyUnmet)) return "sound, but not enough for this policy: " + link->detail;
    return "every link from the policy to the claim holds";
}

}  // namespace

std::string headline(const CheckAnswer& answer) {
    const auto& report = answer.report;
    if (!report.established()) return report.first(LinkState::Fails) != nullptr ? "check failed" : report.first(LinkState::Equivocates) != nullptr ? "equivocation" : "cannot be checked";
    if (report.facts.verdict) return std::string(crypto::name_of(*report.facts.verdict)) + ": " + meaning(*report.facts.verdict);
    return "held: the custodian holds every byte of the deposit";
}

std::string render_text(const CheckAnswer& answer, const Style& style) {
    const auto& facts = answer.report.facts;
    const auto good = answer.report.established() && (!facts.verdict || *facts.verdict <= crypto::VerdictKind::IdenticalAfterSignature);
    std::string out = mark_line(answer.report.established() ? (good ? Mark::Good : Mark::Caution) : Mark::Bad, headline(answer), style);
    KeyValues top;
    if (!facts.product.empty()) top.add("product", facts.product + " " + facts.version);
    for (const auto& comparison : facts.comparisons)
        top.add("file", comparison.deployed_name + ", " + human_bytes(comparison.deployed_size) + ", " + std::string(crypto::name_of(comparison.verdict)) + ", SHA-256 " + crypto::hex(comparison.deployed.sha256));
    if (!facts.vendor.empty()) top.add("vendor", facts.vendor);
    if (!facts.custodian.empty()) top.add("custodian", facts.custodian);
    if (!facts.room.empty()) top.add("room", facts.room);
    if (facts.deposit) top.add("deposit", crypto::render_deposit_id(*facts.deposit));
    if (const auto time = when(facts); !time.empty()) top.add("when", time);
    if (facts.grade) top.add("grade", grade_words(*facts.grade)).add("coverage", coverage_words(*facts.grade));
    out += "\n" + top.render(style);
    if (!answer.report.established()) out += "\nnothing above is established:\n";
    out += "\n";
    for (const auto& link : answer.report.links) out += mark_line(mark_of(link.state), link.name + ": " + link.detail, style);
    return out + "\n" + mark_line(answer.report.sound() ? Mark::Good : mark_of(answer.report.worst()), conclusion(answer.report), style);
}

Json render_json(const CheckAnswer& answer) {
    const auto& facts = answer.report.facts;
    const auto text_or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    auto links = Json::array();
    for (const auto& link : answer.report.links) links.push(Json::object({{"name", link.name}, {"state", crypto::name_of(link.state)}, {"detail", link.detail}}));
    auto comparisons = Json::array();
    for (const auto& comparison : facts.comparisons) comparisons.push(comparison.render());
    auto deployed = Json::array();
    for (const auto& file : answer.deployed) deployed.push(Json::object({{"name", file.name}, {"size", Json::decimal(file.size)}, {"digest", file.digest.render()}}));
    auto statements = Json::array();
    for (const auto& fact : facts.statements)
        statements.push(Json::object({{"kind", crypto::name_of(fact.kind)}, {"id", crypto::hex(fact.id)}, {"signer", fact.signer},
                                      {"proven_time", fact.proven_time ? Json(fact.proven_time->render()) : Json()}, {"claimed_time", fact.claimed_time.render()},
                                      {"index", fact.index ? Json::decimal(*fact.index) : Json()}}));
    return stamped("check", {{"sound", answer.report.sound()},
                             {"established", answer.report.established()},
                             {"state", crypto::name_of(answer.report.worst())},
                             {"exit_status", std::int64_t{exit_status_of(answer.report)}},
                             {"headline", headline(answer)},
                             {"conclusion", conclusion(answer.report)},
                             {"claim", crypto::name_of(facts.claim)},
                             {"verdict", facts.verdict ? Json(crypto::name_of(*facts.verdict)) : Json()},
                             {"product", text_or_null(facts.product)},
                             {"version", text_or_null(facts.version)},
                             {"vendor", text_or_null(facts.vendor)},
                             {"custodian", text_or_null(facts.custodian)},
                             {"room", text_or_null(facts.room)},
                             {"deposit", facts.deposit ? Json(crypto::render_deposit_id(*facts.deposit)) : Json()},
                             {"log", text_or_null(facts.log_origin)},
                             {"grade", facts.grade ? facts.grade->render() : Json()},
                             {"comparisons", std::move(comparisons)},
                             {"deployed", std::move(deployed)},
                             {"snapshot", facts.snapshot},
                             {"statements", std::move(statements)},
                             {"links", std::move(links)},
                             {"evidence_sha256", answer.evidence_sha256},
                             {"policy_sha256", answer.policy_sha256}});
}

}  // namespace assay::auditor
