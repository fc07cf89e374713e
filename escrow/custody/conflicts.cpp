// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/conflicts.hpp"

#include "crypto/record/export.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"

#include <algorithm>
#include <map>

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using crypto::StatementId;
using crypto::StatementKind;

/// What one room said of one export.
struct Answers {
    std::vector<StatementId> acceptances, refusals;
};

void add_conflict(Conflicts& conflicts, std::string what, std::vector<StatementId> statements) {
    conflicts.void_statements.insert(statements.begin(), statements.end());
    conflicts.found.push_back({std::move(what), std::move(statements)});
}

void find_double_held(const std::vector<SaidOfDeposit>& statements, Conflicts& conflicts) {
    std::map<IdentityId, std::vector<StatementId>> held;
    for (const auto& said : statements)
        if (said.kind == StatementKind::Held) held[said.signer].push_back(said.id);
    for (auto& [custodian, said] : held)
        if (said.size() > 1)
            add_conflict(conflicts, "the custodian has signed more than once that it holds the deposit",
                         std::move(said));
}

void find_contradicting_answers(const std::vector<SaidOfDeposit>& statements, Conflicts& conflicts) {
    std::map<IdentityId, StatementId> last_export;
    std::map<std::pair<IdentityId, StatementId>, Answers> answers;
    for (const auto& said : statements) {
        if (said.exported_to) last_export.insert_or_assign(*said.exported_to, said.id);
        if (said.kind == StatementKind::Acceptance && said.rests_on)
            answers[{said.signer, *said.rests_on}].acceptances.push_back(said.id);
        if (const auto at = last_export.find(said.signer);
            said.kind == StatementKind::Refusal && at != last_export.end())
            answers[{said.signer, at->second}].refusals.push_back(said.id);
    }
    for (auto& [about, said] : answers) {
        if (said.acceptances.empty() || said.refusals.empty()) continue;
        auto all = std::move(said.acceptances);
        all.insert(all.end(), said.refusals.begin(), said.refusals.end());
        add_conflict(conflicts, "a room has both accepted and refused what was exported to it once", std::move(all));
    }
}

/// A contradiction in a chain takes every favourable word of that chain with it.
void find_chain_conflicts(const std::vector<SaidOfDeposit>& statements, const std::vector<ChainedStatement>& chained,
                          Conflicts& conflicts) {
    using Chain = std::pair<IdentityId, crypto::ChainSubject::Tag>;
    std::map<StatementId, Chain> chain_of;
    for (const auto& each : chained) chain_of.emplace(each.id, Chain{each.room, each.tag});
    std::set<Chain> contradicted;
    for (auto& fault : crypto::find_chain_faults(chained)) {
        const bool excludes = fault.weight == crypto::ChainFault::Weight::Contradiction;
        if (excludes)
            for (const auto& id : fault.statements) contradicted.insert(chain_of.at(id));
        conflicts.found.push_back({std::move(fault.what), std::move(fault.statements), excludes});
    }
    for (const auto& said : statements)
        if (said.chain && contradicted.contains({said.signer, said.chain->tag}))
            conflicts.void_statements.insert(said.id);
}

}  // namespace

Result<SaidOfDeposit> SaidOfDeposit::of(const crypto::Statement& statement) {
    SaidOfDeposit out{.id = statement.id(),
                      .kind = statement.kind(),
                      .signer = statement.named_signers().front(),
                      .rests_on = std::nullopt,
                      .exported_to = std::nullopt,
                      .chain = std::nullopt};
    if (crypto::facts_of(statement.kind()).rests_kind) out.rests_on = TRY(crypto::rests_on(statement)).id();
    if (statement.kind() == StatementKind::Export) out.exported_to = TRY(crypto::Export::parse(statement)).room;
    out.is_unfavourable = statement.kind() == StatementKind::Refusal || statement.kind() == StatementKind::Access;
    if (statement.kind() == StatementKind::Rebuild) {
        const auto rebuild = TRY(crypto::Rebuild::parse(statement));
        out.chain = rebuild.chain;
        out.is_unfavourable = rebuild.outcome == crypto::Rebuild::Outcome::Failed;
    }
    if (statement.kind() == StatementKind::Verdict) {
        const auto verdict = TRY(crypto::Verdict::parse(statement));
        out.chain = verdict.chain;
        out.is_unfavourable = !crypto::is_favourable(verdict.verdict);
    }
    return out;
}

std::size_t Conflicts::exclusions() const {
    return static_cast<std::size_t>(std::ranges::count_if(found, &Conflict::excludes));
}

Conflicts find_conflicts(const std::vector<SaidOfDeposit>& statements, const std::vector<ChainedStatement>& chained) {
    Conflicts out;
    find_double_held(statements, out);
    find_contradicting_answers(statements, out);
    find_chain_conflicts(statements, chained, out);
    // A statement comes after what it rests on, so one pass in the order of the log reaches all.
    for (const auto& said : statements)
        if (said.rests_on && out.void_statements.contains(*said.rests_on)) out.void_statements.insert(said.id);
    for (const auto& said : statements)
        if (said.is_unfavourable) out.void_statements.erase(said.id);
    return out;
}

}  // namespace assay::escrow
