// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/examiner.hpp"

namespace assay::crypto {

namespace {

/// The statement a link leads to, if it is of that type. Where it is not, the link's own binding says so.
template <typename T>
const Exhibit* follow(const Exhibits& exhibits, const StatementLink& link) {
    const auto* exhibit = exhibits.at(link);
    return exhibit != nullptr && exhibit->as<T>() != nullptr ? exhibit : nullptr;
}

const Exhibit* find_claim(const Evidence& evidence, const Exhibits& exhibits, Findings& findings) {
    const auto kind = evidence.kind() == ClaimKind::Verdict ? StatementKind::Verdict : StatementKind::Held;
    const auto* claim = exhibits.find(evidence.claim());
    if (claim != nullptr && claim->kind() == kind) return claim;
    if (claim != nullptr)
        findings.fails("claim", "the claim is a " + std::string(name_of(evidence.kind())) + ", and its statement a " +
                                    std::string(name_of(claim->kind())));
    else if (evidence.find(evidence.claim()) == nullptr)
        findings.missing("claim", "the evidence does not hold the statement it claims to prove");
    return nullptr;  // one that does not open has been reported
}

/// The chain proper, link by link.
void walk(const Exhibits& exhibits, Chain& chain) {
    if (chain.verdict != nullptr) chain.rebuild = follow<Rebuild>(exhibits, chain.verdict->as<Verdict>()->rebuild);
    if (chain.rebuild != nullptr)
        chain.acceptance = follow<Acceptance>(exhibits, chain.rebuild->as<Rebuild>()->acceptance);
    if (chain.acceptance != nullptr)
        chain.exported = follow<Export>(exhibits, chain.acceptance->as<Acceptance>()->exported);
    if (chain.exported != nullptr) chain.held = follow<Held>(exhibits, chain.exported->as<Export>()->held);
    if (chain.held != nullptr) chain.deposit = follow<Deposit>(exhibits, chain.held->as<Held>()->deposit);
    if (chain.deposit != nullptr)
        chain.agreement = follow<Agreement>(exhibits, chain.deposit->as<Deposit>()->agreement);
}

void reach(const Exhibits& exhibits, const Exhibit& from, std::set<StatementId>& reached) {
    if (!reached.insert(from.statement.id()).second) return;
    for (const auto& link : from.links())
        if (const auto* next = exhibits.at(link)) reach(exhibits, *next, reached);
}

/// No link leads from the claim to an access: it may come after all of them, and tells the reader of this very source.
void find_accesses(const Exhibits& exhibits, Chain& chain) {
    if (chain.acceptance == nullptr) return;
    for (const auto& [id, exhibit] : exhibits.all()) {
        const auto* access = exhibit.as<Access>();
        if (access == nullptr || access->acceptance != chain.acceptance->statement.link()) continue;
        chain.accesses.push_back(&exhibit);
        chain.reached.insert(id);
    }
}

}  // namespace

std::vector<const Exhibit*> Chain::in_order() const {
    std::vector<const Exhibit*> out;
    for (const auto* exhibit : {agreement, deposit, held, exported, acceptance, rebuild, verdict})
        if (exhibit != nullptr) out.push_back(exhibit);
    return out;
}

Chain walk_chain(const Evidence& evidence, const Exhibits& exhibits, Trust& trust, Findings& findings) {
    Chain chain;
    const auto* claim = find_claim(evidence, exhibits, findings);
    if (claim == nullptr) return chain;
    (evidence.kind() == ClaimKind::Verdict ? chain.verdict : chain.held) = claim;
    walk(exhibits, chain);
    reach(exhibits, *claim, chain.reached);
    find_accesses(exhibits, chain);
    for (const auto& id : chain.reached)
        for (const auto& signer : exhibits.find(id)->statement.signers()) trust.reach(signer, findings);
    return chain;
}

}  // namespace assay::crypto
