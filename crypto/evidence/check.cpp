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
    StateRow{LinkState::Differs, "differs", ErrorKind::Differs},
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

bool CheckReport::established() const {
    return std::ranges::all_of(links, [](const auto& link) {
        return link.state == LinkState::Holds || link.state == LinkState::Remark || link.state == LinkState::Differs;
    });
}

const CheckedLink* CheckReport::first(LinkState state) const {
    const auto at = std::find_if(links.begin(), links.end(), [&](const auto& link) { return link.state == state; });
    return at == links.end() ? nullptr : &*at;
}

void Findings::error(std::string name, const Error& error) { add(std::move(name), state_of(error), error.message()); }

void Findings::status(std::string name, const Status& status, std::string good) {
    if (status)
        holds(std::move(name), std::move(good));
    else
        error(std::move(name), status.error());
}

std::size_t Findings::faults() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        links_, [](const auto& link) { return link.state != LinkState::Holds && link.state != LinkState::Remark; }));
}

namespace {

/// Nothing is in the file that the claim does not reach: that is where a forgery hides.
void check_accounted(const Evidence& evidence, const Chain& chain, const Trust& trust, Findings& findings) {
    std::size_t stray = 0;
    for (const auto& [id, object] : evidence.objects()) {
        if (trust.reached().contains(id) || chain.reached.contains(id) || chain.earlier.contains(id)) continue;
        ++stray;
        const auto kind = object.kind();
        findings.fails("objects", "the " + std::string(kind ? name_of(*kind) : "object") + " " +
                                      short_id(IdentityId(id.array())) +
                                      " is not reached by the claim; evidence holds nothing else");
    }
    std::size_t fields = 0;
    for (const auto& [id, shown] : evidence.disclosures()) fields += shown.size();
    if (stray == 0)
        findings.holds("accounted", "all " + count_of(evidence.objects().size(), "object") + ", " +
                                        count_of(evidence.proofs().proofs().size(), "proof") + ", " +
                                        count_of(evidence.proofs().checkpoints().size(), "checkpoint") + " and " +
                                        count_of(fields, "disclosed field") +
                                        " were checked, and the claim reaches them");
}

}  // namespace

Result<CheckReport> check_evidence(const Evidence& evidence, const CheckInput& input) {
    const auto tlog = TRY_WITHIN("policy: log policy", TlogPolicy::parse(input.policy.tlog));
    CheckReport report;
    report.facts.claim = evidence.kind();
    Findings findings(report.links);

    Trust trust(evidence, input.policy, findings);
    Exhibits exhibits(evidence, trust, findings);
    auto chain = walk_chain(evidence, exhibits, trust, findings);
    check_history(exhibits, chain, findings, report.facts);
    report.facts.log_origin = check_log(evidence, input, tlog, chain, trust, exhibits, findings);
    check_bindings({exhibits, trust, chain.earlier}, findings);
    check_accounted(evidence, chain, trust, findings);

    tell_facts(chain, trust, report.facts);
    tell_accesses(chain, findings);
    tell_agreement_of_fields(chain, findings, report.facts);
    check_expected(input, chain, trust, findings, report.facts);
    check_policy(input.policy, chain, findings, report.facts);
    check_deployed(input, findings, report.facts);
    return report;
}

}  // namespace assay::crypto
