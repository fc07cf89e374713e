// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/chain_history.hpp"

#include <algorithm>
#include <map>

namespace assay::verifier {

namespace {

using crypto::StatementKind;
using crypto::VerdictKind;
using State = EarlierStatement::State;

/// Which deposit each statement of the room is about. A deposit whose statements cannot be listed stops itself only:
/// they are reported as missing.
Result<std::map<crypto::StatementId, crypto::DepositId>> places_of(const AcceptContext& context) {
    std::map<crypto::StatementId, crypto::DepositId> out;
    for (const auto& id : TRY(context.room.deposits())) {
        const auto statements = context.room.statements(id);
        if (!statements) continue;
        for (const auto& entry : statements->entries()) out.emplace(entry.id, id);
    }
    return out;
}

Result<EarlierStatement> read_earlier(const AcceptContext& context, std::uint64_t ordinal,
                                      const crypto::StatementId& id, const crypto::DepositId& place) {
    auto own = TRY(TRY(context.room.statements(place)).read(id));
    // All of them are by this room's keys, whatever became of the deposit's other parties.
    crypto::IdentityBook book;
    book.add(context.signer.identity().identity());
    const auto statement = TRY(crypto::Statement::open(own.statement, book));
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

Result<std::vector<EarlierStatement>> earlier_in_chain(const AcceptContext& context, const ChainState& chain) {
    const auto places = TRY(places_of(context));
    std::vector<EarlierStatement> out;
    for (std::uint64_t ordinal = 1; ordinal <= chain.entries.size(); ++ordinal) {
        const auto& entry = chain.entries[ordinal - 1];
        if (!entry.statement) {
            out.push_back({ordinal, State::Begun, "begun", {}, {}, {}, {}, entry.kind});
            continue;
        }
        const auto id = entry.statement->id();
        const auto place = places.find(id);
        auto told =
            place == places.end() ? std::nullopt : std::optional(read_earlier(context, ordinal, id, place->second));
        if (told && *told)
            out.push_back(std::move(**told));
        else
            out.push_back({ordinal, State::Missing, "missing", {}, {}, {}, {}, entry.kind});
    }
    return out;
}

std::vector<const EarlierStatement*> worst_first(const std::vector<EarlierStatement>& earlier) {
    std::vector<const EarlierStatement*> out;
    for (const auto& each : earlier) out.push_back(&each);
    std::ranges::stable_sort(out, [](const auto* one, const auto* other) { return rank_of(*one) > rank_of(*other); });
    return out;
}

}  // namespace assay::verifier
