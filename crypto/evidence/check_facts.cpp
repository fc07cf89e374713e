// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"
#include "crypto/evidence/room_checks.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

StatementFact fact_of(const Exhibit& exhibit, const Trust& trust) {
    StatementFact out{exhibit.kind(),
                      exhibit.statement.id(),
                      "",
                      exhibit.proven,
                      exhibit.statement.claimed_time(),
                      exhibit.index,
                      {}};
    for (const auto& signer : exhibit.statement.signers()) {
        out.signer += (out.signer.empty() ? "" : ", ") + trust.describe(signer);
        out.signers.push_back(signer);
    }
    return out;
}

const Json* field_of(const Exhibit* exhibit, std::string_view name) {
    return exhibit != nullptr ? exhibit->field(name) : nullptr;
}

}  // namespace

void tell_facts(const Chain& chain, const Trust& trust, ClaimFacts& facts) {
    for (const auto* exhibit : chain.in_order()) facts.statements.push_back(fact_of(*exhibit, trust));
    if (chain.deposit != nullptr) facts.deposit = deposit_id_of(chain.deposit->statement.link());
    if (const auto* terms = chain.terms()) {
        facts.vendor = trust.describe(terms->vendor);
        facts.custodian = trust.describe(terms->custodian);
        facts.vendor_id = terms->vendor;
        facts.custodian_id = terms->custodian;
    }
    if (const auto* product = field_of(chain.deposit, "product")) {
        facts.product = std::string(product->text_at("name"));
        facts.version = std::string(product->text_at("version"));
    }
    if (const auto* snapshot = field_of(chain.acceptance, "snapshot")) facts.snapshot = *snapshot;
    if (const auto* provenance = field_of(chain.rebuild, "provenance")) facts.provenance = *provenance;
    if (const auto* environment = chain.rebuild != nullptr ? find_environment(*chain.rebuild) : nullptr) {
        if (const auto* archives = environment->find("archives"))
            if (auto parsed = parse_archives(*archives)) facts.archives = std::move(*parsed);
        if (const auto* machine = environment->find("machine"))
            if (auto parsed = MachineRecord::parse(*machine)) facts.machine = std::move(*parsed);
    }
    if (chain.verdict == nullptr) return;
    facts.room_id = chain.verdict->as<Verdict>()->room;
    facts.room = trust.describe(*facts.room_id);
    facts.verdict = chain.verdict->as<Verdict>()->verdict;
    if (auto comparisons = comparisons_of(*chain.verdict)) facts.comparisons = std::move(*comparisons);
    if (const auto* links = chain.verdict->field("links"))
        if (auto parsed = parse_links(*links)) facts.links = std::move(*parsed);
    if (const auto* grade = chain.verdict->field("grade"))
        if (auto parsed = Grade::parse(*grade)) facts.grade = std::move(*parsed);
}

void tell_accesses(const Chain& chain, Findings& findings) {
    if (chain.accesses.empty()) return;
    std::vector<Time> times;
    for (const auto* access : chain.accesses)
        times.push_back(access->proven.value_or(access->statement.claimed_time()));
    std::ranges::sort(times, {}, &Time::seconds);
    const bool is_one = times.size() == 1;
    findings.remark("access", "the room says that it opened this source to somebody " +
                                  (is_one ? "once, " : std::to_string(times.size()) + " times, the last ") + "by " +
                                  times.back().render() +
                                  ": what was opened is for the vendor and the rooms; nothing proves that this is all");
}

void tell_agreement_of_fields(const Chain& chain, Findings& findings, const ClaimFacts& facts) {
    if (findings.faults() > 0 || chain.verdict == nullptr) return;
    findings.holds("snapshot",
                   "what was accepted is what was deposited: " + std::string(facts.snapshot.text_at("swhid")));
    findings.holds("comparisons",
                   count_of(facts.comparisons.size(), "deployed file") + " compared with what the rebuild put out");
    const auto mutations = chain.verdict->field("self_test")->text_at("mutations");
    if (mutations == "0")
        findings.remark("self-test", "there was nothing to compare, so the comparer was not tested");
    else
        findings.holds("self-test", "the comparer noticed " +
                                        std::string(chain.verdict->field("self_test")->text_at("noticed")) + " of " +
                                        std::string(mutations) + " seeded mutations");
}

}  // namespace assay::crypto
