// SPDX-License-Identifier: Apache-2.0
#include "auditor/html_report.hpp"

#include "auditor/words.hpp"
#include "base/core/text.hpp"
#include "base/html/html.hpp"

namespace assay::auditor {

namespace {

void add_facts(Html& page, const CheckAnswer& answer) {
    const auto& facts = answer.report.facts;
    std::vector<std::pair<std::string, HtmlLine>> rows;
    if (!facts.product.empty()) rows.push_back({"Product", {facts.product + " " + facts.version}});
    if (!facts.vendor.empty()) rows.push_back({"Vendor", {facts.vendor}});
    if (!facts.custodian.empty()) rows.push_back({"Custodian", {facts.custodian}});
    if (!facts.room.empty()) rows.push_back({"Room", {facts.room}});
    if (const auto time = time_words(facts); !time.empty()) rows.push_back({"When", {time}});
    if (facts.grade) {
        rows.push_back({"Grade", {grade_words(*facts.grade, facts.environment)}});
        rows.push_back({"Coverage", {coverage_words(*facts.grade)}});
    }
    for (const auto& archive : facts.archives)
        for (const auto& key : archive.keys)
            rows.push_back({"Archive key", {HtmlText::literal(archive_key_words(key))}});
    if (facts.machine) rows.push_back({"Built in", {HtmlText::literal(facts.machine->words())}});
    if (facts.deposit) rows.push_back({"Deposit", {HtmlText::literal(crypto::render_deposit_id(*facts.deposit))}});
    if (const auto swhid = facts.snapshot.text_at("swhid"); !swhid.empty())
        rows.push_back({"Source", {HtmlText::literal(std::string(swhid))}});
    if (!facts.log_origin.empty()) rows.push_back({"Log", {HtmlText::literal(facts.log_origin)}});
    if (rows.empty())
        page.paragraph({"The evidence could not be read far enough to say what it claims."});
    else
        page.facts(rows);
}

void add_files(Html& page, const CheckAnswer& answer) {
    const auto& facts = answer.report.facts;
    if (facts.comparisons.empty()) return;
    std::vector<std::vector<HtmlLine>> rows;
    for (const auto& comparison : facts.comparisons)
        rows.push_back(
            {{names_words(comparison)},
             {human_bytes(comparison.deployed_size)},
             {HtmlText::badge(crypto::mark_of(comparison.verdict), std::string(crypto::name_of(comparison.verdict)))},
             {HtmlText::literal(crypto::hex(comparison.deployed.sha256))}});
    page.heading(2, "Files judged").table({{"File"}, {"Size", true}, {"Verdict"}, {"SHA-256"}}, rows);
}

void add_grade(Html& page, const CheckAnswer& answer) {
    const auto& grade = answer.report.facts.grade;
    if (!grade || (grade->opaque.empty() && grade->unvouched.empty())) return;
    page.heading(2, "What the verdict rests on");
    for (const auto& package : grade->unvouched)
        page.note(Mark::Caution, {"No archive vouches for the package ", HtmlText::literal(package.name), "."});
    std::vector<std::vector<HtmlLine>> rows;
    for (const auto& input : grade->opaque)
        rows.push_back({{HtmlText::literal(input.path)},
                        {input.why},
                        {reached_words(input)},
                        {HtmlText::literal(crypto::hex(input.sha256))}});
    if (grade->unnamed_opaque)
        page.note(Mark::Caution, {"The build read " + count_of(grade->unnamed_opaque->count, "more opaque file") +
                                  " than the verdict names."});
    if (!rows.empty())
        page.table({{"Opaque source file the build read"}, {"Why"}, {"Reached, the room says"}, {"SHA-256"}}, rows);
}

void add_statements(Html& page, const CheckAnswer& answer) {
    std::vector<std::vector<HtmlLine>> rows;
    for (const auto& fact : answer.report.facts.statements)
        rows.push_back({{std::string(crypto::name_of(fact.kind))},
                        {fact.signer},
                        {fact.proven_time ? fact.proven_time->render() : "not proven"},
                        {fact.index ? std::to_string(*fact.index) : "-"}});
    if (!rows.empty())
        page.heading(2, "Statements").table({{"Statement"}, {"Signed by"}, {"In the log by"}, {"Leaf", true}}, rows);
}

/// What the room said before of the same release, and that nothing proves it to be all.
void add_history(Html& page, const CheckAnswer& answer) {
    const auto& history = answer.report.facts.history;
    if (history.empty()) return;
    std::string lines;
    for (const auto& line : history) lines += line + "\n";
    page.heading(2, "This room's rebuilds and verdicts of this release")
        .code(lines)
        .paragraph({"Other verdicts may exist: nothing proves that these are all."});
}

void add_links(Html& page, const CheckAnswer& answer) {
    std::vector<Html::Step> steps;
    for (const auto& link : answer.report.links) steps.push_back({mark_of(link.state), link.name, {link.detail}});
    page.heading(2, "Every link, from the policy to the claim").steps(steps);
}

}  // namespace

std::string render_html(const CheckAnswer& answer, Time as_of) {
    const auto& facts = answer.report.facts;
    Html page;
    page.verdict(mark_of(answer), headword(answer), {headline(answer) + "; " + conclusion(answer.report) + "."});
    for (const auto& sentence : facts.cautions) page.note(Mark::Caution, {sentence + "."});
    for (const auto* sentences : {&facts.not_expected, &facts.not_compared})
        for (const auto& sentence : *sentences) page.note(Mark::Note, {sentence + "."});
    add_facts(page, answer);
    if (const auto words = caveat(answer.report); !words.empty()) page.note(Mark::Bad, {words});
    add_files(page, answer);
    add_grade(page, answer);
    add_history(page, answer);
    add_statements(page, answer);
    add_links(page, answer);
    page.heading(2, "Checked")
        .facts({{"Evidence", {HtmlText::literal("sha256:" + answer.evidence_sha256)}},
                {"Policy", {HtmlText::literal("sha256:" + answer.policy_sha256)}}});
    return assay::render_html(
        {.title = facts.product.empty() ? "Evidence" : facts.product + " " + facts.version,
         .kind = "Audit report",
         .subject = {"judged as of " + as_of.render()},
         .footer = "Check it yourself: auditor check EVIDENCE --policy POLICY --deployed FILE. It needs no network."},
        page);
}

}  // namespace assay::auditor
