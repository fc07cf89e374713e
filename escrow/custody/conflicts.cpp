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

/// Adds one for every place that two statements have and one of `mine` is at.
template <typename Key>
void add_shared_places(const std::map<Key, std::set<StatementId>>& places, const std::set<StatementId>& mine,
                       const std::string& what, Conflicts& conflicts) {
    for (const auto& [place, ids] : places) {
        const bool is_mine = std::ranges::any_of(ids, [&](const auto& id) { return mine.contains(id); });
        if (ids.size() > 1 && is_mine) add_conflict(conflicts, what, {ids.begin(), ids.end()});
    }
}

void find_shared_places(const std::vector<SaidOfDeposit>& statements, const std::vector<ChainedStatement>& chained,
                        Conflicts& conflicts) {
    using Chain = std::pair<IdentityId, crypto::ChainSubject::Tag>;
    std::map<std::pair<Chain, std::uint64_t>, std::set<StatementId>> by_ordinal;
    std::map<std::pair<Chain, std::optional<StatementId>>, std::set<StatementId>> by_previous;
    for (const auto& each : chained) {
        const Chain chain{each.room, each.tag};
        by_ordinal[{chain, each.ordinal}].insert(each.id);
        by_previous[{chain, each.previous}].insert(each.id);
    }
    std::set<StatementId> mine;
    for (const auto& said : statements)
        if (said.chain) mine.insert(said.id);
    add_shared_places(by_ordinal, mine, "a room has given two statements one number in its chain", conflicts);
    // Two of one number often follow the same statement; that is one conflict.
    std::erase_if(by_previous, [&](const auto& place) {
        return std::ranges::any_of(by_ordinal, [&](const auto& numbered) { return numbered.second == place.second; });
    });
    add_shared_places(by_previous, mine, "a room has let two statements follow one in its chain", conflicts);
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
    if (statement.kind() == StatementKind::Rebuild) out.chain = TRY(crypto::Rebuild::parse(statement)).chain;
    if (statement.kind() == StatementKind::Verdict) out.chain = TRY(crypto::Verdict::parse(statement)).chain;
    return out;
}

Result<std::optional<ChainedStatement>> chained_of(const crypto::Statement& statement) {
    const auto said = TRY(SaidOfDeposit::of(statement));
    if (!said.chain) return std::optional<ChainedStatement>();
    ChainedStatement out{.room = said.signer,
                         .tag = said.chain->tag,
                         .id = said.id,
                         .ordinal = said.chain->ordinal,
                         .previous = std::nullopt};
    if (said.chain->previous) out.previous = said.chain->previous->id();
    return std::optional(out);
}

Conflicts find_conflicts(const std::vector<SaidOfDeposit>& statements, const std::vector<ChainedStatement>& chained) {
    Conflicts out;
    find_double_held(statements, out);
    find_contradicting_answers(statements, out);
    find_shared_places(statements, chained, out);
    // A statement comes after what it rests on, so one pass in the order of the log reaches all.
    for (const auto& said : statements)
        if (said.rests_on && out.void_statements.contains(*said.rests_on)) out.void_statements.insert(said.id);
    return out;
}

}  // namespace assay::escrow
