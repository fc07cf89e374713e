// SPDX-License-Identifier: Apache-2.0
#include "auditor/report.hpp"

#include "auditor/words.hpp"
#include "base/core/text.hpp"

namespace assay::auditor {

std::string render_text(const CheckAnswer& answer, const Style& style) {
    const auto& facts = answer.report.facts;
    std::string out = mark_line(mark_of(answer), headline(answer), style);
    for (const auto& sentence : facts.cautions) out += mark_line(Mark::Caution, sentence, style);
    for (const auto* sentences : {&facts.not_expected, &facts.not_compared})
        for (const auto& sentence : *sentences) out += mark_line(Mark::Note, sentence, style);
    KeyValues top;
    if (!facts.product.empty()) top.add("product", facts.product + " " + facts.version);
    for (const auto& comparison : facts.comparisons)
        top.add("file", crypto::mark_of(comparison.verdict),
                names_words(comparison) + ", " + human_bytes(comparison.deployed_size) + ", " +
                    std::string(crypto::name_of(comparison.verdict)) + ", SHA-256 " +
                    crypto::hex(comparison.deployed.sha256));
    if (!facts.vendor.empty()) top.add("vendor", facts.vendor);
    if (!facts.custodian.empty()) top.add("custodian", facts.custodian);
    if (!facts.room.empty()) top.add("room", facts.room);
    if (facts.deposit) top.add("deposit", crypto::render_deposit_id(*facts.deposit));
    if (const auto time = time_words(facts); !time.empty()) top.add("when", time);
    if (facts.grade)
        top.add("grade", grade_words(*facts.grade, facts.environment)).add("coverage", coverage_words(*facts.grade));
    for (const auto& archive : facts.archives)
        for (const auto& key : archive.keys) top.add("archive key", archive_key_words(key));
    if (facts.machine) top.add("built in", facts.machine->words());
    for (const auto& line : facts.history) top.add("chain", line);
    out += "\n" + top.render(style);
    if (const auto words = caveat(answer.report); !words.empty()) out += "\n" + words + "\n";
    out += "\n";
    for (const auto& link : answer.report.links)
        out += mark_line(mark_of(link.state), link.name + ": " + link.detail, style);
    return out + "\n" + mark_line(mark_of(answer.report.worst()), conclusion(answer.report), style);
}

Json render_json(const CheckAnswer& answer) {
    const auto& facts = answer.report.facts;
    const auto text_or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    const auto id_or_null = [](const auto& id) { return id ? Json(crypto::hex(*id)) : Json(); };
    auto links = Json::array();
    for (const auto& link : answer.report.links)
        links.push(
            Json::object({{"name", link.name}, {"outcome", crypto::name_of(link.state)}, {"detail", link.detail}}));
    auto comparisons = Json::array();
    for (const auto& comparison : facts.comparisons) comparisons.push(with_counts(comparison.render()));
    auto deployed = Json::array();
    for (const auto& file : answer.deployed.files)
        deployed.push(
            Json::object({{"name", file.name}, {"size", count_json(file.size)}, {"digest", file.digest.render()}}));
    Json::Array history(facts.history.begin(), facts.history.end());
    Json::Array cautions(facts.cautions.begin(), facts.cautions.end());
    Json::Array not_expected(facts.not_expected.begin(), facts.not_expected.end());
    Json::Array not_compared(facts.not_compared.begin(), facts.not_compared.end());
    auto statements = Json::array();
    for (const auto& fact : facts.statements)
        statements.push(Json::object({{"kind", crypto::name_of(fact.kind)},
                                      {"statement", crypto::hex(fact.id)},
                                      {"signers", crypto::render_ids(fact.signers)},
                                      {"signer_name", fact.signer},
                                      {"proven_time", fact.proven_time ? Json(fact.proven_time->render()) : Json()},
                                      {"claimed_time", fact.claimed_time.render()},
                                      {"index", count_json(fact.index)}}));
    return stamped("check", {{"sound", answer.report.sound()},
                             {"established", answer.report.established()},
                             {"outcome", crypto::name_of(answer.report.worst())},
                             {"exit_status", std::int64_t{exit_status_of(answer.report)}},
                             {"headline", headline(answer)},
                             {"conclusion", conclusion(answer.report)},
                             {"not_expected", std::move(not_expected)},
                             {"not_compared", std::move(not_compared)},
                             {"claim", crypto::name_of(facts.claim)},
                             {"verdict", facts.verdict ? Json(crypto::name_of(*facts.verdict)) : Json()},
                             {"product", text_or_null(facts.product)},
                             {"version", text_or_null(facts.version)},
                             {"vendor", id_or_null(facts.vendor_id)},
                             {"vendor_name", text_or_null(facts.vendor)},
                             {"custodian", id_or_null(facts.custodian_id)},
                             {"custodian_name", text_or_null(facts.custodian)},
                             {"room", id_or_null(facts.room_id)},
                             {"room_name", text_or_null(facts.room)},
                             {"deposit", facts.deposit ? Json(crypto::render_deposit_id(*facts.deposit)) : Json()},
                             {"log", text_or_null(facts.log_origin)},
                             {"environment", text_or_null(facts.environment)},
                             {"archives", crypto::render_archives(facts.archives)},
                             {"machine", facts.machine ? facts.machine->render() : Json()},
                             {"grade", facts.grade ? with_counts(facts.grade->render()) : Json()},
                             {"comparisons", std::move(comparisons)},
                             {"links_of_deployed", crypto::render_links(facts.links)},
                             {"deployed", std::move(deployed)},
                             {"chain", std::move(history)},
                             {"unfinished", count_json(facts.unfinished)},
                             {"cautions", std::move(cautions)},
                             {"snapshot", with_counts(facts.snapshot)},
                             {"statements", std::move(statements)},
                             {"links", std::move(links)},
                             {"evidence_sha256", answer.evidence_sha256},
                             {"policy_sha256", answer.policy_sha256}});
}

}  // namespace assay::auditor
