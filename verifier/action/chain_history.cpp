// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/chain_history.hpp"

#include <algorithm>
#include <map>
#include <ranges>

namespace assay::verifier {

namespace {

using crypto::StatementKind;
using crypto::VerdictKind;
using State = EarlierStatement::State;

/// Which deposit each statement of the room is about.
Result<std::map<crypto::StatementId, crypto::DepositId>> places_of(const AcceptContext& context) {
    std::map<crypto::StatementId, crypto::DepositId> out;
    for (const auto& id : TRY(context.room.deposits())) {
        const auto deposit = TRY(context.room.deposit(id, context.clock.now()));
        const auto statements = TRY(context.room.statements(deposit));
        for (const auto& entry : statements.entries()) out.emplace(entry.id, id);
    }
    return out;
}

Result<EarlierStatement> tell(const AcceptContext& context, std::uint64_t ordinal, const crypto::StatementId& id,
                              const crypto::DepositId& place) {
    const auto deposit = TRY(context.room.deposit(place, context.clock.now()));
    auto own = TRY(TRY(context.room.statements(deposit)).read(id));
    const auto statement = TRY(crypto::Statement::open(own.statement, deposit.book));
    EarlierStatement out{ordinal,        State::Told,     {}, {}, place, statement.claimed_time(),
                         std::move(own), statement.kind()};
    if (statement.kind() == StatementKind::Verdict) {
        out.verdict = TRY(crypto::Verdict::parse(statement)).verdict;
        out.said = crypto::name_of(*out.verdict);
    } else {
        const auto built = TRY(crypto::Rebuild::parse(statement)).outcome == crypto::Rebuild::Outcome::Built;
        out.said = built ? "built" : "failed";
    }
    return out;
}

/// The higher, the worse.
int rank_of(const EarlierStatement& each) {
    if (each.verdict) return 10 + static_cast<int>(*each.verdict);
    return each.state == State::Told && each.said == "built" ? 0 : 1;
}

}  // namespace

Result<std::vector<EarlierStatement>> earlier_in_chain(const AcceptContext& context, const ChainState& chain,
                                                       const crypto::StatementId& verdict) {
    const auto places = TRY(places_of(context));
    std::vector<EarlierStatement> out;
    for (std::uint64_t ordinal = 1; ordinal <= chain.entries.size(); ++ordinal) {
        const auto& entry = chain.entries[ordinal - 1];
        if (!entry.statement) {
            out.push_back({ordinal, State::Begun, "begun", {}, {}, {}, {}, entry.kind});
            continue;
        }
        const auto id = entry.statement->id();
        if (id == verdict) break;
        const auto place = places.find(id);
        if (place == places.end())
            out.push_back({ordinal, State::Missing, "missing", {}, {}, {}, {}, entry.kind});
        else
            out.push_back(TRY(tell(context, ordinal, id, place->second)));
    }
    return out;
}

std::vector<const EarlierStatement*> worst_first(const std::vector<EarlierStatement>& earlier) {
    std::vector<const EarlierStatement*> out;
    for (const auto& each : earlier) out.push_back(&each);
    std::ranges::stable_sort(out, [](const auto* one, const auto* other) { return rank_of(*one) > rank_of(*other); });
    return out;
}

Status add_chain(crypto::Evidence& evidence, const std::vector<EarlierStatement>& earlier) {
    const auto passed_over = earlier.size() - std::min(earlier.size(), kChainShownMax);
    for (const auto& each : earlier | std::views::drop(passed_over)) {
        if (!each.statement) continue;
        const auto id = TRY(crypto::peek_link(each.statement->statement.envelope)).id();
        TRY(evidence.add(each.statement->statement));
        for (const auto* field : {"chain", "outputs"})
            if (const auto* found = each.statement->closed.find(field)) evidence.disclose(id, field, *found);
    }
    return {};
}

}  // namespace assay::verifier
