// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/check.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>

namespace assay::crypto {

std::string_view name_of(LinkState state) {
    switch (state) {
        case LinkState::Holds: return "holds";
        case LinkState::Fails: return "fails";
        case LinkState::Equivocates: return "equivocates";
        case LinkState::CannotBeChecked: return "cannot-be-checked";
        case LinkState::PolicyUnmet: return "policy-unmet";
        case LinkState::Remark: return "remark";
    }
    return {};
}

LinkState CheckReport::worst() const {
    for (const auto state :
         {LinkState::Fails, LinkState::Equivocates, LinkState::CannotBeChecked, LinkState::PolicyUnmet})
        if (first(state) != nullptr) return state;
    return LinkState::Holds;
}

bool CheckReport::sound() const { return worst() == LinkState::Holds; }

bool CheckReport::established() const { return worst() == LinkState::Holds || worst() == LinkState::PolicyUnmet; }

const CheckedLink* CheckReport::first(LinkState state) const {
    const auto at = std::find_if(links.begin(), links.end(), [&](const auto& link) { return link.state == state; });
    return at == links.end() ? nullptr : &*at;
}

void Findings::error(std::string name, const Error& error) {
    const bool missing = error.kind() == ErrorKind::Unproven || error.kind() == ErrorKind::Unsupported;
    add(std::move(name), missing ? LinkState::CannotBeChecked : LinkState::Fails, error.message());
}

void Findings::status(std::string name, const Status& status, std::string good) {
    if (status)
        holds(std::move(name), std::move(good));
    else
        error(std::move(name), status.error());
}

Result<CheckReport> check_evidence(const Evidence& evidence, const CheckInput& input) {
    const auto tlog = TRY_WITHIN("policy: log policy", TlogPolicy::parse(input.policy.tlog));
    CheckReport report;
    report.facts.claim = evidence.kind();
    Findings findings(report.links);

    Trust trust(evidence, input.policy, findings);
    const auto chain = walk_chain(evidence, trust, findings);
    check_log(evidence, input, tlog, chain, trust, findings, report.facts);
    check_fields(evidence, chain, findings, report.facts);

    std::set<StatementId> reached = trust.reached();
    for (const auto* statement : chain.in_order()) reached.insert(statement->id());
    std::size_t stray = 0;
    for (const auto& [id, object] : evidence.objects())
        if (!reached.contains(id) && stray++ == 0)
            findings.fails("objects", "the object " + short_id(IdentityId(id.array())) +
                                          " is not reached by the claim; evidence holds nothing else");
    if (stray == 0)
        findings.holds("objects", "all " + count_of(evidence.objects().size(), "object") + " are reached by the claim");

    const auto describe = [&](const IdentityId& id) {
        return trust.book().find(id) != nullptr ? trust.book().find(id)->describe() : short_id(id);
    };
    if (chain.deposit_statement) report.facts.deposit = deposit_id_of(chain.deposit_statement->link());
    if (chain.agreement) {
        report.facts.vendor = describe(chain.agreement->vendor);
        report.facts.custodian = describe(chain.agreement->custodian);
    }
    if (chain.verdict) {
        report.facts.room = describe(chain.verdict->room);
        report.facts.verdict = chain.verdict->verdict;
    }
    check_deployed(input, findings, report.facts);
    check_policy(input.policy, chain, findings, report.facts);
    return report;
}

}  // namespace assay::crypto
