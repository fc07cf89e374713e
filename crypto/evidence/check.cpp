// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/check.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/examiner.hpp"

#include <algorithm>
#include <array>

namespace assay::crypto {

namespace {

struct StateRow {
    LinkState state;
    std::string_view name;
    std::optional<ErrorKind> error;
};

/// The one table of states, worst first.
constexpr std::array kStates{
    StateRow{LinkState::Fails, "fails", ErrorKind::Untrusted},
    StateRow{LinkState::Equivocates, "equivocates", ErrorKind::Equivocation},
    StateRow{LinkState::CannotBeChecked, "cannot-be-checked", ErrorKind::Unproven},
    StateRow{LinkState::PolicyUnmet, "policy-unmet", ErrorKind::PolicyUnmet},
    StateRow{LinkState::Holds, "holds", {}},
    StateRow{LinkState::Remark, "remark", {}},
};
static_assert(kStates.size() == static_cast<std::size_t>(LinkState::Remark) + 1, "every state has a row");

const StateRow& row_of(LinkState state) { return *std::ranges::find(kStates, state, &StateRow::state); }

}  // namespace

std::string_view name_of(LinkState state) { return row_of(state).name; }
std::optional<ErrorKind> error_kind(LinkState state) { return row_of(state).error; }

LinkState state_of(const Error& error) {
    const bool missing = error.kind() == ErrorKind::Unproven || error.kind() == ErrorKind::Unsupported;
    return missing ? LinkState::CannotBeChecked : LinkState::Fails;
}

LinkState CheckReport::worst() const {
    for (const auto& row : kStates)
        if (row.error && first(row.state) != nullptr) return row.state;
    return LinkState::Holds;
}

Status CheckReport::must_hold(LinkState mildest) const {
    for (const auto& row : kStates) {
        if (const auto* link = row.error ? first(row.state) : nullptr)
            return fail(*row.error, link->name + ": " + link->detail);
        if (row.state == mildest) break;
    }
    return {};
}

bool CheckReport::sound() const { return worst() == LinkState::Holds; }

bool CheckReport::established() const { return worst() == LinkState::Holds || worst() == LinkState::PolicyUnmet; }

const CheckedLink* CheckReport::first(LinkState state) const {
    const auto at = std::find_if(links.begin(), links.end(), [&](const auto& link) { return link.state == state; });
    return at == links.end() ? nullptr : &*at;
}

void Findings::error(std::string name, const Error& error) { add(std::move(name), state_of(error), error.message()); }

Result<CheckReport> check_evidence(const Evidence& evidence, const CheckInput& input) {
    const auto tlog = TRY_WITHIN("policy: log policy", TlogPolicy::parse(input.policy.tlog));
    CheckReport report;
    report.facts.claim = evidence.kind();
    Findings findings(report.links);

    Trust trust(evidence, input.policy, findings);
    const auto chain = walk_chain(evidence, trust, findings);
    check_log(evidence, input, tlog, chain, trust, findings, report.facts);
    const auto history = check_history(evidence, trust, chain, findings);
    if (chain.verdict) report.facts.verdict = chain.verdict->verdict;
    check_fields(evidence, chain, history, findings, report.facts);

    std::set<StatementId> reached = trust.reached();
    reached.insert(history.begin(), history.end());
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
    if (chain.verdict) report.facts.room = describe(chain.verdict->room);
    check_deployed(input, findings, report.facts);
    check_policy(input.policy, chain, findings, report.facts);
    return report;
}

}  // namespace assay::crypto
