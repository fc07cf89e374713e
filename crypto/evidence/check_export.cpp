// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/check_export.hpp"

#include "crypto/evidence/examiner.hpp"

namespace assay::crypto {

namespace {

/// The chain goes on from what is held to the export, where the export leads there.
void follow_export(const StatementId& id, const Exhibits& exhibits, Chain& chain, Findings& findings) {
    const auto* exported = exhibits.find(id);
    if (exported == nullptr) return;  // one that does not open has been told
    if (exported->as<Export>() == nullptr) {
        findings.fails("export", "a statement of kind " + std::string(name_of(exported->kind())) + " is in its place");
        return;
    }
    if (chain.held == nullptr || exhibits.at(exported->as<Export>()->held) != chain.held) {
        findings.fails("export", "it does not rest on the receipt beside it");
        return;
    }
    chain.exported = exported;
    chain.reached.insert(id);
}

void check_not_ahead(const Exhibits& exhibits, Time now, Findings& findings) {
    for (const auto& [id, exhibit] : exhibits.all()) {
        const auto claimed = exhibit.statement.claimed_time();
        if (claimed.seconds() <= now.seconds() + kClocksApartSeconds) continue;
        findings.fails("time: " + std::string(name_of(exhibit.kind())),
                       "it is dated " + claimed.render() + ", and here it is " + now.render() +
                           ": what rests on it would be earlier than it");
    }
}

}  // namespace

Result<CheckReport> check_export(const ExportParts& parts, const CheckInput& input) {
    const auto tlog = TRY_WITHIN("policy: log policy", TlogPolicy::parse(input.policy.tlog));
    const auto id = TRY(peek_link(parts.exported.envelope)).id();
    Evidence evidence(parts.held.kind(), parts.held.claim());
    evidence.merge(parts.held);
    TRY(evidence.add(parts.exported));
    evidence.prove(parts.proofs);

    CheckReport report;
    Findings findings(report.links);
    Trust trust(evidence, input.policy, findings);
    Exhibits exhibits(evidence, trust, findings);
    auto chain = walk_chain(evidence, exhibits, trust, findings);
    follow_export(id, exhibits, chain, findings);
    report.facts.log_origin = check_log(evidence, input, tlog, chain, trust, exhibits, findings);
    check_bindings({exhibits, trust, chain.earlier}, findings);
    check_not_ahead(exhibits, input.as_of, findings);
    tell_facts(chain, trust, report.facts);
    return report;
}

}  // namespace assay::crypto
